"""Counts that nobody pays more for as the table grows: exact up to a bound, and “10,000+” beyond it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, IntegerField, Model, Q, QuerySet, Subquery

from tracker.domain.composed import kept_sql

COUNTED = 10_000


class BoundedCount(Subquery):
    """The same of a queryset that stands in each row of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], *, upto: int | None = None, **extra: Any) -> None:
        most = COUNTED if upto is None else upto
        super().__init__(rows.order_by().values("pk")[: most + 1], **extra)


def only_theirs(model: type[Model], office: int) -> Q:
    """Whether every row of that table is this office's, as where there is but one: read from the two ends of an index
    that begins with the office."""
    return ~(
        Exists(model._default_manager.filter(office__lt=office))
        | Exists(model._default_manager.filter(office__gt=office))
    )


def counted_by(
    rows: Callable[[], QuerySet[Any]], *columns: str, last: str = "", kept_as: Hashable | None = None
) -> list[tuple[Any, ...]]:
    """(values of these columns or annotations, how many, the greatest of `last` if it is named) of the first COUNTED rows
    and one, in their order: in one reading, by the database. Days come as it gives them (`day_of`). `kept_as`:
    all that the rows depend on, the day among it; the statement is kept under it."""

    def write() -> tuple[str, Sequence[Any]]:
        asked = (*columns, last) if last else columns
        sql, values = rows().values_list(*asked)[: COUNTED + 1].query.sql_with_params()
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        greatest = f", MAX({connection.ops.quote_name(last)})" if last else ""
        return f"SELECT {names}, COUNT(*){greatest} FROM ({sql}) AS few GROUP BY {names}", values  # noqa: S608

    return kept_sql(("counted", columns, last, kept_as) if kept_as else None, write)


def day_of(value: date | str | None) -> date | None:
    """As SQLite gives it where Django does not read its answer."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def count_in_words(n: int) -> str:
    """What a person reads: the number, or that it is beyond the bound."""
    return f"{COUNTED:,}+" if n > COUNTED else str(n)
