"""What an item says of a task, and what a task holds: the same shape, so that they can be compared and restored."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tracker.models import (
    Assignment,
    AssignmentRole,
    Basis,
    Duty,
    ListBasis,
    Schedule,
    ScheduleKind,
    Task,
    UnitGroup,
)
from tracker.reading.dates.notes import wording_of
from tracker.reading.proposed import ProposedDate, ProposedItem, ProposedOwner
from tracker.rules.periods import Anchor, validate_anchor
from tracker.rules.workdays import is_within_reach

from .matching import Register

# 每周 and 每日 say how often something is done (每周直播), not that a unit owes the office a word each week.
RULES = {
    "monthly": "monthly",
    "quarterly": "quarterly",
    "half-yearly": "half_yearly",
    "yearly": "yearly",
}
LIST_BASES = {str(b.label): b.value for b in ListBasis} | {"公开清单(部分)": ListBasis.OFFICIAL_PART.value}
STANDARD_COLUMNS = ("完成标准", "办结标准")
LONGEST_TITLE = 60


@dataclass(slots=True)
class OwnerFact:
    """One row of 责任分工."""

    role: str
    written: str
    basis: str
    unit: int | None = None
    group: int | None = None

    @property
    def key(self) -> tuple:
        return (self.unit, self.group) if self.unit or self.group else (self.written,)

    def row(self, task: Task, order: int) -> Assignment:
        return Assignment(
            task=task,
            unit_id=self.unit,
            group_id=self.group,
            written=self.written,
            role=self.role,
            basis=self.basis,
            order=order,
        )

    def in_words(self) -> str:
        return f"{AssignmentRole(self.role).label}：{self.written}（{Basis(self.basis).label}）"


@dataclass(slots=True)
class DateFact:
    """One row of 周期."""

    rule: str
    kind: str
    wording: str
    basis: str
    due_on: date | None = None
    month: int | None = None
    day: int | None = None
    label: str = ""
    explanation: str = ""

    def same_as(self, other: DateFact) -> bool:
        return self._core() == other._core()

    def _core(self) -> tuple:
        return self.rule, self.due_on, self.month, self.day, self.label, self.basis

    def row(self, task: Task, order: int) -> Schedule:
        return Schedule(task=task, order=order, **asdict(self))

    def in_words(self) -> str:
        return f"{self.wording or self.due_on}（{Basis(self.basis).label}）"

    def with_day(self) -> str:
        """The day itself before the words, where there is one."""
        day = self.due_on.isoformat() if self.due_on else ""
        return self.in_words() if not day or self.wording in ("", day) else f"{day} {self.in_words()}"


@dataclass(slots=True)
class Facts:
    """Everything an import may write into one task."""

    number: str = ""
    title: str = ""
    requirement: str = ""
    standard: str = ""
    chapter: str = ""
    list_basis: str = ""
    duty: str = ""  # "" follows the list
    date_wording: str = ""
    is_standing: bool = False
    notes: dict[str, str] = field(default_factory=dict)
    owners: list[OwnerFact] = field(default_factory=list)
    dates: list[DateFact] = field(default_factory=list)

    def to_plain(self) -> dict:
        plain = asdict(self)
        for row in plain["dates"]:
            row["due_on"] = row["due_on"] and row["due_on"].isoformat()
        return plain

    @classmethod
    def from_plain(cls, plain: dict) -> Facts:
        dates = [{**d, "due_on": d["due_on"] and date.fromisoformat(d["due_on"])} for d in plain["dates"]]
        owners = [OwnerFact(**o) for o in plain["owners"]]
        return cls(**{**plain, "owners": owners, "dates": [DateFact(**d) for d in dates]})


# --- Of a task -------------------------------------------------------------------------------------
def facts_of_task(task: Task) -> Facts:
    """What the task holds now. Members of frozen groups and the list's own report cycle are not the document's."""
    owners = sorted((a for a in task.assignments.all() if not a.via_group), key=lambda a: (a.role, a.order))
    return Facts(
        task.number,
        task.title,
        task.requirement,
        task.standard,
        task.chapter,
        task.list_basis,
        task.duty_override,
        task.date_wording,
        task.is_standing,
        dict(task.notes),
        [OwnerFact(a.role, a.written, a.basis, a.unit_id, a.group_id) for a in owners],
        [_date_of(s) for s in task.schedules.all() if not is_report_cycle(s)],
    )


def is_report_cycle(schedule: Schedule) -> bool:
    """The cycle that issuing gave to a task without any date."""
    return schedule.kind == ScheduleKind.REPORT and schedule.basis == Basis.DECIDED and not schedule.due_on


def _date_of(s: Schedule) -> DateFact:
    return DateFact(s.rule, s.kind, s.wording, s.basis, s.due_on, s.month, s.day, s.label, s.explanation)


# --- Of an item ------------------------------------------------------------------------------------
def facts_of_item(item: ProposedItem, register: Register, *, list_duty: str) -> tuple[Facts, list[str]]:
    """What the item would write, and the names that match no unit."""
    owners, unknown = _owner_facts(item, register)
    notes = {name: value for name, value in item.notes.items() if name not in STANDARD_COLUMNS}
    facts = Facts(
        number_of(item),
        title_of(item),
        item.text,
        next((item.notes[name] for name in STANDARD_COLUMNS if item.notes.get(name)), ""),
        " / ".join(item.path)[:500],
        LIST_BASES.get(item.list_basis, ""),
        item.duty if item.duty and item.duty != list_duty else "",
        wording_of(item.dates)[:200],
        is_standing(item),
        notes,
        owners,
        [fact for fact in map(_date_fact, item.dates) if fact],
    )
    return facts, unknown


def number_of(item: ProposedItem) -> str:
    """The number without the punctuation of its label: 12. -> 12, 三、 -> 三, （三） -> 三."""
    return (
        item.number.strip(" 、.．。,，")[:32]
        .removeprefix("（")
        .removeprefix("(")
        .removesuffix("）")
        .removesuffix(")")
    )


def title_of(item: ProposedItem) -> str:
    return (item.title or first_clause(item.text))[:200] or _("（无标题）")


def first_clause(text: str, longest: int = LONGEST_TITLE) -> str:
    """The first words up to a full stop, or to the last comma that fits."""
    head = text.split("。", 1)[0].strip()
    if len(head) <= longest:
        return head
    cut = max(head.rfind(mark, 10, longest) for mark in "，,；;")
    return head[:cut] if cut > 0 else head[: longest - 1] + "…"


def is_standing(item: ProposedItem) -> bool:
    return any(d.rule == "ongoing" for d in item.dates) and not any(d.due_on for d in item.dates)


def owners(item: ProposedItem) -> list[tuple[str, str, ProposedOwner]]:
    """(role, basis, owner). A list that names no lead: the first unit leads, and that is an inference; one that the
    document calls 配合 stays so."""
    rows = [(AssignmentRole.LEAD.value, o.basis, o) for o in item.lead]
    supports = list(item.co)
    first = next((o for o in supports if not o.only_helps), None)
    if not rows and first is not None and item.duty != Duty.EACH:
        supports.remove(first)
        rows.append((AssignmentRole.LEAD.value, _weaker(first.basis), first))
    return rows + [(AssignmentRole.SUPPORT.value, o.basis, o) for o in supports]


def _weaker(basis: str) -> str:
    return Basis.DECIDED.value if basis == Basis.DECIDED else Basis.INFERRED.value


def _owner_facts(item: ProposedItem, register: Register) -> tuple[list[OwnerFact], list[str]]:
    facts: dict[tuple, OwnerFact] = {}
    unknown = []
    for role, basis, owner in owners(item):
        found = register.find_all(owner)
        written = owner.name[:200]
        if not found:
            unknown.append(written)
            fact = OwnerFact(role, written, basis)
            facts.setdefault(fact.key, fact)
        for each in found:
            is_group = isinstance(each, UnitGroup)
            fact = OwnerFact(
                role, written, basis, None if is_group else each.pk, each.pk if is_group else None
            )
            facts.setdefault(fact.key, fact)  # named a second time: the lead, who comes first, wins
    return list(facts.values()), unknown


def _date_fact(proposed: ProposedDate) -> DateFact | None:
    """A date that can run. 常态, 每年 without a day, counted limits and years in which no office works cannot: their wording
    is kept."""
    if proposed.relative or (proposed.due_on and not is_within_reach(proposed.due_on)):
        return None
    rule = "once" if proposed.rule in ("once", "") else RULES.get(proposed.rule, "")
    if not rule or (rule == "once" and not proposed.due_on):
        return None
    if rule == "yearly" and not (proposed.month and proposed.day):
        return None
    fact = DateFact(
        rule,
        ScheduleKind.FINISH.value if rule in ("once", "yearly") else ScheduleKind.REPORT.value,
        proposed.wording[:200],
        proposed.basis,
        label=proposed.label[:32],
        explanation=proposed.explanation[:300],
    )
    if rule == "once":
        fact.due_on = proposed.due_on
    else:
        fact.month, fact.day = _anchor(rule, proposed)
    return fact


def _anchor(rule: str, proposed: ProposedDate) -> tuple[int | None, int | None]:
    """Month and day, as far as the rule can carry them: 每月5日, 每年3月1日."""
    month = None if rule == "monthly" else proposed.month
    day = proposed.day if month or rule == "monthly" else None
    return (None, None) if validate_anchor(rule, Anchor(None, month, day)) else (month, day)
