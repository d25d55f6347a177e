"""Counts that no page pays more for as the table grows: exact up to a bound, and “10,000+” beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import IntegerField, QuerySet, Subquery
from django.utils.functional import cached_property

from tracker.models import Installation

COUNTED = 10_000


def count(rows: QuerySet) -> int:
    """How many, or COUNTED + 1 where there are more: a person reads “10,000+”."""
    bare = rows.order_by().values("pk")  # without the columns that only a page shows
    return bare[: COUNTED + 1].count()


class BoundedCount(Subquery):
    """The same of a queryset that stands in each row of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) bounded)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet[Any], *, upto: int = COUNTED, **extra: Any) -> None:
        super().__init__(rows.order_by().values("pk")[: upto + 1], **extra)


def read_at_once(expressions: Mapping[str, Any]) -> dict[str, Any]:
    """Counts, first dates and whether there is any, of different tables, in one query: columns of the settings' one row."""
    return cast(dict[str, Any], Installation.objects.values(**expressions).get())


def count_in_words(n: int) -> str:
    return f"{COUNTED:,}+" if n > COUNTED else str(n)


class BoundedPaginator(Paginator):
    """For the admin's lists, which number their pages: none is numbered beyond the bound."""

    @cached_property
    def count(self) -> int:
        return min(count(cast(QuerySet[Any], self.object_list)), COUNTED)
