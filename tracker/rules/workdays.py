"""Working days: which days count, and where a limit counted in days ends.

Only the exceptions are stored: a `Day` is a rest day that would otherwise be a weekday, a weekend day
that is worked, or a weekend day named because it lies inside a holiday. Every other day follows the week.
All questions are answered by arithmetic on ordinals and one bisection, because the sweep asks them
hundreds of thousands of times.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST, LATEST = (
    date(1949, 1, 1),
    date(2200, 12, 31),
)  # days that anybody may name, and the clock reckons with


@dataclass(frozen=True, slots=True)
class Day:
    """One row of the year's schedule; `official` is False while the year's notice is not published (预计)."""

    on: date
    is_working: bool
    name: str = ""
    official: bool = True


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's working calendar, built with `Calendar.of(days)`; an empty one knows only the week."""

    days: dict[date, Day]
    official_years: frozenset[int]
    _turns: tuple[int, ...]  # ordinals of the days that break the week's rule, ascending
    _shifts: tuple[int, ...]  # working days gained or lost by the first i turns
    _ranks: tuple[int, ...]  # number of the last working day on or before each turn

    @classmethod
    def of(cls, days: Iterable[Day] = (), *, official_years: Iterable[int] | None = None) -> "Calendar":
        """A calendar from day rows; later rows replace earlier ones of the same day.

        Unless told, a year counts as official when its row for 1 October is: that day is in every
        official schedule, so a local day added by the office does not turn a year into 预计 or out of it.
        """
        rows = {day.on: day for day in days}
        if official_years is None:
            official_years = {
                on.year for on, day in rows.items() if day.official and (on.month, on.day) == (10, 1)
            }
        turns, shifts, ranks, shift = [], [0], [], 0
        for on in sorted(rows):
            if rows[on].is_working == (on.weekday() < 5):
                continue
            shift += 1 if rows[on].is_working else -1
            turns.append(on.toordinal())
            shifts.append(shift)
            ranks.append(_weekdays_until(on.toordinal()) + shift)
        return cls(rows, frozenset(official_years), tuple(turns), tuple(shifts), tuple(ranks))

    def is_workday(self, day: date) -> bool:
        row = self.days.get(day)
        return row.is_working if row else day.weekday() < 5

    def is_official(self, year: int) -> bool:
        """False: the year's schedule is not published yet, dates in it are 预计."""
        return year in self.official_years

    def name(self, day: date) -> str:
        row = self.days.get(day)
        return row.name if row else ""

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day`, or before it for negative n; for 0 the day itself, rolled on."""
        ordinal = day.toordinal()
        if n > 0:
            return self._nth(self._rank(ordinal) + n)
        return self._nth(self._rank(ordinal - 1) + n + 1)

    def minus(self, day: date, n: int) -> date:
        """The n-th working day before `day`."""
        return self.add(day, -n)

    def next_workday(self, day: date) -> date:
        """The first working day after `day`, never `day` itself."""
        return self.add(day, 1)

    def roll(self, day: date) -> date:
        """`day` if it is worked, otherwise the next working day."""
        return self.add(day, 0)

    def count(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        return self._rank(end.toordinal()) - self._rank(start.toordinal())

    def limit(self, received_on: date, n: int) -> date:
        """Last day of a limit of n working days after receipt: the day of receipt does not count (民法典 第201条). Not for a
        date that a document states: such a date does not move."""
        return self.add(received_on, n)

    def _rank(self, ordinal: int) -> int:
        """Number of working days up to and including the ordinal, counted from the year 1."""
        return _weekdays_until(ordinal) + self._shifts[bisect_right(self._turns, ordinal)]

    def _nth(self, rank: int) -> date:
        """The day on which the count of working days reaches `rank`; the inverse of `_rank`."""
        i = bisect_left(self._ranks, rank)
        weeks, rest = divmod(rank - self._shifts[i] - 1, 5)
        ordinal = weeks * 7 + rest + 1
        # From the next turn on the week's rule no longer holds: that turn, a worked weekend, is the answer.
        if i < len(self._turns) and ordinal > self._turns[i]:
            ordinal = self._turns[i]
        return date.fromordinal(ordinal)


def is_within_reach(day: date) -> bool:
    return EARLIEST <= day <= LATEST


def within_reach(day: date) -> date:
    """The day itself, or the nearest that can be reckoned with."""
    return min(max(day, EARLIEST), LATEST)


def add_months(day: date, n: int) -> date:
    """The same day n months later, or the last day of that month when it has no such day."""
    index = day.year * 12 + day.month - 1 + n
    return day_of_month(index // 12, index % 12 + 1, day.day)


def day_of_month(year: int, month: int, day: int | None) -> date:
    """The day of a month, clipped to its last day; None is the last day."""
    following = date(year + month // 12, month % 12 + 1, 1)
    last = following - timedelta(days=1)
    return last if day is None or day >= last.day else last.replace(day=day)


def _weekdays_until(ordinal: int) -> int:
    weeks, rest = divmod(ordinal, 7)  # ordinal 1 is a Monday
    return weeks * 5 + min(rest, 5)
