"""The rungs in force, as the values that the pure ladder reckons with.

A rung is changed by a new version that speaks only for dates from its `live_from_on` on. For earlier dates the
version before it goes on speaking, so a change announced for next month leaves no gap before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from tracker.models import Rung
from tracker.rules import ladder as rules


@dataclass(frozen=True, slots=True)
class Rungs:
    """One ladder, and the row behind each of its codes."""

    ladder: rules.Ladder
    rows: dict[str, Rung]

    def row(self, code: str) -> Rung:
        return self.rows[rules.base_code(code)]


@dataclass(slots=True)
class LadderBook:
    """Every version of every rung that is still in use; answers which of them hold for one Obligation."""

    versions: dict[str, list[Rung]]  # by code, newest version first
    live_from: dict[str, date]  # of the current version, as the database has it
    _turns: list[date] = field(default_factory=list)
    _pages: dict[tuple[int, int], Rungs] = field(default_factory=dict)

    @classmethod
    def load(cls, *, as_if_live: str | None = None) -> LadderBook:
        """The rungs of the database. `as_if_live` names one whose current version speaks for all dates."""
        rows = list(Rung.objects.order_by("code", "-version"))
        kept = {code: list(group) for code, group in groupby(rows, key=lambda row: row.code)}
        versions = {code: group for code, group in kept.items() if any(row.is_current for row in group)}
        current = {code: next(r for r in group if r.is_current) for code, group in versions.items()}
        live_from = {code: row.live_from_on for code, row in current.items()}
        if as_if_live in versions:
            current[as_if_live].live_from_on = date.min
            versions[as_if_live] = [current[as_if_live]]
        turns = sorted({row.live_from_on for group in versions.values() for row in group})
        return cls(versions, live_from, turns)

    def current(self) -> list[Rung]:
        """The rungs in force, as pages list them."""
        rows = (row for group in self.versions.values() for row in group if row.is_current)
        return sorted(rows, key=lambda row: (row.order, row.code))

    def rungs_for(self, *, opened_on: date, due_on: date) -> Rungs:
        """The ladder of an Obligation that opened and falls due on these days."""
        key = self._era(opened_on), self._era(due_on)
        if key not in self._pages:
            chosen = [_version(group, opened_on, due_on) for group in self.versions.values()]
            ladder = rules.Ladder.of(row.as_rule() for row in chosen)
            self._pages[key] = Rungs(ladder, {row.code: row for row in chosen})
        return self._pages[key]

    def is_live(self, rung: rules.Rung, *, opened_on: date, due_on: date) -> bool:
        """Whether the rung's current version really speaks for this Obligation; otherwise it only rehearses."""
        return self.live_from[rung.code] <= (opened_on if rung.at == "open" else due_on)

    def _era(self, day: date) -> int:
        """Days between the same two changes see the same versions."""
        return sum(turn <= day for turn in self._turns)


def _version(group: list[Rung], opened_on: date, due_on: date) -> Rung:
    """The newest version that speaks for this date; where none does yet, the newest, which rehearses."""
    for row in group:
        if row.live_from_on <= (opened_on if row.at == "open" else due_on):
            return row
    return group[0]
