"""New periods open by themselves; a missed one stays open beside them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.opening import open_periods
from tracker.models import Schedule, Task, TaskState, Verb
from tracker.rules.workdays import Calendar

BATCH = 500


def open_due_periods(*, today: date, calendar: Calendar) -> tuple[int, int]:
    """Open every period that has begun by `today`; returns (deadlines, obligations) made.

    Each batch is a transaction. A schedule that has been opened names a later day, so repeating does nothing;
    one of a task that has ended opens nothing more.
    """
    deadlines = obligations = 0
    while True:
        made = _open_batch(today, calendar)
        if made is None:
            return deadlines, obligations
        deadlines, obligations = deadlines + made[0], obligations + made[1]


def _due(today: date) -> QuerySet[Schedule]:
    """Whatever sleeps opens nothing."""
    return Schedule.objects.filter(opens_next_on__lte=today).exclude(task__state=TaskState.SUSPENDED)


@composed
def _held(today: date) -> QuerySet[Task, int]:
    """The tasks, as the verbs hold them; another sweep that holds some opens their periods itself."""
    first = _due(today).order_by("opens_next_on", "pk").values("task")[:BATCH]
    waiting = Task.objects.filter(pk__in=first).order_by("pk")
    return waiting.select_for_update(no_key=True, skip_locked=True).values_list("pk", flat=True)


@chronicle()
def _open_batch(today: date, calendar: Calendar) -> tuple[int, int] | None:
    tasks = _held(today)
    ids = list(_due(today).filter(task__in=tasks).values_list("pk", flat=True)) if tasks else []
    if not ids:
        return None
    Schedule.objects.filter(pk__in=ids).exclude(task__state=TaskState.ISSUED).update(opens_next_on=None)
    running = Schedule.objects.filter(pk__in=ids, opens_next_on__isnull=False)
    schedules = running.select_related("task__task_list").prefetch_related("task__assignments")
    # The unit was told of its list; a date that passed while the system was off is late, not forgotten.
    made = open_periods(schedules, today=today, calendar=calendar, chase_past=True)
    if any(made):
        note = f"新开始{made[0]}个期次，{made[1]}件应办事项"
        tell(
            Verb.OBLIGATION_OPENED, by=Actor.system(today), note=note, deadlines=made[0], obligations=made[1]
        )
    return made
