"""How the work stands, in numbers. Read only; every number is the length of a list that a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from tracker.models import Colour, Task, TaskState, task_colour


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Tasks by state, and the running ones by colour."""

    running: int
    red: int
    yellow: int
    blue: int
    done: int
    draft: int


def task_counts(tasks: QuerySet[Task], *, today: date) -> TaskCounts:
    """Counts over an already scoped queryset, in one query. Colours as on the pages: worst of the task's own."""

    def coloured(colour: Colour) -> Count:
        return Count("pk", filter=Q(state=TaskState.ISSUED, worst=colour))

    counts = tasks.annotate(worst=task_colour(today)).aggregate(
        running=Count("pk", filter=Q(state__in=(TaskState.ISSUED, TaskState.SUSPENDED))),
        red=coloured(Colour.RED),
        yellow=coloured(Colour.YELLOW),
        blue=coloured(Colour.BLUE),
        done=Count("pk", filter=Q(state=TaskState.DONE)),
        draft=Count("pk", filter=Q(state=TaskState.DRAFT)),
    )
    return TaskCounts(**counts)
