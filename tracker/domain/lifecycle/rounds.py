"""An Obligation within its life: a new round, a new date, more asked under it, a part accepted.

Each is called inside a verb's transaction, with the row locked (`domain.locks`).
"""

from __future__ import annotations

from datetime import date

from tracker.domain.events import touch
from tracker.models import DateMove, Obligation, ObligationState, ProgressState


def give_back(obligation: Obligation, on: date, limit: date) -> None:
    """Returned: the office's time is not the unit's. A new limit holds unless its own date comes later still."""
    if limit > obligation.due_on:
        obligation.due_on, obligation.returned_on = limit, on
    start_round(obligation, on)


def start_round(obligation: Obligation, on: date) -> None:
    """Returned or moved: the ladder starts anew. Letters of the old round that have not left are withdrawn."""
    obligation.notices.drop(on)
    obligation.state, obligation.round, obligation.next_on = ObligationState.OPEN, obligation.round + 1, on
    obligation.is_chased, obligation.waived_on, obligation.promised_on = True, None, None
    obligation.clear_blocked()
    obligation.save()
    touch([obligation.task_id], on)


def open_anew(obligation: Obligation, *, due_on: date, on: date) -> None:
    """More is asked under it: it begins again, whatever became of it before."""
    obligation.opened_on, obligation.due_on, obligation.returned_on = on, due_on, None
    obligation.first_handed_in_on = obligation.first_due_on = None
    obligation.met_on, obligation.waived_on, obligation.waived_reason = None, None, ""
    start_round(obligation, on)
    if obligation.progress.filter(state=ProgressState.RELEASED).exists():
        hand_in(obligation, on)  # what had come before it was let off still waits for a decision


def move_to(obligation: Obligation, due_on: date, on: date) -> None:
    """A new date; a report already handed in stays handed in."""
    if due_on == obligation.due_on:
        return
    DateMove.objects.create(obligation=obligation, moved_on=on, due_before_on=obligation.due_on)
    obligation.due_on, obligation.returned_on = due_on, None
    if obligation.state == ObligationState.SUBMITTED:
        obligation.save(update_fields=["due_on", "returned_on"])
        touch([obligation.task_id], on)
    else:
        start_round(obligation, on)


def hand_in(obligation: Obligation, on: date) -> None:
    """Answered: the office has the word, and the clock stands still until it has decided."""
    obligation.notices.drop(on)
    obligation.state, obligation.next_on = ObligationState.SUBMITTED, None
    if obligation.first_handed_in_on is None:
        obligation.first_handed_in_on, obligation.first_due_on = on, obligation.due_on
    obligation.clear_blocked()
    obligation.save()
    touch([obligation.task_id], on)


def go_on(obligation: Obligation, on: date) -> None:
    """A part of it was accepted: the rest is owed as before, by the same date and in the same round."""
    obligation.state, obligation.next_on = ObligationState.OPEN, on
    obligation.save(update_fields=["state", "next_on"])
    touch([obligation.task_id], on)
