"""The ladder as data: a change is a new version that speaks from its day on; letters sent keep their rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.realm import why_not_keep_numbers, why_not_rule_for_all
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_alone
from tracker.models import DispatchKind, Numbering, Obligation, Rung, Unit, User, Verb
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
WORDING = ("name", "clause", "order")
MAX_REPLY_WITHIN = 250  # working days; about a year


@chronicle()
def revise_rung(*, rung: Rung | None, by: Actor, code: str = "", **fields: Any) -> Rung:
    """Write the next version of a rung (or, without `rung`, a new one under `code`). The ladder must stay sane
    with it on every day from today on. It speaks only for dates from `live_from_on` on, and what it touches is
    looked at again. Letters already owed or sent keep the version that they rest on."""
    refuse_if(why_not_rule_for_all(by=by) or why_not_alone(by=by))
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise Refused(_("督办规则没有这些栏目：%(names)s。") % {"names": "、".join(sorted(unknown))})
    code = rung.code if rung else code.strip()
    versions = list(Rung.objects.filter(code=code).order_by("-version"))
    refuse_if(_why_not_next(versions, code, is_new=rung is None))
    last = versions[0] if versions else None
    base = {name: getattr(last, name) for name in FIELDS} if last else {}
    row = Rung(code=code, version=last.version + 1 if last else 1, created_by=by.person, **{**base, **fields})
    _check_fields(row)
    if row.live_from_on < by.on and not (last and _is_rewording(row, last)):
        raise Refused(_("启用日期不能早于今天：否则早已到期的事项会一下子收到许多函件。"))
    _check_ladder([*Rung.objects.exclude(code=code), *versions, row], by.on)
    Rung.objects.filter(code=code, is_current=True).update(is_current=False)
    row.save()
    touched = set(row.obligation_kinds) | set(last.obligation_kinds if last else ())
    _recheck(touched, by.on)
    note = _("%(rung)s，自%(day)s起启用") % {"rung": row, "day": row.live_from_on}
    tell(Verb.RUNG_CHANGED, by=by, note=note, code=code, version=row.version, **_said(row, last))
    return row


def _why_not_next(versions: list[Rung], code: str, *, is_new: bool) -> str:
    """A code that was retired stays so: its old versions would speak again for dates long past."""
    if is_new and versions:
        return _("代码“%(code)s”已经用过，请修改现行规则，或换一个代码。") % {"code": code}
    if versions and not any(row.is_current for row in versions):
        return _("“%(rung)s”已经停用，请用新的代码另立规则。") % {"rung": versions[0]}
    return ""


def _check_fields(row: Rung) -> None:
    """What the pure checks take for granted: that everything is filled in, and with words we know."""
    try:
        row.full_clean(exclude=["created_by"], validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        named = (
            f"{field_names(Rung, [name])}：{' '.join(said)}" for name, said in error.message_dict.items()
        )
        raise Refused(_("请改正：%(what)s") % {"what": "；".join(named)}) from error


def _is_rewording(row: Rung, last: Rung) -> bool:
    """Only what a letter says is changed, not when it goes or to whom."""
    return all(getattr(row, name) == getattr(last, name) for name in FIELDS if name not in WORDING)


def _said(row: Rung, last: Rung | None) -> dict:
    changed = [name for name in FIELDS if last is None or getattr(row, name) != getattr(last, name)]
    return {"fields": {name: getattr(row, name) for name in changed}}


def why_not_retire(rung: Rung, *, by: Actor) -> str:
    return _("不是现行版本。") if not rung.is_current else why_not_rule_for_all(by=by)


@chronicle()
def retire_rung(*, rung: Rung, by: Actor) -> None:
    """The rung speaks no more. Refused when a kind of obligation would be left without a letter after its date."""
    refuse_if(why_not_rule_for_all(by=by) or why_not_alone(by=by))
    if not Rung.objects.current().filter(code=rung.code).exists():
        raise Refused(_("“%(rung)s”已经停用。") % {"rung": rung})
    _check_ladder(Rung.objects.exclude(code=rung.code), by.on)
    touched = {kind for row in Rung.objects.filter(code=rung.code) for kind in row.obligation_kinds}
    Rung.objects.filter(code=rung.code, is_current=True).update(is_current=False)
    _recheck(touched, by.on)
    tell(Verb.RUNG_CHANGED, by=by, note=_("停用%(rung)s") % {"rung": rung}, code=rung.code)


@chronicle()
def set_numbering(*, office: Unit, kind: str, prefix: str, reply_within: int, by: Actor) -> Numbering:
    """机关代字 and reply limit (working days) for one kind of letter. Numbers already taken are not touched; the
    year's series goes on."""
    refuse_if(why_not_keep_numbers(office, by=by))
    prefix = prefix.strip()
    if kind not in DispatchKind.values:
        raise Refused(_("没有“%(kind)s”这种函件。") % {"kind": kind})
    if not office.is_office:
        raise Refused(_("%(unit)s不是督办机构。") % {"unit": office})
    if not prefix or len(prefix) > 32 or set(prefix) & set("〔〕号 "):
        raise Refused(_("机关代字只写“〔”之前的部分，例如“景法督”。"))
    if not 1 <= reply_within <= MAX_REPLY_WITHIN:
        raise Refused(_("回复期限应在1至%(n)s个工作日之间。") % {"n": MAX_REPLY_WITHIN})
    row, _created = Numbering.objects.update_or_create(
        office=office, kind=kind, defaults={"prefix": prefix, "reply_within": reply_within}
    )
    note = _("%(office)s的%(kind)s：%(prefix)s，%(n)s个工作日内回复") % {
        "office": office,
        "kind": DispatchKind(kind).label,
        "prefix": prefix,
        "n": reply_within,
    }
    tell(Verb.SETTINGS_CHANGED, by=by, unit=office, note=note)
    return row


