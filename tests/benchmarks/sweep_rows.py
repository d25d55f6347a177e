"""A database of any size, filled by the database itself: one INSERT … SELECT per table."""

from datetime import date, timedelta

from django.db import connection, models
from django.db.models import NOT_PROVIDED

from tests import factories
from tracker.models import (
    Assignment,
    CalendarDay,
    Deadline,
    Dispatch,
    Notice,
    Obligation,
    Rung,
    Schedule,
    Task,
    Unit,
)

UNITS = 50
LONG_OVERDUE = 5  # each fifth
FAR = date(2026, 9, 30)  # due long after every rung's moment
LONG_AGO = date(2025, 6, 2)
NEXT_MONTH = date(2026, 1, 1)  # after this month's circular
EACH = {
    Task: {
        "task_list_id": "1",
        "office_id": "{office}",
        "title": "'任务' || n",
        "requirement": "'按期完成。'",
        "state": "'issued'",
    },
    Assignment: {
        "task_id": "n",
        "unit_id": "{unit}",
        "written": "'单位'",
        "role": "'lead'",
        "basis": "'stated'",
    },
    Schedule: {"task_id": "n", "rule": "'once'", "due_on": "{due}", "wording": "'限期'", "basis": "'stated'"},
    Deadline: {
        "schedule_id": "n",
        "task_id": "n",
        "period": "'once'",
        "opens_on": "{opened}",
        "due_on": "{due}",
        "wording": "'限期'",
        "explanation": "'原文写明'",
        "basis": "'stated'",
    },
    Obligation: {
        "unit_id": "{unit}",
        "office_id": "{office}",
        "kind": "'finish'",
        "deadline_id": "n",
        "task_id": "n",
        "opened_on": "{opened}",
        "due_on": "{due}",
        "next_on": "{next}",
    },
}
# As `domain.lifecycle.summary` writes them, each task having one obligation.
SUMMARIES = """
    UPDATE tracker_task SET urgency = CASE WHEN o.due_on < '2025-12-03' THEN 0 ELSE 3 END,
        urgency_until_on = CASE WHEN o.due_on < '2025-12-03' THEN NULL ELSE {until} END,
        nearest_on = o.due_on, open_count = 1, late_count = CASE WHEN o.due_on < '2025-12-03' THEN 1 ELSE 0 END
    FROM tracker_obligation o WHERE o.task_id = tracker_task.id AND tracker_task.open_count = 0"""
OF_OWNERS = """
    UPDATE tracker_assignment SET urgency = t.urgency, nearest_on = t.nearest_on
    FROM tracker_task t WHERE t.id = tracker_assignment.task_id AND tracker_assignment.nearest_on <> t.nearest_on"""
SENT = ("urge", "order", "circular@2025-11", "circular@2025-12")


def fill(size: int, *, today: date) -> None:
    """Grow to `size` open tasks, each with one owner, one date and one Obligation; a fifth is long overdue."""
    have = Obligation.objects.count()
    if not have:
        _ground()
    if have >= size:
        return
    names = _names()
    with connection.cursor() as cursor:
        for model, values in EACH.items():
            filled = {"id": "n"} | {column: value.format(**names) for column, value in values.items()}
            cursor.execute(_insert(model, filled, have + 1, size))
        for code in SENT:
            cursor.execute(_insert(Notice, _sent(code), have + 1, size, only=f"n % {LONG_OVERDUE} = 0"))
        cursor.execute(SUMMARIES.format(until=_day(FAR - timedelta(days=29))))
        cursor.execute(OF_OWNERS)
        if connection.vendor == "postgresql":
            # What a server has long done by itself before the next morning's sweep.
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")


def _ground() -> None:
    cast = factories.people()
    factories.ladder()
    factories.calendar()
    factories.numbering(office=cast.office)
    factories.task_list(office=cast.office, pk=1)
    units = [factories.unit(name=f"第{n:02}单位", parent=cast.city) for n in range(UNITS)]
    for unit in units:
        factories.person(unit=unit, role="liaison")
        factories.person(unit=unit, role="unit_leader")


def _names() -> dict[str, str]:
    first = Unit.objects.get(name="第00单位").pk
    late = f"n % {LONG_OVERDUE} = 0"
    return {
        "unit": f"{first} + n % {UNITS}",
        "office": str(Unit.objects.get(is_office=True).pk),
        "opened": _day(date(2025, 1, 2)),
        "due": f"CASE WHEN {late} THEN {_day(LONG_AGO)} ELSE {_day(FAR)} END",
        "next": f"CASE WHEN {late} THEN {_day(NEXT_MONTH)} ELSE {_day(FAR - timedelta(days=40))} END",
    }


def _sent(code: str) -> dict[str, str]:
    rung = Rung.objects.get(code=code.partition("@")[0])
    return {
        "obligation_id": "n",
        "rung_id": str(rung.pk),
        "rung_code": f"'{code}'",
        "round": "1",
        "kind": f"'{rung.kind}'",
        "is_formal": _flag(rung.is_formal),
        "reason": "'逾期'",
        "owed_on": _day(LONG_AGO),
        "state": "'sent'",
        "sent_on": _day(LONG_AGO),
    }


def _insert(
    model: type[models.Model], values: dict[str, str], first: int, last: int, only: str = "true"
) -> str:
    columns = {
        field.column: values.get(field.column) or _default(field)
        for field in model._meta.local_concrete_fields
        if field.column in values or not field.primary_key
    }
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last}) "
        f"INSERT INTO {model._meta.db_table} ({names}) "
        f"SELECT {', '.join(columns.values())} FROM numbers WHERE {only}"
    )


def _default(field: models.Field) -> str:
    if field.null and field.default is NOT_PROVIDED:
        return "NULL"
    if isinstance(field, models.DateTimeField):
        return "'2025-01-02 00:00:00+00:00'"
    value = "" if field.default is NOT_PROVIDED else field.get_default()
    if isinstance(value, bool):
        return _flag(value)
    if isinstance(value, dict):
        return "'{}'"
    return "NULL" if value is None else f"'{value}'"


def _flag(value: object) -> str:
    return "true" if value else "false"


def _day(on: date) -> str:
    return f"CAST('{on}' AS date)" if connection.vendor == "postgresql" else f"'{on}'"


def make_due(count: int, *, size: int, today: date) -> None:
    """`count` Obligations, spread over all, come to their first reminder, every fourth to its urge."""
    step = size // count
    calendar = CalendarDay.objects.calendar()
    soon, late = calendar.add(today, 20), calendar.minus(today, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            # Their letters of before would make circulars of them; undo() gives both back.
            f"UPDATE {Obligation._meta.db_table} SET round = 2, next_on = {_day(today)}, "
            f"due_on = CASE WHEN (id / {step}) % 4 = 0 THEN {_day(late)} ELSE {_day(soon)} END "
            f"WHERE id % {step} = 0 AND id <= {step * count}"
        )


def undo(*, today: date) -> None:
    """As before `make_due` and the sweep."""
    names = _names()
    Notice.objects.filter(owed_on=today).delete()
    Dispatch.objects.all().delete()
    with connection.cursor() as cursor:
        values = {"due_on": names["due"], "next_on": names["next"], "blocked_since_on": "NULL", "round": "1"}
        changes = ", ".join(f"{column} = {value.replace('n %', 'id %')}" for column, value in values.items())
        cursor.execute(f"UPDATE {Obligation._meta.db_table} SET {changes} WHERE round = 2")
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM {Obligation._meta.db_table}")
