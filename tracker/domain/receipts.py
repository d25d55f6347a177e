"""送达: a unit has a formal letter. By mail, on the site, on paper or by phone, it means the same."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from tracker.domain.composed import composed
from tracker.models import (
    Dispatch,
    DispatchKind,
    Notice,
    NoticeState,
    Obligation,
    ObligationKind,
    Receipt,
    Unit,
    User,
)
from tracker.rules.workdays import Calendar


def mark_served(
    receipt: Receipt,
    *,
    via: str,
    on: date,
    at: datetime,
    calendar: Calendar,
    witness: str = "",
    by: User | None = None,
) -> None:
    """The unit has it: its notices count as sent and its reply falls due. A second call changes nothing.

    Call it inside a transaction. The reply limit is counted in working days from the day after `on`. What was
    voided or closed while the mail was on its way asks for no reply.
    """
    dispatch = _held_dispatch(receipt)
    claimed = Receipt.objects.filter(pk=receipt.pk, sent_on=None).update(
        via=via, sent_on=on, sent_at=at, witness=witness, served_by=by
    )
    if not claimed:
        return
    receipt.via, receipt.sent_on, receipt.sent_at = via, on, at
    receipt.witness, receipt.served_by = witness, by
    owed = dispatch.notices.filter(obligation__unit=receipt.unit)
    owed.owed().update(state=NoticeState.SENT, sent_on=on)
    if dispatch.kind == DispatchKind.GUIDANCE or not dispatch.is_running:
        return
    if not _asks_for_reply(dispatch, receipt.unit):
        return
    receipt.unit.obligations.get_or_create(
        dispatch=dispatch,
        kind=ObligationKind.REPLY,
        defaults={
            "office_id": dispatch.office_id,
            "opened_on": on,
            "due_on": calendar.limit(on, dispatch.reply_within),
            "next_on": on,
        },
    )


def _asks_for_reply(dispatch: Dispatch, unit: Unit) -> bool:
    """Only whoever has something open in it answers, and once for each matter: what an earlier letter asks about is
    answered there."""
    return not dispatch.notices.exists() or bool(_unanswered(dispatch.pk, unit.pk))


@composed
def _unanswered(dispatch: int, unit: int) -> QuerySet[Obligation, int]:
    grounds = Notice.objects.filter(dispatch=dispatch, lifted_on=None).values("obligation")
    answers = Obligation.objects.filter(
        unit=unit, kind=ObligationKind.REPLY, dispatch__notices__obligation=OuterRef("pk")
    )
    mine = Obligation.objects.filter(pk__in=grounds, unit=unit).unsettled()
    return mine.exclude(Exists(answers.unsettled())).order_by().values_list("pk", flat=True)[:1]


def _held_dispatch(receipt: Receipt) -> Dispatch:
    """As it is now, and held: it could be voided meanwhile. What caused it first, as the verbs lock them."""
    _held_causes(receipt.unit_id, receipt.dispatch_id)
    found: Dispatch = _held(receipt.dispatch_id)[0]
    return found


@composed
def _held_causes(unit: int, dispatch: int) -> QuerySet[Obligation, int]:
    causes = Obligation.objects.filter(unit=unit, notices__dispatch=dispatch)
    rows = Obligation.objects.filter(unit=unit, pk__in=causes.values("pk")).order_by("pk")
    return rows.select_for_update(no_key=True).values_list("pk", flat=True)


@composed
def _held(dispatch: int) -> QuerySet[Dispatch]:
    return Dispatch.objects.filter(pk=dispatch).select_for_update(no_key=True)
