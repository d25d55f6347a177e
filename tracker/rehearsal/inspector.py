"""What must hold after each day that is played, each rule a small function with a sentence for its failure."""

from __future__ import annotations

from collections import Counter
from datetime import date

from tracker.rehearsal.checks import clean, fair, forecasts, told, true
from tracker.rehearsal.checks.day import Broken, Evening, read
from tracker.rehearsal.tally import Tally
from tracker.rehearsal.town import Town

MOST_KEPT = 20  # examples of each kind; the rest is counted


class Inspector:
    def __init__(self, town: Town, tally: Tally) -> None:
        self.town, self.tally = town, tally
        self.counts: Counter[str] = Counter()
        self.broken: list[Broken] = []
        self.memory, self.orphans, self.chain = told.Memory(), told.Orphans(), clean.Chain()
        self.looks: Counter[str] = Counter()
        self.late_units: Counter[int] = Counter()

    def look_in_the_morning(self) -> None:
        """What the morning's letters tell is the state before people came."""
        self.late_units = true.late_units(self.town.today)

    def look(self, today: date) -> None:
        evening = read(self.town, today, late_in_the_morning=self.late_units)
        for check in self._checks(evening):
            name = check.__name__
            self.looks[name] += 1
            for whom, what in check(evening):
                self._note(Broken(today, name, whom, what))

    def _checks(self, evening: Evening):
        yield from (
            self.memory.decisions,
            self.memory.before_the_date,
            self.memory.weekly,
            self.orphans.owned,
            told.answered_for,
        )
        yield from true.CHECKS
        yield from fair.CHECKS
        yield from (self.chain.history, *clean.CHECKS)
        if forecasts.is_due(evening):
            yield forecasts.forecast_comes_true
        yield self.tally.bearable

    def _note(self, broken: Broken) -> None:
        self.counts[broken.check] += 1
        if self.counts[broken.check] <= MOST_KEPT:
            self.broken.append(broken)
