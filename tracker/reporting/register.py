"""督办台账: one row a task, as offices keep it, as of a day. Read only; page, sheet and document take the same rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import translation

from tracker.domain.actor import Actor
from tracker.models import (
    Assignment,
    AssignmentRole,
    Basis,
    Extension,
    FrozenRegister,
    ListKind,
    Membership,
    Notice,
    NoticeKind,
    Obligation,
    Progress,
    ProgressState,
    RegisterNote,
    Role,
    Schedule,
    Task,
    TaskList,
    TaskState,
)
from tracker.reporting.as_of import tasks_as_of
from tracker.rules.wording import day, in_one, place

COLUMNS = (
    "序号", "事项", "来源依据", "牵头单位", "配合单位", "责任人", "时限", "进展", "佐证", "督办情况", "办结日期", "备注",
)  # fmt: skip
LETTERS = (NoticeKind.REMINDER, NoticeKind.URGE, NoticeKind.ORDER, NoticeKind.CIRCULAR, NoticeKind.TALK)
LISTED_STATES = (
    TaskState.ISSUED,
    TaskState.SUSPENDED,
    TaskState.DONE,
    TaskState.CANCELLED,
    TaskState.CARRIED_OVER,
)
SHOWN = 3  # reports and pieces of evidence in a cell
SAID = 160  # characters of a report in a cell; the whole is on the task's page


@dataclass(frozen=True, slots=True)
class RegisterRow:
    task: int
    number: str
    matter: str
    origin: str
    leads: str
    supports: str
    persons: str
    limit: str
    progress: str
    evidence: str
    letters: str
    done: str
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(astuple(self)[1:])


@dataclass(frozen=True, slots=True)
class Register:
    task_list: TaskList
    as_of: date
    rows: Sequence[RegisterRow]
    frozen: FrozenRegister | None = None


def register(task_list: TaskList, *, by: Actor, as_of: date) -> Register:
    """Eight queries. From the day on which it was frozen it is what was frozen."""
    frozen = FrozenRegister.objects.filter(task_list=task_list, frozen_on__lte=as_of).first()
    if frozen:
        return Register(task_list, frozen.frozen_on, [RegisterRow(*cells) for cells in frozen.rows], frozen)
    rows = Task.objects.visible_to(by).filter(task_list=task_list)
    with translation.override(settings.LANGUAGE_CODE):  # a register is one document, whoever looks at it
        return Register(task_list, as_of, rows_of(rows, as_of=as_of))


def rows_of(rows: QuerySet[Task], *, as_of: date) -> list[RegisterRow]:
    """What was issued by the day, in the order of the list. Seven queries, whatever their number."""
    owners = Prefetch(
        "assignments", Assignment.objects.select_related("unit", "group").order_by("role", "order", "pk")
    )
    found = list(
        tasks_as_of(rows, as_of)
        .filter(state_then__in=LISTED_STATES)
        .select_related("passage__source", "task_list")
        .prefetch_related(owners, Prefetch("schedules", Schedule.objects.order_by("order")))
        .order_by("order", "pk")
    )
    facts = _Facts.of([task.pk for task in found], as_of)
    facts.accounts.update(_accounts([t.pk for t in found if t.task_list.kind == ListKind.HEAD_DUTIES], as_of))
    heads = _heads({a.unit_id for task in found for a in task.assignments.all() if a.unit_id}, as_of)
    return [_row(at, task, facts, heads) for at, task in enumerate(found, start=1)]


@dataclass(frozen=True, slots=True)
class _Facts:
    as_of: date
    reports: dict[int, list[Progress]]
    letters: dict[int, list[Notice]]
    moved: dict[int, list[Extension]]
    notes: dict[int, str]
    accounts: dict[int, list[str]] = field(
        default_factory=dict
    )  # units whose heads told of it in their accounts

    @classmethod
    def of(cls, tasks: list[int], as_of: date) -> _Facts:
        said = Progress.objects.handed_in().filter(obligation__task__in=tasks, released_on__lte=as_of)
        sent = Notice.objects.filter(obligation__task__in=tasks, sent_on__lte=as_of, kind__in=LETTERS)
        moved = Extension.objects.filter(
            obligation__task__in=tasks, decided_on__lte=as_of, new_due_on__isnull=False
        )
        notes = RegisterNote.objects.filter(task__in=tasks, noted_on__lte=as_of).order_by("pk")
        return cls(
            as_of,
            _by_task(
                said.select_related("obligation__unit")
                .prefetch_related("evidence")
                .order_by("released_on", "pk")
            ),
            _by_task(sent.select_related("obligation", "dispatch").order_by("sent_on", "pk")),
            _by_task(moved.select_related("obligation__unit").order_by("decided_on", "pk")),
            dict(notes.values_list("task", "text")),
        )


def _accounts(duties: list[int], as_of: date) -> dict[int, list[str]]:
    """What heads answer for is met by their accounts too: handed in, and nothing was reported on it."""
    found: dict[int, list[str]] = defaultdict(list)
    if duties:
        rows = Obligation.objects.filter(task__in=duties, first_handed_in_on__lte=as_of, progress=None)
        for row in rows.select_related("unit").order_by("unit__order", "pk"):
            found[row.task_id or 0].append(str(row.unit))
    return found


def _by_task(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.obligation.task_id].append(row)
    return found


def _heads(units: set[int], on: date) -> dict[int, str]:
    """Who leads each unit on the day."""
    found: dict[int, list[str]] = defaultdict(list)
    held = Membership.objects.current(on).filter(unit__in=units, role=Role.UNIT_LEADER).select_related("user")
    for membership in held.order_by("unit", "pk"):
        found[membership.unit_id].append(str(membership.user))
    return {unit: "、".join(names) for unit, names in found.items()}


def _row(at: int, task: Any, facts: _Facts, heads: dict[int, str]) -> RegisterRow:
    owners = [a for a in task.assignments.all() if not a.via_group]
    leads = [a for a in owners if a.role == AssignmentRole.LEAD]
    persons = [heads[a.unit_id] for a in leads if a.unit_id in heads]
    reports = facts.reports.get(task.pk, [])
    return RegisterRow(
        task=task.pk,
        number=task.number or str(at),
        matter=_matter(task),
        origin=_origin(task),
        leads=as_written(leads),
        supports=as_written(a for a in owners if a.role == AssignmentRole.SUPPORT),
        persons="、".join(dict.fromkeys(persons)),
        limit=_limit(task, facts.moved.get(task.pk, [])),
        progress="\n".join(
            filter(None, (_progress(reports, facts.as_of), _told(facts.accounts.get(task.pk, []))))
        ),
        evidence=_evidence(reports),
        letters=_letters(facts.letters.get(task.pk, [])),
        done=_done(task),
        note=facts.notes.get(task.pk, ""),
    )


def _matter(task: Task) -> str:
    """Title and requirement; only the latter where it says the former again."""
    title, requirement = task.title, task.requirement
    return requirement if requirement.startswith(title.rstrip("。")) else f"{title}\n{requirement}"


def as_written(owners: Iterable[Assignment]) -> str:
    """Once each, in the document's words: the members of a group stand under the group's name. A unit that the office has put
    in the place of the one that the document names stands under its own."""
    rows = list(owners)
    held = Counter(a.written for a in rows)
    return "、".join(dict.fromkeys(_named(a) if held[a.written] == 1 else a.written for a in rows))


def _named(owner: Assignment) -> str:
    unit, written = owner.unit, owner.written
    if unit is None or owner.basis != Basis.DECIDED:
        return written
    is_meant = any(name in written or written in name for name in (unit.name, unit.short_name) if name)
    return written if is_meant else unit.name


def _origin(task: Task) -> str:
    if task.passage:
        return f"《{task.passage.source.title}》{place(task.passage.address, task.number)}"
    return task.origin_note or str(task.get_origin_display())


def _limit(task: Task, moved: list[Extension]) -> str:
    stated = task.date_wording or "；".join(str(schedule) for schedule in task.schedules.all())
    granted = [f"{row.obligation.unit}延期至{row.new_due_on}" for row in moved]
    return "\n".join([stated, *granted])


def _progress(reports: list[Progress], as_of: date) -> str:
    """The latest report of each unit; of many units how many there are, and the newest."""
    latest = {row.obligation.unit: row for row in reports}
    rows = sorted(latest.values(), key=lambda row: (row.released_on, row.pk))
    decided = {row.pk: row.state for row in rows if row.decided_on and row.decided_on <= as_of}
    lines = []
    if len(rows) > SHOWN:
        accepted = sum(state == ProgressState.ACCEPTED for state in decided.values())
        lines.append(f"{len(rows)}个单位已报送，认可{accepted}个，最近的：")
    for row in rows[-SHOWN:]:
        unit = f"{row.obligation.unit}：" if len(rows) > 1 else ""
        text = row.text if len(row.text) <= SAID else f"{row.text[:SAID]}…"
        returned = "（已退回）" if decided.get(row.pk) == ProgressState.RETURNED else ""
        lines.append(f"{unit}{text}{returned}（{row.released_on}）")
    return "\n".join(lines)


def _told(units: list[str]) -> str:
    return f"{len(units)}个单位在述法报告中报送：{'、'.join(units)}" if units else ""


def _evidence(reports: list[Progress]) -> str:
    pieces = list(dict.fromkeys(str(piece) for row in reports for piece in row.evidence.all()))
    more = f"等{len(pieces)}件" if len(pieces) > SHOWN else ""
    return "；".join(pieces[-SHOWN:]) + more


def _letters(sent: list[Notice]) -> str:
    """How often reminded and urged, and each formal letter with its number."""
    found = []
    for kind in (NoticeKind.REMINDER, NoticeKind.URGE):
        days = sorted({row.sent_on for row in sent if row.kind == kind and row.sent_on})
        if days:
            found.append(f"{kind.label}{len(days)}次（末次{day(days[-1])}）")
    formal = {row.dispatch: NoticeKind(row.kind) for row in sent if row.dispatch}
    for kind in dict.fromkeys(formal.values()):
        numbers = [dispatch.number for dispatch, each in formal.items() if each == kind]
        found.append(f"{kind.label}：{in_one(numbers)}")
    return "\n".join(found)


def _done(task: Any) -> str:
    state = TaskState(task.state_then)
    if state == TaskState.DONE:
        return f"{task.done_then_on}"
    return "" if state == TaskState.ISSUED else str(state.label)
