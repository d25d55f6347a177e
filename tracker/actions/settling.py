"""What follows when something is owed no more: orders that stood on it close, and who waited for it goes on.

Every verb that ends an Obligation comes here, so that nothing is chased that has lost its ground.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tracker.models import Dispatch, Notice, Obligation, ObligationState, User, Verb, Waiting, chronicle, tell
from tracker.models.opening import owing_units

WAIT_RELATED = (
    "obligation__task",
    "obligation__unit",
    "on_obligation__unit",
    "on_obligation__task__task_list",
)


@chronicle()
def settle(*, obligation: Obligation, by: User, today: date) -> None:
    """Met. Call it with the row locked."""
    obligation.settle(today)
    _follow([obligation.pk], by=by, today=today)


@chronicle()
def waive(*, obligations: QuerySet[Obligation], reason: str, by: User, today: date) -> None:
    """What of these is still owed is owed no more."""
    _follow(obligations.waive(reason, today), by=by, today=today)


@chronicle()
def end_waits(*, waits: Iterable[Waiting], by: User, today: date) -> None:
    """The clock comes back to who waited. Who was waited for and owes nothing of its own is released, unless
    its answer is already with the office."""
    waits = list(waits)
    Waiting.objects.filter(pk__in=[wait.pk for wait in waits]).update(ended_on=today)
    Obligation.objects.open().filter(pk__in=[wait.obligation_id for wait in waits]).look_again(today)
    for wait in waits:
        task, unit = wait.obligation.task, wait.obligation.unit
        tell(Verb.WAITING_ENDED, by=by, on=today, task=task, unit=unit, note=str(wait.on_obligation.unit))
    lent = [
        w.on_obligation_id for w in waits if w.on_obligation.unit_id not in owing_units(w.on_obligation.task)
    ]
    still = Waiting.objects.in_force().filter(on_obligation__in=lent).values("on_obligation")
    idle = Obligation.objects.open().filter(pk__in=lent).exclude(pk__in=still)
    waive(obligations=idle, reason=_("对方不再等待"), by=by, today=today)


def _follow(ended: list[int], *, by: User, today: date) -> None:
    if not ended:
        return
    _close_dispatches(ended, by=by, today=today)
    waits = Waiting.objects.in_force().filter(Q(on_obligation__in=ended) | Q(obligation__in=ended))
    waits = list(waits.select_related(*WAIT_RELATED).order_by("pk"))
    if waits:
        end_waits(waits=waits, by=by, today=today)


def _close_dispatches(ended: list[int], *, by: User, today: date) -> None:
    """销号: every Obligation that caused the letter is settled; or, where none did, every reply is. Replies are
    then owed no more, and what has not left stays here."""
    caused = Notice.objects.filter(obligation__in=ended, is_formal=True).values_list("dispatch", flat=True)
    answered = Obligation.objects.filter(pk__in=ended).values_list("dispatch", flat=True)
    touched = {*caused, *answered} - {None}
    if not touched:
        return
    running = Dispatch.objects.running().filter(pk__in=touched).order_by("pk")
    for dispatch in running.select_for_update(no_key=True):
        if not _has_lost_its_ground(dispatch):
            continue
        dispatch.closed_on = today
        dispatch.save(update_fields=["closed_on"])
        dispatch.letters.queued().update(state="dropped")
        for task in dispatch.tasks() or [None]:
            tell(Verb.DISPATCH_CLOSED, by=by, on=today, dispatch=dispatch, task=task, note=dispatch.number)
        waive(obligations=dispatch.obligations.all(), reason=_("督办事项已办结"), by=by, today=today)


def _has_lost_its_ground(dispatch: Dispatch) -> bool:
    causes = Obligation.objects.filter(notices__dispatch=dispatch)
    if causes.exists():
        return not causes.unsettled().exists()
    answered = dispatch.obligations.filter(state=ObligationState.MET).exists()
    everybody_has_it = not dispatch.services.filter(sent_on=None).exists()
    return answered and everybody_has_it and not dispatch.obligations.unsettled().exists()
