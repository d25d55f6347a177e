"""A thing settled by mistake is as it was: what ended with it on that day is owed again. The mirror of `ending`."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tracker.domain.events import touch
from tracker.models import (
    DateMove,
    Dispatch,
    LetterState,
    Membership,
    Notice,
    NoticeState,
    Obligation,
    ObligationState,
    ProgressState,
    Task,
    TaskState,
    Waiting,
)


def unsettle(obligation: Obligation, on: date) -> None:
    """Met on the day `on`, and handed in again: letters closed with it run on, who waited waits again. Call it with the
    rows locked."""
    obligation.state, obligation.met_on, obligation.next_on = ObligationState.SUBMITTED, None, None
    obligation.save(update_fields=["state", "met_on", "next_on"])
    touch([obligation.task_id], on)
    _reopen_dispatches(obligation, on)
    waits = Waiting.objects.filter(on_obligation=obligation, ended_on=on)
    waiting = Waiting.objects.in_force().values("obligation")
    waits.filter(obligation__state=ObligationState.OPEN).exclude(obligation__in=waiting).update(ended_on=None)


def owed_again(rows: QuerySet[Obligation], on: date) -> None:
    """Waived on the day `on` because of what is undone: as it was before, the ladder looks at it today."""
    waived = rows.filter(state=ObligationState.WAIVED, waived_on=on).order_by("pk")
    for row in waived.select_for_update(of=("self",), no_key=True):
        handed_in = row.progress.filter(state=ProgressState.RELEASED).exists()
        row.state = ObligationState.SUBMITTED if handed_in else ObligationState.OPEN
        row.waived_on, row.waived_reason = None, ""
        row.next_on = on if row.is_chased and not handed_in else None
        row.save(update_fields=["state", "waived_on", "waived_reason", "next_on"])
        speak_again(row, on)
        touch([row.task_id], on)


def move_back(obligation: Obligation, on: date) -> None:
    """A date moved on the day `on` is the former one again, and so is its round, if the move began another. Call it with
    the row locked, and only while nothing has been said or handed in by the new date."""
    move = DateMove.objects.filter(obligation=obligation, moved_on=on).latest("pk")
    obligation.due_on = move.due_before_on
    move.delete()
    if obligation.state == ObligationState.OPEN:
        obligation.round, obligation.next_on = obligation.round - 1, on
        speak_again(obligation, on)
    obligation.save(update_fields=["due_on", "round", "next_on"])
    touch([obligation.task_id], on)


def speak_again(row: Obligation, on: date) -> None:
    """What had not left when it was withdrawn is owed again; a formal letter that lost its draft is drafted anew."""
    dropped = row.notices.filter(state=NoticeState.DROPPED, dropped_on=on, round=row.round)
    dropped.filter(is_formal=True, dispatch=None).delete()
    waits = Q(is_formal=False) | Q(dispatch__in=Dispatch.objects.drafts())
    dropped.filter(waits).update(state=NoticeState.OWED, dropped_on=None)


def uncancel(task: Task, state: TaskState, why: str, on: date) -> None:
    """Cancelled on the day `on`, with this reason on what it waived: all of that is owed again, letters closed with it run
    on, and who waited waits again. Call it with the task locked."""
    task.state, task.state_reason = state, ""
    task.save(update_fields=["state", "state_reason"])
    touch([task.pk], on)
    unwaive(task.obligations.filter(waived_reason=why), on)


def unwaive(rows: QuerySet[Obligation], on: date) -> None:
    """Of these, what was waived on the day `on` is owed again: letters closed with it run on, and who waited waits
    again. Call it with their task locked."""
    waived = rows.filter(state=ObligationState.WAIVED, waived_on=on)
    again = list(waived.order_by("pk"))
    owed_again(waived, on)
    for row in again:
        _reopen_dispatches(row, on)
        _ask_again(row, on)
    waits = Waiting.objects.filter(Q(obligation__in=again) | Q(on_obligation__in=again), ended_on=on)
    waiting = Waiting.objects.in_force().values("obligation")
    waits.filter(obligation__state=ObligationState.OPEN).exclude(obligation__in=waiting).update(ended_on=None)


def _ask_again(row: Obligation, on: date) -> None:
    """Of a letter to several units that went on without this one: its reply is owed again."""
    asking = Dispatch.objects.running().filter(notices__obligation=row, notices__is_formal=True)
    for dispatch in asking.distinct().order_by("pk"):
        owed_again(dispatch.obligations.filter(unit=row.unit_id), on)


def take_up(task: Task, on: date) -> None:
    """Done on the day `on`, because the last part was accepted or waived: it runs again, with all that was waived with
    it."""
    task.state, task.done_on = TaskState.ISSUED, None
    task.save(update_fields=["state", "done_on"])
    touch([task.pk], on)
    owed_again(task.obligations.filter(waived_reason=_("任务已办结销号")), on)


def _reopen_dispatches(obligation: Obligation, on: date) -> None:
    caused = Notice.objects.filter(obligation=obligation, is_formal=True).values("dispatch")
    closed = Dispatch.objects.signed().filter(closed_on=on)
    closed = closed.filter(Q(pk__in=caused) | Q(obligations=obligation))
    for dispatch in closed.order_by("pk").select_for_update(of=("self",), no_key=True):
        dispatch.closed_on = None
        dispatch.save(update_fields=["closed_on"])
        owed_again(dispatch.obligations.all(), on)
        unserved = dispatch.receipts.filter(sent_on=None).values("unit")
        people = Membership.objects.filter(unit__in=unserved).values("user")
        dropped = dispatch.letters.filter(state=LetterState.DROPPED, person__in=people)
        dropped.update(state=LetterState.QUEUED)  # to whom each goes is asked again when it leaves
