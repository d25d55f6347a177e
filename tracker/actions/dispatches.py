"""Formal letters: drafted by an officer, edited, signed with a number, served, signed for, voided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.owners_and_dates import confirm_facts
from tracker.domain.actor import Actor
from tracker.domain.digests import of_letter, seen_of_letters
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.formal.letter import rewrite
from tracker.domain.halts import AGAINST_LETTERS, halted
from tracker.domain.lifecycle.ending import waive
from tracker.domain.locks import lock_dispatch
from tracker.domain.realm import why_not_within
from tracker.domain.receipts import mark_served
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_head, why_not_office, why_not_unit
from tracker.models import (
    UNIT_ROLES,
    Basis,
    CalendarDay,
    Dispatch,
    DispatchItem,
    DispatchKind,
    DispatchState,
    Event,
    Letter,
    Notice,
    NoticeState,
    Numbering,
    NumberSeries,
    Obligation,
    Receipt,
    Role,
    Task,
    Unit,
    Verb,
    Via,
)
from tracker.rules.periods import period_key
from tracker.rules.workdays import add_months

EDITABLE = ("title", "matter", "demand", "reply_within")
EDITABLE_OF_ITEMS = ("title", "opening", "demand", "reply_within")  # the matter is the items'
CIRCULAR_DAYS = 5  # working days at a month's end, in which its circular is signed


def numbering_of(office: Unit, kind: str) -> Numbering:
    numbering = Numbering.objects.filter(office=office, kind=kind).first()
    if numbering is None:
        raise Refused(
            _("%(office)s还没有“%(kind)s”的发文字号规则，请管理员先设置机关代字。")
            % {"office": office, "kind": DispatchKind(kind).label}
        )
    return numbering


# --- Draft and edit --------------------------------------------------------------------------------
@chronicle()
def draft_dispatch(
    *,
    kind: str,
    office: Unit,
    units: Iterable[Unit],
    title: str,
    matter: str,
    demand: str,
    by: Actor,
    obligations: Iterable[Obligation] = (),
    reply_within: int | None = None,
) -> Dispatch:
    """An officer writes a letter directly, without a rung: for a leader's instruction, or out of turn.
    With `obligations`, the letter stands on them and closes with them. `reply_within`: working days."""
    refuse_if(why_not_office(office, by=by))
    units, obligations = list(units), list(obligations)
    if not units:
        raise Refused(_("请选择受文单位。"))
    refuse_if(why_not_within(office, units))
    for owed in obligations:
        if owed.office_id != office.pk or owed.unit not in units:
            raise Refused(_("“%(what)s”不是所选受文单位向本机构承担的事项。") % {"what": owed})
    _check_text(title, matter, demand)
    dispatch = Dispatch.objects.create(
        kind=kind,
        office=office,
        title=title.strip()[:200],
        matter=matter.strip(),
        demand=demand.strip(),
        reply_within=reply_within or numbering_of(office, kind).reply_within,
        drafted_by=by.person,
        drafted_on=by.on,
    )
    Receipt.objects.bulk_create(Receipt(dispatch=dispatch, unit=unit) for unit in units)
    Notice.objects.bulk_create(
        Notice(
            obligation=o,
            rung_code=f"direct-{dispatch.pk}",
            round=o.round,
            kind=kind,
            is_formal=True,
            owed_on=by.on,
            reason=_("%(name)s直接起草") % {"name": by.person},
            dispatch=dispatch,
        )
        for o in obligations
    )
    for task in dispatch.tasks_or_none():
        tell(
            Verb.DISPATCH_DRAFTED,
            by=by,
            dispatch=dispatch,
            task=task,
            note=dispatch.title,
        )
    return dispatch


def _check_text(title: str, matter: str, demand: str) -> None:
    if not (title.strip() and matter.strip() and demand.strip()):
        raise Refused(_("请填写标题、督办事由和办理要求。"))


def why_not_change(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.DRAFT:
        return _("函件%(state)s，不能再改。") % {"state": dispatch.get_state_display()}
    return why_not_office(dispatch.office, by=by)


@chronicle()
def change_dispatch(*, dispatch: Dispatch, by: Actor, **changes: Any) -> None:
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_change(dispatch, by=by))
    unknown = set(changes) - set(editable(dispatch))
    if unknown:
        raise Refused(_("函件没有这些栏目：%(names)s。") % {"names": "、".join(sorted(unknown))})
    for field, value in changes.items():
        setattr(dispatch, field, value)
    _check_text(dispatch.title, dispatch.matter, dispatch.demand)
    dispatch.edited = sorted({*dispatch.edited, *changes} - {"reply_within"})
    dispatch.save(update_fields=[*changes, "edited"])
    rewrite(dispatch, today=by.on, calendar=CalendarDay.objects.calendar())
    tell(
        Verb.DISPATCH_CHANGED,
        by=by,
        dispatch=dispatch,
        note=field_names(Dispatch, changes),
    )


def editable(dispatch: Dispatch) -> tuple[str, ...]:
    """What a person may write of a letter: where it is made of items, the words of each are changed by themselves."""
    return EDITABLE_OF_ITEMS if dispatch.items.exists() else EDITABLE


def why_not_change_items(dispatch: Dispatch, *, by: Actor) -> str:
    refusal = why_not_change(dispatch, by=by)
    if refusal or dispatch.items.exists():
        return refusal
    return _("函件没有分列事项，请直接修改督办事由。")


@chronicle()
def change_item(*, item: DispatchItem, text: str, by: Actor) -> None:
    """One matter in a person's words: from now on it stays as it is, whatever day the letter is signed."""
    dispatch = lock_dispatch(item.dispatch)
    refuse_if(why_not_change(dispatch, by=by))
    if not text.strip():
        raise Refused(_("请写明督办事由。"))
    item.text, item.is_edited = text.strip(), True
    item.save(update_fields=["text", "is_edited"])
    rewrite(dispatch, today=by.on, calendar=CalendarDay.objects.calendar())
    tell(
        Verb.DISPATCH_CHANGED,
        by=by,
        dispatch=dispatch,
        task=item.obligation.task,
        unit=item.obligation.unit,
        note=_("第%(n)s项") % {"n": item.order},
    )


