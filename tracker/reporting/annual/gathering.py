"""What an office's year has left in the database, read once: six queries, however many tasks there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.domain.annual import Proof
from tracker.models import (
    RUNNING_TASKS,
    Evidence,
    EvidenceKind,
    Finding,
    ListKind,
    Progress,
    ProgressState,
    Review,
    Task,
    TaskList,
    TaskState,
    Unit,
)

# In which order the lists of a year give the report its chapters: its tree is that of the duty list.
RANK = {ListKind.DUTY_LIST: 0, ListKind.WORK_PLAN: 1, ListKind.RECTIFICATION: 2, ListKind.INSTRUCTION: 3}


class Told(NamedTuple):
    """A report that the office accepted."""

    id: int
    task: int
    unit: str
    kind: str
    text: str
    found: str
    released_on: date
    decided_on: date


class Done(NamedTuple):
    """A task of the year, as far as the report asks."""

    id: int
    title: str
    requirement: str
    chapter: str
    state: str
    state_reason: str
    is_standing: bool
    list_id: int
    number: str
    section: str | None  # of its passage: what part of the document it came from
    is_finding: bool = False  # a review found it wanting

    @property
    def is_open(self) -> bool:
        return self.state in (*RUNNING_TASKS, TaskState.CARRIED_OVER)


@dataclass(slots=True)
class Year:
    """`told` by task, oldest first; `proofs` by report."""

    office: Unit
    year: int
    lists: dict[int, TaskList]
    tasks: list[Done] = field(default_factory=list)
    told: dict[int, list[Told]] = field(default_factory=dict)
    proofs: dict[int, list[Proof]] = field(default_factory=dict)
    carried_to: dict[int, str] = field(default_factory=dict)  # task -> the list that it went to

    def of_kind(self, *kinds: str) -> list[Done]:
        return [task for task in self.tasks if self.lists[task.list_id].kind in kinds]


def lists_of(office: Unit, year: int) -> QuerySet[TaskList]:
    return TaskList.objects.filter(office=office, year=year)


def gather(office: Unit, year: int) -> Year:
    lists = sorted(
        lists_of(office, year).select_related("source"),
        key=lambda each: (RANK.get(ListKind(each.kind), 9), each.pk),
    )
    found = Year(office, year, {each.pk: each for each in lists})
    rows = Task.objects.filter(task_list__in=found.lists).exclude(state=TaskState.DRAFT)
    # Of a review only what it found wanting is work; that each head owes an account is told with the review itself.
    rows = rows.annotate(is_finding=Exists(Finding.objects.filter(task=OuterRef("pk"))))
    rows = rows.filter(Q(is_finding=True) | ~Exists(Review.objects.filter(task_list=OuterRef("task_list"))))
    # What heads answer for is told by the list (`reviews`), not duty by duty.
    rows = rows.exclude(task_list__kind=ListKind.HEAD_DUTIES)
    place = {pk: n for n, pk in enumerate(found.lists)}
    columns = (
        "pk", "title", "requirement", "chapter", "state", "state_reason", "is_standing", "task_list", "number",
        "passage__section", "is_finding",
    )  # fmt: skip
    found.tasks = [Done(*row) for row in rows.order_by("order", "pk").values_list(*columns)]
    found.tasks.sort(key=lambda task: place[task.list_id])
    found.told, found.proofs = _told(rows)
    carried = Task.objects.filter(carried_from__in=rows).values_list("carried_from", "task_list__name")
    found.carried_to = {task: name for task, name in carried if task}
    return found


def _told(tasks: QuerySet[Task]) -> tuple[dict[int, list[Told]], dict[int, list[Proof]]]:
    rows = Progress.objects.filter(obligation__task__in=tasks, state=ProgressState.ACCEPTED)
    told = defaultdict(list)
    columns = (
        "pk", "obligation__task", "obligation__unit__name", "obligation__kind", "text", "found", "released_on",
        "decided_on",
    )  # fmt: skip
    for row in rows.order_by("decided_on", "pk").values_list(*columns):
        told[row[1]].append(Told(*row))
    proofs = defaultdict(list)
    held = Evidence.objects.filter(progress__in=rows).order_by("pk")
    for pk, progress, kind, number, name in held.values_list(
        "pk", "progress", "kind", "document_number", "filename"
    ):
        is_number = kind == EvidenceKind.DOCUMENT_NUMBER
        proofs[progress].append(
            Proof("document_number" if is_number else "file", number if is_number else name, pk)
        )
    return dict(told), dict(proofs)
