"""送达、签收: how a signed letter reaches its unit, and the unit's name for it, as for a list."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import settle
from tracker.domain.locks import lock, lock_obligation
from tracker.domain.receipts import mark_served
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_heir, why_not_office, why_not_unit
from tracker.models import (
    CalendarDay,
    DispatchState,
    Letter,
    Obligation,
    ObligationKind,
    ObligationState,
    Receipt,
    Verb,
    Via,
)


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
    receipt = lock(receipt, "dispatch__office", "unit")
    refuse_if(why_not_serve(receipt, by=by))
    if via not in (Via.PAPER, Via.PHONE):
        raise Refused(_("请选择纸质送达或电话告知。"))
    witness = need(witness, _("请写明见证人。"))
    mark_served(
        receipt,
        via=via,
        on=by.on,
        at=timezone.now(),
        calendar=CalendarDay.objects.calendar(),
        witness=witness,
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
    if not why_not_heir(receipt.unit, by=by):
        Receipt.objects.filter(pk=receipt.pk, opened_at=None).update(
            opened_at=timezone.now(), opened_by=by.person
        )


def why_not_sign_for_dispatch(receipt: Receipt, *, by: Actor) -> str:
    if receipt.dispatch.state != DispatchState.SIGNED:
        return _("函件尚未签发。")
    if receipt.dispatch.waits:
        return _("函件刚刚签发，还没有发出，发出后再签收。")
    if receipt.signed_for_on:
        return _("%(unit)s已经签收。") % {"unit": receipt.unit}
    return why_not_heir(receipt.unit, by=by)


@chronicle()
def sign_for_dispatch(*, receipt: Receipt, name: str, by: Actor) -> None:
    """签收 by name and time."""
    receipt = lock(receipt, "dispatch__office", "unit")
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


# --- A list -------------------------------------------------------------------------------------------
def why_not_sign_for(obligation: Obligation, *, by: Actor) -> str:
    if obligation.kind != ObligationKind.SIGN_FOR or obligation.state != ObligationState.OPEN:
        return _("没有需要签收的事项。")
    return why_not_unit(obligation.unit, by=by)


@chronicle()
def sign_for(*, obligation: Obligation, by: Actor) -> None:
    obligation = lock_obligation(obligation)
    refuse_if(why_not_sign_for(obligation, by=by))
    settle(obligation=obligation, by=by)
    tell(Verb.OBLIGATION_SIGNED_FOR, by=by, task_list=obligation.task_list, unit=obligation.unit)
