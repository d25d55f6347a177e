"""A list as a table that can be imported again."""

from __future__ import annotations

from django.db.models import QuerySet

from tracker.models import AssignmentRole, Duty, Task, TaskList
from tracker.reading.proposed import ProposedDate, ProposedOwner
from tracker.reading.tables.template import Record
from tracker.reading.tables.template_file import table_file

from .facts import Facts, OwnerFact, facts_of_task
from .matching import Register

_RULES = {"half_yearly": "half-yearly"}


def export_list(task_list: TaskList, tasks: QuerySet[Task] | None = None) -> bytes:
    """xlsx of the list's tasks (all that are not cancelled, unless `tasks` says which), in the import's columns."""
    rows = task_list.tasks.exclude(state="cancelled") if tasks is None else tasks
    register = Register.load(task_list.office)
    title = task_list.name if str(task_list.year) in task_list.name else f"{task_list.year}年{task_list.name}"
    prefetched = rows.select_related("task_list").prefetch_related("assignments__unit", "schedules")
    return table_file(title, [record_of(task, register) for task in prefetched])


def record_of(task: Task, register: Register) -> Record:
    facts = facts_of_task(task)
    names = {a.unit.pk: a.unit.name for a in task.assignments.all() if a.unit}
    owners = {role: _owners(facts, role, names, register) for role in AssignmentRole.values}
    return Record(
        facts.number,
        facts.chapter,
        facts.requirement,
        facts.title,
        facts.standard,
        owners[AssignmentRole.LEAD],
        _only_helping(owners[AssignmentRole.SUPPORT], task, owners[AssignmentRole.LEAD]),
        task.duty,
        _dates(facts),
        facts.list_basis,
        facts.notes,
    )


def _only_helping(support: list[ProposedOwner], task: Task, lead: list[ProposedOwner]) -> list[ProposedOwner]:
    """Supporters of nobody: without the word, reading would take the first for the lead."""
    if not lead and task.duty != Duty.EACH:
        for owner in support:
            owner.mark_helping()
    return support


def _owners(facts: Facts, role: str, names: dict[int, str], register: Register) -> list[ProposedOwner]:
    """As written, where the words alone lead back to the same unit; otherwise the unit's own name."""
    rows = [o for o in facts.owners if o.role == role]
    found: dict[str, ProposedOwner] = {}
    for row in rows:
        name = row.written
        if row.unit and not _leads_back(row, rows, register):
            name = names[row.unit]
        found.setdefault(name, ProposedOwner(name, basis=row.basis))
    return list(found.values())


def _leads_back(row: OwnerFact, rows: list[OwnerFact], register: Register) -> bool:
    owner = ProposedOwner(row.written)
    found = register.find(owner)
    if found is not None:
        return getattr(found, "pk", None) == row.unit and row.group is None
    return (
        sum(other.written == row.written for other in rows) > 1
    )  # one wording for several units: a listed group


def _dates(facts: Facts) -> list[ProposedDate]:
    """In the order of the words of the document; words that give no date stand between."""
    left = [
        ProposedDate(d.wording, d.due_on, _RULES.get(d.rule, d.rule), d.month, d.day, d.label, basis=d.basis)
        for d in facts.dates
    ]
    dates = []
    for words in facts.date_wording.split("；") if facts.date_wording else ():
        dated = [d for d in left if d.wording == words]
        left = [d for d in left if d.wording != words]
        dates += dated or [ProposedDate(words, rule="ongoing" if facts.is_standing else "")]
    if facts.is_standing and not any(d.rule == "ongoing" for d in dates):
        dates.append(ProposedDate("", rule="ongoing"))
    return dates + left
