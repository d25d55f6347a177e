"""What importing would do, before anything is written. One outcome and reason per item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Basis, Duty, ListBasis, Task, TaskList, TaskOrigin, TaskState
from tracker.reading.proposed import ProposedItem

from .anew import loud
from .facts import Facts, facts_of_item, facts_of_task
from .matching import Register
from .pairing import pair

NEW, CHANGED, UNCHANGED, GONE = "new", "changed", "unchanged", "gone"
OUTCOMES = {
    NEW: gettext_lazy("新增"),
    CHANGED: gettext_lazy("更新"),
    UNCHANGED: gettext_lazy("未变"),
    GONE: gettext_lazy("新文件中没有"),
}
LABELS = {
    "number": gettext_lazy("编号"),
    "title": gettext_lazy("任务"),
    "requirement": gettext_lazy("任务要求"),
    "standard": gettext_lazy("完成标准"),
    "chapter": gettext_lazy("所属章节"),
    "list_basis": gettext_lazy("清单依据"),
    "duty": gettext_lazy("承担方式"),
    "date_wording": gettext_lazy("时限原文"),
    "is_standing": gettext_lazy("常态任务"),
    "notes": gettext_lazy("其他列"),
    "owners": gettext_lazy("责任单位"),
    "dates": gettext_lazy("时限"),
}
AFTER_ISSUE = ("owners", "dates", "duty", "date_wording", "is_standing")  # a running task keeps these


Given = TypeVar("Given")


def given(value: Given | None) -> Given:
    """What a change of its outcome always has."""
    if value is None:
        raise TypeError("a change of this outcome has no such part")
    return value


@dataclass(slots=True)
class Change:
    """What importing one item does, or what a task that is no longer in the document means."""

    outcome: str
    title: str
    number: str = ""
    address: str = ""
    item: ProposedItem | None = None
    task: Task | None = None
    facts: Facts | None = None  # what the item says
    before: Facts | None = None  # what the task held
    passage_before: int | None = None
    fields: tuple[str, ...] = ()  # what will be written
    unknown: list[str] = field(default_factory=list)  # owners that match no unit
    reasons: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return str(OUTCOMES[self.outcome])

    @property
    def owner_words(self) -> list[str]:
        """Who will answer for it, in words."""
        return [owner.in_words() for owner in self.facts.owners] if self.facts else []

    @property
    def date_words(self) -> list[str]:
        """By when, in words: the day, and what the document calls it."""
        return [day.with_day() for day in self.facts.dates] if self.facts else []

    def pairs(self) -> list[tuple[str, str, str]]:
        """(field, before, after) in words."""
        return [
            (str(LABELS[f]), in_words(given(self.before), f), in_words(given(self.facts), f))
            for f in self.fields
        ]

    def as_row(self) -> dict:
        """What the result page and the undo need later."""
        row: dict[str, Any] = {
            "outcome": self.outcome,
            "number": self.number,
            "title": self.title,
            "address": self.address,
            "reason": "；".join(self.reasons),
            "task": self.task.pk if self.task else None,
        }
        if self.outcome == CHANGED:
            row["fields"] = self.pairs()
            row["before"] = given(self.before).to_plain()
            row["passage"] = self.passage_before
        return row


def in_words(facts: Facts, name: str) -> str:
    value = getattr(facts, name)
    if name in ("owners", "dates"):
        return "；".join(row.in_words() for row in value)
    if name == "list_basis":
        return str(ListBasis(value).label) if value else ""
    if name == "duty":
        return str(Duty(value).label) if value else _("同清单")
    if name == "is_standing":
        return _("是") if value else _("否")
    if name == "notes":
        return "；".join(f"{key}：{text}" for key, text in value.items())
    return str(value)


def diff(
    *, items: Iterable[ProposedItem], task_list: TaskList | None, register: Register | None = None
) -> list[Change]:
    """What importing would do to the list (None: a new one). Nothing is written. Items meet tasks by their words,
    by number, or by likeness; tasks that no item stands for come last."""
    items = list(items)
    register = register or Register.load(task_list.office if task_list else None)
    found, left = pair(items, existing(task_list))
    list_duty = task_list.duty if task_list else Duty.LEAD.value
    changes = [_change(i, t, register, list_duty) for i, t in zip(items, found, strict=True)]
    _settle_numbers(changes, held=_numbers_held(task_list, found))
    for change in changes:
        if change.task is not None:
            _compare(change)
    return changes + [_gone(task) for task in left if task.origin == TaskOrigin.DOCUMENT]


def existing(task_list: TaskList | None) -> list[Task]:
    if task_list is None or task_list.pk is None:
        return []
    rows = task_list.tasks.exclude(state=TaskState.CANCELLED).select_related("task_list")
    return list(rows.prefetch_related("assignments", "schedules"))


def _numbers_held(task_list: TaskList | None, found: list[Task | None]) -> set[str]:
    """Numbers of tasks that this import does not touch."""
    if task_list is None or task_list.pk is None:
        return set()
    touched = {t.pk for t in found if t}
    rows = task_list.tasks.exclude(number="").values_list("pk", "number")
    return {number for pk, number in rows if pk not in touched}


def _change(item: ProposedItem, task: Task | None, register: Register, list_duty: str) -> Change:
    facts, unknown = facts_of_item(item, register, list_duty=list_duty)
    change = Change(NEW, facts.title, facts.number, item.address, item, task, facts, unknown=unknown)
    change.reasons += [_("“%(name)s”没有对应的单位，按原文保留") % {"name": name} for name in unknown]
    change.reasons += [doubt.rstrip("。") for doubt in loud(item)]
    return change


def _settle_numbers(changes: list[Change], *, held: set[str]) -> None:
    """Numbers are unique within a list: who comes second keeps none, and the reason says so. Labels that begin anew
    in every chapter （一）（二） number nothing."""
    times = Counter(given(change.facts).number for change in changes)
    seen: set[str] = set()
    for change in changes:
        facts = given(change.facts)
        number = facts.number
        if not number or (number not in held and times[number] == 1):
            continue
        is_first = number not in seen and number not in held
        seen.add(number)
        if number[:1].isascii() and is_first:
            continue
        facts.number = change.number = ""
        if number[:1].isascii():
            why = _("清单中另有编号“%(n)s”的任务") if number in held else _("编号“%(n)s”在文件中重复")
            change.reasons.append(why % {"n": number} + _("，本条不编号"))


def _compare(change: Change) -> None:
    """New words are taken over; what a person decided, and what a running task owes by, is not."""
    task, facts = given(change.task), given(change.facts)
    before = change.before = facts_of_task(task)
    change.passage_before = task.passage_id
    differing = [name for name in LABELS if not _same(name, before, facts)]
    kept: set[str] = set()
    if task.state != TaskState.DRAFT:
        kept.update(AFTER_ISSUE)
        if {"owners", "dates", "duty"}.intersection(differing):
            change.reasons.append(_("任务已下达，责任单位和时限不随导入改动，请在任务页核定"))
    if any(o.basis == Basis.DECIDED for o in before.owners):
        kept.add("owners")
    if any(d.basis == Basis.DECIDED for d in before.dates):
        kept.add("dates")
    change.fields = tuple(name for name in differing if name not in kept)
    change.outcome = CHANGED if change.fields else UNCHANGED


def _same(name: str, before: Facts, after: Facts) -> bool:
    if name == "dates":
        return len(before.dates) == len(after.dates) and all(
            a.same_as(b) for a, b in zip(before.dates, after.dates, strict=True)
        )
    return bool(getattr(before, name) == getattr(after, name))


def _gone(task: Task) -> Change:
    change = Change(GONE, task.title, task.number, task=task)
    change.reasons.append(_("新文件里没有这一条；任务保留，如需撤销请在任务页办理"))
    return change


def counted(changes: Iterable[Change]) -> dict[str, int]:
    times = Counter(c.outcome for c in changes)
    return {outcome: times[outcome] for outcome in OUTCOMES}
