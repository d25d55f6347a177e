"""How the work stands on a day, for the leader's page and for the month's circular: the same rows as the statistics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When

from tracker.models import CalendarDay, Obligation, ObligationKind, ObligationState
from tracker.reporting.measures import LADDER, TASKS, WORK, Chosen, Row, conditions, total, work

NEAR = 30  # days ahead that the leader's page looks


@dataclass(frozen=True, slots=True)
class Late:
    """One matter that a unit has not handed in."""

    unit: str
    matter: str
    due_on: date
    days: int  # working days
    was_ordered: bool


@dataclass(frozen=True, slots=True)
class Overview:
    total: Row
    late: Sequence[Late]
    near: int
    unanswered: int  # orders and circulars whose reply is overdue


def missing(chosen: Chosen) -> QuerySet[Any]:
    """What has fallen due and was not handed in by the day."""
    return work(chosen).filter(conditions(chosen.as_of)["missing"]).order_by("due_then_on", "pk")


def late_matters(chosen: Chosen) -> list[Late]:
    calendar = CalendarDay.objects.calendar()
    rows = missing(chosen).select_related("unit", "task")
    return [
        Late(
            row.unit.name,
            row.subject,
            row.due_then_on,
            calendar.count(row.due_then_on, chosen.as_of),
            row.was_ordered,
        )
        for row in rows
    ]


def overview_of(chosen: Chosen) -> Overview:
    """Six queries."""
    on = chosen.as_of
    silent = Q(first_handed_in_on=None) | Q(first_handed_in_on__gt=on)
    ahead = work(chosen).filter(silent, due_then_on__gte=on, due_then_on__lte=on + timedelta(days=NEAR))
    released = Q(waived_on__lte=on) | Q(state=ObligationState.WAIVED, waived_on=None)
    asked = Obligation.objects.visible_to(chosen.by).filter(kind=ObligationKind.REPLY, opened_on__lte=on)
    return Overview(
        total(chosen, (*TASKS, *WORK, *LADDER)),
        late_matters(chosen),
        ahead.count(),
        asked.filter(silent, due_on__lt=on).exclude(released).count(),
    )


@dataclass(frozen=True, slots=True)
class Month:
    """What a month's circular tells. `common`: chapters (lists, of tasks without one) in which several units were late this
    month or still owe something, with how many; `single`: each unit's matters; `good`: units that handed in all of the month
    in time and owe nothing; `has_due`: whether anything of the month has fallen due."""

    total: Row
    common: Sequence[tuple[str, int]]
    single: Sequence[Late]
    good: Sequence[str]
    has_due: bool


def month_of(chosen: Chosen) -> Month:
    """The month of the day, up to the day. Seven queries."""
    on = chosen.as_of
    said = conditions(on)
    first = on.replace(day=1)
    fallen = work(chosen).filter(said["due"], due_then_on__gte=first)
    late_ones = fallen.filter(said["late"] | said["missing"])
    lacking = work(chosen).filter(said["missing"] | (said["late"] & Q(due_then_on__gte=first)))
    about = Case(When(task__chapter="", then="task__task_list__name"), default="task__chapter")
    units = lacking.order_by().values(about=about).annotate(n=Count("unit", distinct=True))
    common = sorted((row["about"], row["n"]) for row in units if row["n"] > 1)
    late = late_matters(chosen)
    behind = {row.unit for row in late} | set(late_ones.order_by().values_list("unit__name", flat=True))
    prompt = (
        fallen.filter(said["on_time"])
        .order_by("unit__order", "unit__name")
        .values_list("unit__name", flat=True)
    )
    return Month(
        total(chosen, (*TASKS, *WORK, *LADDER)),
        common,
        late,
        [u for u in dict.fromkeys(prompt) if u not in behind],
        has_due=fallen.exists(),
    )