# --- Sign, refuse, void ----------------------------------------------------------------------------
def unconfirmed_tasks(dispatch: Dispatch) -> QuerySet[Task]:
    """Tasks under this letter whose owner or date is only inferred: it cannot be signed before they are decided."""
    owed = Notice.objects.filter(dispatch=dispatch)
    owner = Q(assignments__unit=F("obligations__unit"), assignments__basis=Basis.INFERRED)
    dated = Q(obligations__deadline__basis=Basis.INFERRED)
    return Task.objects.filter(Q(obligations__notices__in=owed) & (owner | dated)).distinct()


def why_not_sign(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.DRAFT:
        return _("函件%(state)s。") % {"state": dispatch.get_state_display()}
    refusal = why_not_head(dispatch.office, by=by) or _why_not_own(dispatch, by=by)
    if refusal:
        return refusal
    unconfirmed = list(unconfirmed_tasks(dispatch)[:5])
    if unconfirmed:
        return _("责任单位或时限还只是推断，核定后才能签发：%(tasks)s。") % {
            "tasks": "；".join(str(t) for t in unconfirmed)
        }
    if not dispatch.receipts.exists():
        return _("没有受文单位。")
    return _why_not_this_month(dispatch, by.on) or _why_not_accuse(dispatch, by.on)


def _why_not_own(dispatch: Dispatch, *, by: Actor) -> str:
    """Two people: who drafts and who signs, also where one of them acts in the other's name. A head who improves a
    draft signs it all the same; a substitute does not sign what they have written themselves."""
    if dispatch.drafted_by_id is not None and dispatch.drafted_by_id == by.person_id:
        return _("本函由您起草，须由他人签发。")
    in_name_of = {h.holder for h in by.acted_for(Role.OFFICE_HEAD, unit=dispatch.office_id)}
    if not in_name_of:
        return ""
    if dispatch.drafted_by_id in in_name_of:
        return _("本函由%(name)s起草，代办人不能代其签发，须由他人签发。") % {"name": dispatch.drafted_by}
    changed = Event.objects.filter(dispatch=dispatch, verb=Verb.DISPATCH_CHANGED, actor=by.person)
    return _("您改写过本函，不能再代办主任签发，须由他人签发。") if changed.exists() else ""


def _why_not_this_month(dispatch: Dispatch, today: date) -> str:
    """The office's running circular is signed once a month, at its end: until then matters join and leave it."""
    if not dispatch.period:
        return ""
    signed = Dispatch.objects.signed().filter(office=dispatch.office_id, kind=dispatch.kind)
    if signed.filter(period=period_key("monthly", today)).exists():
        return _("本月的通报已经签发，新增事项列入下月通报。")
    opens_on = circular_opens_on(today)
    if today < opens_on:
        return _("通报每月一份，月末最后%(n)s个工作日（%(day)s起）签发，此前列入的事项随办理情况增减。") % {
            "n": CIRCULAR_DAYS,
            "day": opens_on,
        }
    return ""


def circular_opens_on(today: date) -> date:
    """The first of the month's last working days, from which its circular may be signed."""
    return CalendarDay.objects.calendar().minus(add_months(today.replace(day=1), 1), CIRCULAR_DAYS)


def _why_not_accuse(dispatch: Dispatch, today: date) -> str:
    """Nobody is sent an order about what they have answered, or about what is still being decided."""
    waiting = dispatch.notices.owed().filter(halted("obligation", today, AGAINST_LETTERS)).values("pk")
    rows = dispatch.notices.select_related("obligation__unit", "obligation__task", "obligation__dispatch")
    causes = list(rows.annotate(waits=ExpressionWrapper(Q(pk__in=waiting), BooleanField())))
    for cause in causes:
        if cause.waits:
            return _("“%(what)s”的异议、延期申请、等待、暂缓或暂停提醒尚未结束，现在不能签发。") % {
                "what": cause.obligation
            }
    if causes and not Obligation.objects.grounds_of(dispatch).unsettled().exists():
        return _("本件所依据的事项均已办结或免除，不能再签发。")
    settled = next((cause for cause in causes if cause.state == NoticeState.DROPPED), None)
    if settled and dispatch.drafted_by_id is None:
        return _("“%(what)s”已报送、办结或调整，例行检查会把它移出本件，请稍后再签发。") % {
            "what": settled.obligation
        }
    return ""


def why_not_confirm(dispatch: Dispatch, *, by: Actor) -> str:
    refusal = why_not_change(dispatch, by=by)
    if refusal or unconfirmed_tasks(dispatch).exists():
        return refusal
    return _("责任单位和时限都已是原文或核定。")


@chronicle()
def confirm_dispatch_facts(*, dispatch: Dispatch, by: Actor) -> int:
    """One button for all the letter's tasks: 推断 becomes 核定."""
    return sum(confirm_facts(task=task, by=by) for task in unconfirmed_tasks(dispatch))


@chronicle()
def sign(*, dispatch: Dispatch, by: Actor, seen: str = "") -> str:
    """签发: takes the next number of its kind and business year. Gap-free: the series is locked in this very
    transaction, so a signing that fails gives its number back. `seen`: the digest of what was read; nobody signs words
    that were changed since."""
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_sign(dispatch, by=by))
    if seen and seen != seen_of_letters([dispatch.pk])[dispatch.pk]:
        raise Refused(_("您打开之后，函件有了改动，没有签发：请返回重新看过，再签发。"))
    if dispatch.period:
        dispatch.period = period_key("monthly", by.on)
    rewrite(dispatch, today=by.on, calendar=CalendarDay.objects.calendar())  # its dates are those of this day
    dispatch.number_year, dispatch.number_seq, dispatch.number = _take_number(dispatch, by.on)
    dispatch.state = DispatchState.SIGNED
    dispatch.signed_by, dispatch.signed_on, dispatch.signed_at = by.person, by.on, timezone.now()
    dispatch.save()
    digest = of_letter(dispatch.pk)
    for task in dispatch.tasks_or_none():
        tell(
            Verb.DISPATCH_SIGNED,
            by=by,
            dispatch=dispatch,
            task=task,
            note=dispatch.number,
            **digest,
        )
    return dispatch.number


