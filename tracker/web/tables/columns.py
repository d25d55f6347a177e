"""Columns and groups: how one thing of a row is shown, exported, sorted by, and gathered under a heading."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DATED = "dated"  # the order of a list by its date, which may differ from that in which rows were made
DASH = mark_safe('<span class="quiet">—</span>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`html` makes the cell of a row, `text` what an export says; both take the row and the business day."""

    code: str
    label: Any
    html: Callable[[Any, date], Any]
    text: Callable[[Any, date], Any]
    look: str = ""  # the cell's classes
    sorts: tuple[str, ...] = ()  # the orders that its head goes through, press by press
    width: int = 12  # characters, in a spreadsheet
    is_shown: bool = True  # before anybody chooses
    is_labelled: bool = True  # on a phone
    is_office: bool = False  # the office's own business
    needs: frozenset[str] = frozenset()  # what `Spec.prepare` must read for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows under headings. `key` must not come back once it has changed in this order; `counted_by` names the columns
    that a count is taken by."""

    code: str
    label: Any
    order: str
    key: Callable[[Any], Hashable]
    heading: Callable[[Any], str]
    counted_by: tuple[str, ...] = ()
    key_of_count: Callable[[tuple], Hashable] = lambda values: values


def address_of(name: str) -> Callable[[Any], str]:
    """`reverse` costs more than the rest of a cell: one pattern, filled in with the key of a row."""
    parts = lru_cache(lambda: reverse(name, args=[0]).partition("0"))

    def address(row: Any) -> str:
        before, _zero, after = parts()
        return f"{before}{row.pk}{after}"

    return address


def by_day(of: str, order: str = DATED) -> Group:
    """Rows under the days of this date, the newest first. `order`: one that never goes back in it."""
    return Group(
        code="day",
        label=gettext_lazy("按日期"),
        order=order,
        key=lambda row: getattr(row, of),
        heading=lambda row: iso(getattr(row, of)),
        counted_by=(of,),
        key_of_count=lambda values: values[0],
    )


def by_month(of: str, order: str = DATED) -> Group:
    """The same under the months."""
    return Group(
        code="month",
        label=gettext_lazy("按月份"),
        order=order,
        key=lambda row: f"{getattr(row, of):%Y-%m}",
        heading=lambda row: _("%(y)s年%(m)s月") % {"y": getattr(row, of).year, "m": getattr(row, of).month},
        counted_by=(of,),
        key_of_count=lambda values: f"{values[0]:%Y-%m}",
    )


def escaped(value: Any) -> str:
    """As `conditional_escape`, which takes three times as long: it looks for lazy words first, in each of 400 cells."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))


def safe(pattern: str, *values: Any) -> SafeString:
    """As `format_html`, of values by their place."""
    return SafeString(pattern.format(*map(escaped, values)))


def link(url: str, words: Any, *, look: str = "") -> SafeString:
    look = f' class="{escape(look)}"' if look else ""
    return SafeString(f'<a href="{escape(url)}"{look}>{escaped(words)}</a>')


def iso(on: date | None) -> str:
    return on.isoformat() if on else ""


def dated(code: str, label: Any, of: Callable[[Any], date | None], **more: Any) -> Column:
    """A column of a date that may be missing."""
    return Column(
        code=code,
        label=label,
        html=lambda row, _today: iso(of(row)) or DASH,
        text=lambda row, _today: iso(of(row)),
        look="date",
        **more,
    )


def under(first: Any, second: Any) -> SafeString:
    """Two lines in one cell, the second quiet."""
    if not second:
        return SafeString(escaped(first))
    return safe('{}<div class="quiet">{}</div>', first, second)


def bar(percent: int | None, more: Any = "") -> Any:
    """A bar that says its number as well. Nothing said of what is owed now, `more` is what was said for a time before."""
    if percent is None:
        return under(format_html('<span class="quiet">{}</span>', _("本期未报")), more) if more else DASH
    share = f'<progress max="100" value="{percent:d}" aria-hidden="true"></progress> <span class="num">{percent:d}%</span>'
    return SafeString(f'{share}<div class="quiet">{escaped(more)}</div>' if more else share)
