"""签发: a letter takes its number, is refused before, or voided afterwards."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.dispatches import numbering_of, why_not_change
from tracker.actions.owners_and_dates import confirm_facts
from tracker.actions.pauses import mute, why_not_mute
from tracker.actions.signable import unconfirmed_tasks, why_not_refuse, why_not_sign
from tracker.domain.actor import Actor
from tracker.domain.digests import of_letter, seen_of_letters
from tracker.domain.events import chronicle, tell
from tracker.domain.formal.elements import keep_elements
from tracker.domain.formal.letter import rewrite
from tracker.domain.formal.unfit import leaving, take_out
from tracker.domain.lifecycle.ending import waive
from tracker.domain.locks import lock_dispatch
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_head, why_not_of_own_units
from tracker.models import (
    CalendarDay,
    Dispatch,
    DispatchState,
    NoticeState,
    Numbering,
    NumberSeries,
    Obligation,
    Verb,
)
from tracker.rules.periods import period_key


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
    """签发: takes the next number of its kind and business year. What was settled since it was read goes out of it; nothing
    comes in (ADR 117). Gap-free: the series is locked in this very
    transaction, so a signing that fails gives its number back."""
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_sign(dispatch, by=by))
    if seen and seen != seen_of_letters([dispatch.pk])[dispatch.pk]:
        raise Refused(_("您打开之后，函件有了改动，没有签发：请返回重新看过，再签发。"))
    if dispatch.period:
        dispatch.period = period_key("monthly", by.on)
    if going := leaving([dispatch], by.on).get(dispatch.pk):
        take_out(dispatch, going, by.on)
    rewrite(dispatch, today=by.on, calendar=CalendarDay.objects.calendar())  # its dates are those of this day
    dispatch.number_year, dispatch.number_seq, dispatch.number = _take_number(dispatch, by.on)
    keep_elements(dispatch)
    dispatch.state = DispatchState.SIGNED
    dispatch.signed_by, dispatch.signed_on, dispatch.signed_at = by.person, by.on, timezone.now()
    dispatch.save()
    digest = of_letter(dispatch.pk)
    for task in dispatch.tasks_or_none():
        tell(Verb.DISPATCH_SIGNED, by=by, dispatch=dispatch, task=task, note=dispatch.number, **digest)
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


@chronicle()
def refuse(
    *, dispatch: Dispatch, reason: str, by: Actor, redraft: bool = False, wait_until: date | None = None
) -> None:
    """不予签发, with a reason. Urging goes on, and the ladder from here; with `redraft`, its matters are drafted anew by
    the next sweep; with `wait_until` they are left in peace until that day, and drafted anew after it. The unit has heard
    nothing."""
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_refuse(dispatch, by=by))
    reason = need(reason, _("请写明不予签发的理由。"))
    if wait_until is not None and wait_until <= by.on:
        raise Refused(_("等待到的日期应晚于今天。"))
    grounds = list(Obligation.objects.grounds_of(dispatch).open().order_by("pk"))
    dispatch.state, dispatch.reason = DispatchState.REFUSED, reason
    dispatch.refused_by, dispatch.refused_on = by.person, by.on
    dispatch.save()
    _release_notices(dispatch, by.on)
    if redraft or wait_until:  # a step that told nobody is to be taken again
        dispatch.notices.filter(state=NoticeState.DROPPED, rung__isnull=False).delete()
    if wait_until:
        for owed in grounds:
            if not why_not_mute(owed, by=by):
                mute(obligation=owed, reason=reason, until_on=wait_until, by=by)
    tell(Verb.DISPATCH_REFUSED, by=by, dispatch=dispatch, note=reason)


def why_not_void(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.SIGNED:
        return _("只有已签发的函件可以作废。")
    if refusal := why_not_head(dispatch.office, by=by):
        return refusal
    replies = Obligation.objects.unsettled().filter(dispatch=dispatch)  # which would be owed no more
    return why_not_of_own_units(replies, by=by)


@chronicle()
def void(*, dispatch: Dispatch, reason: str, by: Actor) -> None:
    """作废: the number stays in the register with its reason; the replies it asked for are owed no more."""
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_void(dispatch, by=by))
    reason = need(reason, _("请写明作废的理由。"))
    dispatch.state, dispatch.reason = DispatchState.VOID, reason
    dispatch.voided_by, dispatch.voided_on = by.person, by.on
    dispatch.save()
    why = _("函件作废：%(reason)s") % {"reason": reason}
    waive(obligations=dispatch.obligations.all(), reason=why, by=by)
    dispatch.letters.queued().update(state="dropped")
    _release_notices(dispatch, by.on)
    tell(Verb.DISPATCH_VOIDED, by=by, dispatch=dispatch, note=f"{dispatch.number}：{reason}")


def _release_notices(dispatch: Dispatch, today: date) -> None:
    waiting = Obligation.objects.filter(notices__in=dispatch.notices.owed()).open()
    Obligation.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).recheck(today)
    dispatch.notices.drop(today)