@chronicle()
def load_default_ladder(*, text: str, office: Unit, by: Actor, live_from_on: date) -> int:
    """The ladder of a TOML file, with the number prefixes and reply limits of an office. A ladder that is
    already there is left alone. Returns the number of rungs written."""
    refuse_if(why_not_rule_for_all(by=by))
    try:
        defaults, rungs = rules.load_ladder(text, live_from=live_from_on)
    except rules.LadderError as error:
        raise Refused(str(error)) from error
    within_by_kind = {"guidance": defaults.sign_for_within, **defaults.reply_within}
    for kind, prefix in defaults.prefix.items():
        within = within_by_kind.get(kind, 5)
        Numbering.objects.get_or_create(
            office=office, kind=kind, defaults={"prefix": prefix, "reply_within": within}
        )
    if Rung.objects.exists():
        return 0
    Rung.objects.bulk_create(
        _row(order, rung, by.person, live_from_on) for order, rung in enumerate(rungs, start=1)
    )
    tell(Verb.RUNG_CHANGED, by=by, note=_("载入默认督办规则%(n)s条") % {"n": len(rungs)})
    return len(rungs)


def _row(order: int, rung: rules.Rung, author: User | None, live_from_on: date) -> Rung:
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
        live_from_on=live_from_on,
        created_by=author,
    )


def _check_ladder(rows: Iterable[Rung], today: date) -> None:
    """All versions of all rungs in use. A change announced for a later day lets the version before it speak
    until then, so the ladder is checked as it will stand today and on every later turn."""
    rows = list(rows)
    codes = {row.code for row in rows if row.is_current}
    used = sorted((row for row in rows if row.code in codes), key=lambda row: -row.version)
    for day in sorted({today, *(row.live_from_on for row in used if row.live_from_on > today)}):
        in_force: dict[str, Rung] = {}
        for row in used:  # newest version first
            if row.live_from_on <= day:
                in_force.setdefault(row.code, row)
        waiting = {row.code: row for row in reversed(used) if row.code not in in_force}
        problems = rules.validate_rungs(row.as_rule() for row in (in_force | waiting).values())
        if problems:
            raise Refused(_("自%(day)s起：%(problems)s") % {"day": day, "problems": " ".join(problems)})


def _recheck(kinds: Iterable[str], today: date) -> None:
    Obligation.objects.open().chased().filter(kind__in=list(kinds)).recheck(today)
