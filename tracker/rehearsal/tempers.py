"""How people are, and what that means for one thing they owe. Pure, and the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from tracker.rules.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Dice:
    """Dice that fall by what they are thrown for, not by how often they were thrown before."""

    seed: int

    def of(self, *what: object) -> random.Random:
        return random.Random(":".join(map(str, (self.seed, *what))))  # noqa: S311  (nothing secret is drawn)


@dataclass(frozen=True, slots=True)
class Temper:
    """How the people of a unit deal with what they owe; shares are between 0 and 1."""

    name: str
    late: float  # handed in after the date
    never: float
    most_days_late: int
    asks_time: float
    objects: float
    is_thin: float  # what is handed in does not suffice and is returned
    signs_within: int  # working days until lists and letters are signed for; 0: never


PROMPT = Temper("prompt", 0.08, 0.0, 8, 0.03, 0.0, 0.05, 2)
LATE = Temper("late", 0.65, 0.05, 40, 0.08, 0.0, 0.15, 6)
SILENT = Temper("silent", 0.20, 0.70, 40, 0.0, 0.0, 0.20, 0)
DISPUTING = Temper("disputing", 0.30, 0.03, 20, 0.20, 0.20, 0.15, 4)
MUTE = Temper("mute", 0.0, 1.0, 0, 0.0, 0.0, 0.0, 0)

# In a mixed year some six in ten things are handed in on time, three late, one in ten never.
MIX = ((PROMPT, 14), (LATE, 10), (DISPUTING, 4), (SILENT, 3))
YEARS = {"mixed": MIX, "silent": ((MUTE, 1),), "prompt": ((PROMPT, 1),)}


def temper_of(unit: str, *, year: str, dice: Dice) -> Temper:
    tempers, weights = zip(*YEARS[year], strict=True)
    return dice.of("temper", unit).choices(tempers, weights)[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a unit will do about one round of one thing it owes. None: never."""

    hands_in_on: date | None
    asks_time_on: date | None = None
    objects_on: date | None = None
    is_thin: bool = False


def plan_for(
    temper: Temper,
    *,
    opened_on: date,
    due_on: date,
    again_on: date | None,
    calendar: Calendar,
    dice: random.Random,
) -> Plan:
    """`again_on`: the day it was given back; a second attempt is made soon, and suffices."""
    if again_on:
        return Plan(calendar.add(again_on, dice.randint(1, 4 if temper.late < 0.5 else 9)))
    fate, days = dice.random(), dice.randint(1, max(temper.most_days_late, 1))
    asks, objects, thin = (
        dice.random() < share for share in (temper.asks_time, temper.objects, temper.is_thin)
    )
    before = _on_time(opened_on, due_on, calendar, dice)
    if fate < temper.never:
        return Plan(None)
    late = fate < temper.never + temper.late
    return Plan(
        calendar.add(due_on, days * 5 // 7 + 1) if late else before,
        asks_time_on=before if late and asks else None,
        objects_on=calendar.add(opened_on, 3) if objects else None,
        is_thin=thin,
    )


def _on_time(opened_on: date, due_on: date, calendar: Calendar, dice: random.Random) -> date:
    """A working day before the date, with a day left for the leader's signature, and not before it is owed."""
    return max(calendar.minus(due_on, dice.randint(1, 8)), opened_on)
