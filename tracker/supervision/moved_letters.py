"""Which next letters would go on another day under another calendar. Writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.models import CalendarDay, Obligation
from tracker.rules.workdays import Calendar
from tracker.supervision.forecast import LONGEST, ForecastRow, forecast

AFTERWARDS = timedelta(days=31)  # a moved day is felt by reminders and urges around it
TOO_MANY = 5000  # obligations; beyond, a person waiting for a page would wait too long


@dataclass(frozen=True, slots=True)
class MovedLetter:
    """The next letter of one Obligation. A day of None: not within the time looked at."""

    now: ForecastRow
    before: date | None
    after: date | None


def moved_letters(new: Calendar, *, today: date, besides: Collection[int] = ()) -> list[MovedLetter] | None:
    """Next letters that `new` would put on another day, in the order of their days. `besides`: ids of Obligations
    whose date itself moves, told elsewhere. None: too many to foresee.
    """
    old = CalendarDay.objects.calendar()
    changed = [on for on in {*old.days, *new.days} if old.is_workday(on) != new.is_workday(on)]
    last = max(changed, default=date.min)
    if last < today:
        return []
    if Obligation.objects.open().chased().count() > TOO_MANY:
        return None
    days = min((last + AFTERWARDS - today).days, LONGEST)
    before, after = (_next_ones(today, days, calendar) for calendar in (old, new))
    moved = []
    for owed in sorted(before.keys() | after.keys()):
        old_row, new_row = before.get(owed), after.get(owed)
        shown = old_row or new_row
        was_on, will_be_on = old_row.on if old_row else None, new_row.on if new_row else None
        if shown and owed not in besides and was_on != will_be_on:
            moved.append(MovedLetter(shown, was_on, will_be_on))
    return sorted(moved, key=lambda m: (m.before or m.after or date.max, m.now.unit, m.now.subject))


def _next_ones(today: date, days: int, calendar: Calendar) -> dict[int, ForecastRow]:
    """The first letter of each Obligation that is there already."""
    found: dict[int, ForecastRow] = {}
    for row in forecast(today=today, days=days, calendar=calendar):
        if row.obligation is not None and not row.rehearsal:
            found.setdefault(row.obligation, row)
    return found
