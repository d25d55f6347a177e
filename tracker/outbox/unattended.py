"""What nobody asks for unless the office decides: a task that no unit owes, a suspension whose day of review has come, a
date that had passed when its list was issued, the day that a unit had promised. The office's home has them as a pile; the
mail names them to the officer on the working day after they came up, and on the first working day of each week.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Max, Q, QuerySet

from tracker.domain.composed import composed
from tracker.models import Obligation, Task, Unit
from tracker.outbox.links import link
from tracker.rules.workdays import Calendar

MOST = 20  # by name; the home has them all
ORPHAN = "没有单位承担：请改派或撤销"
REVIEW = "暂缓到期：请恢复或继续暂缓"
PROMISED = "答复的完成日期已到：请核实"
ASLEEP = "下达时已过期：请启动催办或免除"


@dataclass(slots=True)
class Unattended:
    """Of one office; false when there is nothing."""

    n: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.n)

    @property
    def more(self) -> int:
        return self.n - len(self.rows)


def offices_to_tell(*, today: date, calendar: Calendar) -> set[int]:
    if not calendar.is_workday(today):
        return set()
    before = calendar.minus(today, 1)
    is_weekly = before.isocalendar()[:2] != today.isocalendar()[:2]
    asked = WEEKLY if is_weekly else DAILY
    return set(chain(*(offices(today, before) for offices in asked)))


def _offices(pile: int, *, is_weekly: bool) -> Callable[..., list[int]]:
    @composed
    def offices(today: date, before: date) -> QuerySet[Any, int]:
        fresh = (  # came up yesterday or on the rest days since; a day that was named, today
            Q(since__gte=before, since__lt=today),
            Q(review_on__gt=before),
            Q(is_chased=False, opened_on__gte=before, opened_on__lt=today) | Q(promised_on__gt=before),
        )
        rows = _piles(today)[pile].filter(office__in=Unit.objects.filter(is_office=True).values("pk"))
        return (rows if is_weekly else rows.filter(fresh[pile])).order_by().values_list("office", flat=True)

    return offices


def unattended_of(office: int, *, today: date) -> Unattended:
    """In the order of the pile on its home."""
    first = chain(
        (_row(task, ORPHAN) for task in _orphans(today, office)),
        (_row(task, REVIEW) for task in _suspended(today, office)),
        (_row(owed, PROMISED if owed.is_chased else ASLEEP) for owed in _lying(today, office)),
    )
    rows = list(first)[:MOST]
    n = len(rows) if len(rows) < MOST else sum(p.filter(office=office).count() for p in _piles(today))
    return Unattended(n, rows)


@composed
def _orphans(today: date, office: int) -> QuerySet[Task]:
    return _piles(today)[0].filter(office=office).order_by("pk")[:MOST]


@composed
def _suspended(today: date, office: int) -> QuerySet[Task]:
    return _piles(today)[1].filter(office=office).order_by("review_on", "pk")[:MOST]


@composed
def _lying(today: date, office: int) -> QuerySet[Obligation]:
    lying = _piles(today)[2].filter(office=office).order_by("due_on", "pk")
    return lying.select_related("unit", "task", "dispatch", "task_list")[:MOST]


def _piles(today: date) -> tuple[QuerySet, QuerySet, QuerySet]:
    return (
        Task.objects.owed_by_nobody().annotate(since=Max("obligations__waived_on")),
        Task.objects.to_review(today),
        Obligation.objects.left_lying(today),
    )


WEEKLY = tuple(_offices(pile, is_weekly=True) for pile in range(3))
DAILY = tuple(_offices(pile, is_weekly=False) for pile in range(3))


def _row(thing: Task | Obligation, what: str) -> dict[str, Any]:
    if isinstance(thing, Task):
        return {"title": str(thing), "what": what, "url": link("task", thing.pk)}
    return {"title": f"{thing.unit}：{thing.subject}", "what": what, "url": link("obligation", thing.pk)}
