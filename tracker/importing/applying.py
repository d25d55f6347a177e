"""The diff becomes rows, in one transaction. Writes drafts only: issuing is an action."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Assignment, Passage, Schedule, Source, Task, TaskList, Verb
from tracker.reading.proposed import ProposedItem

from .diffing import CHANGED, NEW, Change, counted, diff, given
from .facts import Facts
from .matching import Register

BATCH = 1000
PLAIN_FIELDS = (
    "title",
    "requirement",
    "standard",
    "chapter",
    "list_basis",
    "date_wording",
    "is_standing",
    "notes",
)


@chronicle()
def apply(
    *,
    items: Iterable[ProposedItem],
    source: Source | None,
    task_list: TaskList,
    by: Actor,
    passages: Mapping[int, Passage] | None = None,
    mapping: Mapping[str, str] | None = None,
    run: int | None = None,
) -> list[Change]:
    """Write the diff as drafts, in this one transaction. The same items again change nothing.

    `passages`: order in the document -> passage, where that is not the source's own order.
    `mapping`: names of owners -> "unit:5" or "group:3", as an officer chose.
    `run`: the import's id, for the history.
    """
    task_list = TaskList.objects.select_for_update(of=("self",)).get(pk=task_list.pk)
    changes = diff(items=items, task_list=task_list, register=Register.load(task_list.office, mapping))
    if passages is None:
        passages = {p.order: p for p in source.passages.only("pk", "order")} if source else {}
    writer = _Writer(passages, task_list, by)
    writer.change([c for c in changes if c.outcome == CHANGED])
    writer.create([c for c in changes if c.outcome == NEW])
    counts = counted(changes)
    if counts[NEW] or counts[CHANGED]:
        note = _("新增%(new)s，更新%(changed)s，未变%(unchanged)s，缺失%(gone)s") % counts
        facts: dict[str, Any] = {"source": source and source.pk, "import": run}
        tell(Verb.IMPORT_APPLIED, by=by, task_list=task_list, note=note, **facts)
    return changes


class _Writer:
    def __init__(self, passages: Mapping[int, Passage], task_list: TaskList, by: Actor):
        self.passages, self.task_list, self.by = passages, task_list, by

    def create(self, changes: list[Change]) -> None:
        last = self.task_list.tasks.aggregate(last=Max("order"))["last"] or 0
        tasks = []
        for order, change in enumerate(changes, start=last + 1):
            change.task = self._task(change, order)
            tasks.append(change.task)
        Task.objects.bulk_create(tasks, batch_size=BATCH)
        write_facts([(given(c.task), given(c.facts)) for c in changes])
        for change in changes:
            self._tell(Verb.TASK_IMPORTED, change)

    def _task(self, change: Change, order: int) -> Task:
        facts = given(change.facts)
        return Task(
            task_list=self.task_list,
            office_id=self.task_list.office_id,
            number=facts.number,
            order=order,
            passage=self._passage(change),
            duty_override=facts.duty,
            created_by=self.by.person,
            **{name: getattr(facts, name) for name in PLAIN_FIELDS},
        )

    def _passage(self, change: Change) -> Passage | None:
        order = given(change.item).passage
        return None if order is None else self.passages.get(order)

    def change(self, changes: list[Change]) -> None:
        rows = []
        for change in changes:
            task = given(change.task)
            task.passage = self._passage(change) or task.passage
            rows.append((task, take_over(task, given(change.facts), change.fields)))
        save_changed(rows)
        models: list[tuple[str, type[Assignment] | type[Schedule]]] = [
            ("owners", Assignment),
            ("dates", Schedule),
        ]
        for name, model in models:
            touched = [c for c in changes if name in c.fields]
            for some in batched([given(c.task).pk for c in touched]):
                model.objects.filter(task__in=some).delete()
            write_facts([(given(c.task), given(c.facts)) for c in touched], only=name)
        for change in changes:
            self._tell(Verb.TASK_CHANGED, change)

    def _tell(self, verb: Verb, change: Change) -> None:
        tell(
            verb,
            by=self.by,
            task=change.task,
            task_list=self.task_list,
            note="；".join(change.reasons),
            address=change.address,
            fields=sorted(change.fields),
            item=given(change.item).number or given(change.item).label,
        )


def take_over(task: Task, facts: Facts, fields: Iterable[str]) -> list[str]:
    """Put the named facts onto the row; returns its columns to save."""
    plain = [name for name in fields if name not in ("owners", "dates", "duty")]
    for name in plain:
        setattr(task, name, getattr(facts, name))
    if "duty" in fields:
        task.duty_override = facts.duty
        plain.append("duty_override")
    return plain


def save_changed(rows: list[tuple[Task, list[str]]]) -> None:
    """Numbers first make room for one another: 3 may become 4 while 4 becomes 5. One UPDATE per row is faster
    here than Django's bulk_update, whose CASE grows with every row and column."""
    renumbered = [task.pk for task, columns in rows if "number" in columns]
    for some in batched(renumbered):
        Task.objects.filter(pk__in=some).update(number="")
    for task, columns in rows:
        task.save(update_fields=[*columns, "passage"])


def batched(rows: list) -> Iterator[list]:
    """SQLite takes a limited number of values in one statement."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def write_facts(rows: list[tuple[Task, Facts]], only: str = "") -> None:
    """Owners and dates of tasks that have none (left)."""
    if only in ("", "owners"):
        owners = [o.row(task, order) for task, facts in rows for order, o in enumerate(facts.owners)]
        Assignment.objects.bulk_create(owners, batch_size=BATCH)
    if only in ("", "dates"):
        dates = [d.row(task, order) for task, facts in rows for order, d in enumerate(facts.dates)]
        Schedule.objects.bulk_create(dates, batch_size=BATCH)
