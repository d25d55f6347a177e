"""Why a clock stands still. One definition, as SQL and as Python, for the sweep, the outbox, the desk and the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Max, OuterRef, Q, QuerySet, Subquery

from tracker.models import Extension, Mute, Objection, Obligation, TaskState, Waiting
from tracker.rules.ladder import Halt

COLUMNS = (
    "is_chased",
    "task__state",
    "is_objected",
    "is_waiting",
    "muted_until_on",
    "is_extension_asked",
    "is_promised",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One way to stand still. `sql`: the condition on rows from which `path` leads to the Obligation ("" is the
    Obligation itself); `told`: the same of a row that has COLUMNS, as the ladder wants it."""

    sql: Callable[[str, date], Q]
    told: Callable[[Any], Halt | None]


def _at(path: str, field: str) -> str:
    return f"{path}__{field}" if path else field


def _exists(rows: QuerySet, path: str) -> Q:
    return Q(Exists(rows.filter(obligation=OuterRef(path or "pk"))))


def _task_not_in_hand(path: str, on: date) -> Q:
    return Q(**{_at(path, "task__isnull"): False}) & ~Q(**{_at(path, "task__state"): TaskState.ISSUED})


def _task_halt(row: Any) -> Halt | None:
    if row.task__state in (None, TaskState.ISSUED):
        return None
    return Halt(f"任务{TaskState(row.task__state).label}")


NOT_CHASED = Reason(
    lambda path, on: Q(**{_at(path, "is_chased"): False}),
    lambda row: None if row.is_chased else Halt("下达时已过期，未启动催办"),
)
TASK = Reason(_task_not_in_hand, _task_halt)
OBJECTED = Reason(
    lambda path, on: _exists(Objection.objects.undecided(), path),
    lambda row: Halt("异议待决定") if row.is_objected else None,
)
WAITING = Reason(
    lambda path, on: _exists(Waiting.objects.in_force(), path),
    lambda row: Halt("等待其他单位") if row.is_waiting else None,
)
MUTED = Reason(  # ends by itself; the others somebody ends
    lambda path, on: _exists(Mute.objects.in_force(on), path),
    lambda row: Halt("已暂停提醒", row.muted_until_on) if row.muted_until_on else None,
)
EXTENSION = Reason(  # the clock runs on, and urges; only formal letters wait for the answer
    lambda path, on: _exists(Extension.objects.undecided(), path),
    lambda row: Halt("延期申请待决定") if row.is_extension_asked else None,
)
PROMISED = Reason(  # the same, by the unit's own word in a reply that was accepted
    lambda path, on: Q(**{_at(path, "promised_on__gte"): on}),
    lambda row: Halt("答复的完成日期未到") if row.is_promised else None,
)
REASONS = (NOT_CHASED, TASK, OBJECTED, WAITING, MUTED)
# What an officer writes may speak of what the clock leaves alone; the other reasons forbid a formal letter too.
AGAINST_LETTERS = (TASK, OBJECTED, WAITING, MUTED, EXTENSION, PROMISED)


def halted(path: str, on: date, reasons: tuple[Reason, ...] = REASONS) -> Q:
    """The condition that one of the reasons is in force for the Obligation at this path; "" for itself."""
    return reduce(or_, (reason.sql(path, on) for reason in reasons))


def with_halts(obligations: QuerySet[Obligation], on: date) -> QuerySet[Obligation]:
    """Annotates what `halts_of` reads beside the row's own columns; pages show the same columns."""
    mutes = Mute.objects.in_force(on).filter(obligation=OuterRef("pk")).order_by()
    last = mutes.values("obligation").annotate(last=Max("until_on")).values("last")
    return obligations.annotate(
        is_objected=Exists(Objection.objects.undecided().filter(obligation=OuterRef("pk"))),
        is_waiting=Exists(Waiting.objects.in_force().filter(obligation=OuterRef("pk"))),
        muted_until_on=Subquery(last),
        is_promised=ExpressionWrapper(
            Q(promised_on__isnull=False) & Q(promised_on__gte=on), output_field=BooleanField()
        ),
        is_extension_asked=Exists(Extension.objects.undecided().filter(obligation=OuterRef("pk"))),
    )


def halts_of(row: Any) -> tuple[Halt, ...]:
    """The halts of a row that has COLUMNS, for the ladder."""
    return tuple(halt for reason in REASONS if (halt := reason.told(row)))
