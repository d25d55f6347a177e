"""What a list is made of, and what of it stands in its address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from tracker.desk.request import Request
from tracker.web.tables.columns import Column, Group


def _as_they_are(rows: Sequence, _today: date, _needs: frozenset[str]) -> Sequence:
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """`rows` is scoped to the reader; `keys` gives the order's keys for keyset paging (see `listing`)."""

    page: str  # the name of its address, and of its saved views
    title: Any
    columns: tuple[Column, ...]
    filter: type
    rows: Callable[[Request], QuerySet]
    keys: Callable[[Any, str], tuple[str, ...]]  # of the filter and the order
    orders: tuple[str, ...]  # the first is the one that holds where none is asked for
    groups: tuple[Group, ...] = ()
    by_unit: Callable[[Any, QuerySet], list[tuple]] | None = None  # (unit, what it has), counted
    by_list: Callable[[Any, QuerySet], list[tuple]] | None = None  # the same of lists
    # What these count: (name of the number, label); late stands in red.
    unit_numbers: tuple[tuple[str, Any], ...] = (
        ("n", gettext_lazy("共")),
        ("late", gettext_lazy("逾期")),
        ("returned", gettext_lazy("退回")),
        ("month", gettext_lazy("本月到期")),
    )
    prepare: Callable[[Sequence, date, frozenset[str]], Sequence] = _as_they_are
    is_kept: bool = False  # the statement of a page, for who asks again: nothing is prefetched in it
    noun: str = ""  # of `desk.ticked`, where ticks can do something
    empty: Any = ""
    size: int = 50
    fixed: dict[str, str] = field(
        default_factory=dict
    )  # parameters that belong to the address, not to the filter