def expected_number(dispatch: Dispatch, *, today: date, before: int = 0) -> str:
    """The number that signing would take now, for the sheet before it; nothing where the office has not numbered yet.
    `before`: how many of its kind are signed with it, and first."""
    numbering = Numbering.objects.filter(office=dispatch.office, kind=dispatch.kind).first()
    if numbering is None:
        return ""
    last = numbering.series.filter(year=today.year).values_list("last", flat=True).first() or 0
    return f"{numbering.prefix}〔{today.year}〕{last + 1 + before}号"


def _take_number(dispatch: Dispatch, today: date) -> tuple[int, int, str]:
    numbering = numbering_of(dispatch.office, dispatch.kind)
    NumberSeries.objects.get_or_create(numbering=numbering, year=today.year)
    series = NumberSeries.objects.select_for_update().get(numbering=numbering, year=today.year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.year, series.last, f"{numbering.prefix}〔{series.year}〕{series.last}号"


def why_not_refuse(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.DRAFT:
        return _("函件%(state)s。") % {"state": dispatch.get_state_display()}
    return why_not_head(dispatch.office, by=by)


@chronicle()
def refuse(*, dispatch: Dispatch, reason: str, by: Actor, redraft: bool = False) -> None:
    """不予签发, with a reason. Urging goes on, and the ladder from here; with `redraft`, its matters are drafted anew by
    the next sweep. The unit has heard nothing."""
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_refuse(dispatch, by=by))
    if not reason.strip():
        raise Refused(_("请写明不予签发的理由。"))
    dispatch.state, dispatch.reason = DispatchState.REFUSED, reason.strip()
    dispatch.refused_by, dispatch.refused_on = by.person, by.on
    dispatch.save()
    _release_notices(dispatch, by.on)
    if redraft:  # a step that told nobody is to be taken again
        dispatch.notices.filter(state=NoticeState.DROPPED, rung__isnull=False).delete()
    tell(
        Verb.DISPATCH_REFUSED,
        by=by,
        dispatch=dispatch,
        note=reason,
    )


def why_not_void(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.SIGNED:
        return _("只有已签发的函件可以作废。")
    return why_not_head(dispatch.office, by=by)


@chronicle()
def void(*, dispatch: Dispatch, reason: str, by: Actor) -> None:
    """作废: the number stays in the register with its reason; the replies it asked for are owed no more."""
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_void(dispatch, by=by))
    if not reason.strip():
        raise Refused(_("请写明作废的理由。"))
    dispatch.state, dispatch.reason = DispatchState.VOID, reason.strip()
    dispatch.voided_by, dispatch.voided_on = by.person, by.on
    dispatch.save()
    why = _("函件作废：%(reason)s") % {"reason": reason}
    waive(obligations=dispatch.obligations.all(), reason=why, by=by)
    dispatch.letters.queued().update(state="dropped")
    _release_notices(dispatch, by.on)
    tell(
        Verb.DISPATCH_VOIDED,
        by=by,
        dispatch=dispatch,
        note=f"{dispatch.number}：{reason}",
    )


def _release_notices(dispatch: Dispatch, today: date) -> None:
    waiting = Obligation.objects.filter(notices__in=dispatch.notices.owed()).open()
    Obligation.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).recheck(today)
    dispatch.notices.drop(today)


