"""How the work stands, in numbers. Read only; every number is the length of a list that a page shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tracker.models import RUNNING_TASKS, Task, TaskState, Urgency


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Tasks by state, and the running ones by colour."""

    running: int
    red: int
    yellow: int
    blue: int
    done: int
    draft: int


def task_counts(tasks: QuerySet[Task]) -> TaskCounts:
    """Counts over an already scoped queryset, in one query over one index. A task's urgency is the worst of what is
    owed under it."""
    found = {
        (state, urgency): n
        for state, urgency, n in tasks.order_by().values_list("state", "urgency").annotate(n=Count("pk"))
    }

    def count(*states: str, urgency: int | None = None) -> int:
        return sum(n for (state, at), n in found.items() if state in states and urgency in (None, at))

    return TaskCounts(
        running=count(*RUNNING_TASKS),
        red=count(TaskState.ISSUED, urgency=Urgency.RED),
        yellow=count(TaskState.ISSUED, urgency=Urgency.YELLOW),
        blue=count(TaskState.ISSUED, urgency=Urgency.BLUE),
        done=count(TaskState.DONE),
        draft=count(TaskState.DRAFT),
    )
