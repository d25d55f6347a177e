"""The days of a year, one after the other: the clock and the post in the morning, people by day, the post in the evening."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from tracker.actions import clock
from tracker.outbox.channels import Channel
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver
from tracker.rehearsal import occasions, office, units
from tracker.rehearsal.checks.day import Broken
from tracker.rehearsal.gone import Gone
from tracker.rehearsal.inspector import Inspector
from tracker.rehearsal.tally import Tally
from tracker.rehearsal.town import Town
from tracker.rules.company import Hour
from tracker.supervision.sweep import sweep

CLOCK = {Hour.MORNING: 9, Hour.EVENING: 17}
ZONE = ZoneInfo(settings.TIME_ZONE)


@dataclass(slots=True)
class Outcome:
    """What a year came to. Without `inspector` nothing was looked at: the play was for its own sake."""

    town: Town
    first_on: date
    last_on: date
    tally: Tally = field(default_factory=Tally)
    inspector: Inspector | None = None
    seconds: float = 0.0

    @property
    def broken(self) -> list[Broken]:
        return self.inspector.broken if self.inspector else []


@dataclass(frozen=True, slots=True)
class Play:
    """`channel`: where letters go; `told` hears of each day that is over."""

    first_on: date
    last_on: date
    seed: int = 1
    temper: str = "mixed"
    checks: bool = True
    channel: Callable[[], Channel] | None = None
    told: Callable[[date], None] = lambda on: None

    def run(self) -> Outcome:
        begun = time.monotonic()
        town = Town(seed=self.seed, temper=self.temper, today=self.first_on)
        outcome = Outcome(town, self.first_on, self.last_on)
        if self.checks:
            outcome.inspector = Inspector(town, outcome.tally)
        dated = occasions.of_the_year(self.first_on.year)
        gone = Gone()
        once = {on: occasion for on, occasion in dated.items() if on >= self.first_on}
        for today in days(self.first_on, self.last_on):
            self.play_day(town, today, once, outcome.inspector)
            town.gone = gone.on(today)
            outcome.tally.count_letters(today, town.gone)
            if outcome.inspector:
                outcome.inspector.look(today)
            self.told(today)
        outcome.seconds = time.monotonic() - begun
        return outcome

    def play_day(
        self, town: Town, today: date, once: dict[date, occasions.Occasion], inspector: Inspector | None
    ) -> None:
        town.begin(today)
        clock.move_clock(to=today, by=town.officers()[0])
        sweep(today=today, calendar=town.calendar, budget=settings.NOTICE_BUDGET)
        if inspector:
            inspector.look_in_the_morning()
        self.post(today, Hour.MORNING)
        if not town.calendar.is_workday(today):
            return
        units.work(town)
        office.work(town)
        for day in sorted(day for day in once if day <= today):
            once.pop(day)(town)
        self.post(today, Hour.EVENING)

    def post(self, today: date, hour: Hour) -> None:
        """The two calls of a day; what is said at once leaves in the evening, since people have no hours here."""
        now = datetime(today.year, today.month, today.day, CLOCK[hour], tzinfo=ZONE)
        compose(today=today, hour=hour)
        deliver(today=today, now=now, channel=self.channel)


def days(first: date, last: date) -> Iterator[date]:
    on = first
    while on <= last:
        yield on
        on += timedelta(days=1)