# --- Receipt ---------------------------------------------------------------------------------------
def why_not_serve(receipt: Receipt, *, by: Actor) -> str:
    if receipt.dispatch.state != DispatchState.SIGNED:
        return _("函件尚未签发，不能送达。")
    if receipt.dispatch.closed_on:
        return _("函件已销号，不需要再送达。")
    if receipt.sent_on:
        return _("%(unit)s已经送达。") % {"unit": receipt.unit}
    return why_not_office(receipt.dispatch.office, by=by)


@chronicle()
def serve(*, receipt: Receipt, via: str, witness: str, by: Actor) -> None:
    """On paper or by phone, with a witness: counts as sent, and the reply falls due from here."""
    receipt = (
        Receipt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dispatch__office", "unit")
        .get(pk=receipt.pk)
    )
    refuse_if(why_not_serve(receipt, by=by))
    if via not in (Via.PAPER, Via.PHONE):
        raise Refused(_("请选择纸质送达或电话告知。"))
    if not witness.strip():
        raise Refused(_("请写明见证人。"))
    mark_served(
        receipt,
        via=via,
        on=by.on,
        at=timezone.now(),
        calendar=CalendarDay.objects.calendar(),
        witness=witness.strip(),
        by=by.person,
    )
    _drop_mail(receipt)
    tell(
        Verb.DISPATCH_SERVED,
        by=by,
        dispatch=receipt.dispatch,
        unit=receipt.unit,
        note=_("%(via)s，见证人%(witness)s") % {"via": Via(via).label, "witness": witness},
    )


