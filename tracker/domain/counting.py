"""Counts that nobody pays more for as the table grows: exact up to a bound, and “10,000+” beyond it."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

COUNTED = 10_000


class BoundedCount(Subquery):
    """The same of a queryset that stands in each row of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], *, upto: int | None = None, **extra: Any) -> None:
        most = COUNTED if upto is None else upto
        super().__init__(rows.order_by().values("pk")[: most + 1], **extra)


def count_in_words(n: int) -> str:
    """What a person reads: the number, or that it is beyond the bound."""
    return f"{COUNTED:,}+" if n > COUNTED else str(n)
