"""The ladder as data: a change is a new version that speaks from its day on; letters sent keep their rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.refusal import Refused, refuse_if
from tracker.actions.roles import why_not_rule_keeper
from tracker.models import Numbering, Obligation, Rung, Unit, User, Verb, chronicle, tell
from tracker.rules import ladder as rules

CLAUSE = "《全面依法治市重点工作指引、提醒和督办工作制度》"
NAMES = {
    "guidance": "下达工作指引",
    "sign-for-urge": "催促签收",
    "remind-20": "到期前20个工作日提醒",
    "remind-5": "到期前5个工作日提醒",
    "remind-1": "到期前1个工作日提醒",
    "urge": "逾期催办",
    "order": "督办单",
    "circular": "月度通报",
}
FIELDS = (
    "name",
    "kind",
    "order",
    "obligation_kinds",
    "at",
    "offset",
    "min_gap",
    "repeat",
    "to_roles",
    "copy_to_roles",
    "is_formal",
    "clause",
    "live_from_on",
)


def as_rule(row: Rung) -> rules.Rung:
    """The row as the value that the ladder's checks read."""
    return rules.Rung(
        code=row.code,
        kind=row.kind,
        for_kinds=frozenset(row.obligation_kinds),
        at=row.at,
        offset=row.offset,
        min_gap=row.min_gap,
        repeat=row.repeat,
        to=tuple(row.to_roles),
        copy_to=tuple(row.copy_to_roles),
        formal=row.is_formal,
        live_from=row.live_from_on,
        order=row.order,
        clause=row.clause,
    )


@chronicle()
def revise_rung(*, rung: Rung | None, code: str, by: User, today: date, **fields) -> Rung:
    """Write the next version of a rung (or, without `rung`, a new one). The whole ladder must stay sane with it;
    what it touches is looked at again, and it speaks only for dates from `live_from_on` on."""
    refuse_if(why_not_rule_keeper(by=by, today=today))
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise Refused(_("督办规则没有这些栏目：%(names)s。") % {"names": "、".join(sorted(unknown))})
    if rung is None and Rung.objects.filter(code=code).exists():
        raise Refused(_("已有代码为“%(code)s”的规则，请修改它，或换一个代码。") % {"code": code})
    last = Rung.objects.filter(code=code).order_by("-version").first()
    base = {name: getattr(last, name) for name in FIELDS} if last else {}
    row = Rung(code=code, version=last.version + 1 if last else 1, created_by=by, **{**base, **fields})
    if last and row.live_from_on < today:
        raise Refused(_("启用日期不能早于今天：已经发出的函件不能倒回去改规则。"))
    _check_ladder([r for r in Rung.objects.current() if r.code != code] + [row])
    Rung.objects.filter(code=code, is_current=True).update(is_current=False)
    row.save()
    _look_again(row.obligation_kinds, today)
    tell(Verb.RUNG_CHANGED, by=by, on=today, note=str(row), code=code, version=row.version)
    return row


@chronicle()
def retire_rung(*, rung: Rung, by: User, today: date) -> None:
    """The rung speaks no more. Refused when a kind of obligation would be left without a letter after its date."""
    refuse_if(why_not_rule_keeper(by=by, today=today))
    _check_ladder([r for r in Rung.objects.current() if r.code != rung.code])
    Rung.objects.filter(code=rung.code, is_current=True).update(is_current=False)
    _look_again(rung.obligation_kinds, today)
    tell(Verb.RUNG_CHANGED, by=by, on=today, note=_("停用%(rung)s") % {"rung": rung}, code=rung.code)


@chronicle()
def load_default_ladder(*, text: str, office: Unit, by: User, today: date, live_from_on: date) -> int:
    """The ladder of a TOML file, with the number prefixes and reply limits of an office. A ladder that is
    already there is left alone. Returns the number of rungs written."""
    refuse_if(why_not_rule_keeper(by=by, today=today))
    try:
        defaults, rungs = rules.load_ladder(text, live_from=live_from_on)
    except rules.LadderError as error:
        raise Refused(str(error)) from error
    for kind, prefix in defaults.prefix.items():
        within = defaults.reply_within.get(kind, 5)
        Numbering.objects.get_or_create(
            office=office, kind=kind, defaults={"prefix": prefix, "reply_within": within}
        )
    if Rung.objects.exists():
        return 0
    Rung.objects.bulk_create(_row(order, rung, by) for order, rung in enumerate(rungs, start=1))
    tell(Verb.RUNG_CHANGED, by=by, on=today, note=_("载入默认督办规则%(n)s条") % {"n": len(rungs)})
    return len(rungs)


def _row(order: int, rung: rules.Rung, by: User) -> Rung:
    return Rung(
        code=rung.code,
        order=order,
        name=NAMES.get(rung.code, rules.KINDS[rung.kind]),
        kind=rung.kind,
        obligation_kinds=sorted(rung.for_kinds),
        at=rung.at,
        offset=rung.offset,
        min_gap=rung.min_gap,
        repeat=rung.repeat,
        to_roles=list(rung.to),
        copy_to_roles=list(rung.copy_to),
        is_formal=rung.formal,
        clause=rung.clause or CLAUSE,
        live_from_on=rung.live_from,
        created_by=by,
    )


def _check_ladder(rows: Iterable[Rung]) -> None:
    problems = rules.validate_rungs([as_rule(row) for row in rows])
    if problems:
        raise Refused(" ".join(problems))


def _look_again(kinds: list[str], today: date) -> None:
    Obligation.objects.open().chased().filter(kind__in=kinds).look_again(today)
