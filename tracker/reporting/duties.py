"""What the principal heads answer for: each duty with how many heads have reported on it, and one unit's own. Read only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q

from tracker.models import UNSETTLED, Assignment, Obligation, ObligationState, Progress, Task, TaskList, Unit
from tracker.models.states import KNOWN_TO_UNITS
from tracker.reading.owners.posts import HEAD, split_post

DONE = (ObligationState.SUBMITTED, ObligationState.MET)


@dataclass(frozen=True, slots=True)
class Covered:
    """One duty: how many heads hold it and how many of them have reported; of what they owe, how it stands."""

    task: Task
    heads: int
    reported: int
    counts: dict[str, int]  # open, late, submitted, met: each the length of a list of obligations

    @property
    def percent(self) -> int:
        """Rounded down: only all of them are 100."""
        return self.reported * 100 // self.heads if self.heads else 0


def coverage(task_list: TaskList, *, on: date) -> list[Covered]:
    """Of each duty of a list of heads, in its order; four queries. Who was released from it does not count."""
    late = Q(state=ObligationState.OPEN, is_chased=True, due_on__lt=on) & ~Q(task__state="suspended")
    rows = Obligation.objects.filter(task__task_list=task_list).exclude(state=ObligationState.WAIVED)
    counted = {"late": late} | {state.value: Q(state=state) for state in (*UNSETTLED, ObligationState.MET)}
    heads = {"heads": Q(), "reported": Q(state__in=DONE)}
    sums = {name: Count("unit", distinct=True, filter=which) for name, which in heads.items()}
    sums |= {name: Count("pk", filter=which) for name, which in counted.items()}
    held = {task: numbers for task, *numbers in rows.order_by().values("task").annotate(**sums).values_list(
        "task", *sums
    )}  # fmt: skip
    found = []
    tasks = task_list.tasks.issued_once().prefetch_related("assignments__unit")
    for task in tasks.order_by("order", "pk"):
        of_heads, reported, *rest = held.get(task.pk) or [0] * len(sums)
        found.append(Covered(task, of_heads, reported, dict(zip(counted, rest, strict=True))))
    return found


def heads_of(task_list: TaskList) -> tuple[int, int]:
    """How many units' heads hold duties of the list, and how many of them have reported on all that they owe; one query."""
    rows = Obligation.objects.filter(task__task_list=task_list).exclude(state=ObligationState.WAIVED)
    still = Count("pk", filter=~Q(state__in=DONE))
    found = [n for (n,) in rows.order_by().values("unit").annotate(still=still).values_list("still")]
    return len(found), found.count(0)


@dataclass(slots=True)
class Own:
    """One duty of one unit's head: what is owed for it, and what was said last."""

    task: Task
    unit: Unit
    post: str
    owed: Obligation | None = None
    said: Progress | None = None

    @property
    def holder(self) -> str:
        return f"{self.unit}{self.post}"


@dataclass(slots=True)
class OwnList:
    task_list: TaskList
    rows: list[Own] = field(default_factory=list)

    @property
    def is_owed(self) -> bool:
        return any(own.owed and own.owed.state == ObligationState.OPEN for own in self.rows)


def duties_of(units: Collection[int], year: int, *, office: int | None = None) -> list[Own]:
    """Of the heads of these units, in the order of the lists; three queries. What was said and returned is not said."""
    lists = TaskList.objects.of_heads().filter(year=year)
    if office is not None:
        lists = lists.filter(office=office)
    rows = Assignment.objects.filter(
        unit__in=units, task__task_list__in=lists, task__state__in=KNOWN_TO_UNITS
    )
    rows = rows.select_related("task__task_list", "unit").order_by(
        "task__task_list", "task__order", "task", "unit"
    )
    found: dict[tuple[int | None, int | None], Own] = {
        (a.task_id, a.unit_id): Own(a.task, a.unit, split_post(a.written)[1] or HEAD) for a in rows if a.unit
    }
    owed = Obligation.objects.filter(unit__in=units, task__in={task for task, _unit in found})
    owed = owed.exclude(state=ObligationState.WAIVED).order_by("due_on", "pk")
    for one in owed:
        if own := found.get((one.task_id, one.unit_id)):
            own.owed = one
    said = Progress.objects.filter(obligation__in=owed.values("pk"), state__in=("released", "accepted"))
    for report in said.select_related("obligation").order_by("released_at", "pk"):
        if own := found.get((report.obligation.task_id, report.obligation.unit_id)):
            own.said = report
    return list(found.values())


def by_list(rows: Iterable[Own]) -> list[OwnList]:
    found: dict[int, OwnList] = {}
    for own in rows:
        found.setdefault(own.task.task_list_id, OwnList(own.task.task_list)).rows.append(own)
    return list(found.values())
