"""整改清单: each problem of last year's report with its cause, its measures, and the commitment that answers it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from tracker.models import Assignment, ListKind, Rectification, Task, TaskState
from tracker.rules.likeness import best_answer


@dataclass(slots=True)
class ProblemRow:
    """`answers`: commitments that a person has named, or else the one whose words are nearest (`is_inferred`)."""

    task: Task
    cause: str = ""
    measures: str = ""
    answers: list[Task] = field(default_factory=list)
    is_inferred: bool = False

    @property
    def is_answered(self) -> bool:
        return bool(self.answers)

    @property
    def is_open(self) -> bool:
        return self.task.state not in (TaskState.DONE, TaskState.CANCELLED)


def problem_rows(tasks: QuerySet[Task], year: int) -> list[ProblemRow]:
    """The problems among `tasks` (scoped already) in lists of `year`; five queries. Where nobody has named an answer, one
    is looked for among the commitments of the same report."""
    of_year = tasks.filter(task_list__year=year)
    related = Prefetch("assignments", Assignment.objects.select_related("unit", "group"))
    problems = of_year.filter(task_list__kind=ListKind.RECTIFICATION).order_by("task_list", "order", "pk")
    found = list(problems.select_related("task_list", "passage").prefetch_related(related))
    known = {
        row.task_id: row for row in Rectification.objects.filter(task__in=found).prefetch_related("answers")
    }
    promised = list(
        of_year.filter(task_list__kind=ListKind.WORK_PLAN).select_related("task_list").order_by("order", "pk")
    )
    return [_row(task, known.get(task.pk), promised) for task in found]


def _row(task: Task, known: Rectification | None, promised: list[Task]) -> ProblemRow:
    row = ProblemRow(task, known.cause if known else "", known.measures if known else "")
    if known is not None:  # a person has looked at it: also “none” is an answer
        row.answers = list(known.answers.all())
        return row
    same_office = [one for one in promised if one.office_id == task.office_id]
    place = best_answer(task.title, [one.requirement for one in same_office])
    if place is not None:
        row.answers, row.is_inferred = [same_office[place]], True
    return row
