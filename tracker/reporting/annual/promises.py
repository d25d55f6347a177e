"""承诺去向: each promise of last year's report, the task that it became, what came of it, and what reports on it now."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet

from tracker.models import Part, Passage, PassageKind, Source, SourceKind, Statement, Task, TaskState, Unit

from .gathering import lists_of

PROMISED = "arrangements"


@dataclass(slots=True)
class PromiseFate:
    """`tasks`: of the year's lists that came of the passage; `statements`: of this year's report that tell of them."""

    passage: Passage
    tasks: list[Task] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    @property
    def is_answered(self) -> bool:
        return bool(self.statements)

    @property
    def is_only_repeated(self) -> bool:
        """Promised once more, and nothing told of what was done for it."""
        return self.is_answered and all(row.part == Part.PLAN for row in self.statements)

    @property
    def outcome(self) -> str:
        return "；".join(dict.fromkeys(_outcome(task) for task in self.tasks)) or "未列为任务"


def _outcome(task: Task) -> str:
    words = str(TaskState(task.state).label)
    if task.done_on:
        return f"{words}（{task.done_on}）"
    target = next(iter(task.carried_to.all()), None)
    return f"{words}（{target.task_list}）" if target else words


def last_report(office: Unit, year: int) -> Source | None:
    """The report of the year before, from which lists of this year were made."""
    made = Source.objects.filter(kind=SourceKind.REPORT, lists__in=lists_of(office, year))
    return made.order_by("-dated_on", "-pk").first()


def promised_tasks(office: Unit, year: int) -> QuerySet[Task]:
    """The tasks of the year that last year's promises became, in document order: what a sentence may answer."""
    source = last_report(office, year)
    if source is None:
        return Task.objects.none()
    tasks = Task.objects.filter(passage__in=_promises_of(source), task_list__in=lists_of(office, year))
    return tasks.order_by("passage__order", "order", "pk")


def _promises_of(source: Source) -> QuerySet[Passage]:
    kinds = (PassageKind.SENTENCE, PassageKind.ROW)
    return source.passages.filter(section=PROMISED, kind__in=kinds)


def fates_of(office: Unit, year: int) -> list[PromiseFate]:
    """In document order; four queries. A promise without a statement is one that the report forgets."""
    source = last_report(office, year)
    if source is None:
        return []
    fates = {passage.pk: PromiseFate(passage) for passage in _promises_of(source).order_by("order")}
    tasks = Task.objects.filter(passage__in=fates, task_list__in=lists_of(office, year))
    place: dict[int, PromiseFate] = {}
    for task in tasks.select_related("task_list").prefetch_related("carried_to__task_list").order_by("order"):
        place[task.pk] = fates[task.passage_id or 0]
        place[task.pk].tasks.append(task)
    for row in Statement.objects.said().filter(report__office=office, report__year=year, task__in=place):
        place[row.task_id or 0].statements.append(row)
    return list(fates.values())


def only_repeated(fates: list[PromiseFate]) -> list[PromiseFate]:
    return [fate for fate in fates if fate.is_only_repeated]


def forgotten(fates: list[PromiseFate]) -> list[PromiseFate]:
    return [fate for fate in fates if not fate.is_answered]
