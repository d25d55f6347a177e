"""A task's summary: what its lists sort, filter and count by, said by its obligations.

Written in the transaction of every change (`domain.events.chronicle` knows which tasks it touched), and once more when a
day has passed on which a colour holds no longer (`roll`). Pages read the columns and write nothing: for the few rows
that they show, `as_of` asks the obligations where the roll has not come yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Q, QuerySet

from tracker.domain.bulk import execute, json_rows
from tracker.domain.composed import composed
from tracker.domain.locks import hold_tasks
from tracker.models import (
    NEAR_DAYS,
    NEVER,
    UNSETTLED,
    Assignment,
    Colour,
    Obligation,
    ObligationState,
    Task,
    Urgency,
)

BATCH = 1000
COLUMNS = {
    "id": "bigint",
    "urgency": "smallint",
    "urgency_until_on": "date",
    "nearest_on": "date",
    "open_count": "integer",
    "late_count": "integer",
    "returned_count": "integer",
    "dormant_count": "integer",
}
FIELDS = tuple(name for name in COLUMNS if name != "id")
NOTHING = {
    "urgency": Urgency.GREY,
    "urgency_until_on": None,
    "nearest_on": NEVER,
    "open_count": 0,
    "late_count": 0,
    "returned_count": 0,
    "dormant_count": 0,
}


def said_by_obligations(tasks: Sequence[int], on: date) -> dict[int, dict]:
    """Task id -> its summary (FIELDS) on that day, in one query: obligations that are alike come as one row."""
    said = {pk: dict(NOTHING) for pk in tasks}
    for task, colour, state, due_on, is_chased, n in _alike(list(tasks), on, on + timedelta(days=NEAR_DAYS)):
        _add(said[task], colour, state, due_on, n, is_chased=is_chased, on=on)
    return said


@composed
def _alike(tasks: list[int], on: date, near_until: date) -> QuerySet[Obligation, tuple[Any, ...]]:
    owed = Obligation.objects.filter(task__in=tasks).with_colour(on, near_until).order_by()
    return owed.values_list("task_id", F("colour"), "state", "due_on", "is_chased").annotate(n=Count("pk"))


def _add(said: dict, colour: int, state: str, due_on: date, n: int, *, is_chased: bool, on: date) -> None:
    said["urgency"] = min(said["urgency"], Urgency.GREY - colour)
    said["late_count"] += n if colour == Colour.RED else 0
    said["returned_count"] += n if colour == Colour.YELLOW else 0
    if state not in UNSETTLED:
        return
    said["open_count"] += n
    said["nearest_on"] = min(said["nearest_on"], due_on)
    if state == ObligationState.OPEN and due_on < on:
        said["dormant_count"] += 0 if is_chased else n
    elif state == ObligationState.OPEN:
        said["urgency_until_on"] = min(said["urgency_until_on"] or date.max, _holds_until(due_on, on))


def _holds_until(due_on: date, on: date) -> date:
    """The last day on which an open obligation keeps the colour of the day `on`, while time changes it."""
    is_far = due_on > on + timedelta(days=NEAR_DAYS)
    return due_on - timedelta(days=NEAR_DAYS + 1) if is_far else due_on


def summarise(tasks: Iterable[int], on: date) -> None:
    """Write the summaries of these tasks (ids), inside the transaction that changed them.

    The rows are held first: of two who change one task, the second counts what the first has written.
    """
    for some in _batches(sorted(set(tasks))):
        _write(said_by_obligations(hold_tasks(some), on))


def roll(on: date) -> int:
    """The rows whose day has come: returns how many. Each batch is a statement of its own; repeating does nothing."""
    rolled = 0
    while some := _to_roll(on):
        with transaction.atomic():
            summarise(some, on)
        rolled += len(some)
    return rolled


@composed
def _to_roll(on: date) -> QuerySet[Task, int]:
    behind = Task.objects.filter(urgency_until_on__lt=on).order_by("urgency_until_on")
    return behind.values_list("pk", flat=True)[:BATCH]


def as_of(tasks: Iterable[Task], on: date) -> list[Task]:
    """The tasks of a page as they stand on that day: rows that wait for the roll are reckoned anew, in memory only."""
    tasks = list(tasks)
    behind = [t.pk for t in tasks if t.urgency_until_on and t.urgency_until_on < on]
    said = said_by_obligations(behind, on) if behind else {}
    for task in tasks:
        for name, value in said.get(task.pk, {}).items():
            setattr(task, name, value)
    return tasks


def differences(on: date) -> Iterator[tuple[int, dict, dict]]:
    """(task id, what its columns say, what its obligations say) wherever they differ: for `manage.py summaries`."""
    roll_first = Q(urgency_until_on__lt=on)
    columns = Task.objects.order_by("pk").exclude(roll_first).values("pk", *FIELDS)
    for rows in _batches(list(columns)):
        said = said_by_obligations([row["pk"] for row in rows], on)
        for row in rows:
            pk = row.pop("pk")
            if row != said[pk]:
                yield pk, row, said[pk]


def _write(said: dict[int, dict]) -> None:
    if not said:
        return
    rows = [{"id": pk, **values} for pk, values in said.items()]
    table, owners = Task._meta.db_table, Assignment._meta.db_table
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"{table}.{name} {differs} said.{name}" for name in FIELDS)
    values = ", ".join(f"{name} = said.{name}" for name in FIELDS)
    source = json_rows(COLUMNS, "said")
    execute(
        f"UPDATE {table} SET {values} FROM {source} WHERE {table}.id = said.id AND ({changed})",  # noqa: S608
        rows,
    )
    execute(
        f"UPDATE {owners} SET urgency = said.urgency, nearest_on = said.nearest_on FROM {source} "  # noqa: S608
        f"WHERE {owners}.task_id = said.id "
        f"AND ({owners}.urgency <> said.urgency OR {owners}.nearest_on <> said.nearest_on)",
        rows,
    )


def _batches(items: list) -> Iterator[list]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
