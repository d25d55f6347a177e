"""How the work stands today, for the first pages: lists, units, the coming fortnight, the weeks that have passed.

Read only, over rows that are scoped already. What is counted in memory is bounded (COUNTED rows, the earliest dates first),
so that no first page grows with the table.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from tracker.domain.composed import composed, kept_rows, kept_sql
from tracker.domain.counting import COUNTED, BoundedCount, count_in_words, counted_by, day_of
from tracker.models import (
    ListState,
    Obligation,
    ObligationKind,
    ObligationState,
    Task,
    TaskList,
    TaskState,
    Unit,
    Urgency,
    suspended_tasks,
)
from tracker.models.obligations import ObligationQuerySet
from tracker.rules.workdays import Calendar

FORTNIGHT = 14  # days, today among them
WEEKS = 12


# --- Lists -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ListBar:
    """One list: its tasks done, in hand, late and not yet issued. Cancelled and carried-over ones are not its work."""

    pk: int
    name: str
    done: int
    running: int
    late: int
    draft: int

    @property
    def total(self) -> int:
        return self.done + self.running + self.late + self.draft

    @property
    def words(self) -> dict[str, str]:
        """Each number, and that of all, as a page shows them."""
        numbers = {"done": self.done, "running": self.running, "late": self.late, "draft": self.draft}
        beyond = max(numbers.values()) > COUNTED
        return {kind: count_in_words(n) for kind, n in numbers.items()} | {
            "total": count_in_words(COUNTED + 1) if beyond else str(self.total)
        }

    @property
    def parts(self) -> list[tuple[str, int, int]]:
        """What is drawn: the kind, where it begins, how long it is, in tasks."""
        kinds = (("done", self.done), ("running", self.running), ("late", self.late), ("draft", self.draft))
        lengths = [n for _kind, n in kinds]
        return [(kind, sum(lengths[:at]), n) for at, (kind, n) in enumerate(kinds) if n]


def list_bars(tasks: QuerySet[Task], *, kept_as: Hashable) -> list[ListBar]:
    """Each list that is not closed, in the order of its making; the numbers of a list are exact up to COUNTED. One query,
    whose statement is kept. `kept_as`: all that `tasks` depend on."""
    rows = kept_rows(("bars", kept_as), lambda _n: _bars(tasks))
    bars = [
        ListBar(pk, name, done, in_hand + suspended, late, draft)
        for pk, name, done, in_hand, suspended, late, draft in rows
    ]
    return [bar for bar in bars if bar.total]


def _bars(tasks: QuerySet[Task]) -> QuerySet[Any, Any]:
    of_list = tasks.filter(task_list=OuterRef("pk")).order_by()
    issued = of_list.filter(state=TaskState.ISSUED)
    kinds = (  # each a stretch of one index: no row is read that is not counted
        of_list.filter(state=TaskState.DONE),
        issued.filter(urgency__gt=Urgency.RED),
        of_list.filter(state=TaskState.SUSPENDED),
        issued.filter(urgency=Urgency.RED),
        of_list.filter(state=TaskState.DRAFT),
    )
    rows = TaskList.objects.filter(Exists(of_list)).exclude(state=ListState.CLOSED).order_by("pk")
    return rows.values_list("pk", "name", *(BoundedCount(of_kind) for of_kind in kinds))


# --- Units -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class UnitRow:
    """What one unit has open: work, lists not signed for, work that is late, reports that wait for the office."""

    pk: int
    name: str
    owed: int = 0
    unsigned: int = 0
    late: int = 0
    waiting: int = 0


UNSIGNED, WAITING, LATE, RUNNING = range(1, 5)  # how one row counts


@dataclass(frozen=True, slots=True)
class UnitsNow:
    """The units, worst first: late work, then what was not signed for, then all that is open. `late`: how much work is
    late; None where more is open than was read, and not all of that which is late was among it."""

    rows: list[UnitRow]
    late: int | None


def units_now(owed: ObligationQuerySet, today: date, *, kept_as: Hashable | None = None) -> UnitsNow:
    """Two queries: the numbers, and the names. `kept_as`: all that `owed` depends on."""
    found = counted_by(
        lambda: _open_now(owed, today),
        "unit_id",
        "counts_as",
        last="due_on",
        kept_as=kept_as and ("now", kept_as, today),
    )
    numbers = {(unit, counts_as): n for unit, counts_as, n, _last in found}
    rows = [
        UnitRow(
            unit,
            name,
            owed=sum(numbers.get((unit, kind), 0) for kind in (WAITING, LATE, RUNNING)),
            unsigned=numbers.get((unit, UNSIGNED), 0),
            late=numbers.get((unit, LATE), 0),
            waiting=numbers.get((unit, WAITING), 0),
        )
        for unit, name in _called(list({unit for unit, *_numbers in found}))
    ]
    late = sum(row.late for row in rows)
    are_all_read = sum(numbers.values()) <= COUNTED or max(str(last) for *_row, last in found) >= str(today)
    in_order = sorted(rows, key=lambda u: (-u.late, -u.unsigned, -u.owed, u.name))
    return UnitsNow(in_order, late if are_all_read or late > COUNTED else None)


def _open_now(owed: ObligationQuerySet, today: date) -> QuerySet[Any, Any]:
    """What is open, the earliest dates first, with how each row counts."""
    is_late = Q(state=ObligationState.OPEN, due_on__lt=today) & ~Q(task__in=suspended_tasks())
    return (
        owed.unsettled()
        .chased()
        .filter(met_on=None)  # said twice, for its index
        .annotate(
            counts_as=Case(
                When(kind=ObligationKind.SIGN_FOR, then=UNSIGNED),
                When(state=ObligationState.SUBMITTED, then=WAITING),
                When(is_late, then=LATE),
                default=RUNNING,
            )
        )
        .order_by("due_on", "pk")
    )


@composed
def _called(units: list[int]) -> QuerySet[Any, Any]:
    short = Coalesce(NullIf("short_name", Value("")), "name")
    return Unit.objects.filter(pk__in=units).order_by().values_list("pk", short)


# --- Days ------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DayAhead:
    """`due`: what falls due; `looked_at`: what the ladder looks at, as a rule to remind somebody."""

    on: date
    due: int
    looked_at: int
    is_working: bool
    holiday: str
    is_today: bool


def fortnight(
    owed: ObligationQuerySet, today: date, calendar: Calendar, *, kept_as: Hashable | None = None
) -> list[DayAhead]:
    """The coming two weeks, day by day. One query, whose statement is kept. `kept_as`: all that `owed` depends on."""
    both = kept_sql(
        kept_as and ("fortnight", kept_as, today), lambda: _by_days(owed, today).query.sql_with_params()
    )
    found = {(what, day_of(on)): n for what, on, n in both}
    days = [today + timedelta(days=n) for n in range(FORTNIGHT)]
    return [
        DayAhead(
            on,
            found.get(("due", on), 0),
            found.get(("next", on), 0),
            calendar.is_workday(on),
            _holiday(calendar, on),
            on == today,
        )
        for on in days
    ]


def _by_days(owed: ObligationQuerySet, today: date) -> QuerySet[Any, Any]:
    last = today + timedelta(days=FORTNIGHT - 1)
    due = owed.open().filter(due_on__range=(today, last)).order_by()
    ahead = owed.open().filter(next_on__range=(today + timedelta(days=1), last)).order_by()
    return _by_day(due, "due_on", "due").union(_by_day(ahead, "next_on", "next"), all=True)


def _by_day(rows: QuerySet[Obligation], field: str, what: str) -> QuerySet:
    counted = rows.annotate(what=Value(what), on=F(field)).values("what", "on").annotate(n=Count("pk"))
    return counted.values_list("what", "on", "n")


def _holiday(calendar: Calendar, on: date) -> str:
    named = calendar.days.get(on)
    return named.name if named else ""


# --- Weeks -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Week:
    on: date
    late: int


def late_weeks(owed: ObligationQuerySet, today: date, *, kept_as: Hashable | None = None) -> list[Week]:
    """How much work was late at the end of each of the last weeks, today's included. What was handed in by its date is
    not late, however long the office took. One query, whose statement is kept. `kept_as`: all that `owed` depends on."""
    first = today - timedelta(weeks=WEEKS - 1)
    columns = ("due_on", "first_handed_in_on", "met_on")
    found = counted_by(
        lambda: _late_since(owed, first, today), *columns, kept_as=kept_as and ("weeks", kept_as, today)
    )
    spans = [(day_of(due_on), day_of(handed_in_on or met_on), n) for due_on, handed_in_on, met_on, n in found]
    days = [first + timedelta(weeks=n) for n in range(WEEKS)]
    return [
        Week(on, sum(n for due, done, n in spans if due and due < on and (done is None or done > on)))
        for on in days
    ]


def _late_since(owed: ObligationQuerySet, first: date, today: date) -> QuerySet[Any, Any]:
    handed_in_late = Q(first_handed_in_on__gt=F("due_on"), first_handed_in_on__gte=first)
    return (
        owed.chased()
        .exclude(kind=ObligationKind.SIGN_FOR)
        .exclude(state=ObligationState.WAIVED)
        .filter(due_on__lt=today)
        .filter(Q(first_handed_in_on=None) | handed_in_late)
        .exclude(Q(state=ObligationState.MET) & Q(met_on__lt=first))
        .order_by("due_on")
    )


def most(values: Sequence[int]) -> int:
    """The scale of a drawing, never 0."""
    return max([*values, 1])
