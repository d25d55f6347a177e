"""A letter waits for company: what need not be said on its very day goes with the next letter of any of its readers,
and by itself when its time is up. So whoever has much to hear reads it in few letters.

A day has two calls: the morning, and the evening before the office closes. Letters that are bound to their day (a first
urge, the last reminder, an opening letter, what waits for whoever reads it) leave at once and take along what waits.
What is only of today waits until tomorrow, so that a reader of whom nothing is bound to a day has a letter on every
second working day at most, and nobody is told later than on the next working day. Pure.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, IntEnum

from .workdays import Calendar

WEEKLY_GAP = 2  # working days between a letter and the week's first, on which urging goes on
FAR_AHEAD = -5  # a reminder so many working days before the date, or more, may come a day later


class Hour(IntEnum):
    """The calls of a day."""

    MORNING = 0
    EVENING = 1


class Patience(Enum):
    """Until when something waits: so many working days after its day, and at which call."""

    MORNING_AFTER = (1, Hour.MORNING)  # what the clock says again each week, and reminders well ahead
    EVENING_AFTER = (1, Hour.EVENING)  # what was decided, or waits for the head
    A_WEEK = (5, Hour.MORNING)  # what asks nothing of anybody


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits, since which day, and whose letters it may join."""

    what: Hashable
    since_on: date
    patience: Patience
    readers: frozenset[Hashable]


def may_wait(
    kind: str, *, offset: int, again_after: int | None, due_on: date, on: date, calendar: Calendar
) -> bool:
    """Whether a step of the ladder, written on its day `on`, may go on the next working day as well.

    `again_after`: of what is said again each week, the working days that it keeps to the letter before; it never puts
    the next week's off. A reminder that comes after its own day waits no longer.
    """
    if again_after is not None:
        monday = on + timedelta(days=7 - on.weekday())
        tomorrow = calendar.next_workday(on)
        return tomorrow < monday and calendar.count(tomorrow, calendar.roll(monday)) >= again_after
    return kind == "reminder" and offset <= FAR_AHEAD and calendar.add(due_on, offset) == on


def time_is_up(since_on: date, patience: Patience, *, today: date, hour: Hour, calendar: Calendar) -> bool:
    """Whether it goes by itself at this call. Never on a rest day, unless a call was missed."""
    days, last = patience.value
    return (today, hour) >= (calendar.add(since_on, days), last)


def leaving(
    held: Iterable[Held], going: Collection[Hashable], *, today: date, hour: Hour, calendar: Calendar
) -> list[Held]:
    """What leaves at this call, in the order given. `going`: readers to whom a letter leaves anyway.

    A decision that leaves is told to all of its readers, so that the letters which it makes take others along; one that
    is of this very day makes none in the evening, and what asks nothing of anybody never: it joins where each of its
    readers has a letter. A step of the ladder joins the letters that there are, and its other readers have it tomorrow.
    """
    left, gone, letters = list(held), set[Hashable](), set(going)
    while True:
        joined = [
            each for each in left if each.what not in gone and _leaves(each, letters, today, hour, calendar)
        ]
        if not joined:
            return [each for each in left if each.what in gone]
        gone.update(each.what for each in joined)
        letters.update(*(each.readers for each in joined if each.patience is not Patience.MORNING_AFTER))


def _leaves(each: Held, letters: set[Hashable], today: date, hour: Hour, calendar: Calendar) -> bool:
    if time_is_up(each.since_on, each.patience, today=today, hour=hour, calendar=calendar):
        return True
    if each.patience is Patience.MORNING_AFTER or (
        each.patience is Patience.EVENING_AFTER and each.since_on < today
    ):
        return not letters.isdisjoint(each.readers)
    return each.readers <= letters
