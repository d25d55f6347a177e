"""A task as it stood at the end of a past day, from what is written down with its date (see `reporting.as_of`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tracker.models import Event, Progress, ProgressState, Task, TaskState, Verb
from tracker.reporting.as_of import tasks_as_of, work_as_of

# What is kept as it is now and not day by day: such an event after the day says that it may have been otherwise.
MAY_HAVE_CHANGED = (
    Verb.TASK_CHANGED,
    Verb.TASK_OWNER_DECIDED,
    Verb.TASK_REASSIGNED,
    Verb.TASK_DATE_DECIDED,
    Verb.TASK_BROKEN_DOWN,
    Verb.SUPPORT_NAMED,
    Verb.UNIT_MERGED,
)
# What counts from its day on for the days before as well, because it undoes what they show.
BEGAN_ANEW = (Verb.TASK_REOPENED, Verb.PROGRESS_WITHDRAWN, Verb.PROGRESS_UNACCEPTED, Verb.PROGRESS_UNRETURNED)


@dataclass(frozen=True, slots=True)
class Owed:
    unit: Any
    kind: str
    due_on: date
    words: str
    look: str  # of its tag
    said: Progress | None


@dataclass(frozen=True, slots=True)
class Past:
    state: str
    owed: list[Owed]
    later: list[Event]  # what may have been otherwise then
    anew: list[Event]


def task_on(task: Task, on: date, *, reports: Iterable[Progress], events: Iterable[Event]) -> Past:
    """`reports`: those that the reader may read; `events`: the task's, as the reader may read them."""
    then: Any = tasks_as_of(Task.objects.filter(pk=task.pk), on).get()
    said: dict[int, Progress] = {}
    for report in sorted(reports, key=lambda p: p.pk):
        if report.state != ProgressState.DRAFT and report.released_on and report.released_on <= on:
            said[report.obligation_id] = report
    rows = work_as_of(task.obligations.select_related("unit"), on).order_by(
        "due_then_on", "unit__order", "pk"
    )
    after = [event for event in events if event.happened_on > on]
    return Past(
        str(TaskState(then.state_then).label),
        [_owed(row, said.get(row.pk), on) for row in rows],
        [event for event in after if event.verb in MAY_HAVE_CHANGED],
        [event for event in after if event.verb in BEGAN_ANEW],
    )


def _owed(row: Any, said: Progress | None, on: date) -> Owed:
    words, look = _stood(row, said, on)
    return Owed(row.unit, row.get_kind_display(), row.due_then_on, words, look, said)


def _stood(row: Any, said: Progress | None, on: date) -> tuple[str, str]:
    if row.met_on and row.met_on <= on:
        return _("已办结"), "green"
    if said is not None and (said.decided_on is None or said.decided_on > on):
        return _("待审核"), "blue"
    days = (row.due_then_on - on).days
    if row.last_halt == Verb.TASK_SUSPENDED:
        return _("暂缓"), "grey"
    if said is not None and said.state == ProgressState.RETURNED:
        return _("已退回"), "yellow"
    if days >= 0:
        return _("还有%(n)s天") % {"n": days}, "grey"
    return _("逾期%(n)s天") % {"n": -days}, "red"