def _drop_mail(receipt: Receipt) -> None:
    """The mail is needless now, unless its reader serves another unit that still waits for it."""
    still_waiting = receipt.dispatch.receipts.filter(sent_on=None).values("unit")
    mail = receipt.dispatch.letters.queued().filter(person__memberships__unit=receipt.unit)
    needed = mail.filter(person__memberships__unit__in=still_waiting)
    Letter.objects.filter(pk__in=mail.values("pk")).exclude(pk__in=needed.values("pk")).update(
        state="dropped"
    )


def mark_opened(*, receipt: Receipt, by: Actor) -> None:
    """First opened in the workspace by somebody of the unit: part of the proof of service."""
    if by.holds(*UNIT_ROLES, unit=receipt.unit):
        Receipt.objects.filter(pk=receipt.pk, opened_at=None).update(
            opened_at=timezone.now(), opened_by=by.person
        )


def why_not_sign_for_dispatch(receipt: Receipt, *, by: Actor) -> str:
    if receipt.dispatch.state != DispatchState.SIGNED:
        return _("函件尚未签发。")
    if receipt.signed_for_on:
        return _("%(unit)s已经签收。") % {"unit": receipt.unit}
    return why_not_unit(receipt.unit, by=by)


@chronicle()
def sign_for_dispatch(*, receipt: Receipt, name: str, by: Actor) -> None:
    """签收 by name and time."""
    receipt = (
        Receipt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("dispatch__office", "unit")
        .get(pk=receipt.pk)
    )
    refuse_if(why_not_sign_for_dispatch(receipt, by=by))
    if not receipt.sent_on:
        mark_served(
            receipt, via=Via.SITE, on=by.on, at=timezone.now(), calendar=CalendarDay.objects.calendar()
        )
        receipt.refresh_from_db()
    receipt.signed_for_on, receipt.signed_for_at = by.on, timezone.now()
    receipt.signed_for_by, receipt.signed_for_name = by.person, (name.strip() or by.name)[:64]
    receipt.save()
    tell(
        Verb.DISPATCH_SIGNED_FOR,
        by=by,
        dispatch=receipt.dispatch,
        unit=receipt.unit,
        note=receipt.signed_for_name,
    )
