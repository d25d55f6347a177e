"""The year of a document, said by a person (ADR 102): dates that took their year from the document are read anew with it;
those that state a year, and those that a person set, stay. And days that lie where nobody expects them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.reading.dates.engine import parse_dates
from tracker.reading.proposed import DECIDED, ProposedDate, ProposedItem

from .editing import Edition, Entry

_NO_YEAR = "看不出文件是哪一年的"


def change_year(edition: Edition, year: int) -> tuple[int, int]:
    """Returns how many entries have other dates now, and how many dates took the old year and could not be read anew."""
    old, edition.head.year = edition.head.year, year
    changed = unread = 0
    for entry in [*edition.entries, *edition.first.values()]:
        dates, left = _with_year(entry.item, old, year, entry.by_hand)
        if dates is None:
            continue
        if entry.id not in edition.first or edition.first[entry.id] is not entry:
            changed, unread = changed + 1, unread + left
        _take(entry, dates)
    edition.head.warnings = [w for w in edition.head.warnings if _NO_YEAR not in w]
    return changed, unread


def _with_year(
    item: ProposedItem, old: int | None, new: int, kept: Iterable[str]
) -> tuple[list[ProposedDate] | None, int]:
    """The dates of the item in the new year, None when nothing changes; and how many could not be read anew."""
    if "dates" in kept or old == new:
        return None, 0
    dates, unread, is_new = [], 0, False
    for day in item.dates:
        again = None if day.basis == DECIDED else _again(day, old, new)
        if again is None and _took(day, old):
            unread += 1
        dates.append(again or day)
        is_new = is_new or again is not None
    return (dates, unread) if is_new or unread else (None, 0)


def _again(day: ProposedDate, old: int | None, new: int) -> ProposedDate | None:
    """The same words read in both years: where the old reading gives this very date, the new one takes its place."""
    before = parse_dates(day.wording, year=old)
    after = parse_dates(day.wording, year=new)
    for was, becomes in zip(before, after, strict=False):
        if (was.due_on, was.rule, was.month, was.day) == (day.due_on, day.rule, day.month, day.day):
            if becomes.due_on == was.due_on:
                return None
            becomes.wording, becomes.source = day.wording, day.source
            becomes.label = becomes.label or day.label
            return becomes
    return None


def _took(day: ProposedDate, old: int | None) -> bool:
    """The date says of itself that it took the year of the document, and still has it."""
    return bool(old and day.due_on and day.basis != DECIDED and f"按文件年份{old}年" in day.explanation)


def _take(entry: Entry, dates: list[ProposedDate]) -> None:
    item = entry.item
    gone = {d.explanation for d in item.dates} - {d.explanation for d in dates}
    item.dates = dates
    item.tell_due()
    item.doubts = [d for d in item.doubts if d not in gone]


# --- Days that nobody expects --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Odd:
    """Tasks whose days lie outside the year of their list, or all before today."""

    year: int | None = None  # of the list
    outside: int = 0  # tasks with a day in another year
    first: date | None = None  # the first such day
    all_past: bool = False
    last: date | None = None  # the last of all days

    def __bool__(self) -> bool:
        return bool(self.outside or self.all_past)


def odd_days(items: Iterable[ProposedItem], *, year: int | None, today: date) -> Odd:
    days = [[d.due_on for d in item.dates if d.due_on] for item in items]
    every = [day for some in days for day in some]
    other = sorted(day for day in every if year and day.year != year)
    outside = sum(any(year and day.year != year for day in some) for some in days)
    last = max(every, default=None)
    return Odd(year, outside, other[0] if other else None, bool(last and last < today), last)
