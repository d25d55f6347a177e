"""What several rooms ask of figures: which are asked of a unit now, and how one differs from last year's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tracker.models import Figure, Indicator, Unit
from tracker.rules.figure_periods import asked_period, last_period, period_words


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """A figure that nobody has given yet. `last`: the year before, in the same period, where it is known."""

    indicator: Indicator
    year: int
    period: int
    last: Figure | None

    @property
    def words(self) -> str:
        return f"{self.year}年{period_words(self.indicator.period, self.period)}"


def asked_of(unit: Unit | int, on: date) -> list[AskedFigure]:
    """With any report that the unit makes on this day; once given, a figure is asked in no other. At most two queries."""
    wanted = {}
    for indicator in Indicator.objects.asked_of(unit).order_by("name", "pk"):
        if place := asked_period(indicator.period, on):
            wanted[indicator] = place
    if not wanted:
        return []
    held = figures_by_place(wanted, served=None)
    return [
        AskedFigure(indicator, year, period, same_time_last_year(held, indicator, year, period))
        for indicator, (year, period) in wanted.items()
        if (indicator.pk, year, period) not in held
    ]


Held = dict[tuple[int, int, int], Figure]


def figures_by_place(indicators: Iterable[Indicator], *, served: Iterable[int] | None = ()) -> Held:
    """(indicator, year, period) -> figure; one query. Of several that a document states the first counts. `served`: units
    whose begun reports may be read too; None: all, for what is only reckoned with."""
    rows = Figure.objects.filter(indicator__in=[each.pk for each in indicators]).order_by("pk")
    rows = rows if served is None else rows.readable_by(served)
    held: Held = {}
    for row in rows:
        held.setdefault((row.indicator_id, row.year, row.period), row)
    return held


def of_year(held: Held, indicator: Indicator, year: int) -> Figure | None:
    """The latest of the year: what was given last, or what a document states."""
    places = [(indicator.pk, year, period) for period in range(last_period(indicator.period), -1, -1)]
    return next((held[place] for place in places if place in held), None)


def same_time_last_year(held: Held, indicator: Indicator, year: int, period: int) -> Figure | None:
    """The same period of the year before; of a whole year also what last year's report states."""
    found = held.get((indicator.pk, year - 1, period))
    if found is None and period == last_period(indicator.period):
        found = held.get((indicator.pk, year - 1, 0))
    return found


def change(value: Decimal, last: Figure | None) -> Decimal | None:
    """In percent of last year's; None where there is nothing to compare with."""
    if last is None or not last.value:
        return None
    return (value - last.value) / abs(last.value) * 100


def asks_reason(indicator: Indicator, value: Decimal, last: Figure | None) -> bool:
    moved = change(value, last)
    return moved is not None and abs(moved) > indicator.reason_above


def in_words(indicator: Indicator, given: Figure, last: Figure | None) -> str:
    """A figure of a part of the year says of which, or it would pass for the year's."""
    part = period_words(indicator.period, given.period)
    is_whole = given.period in (0, last_period(indicator.period))
    beside = [] if is_whole else [part]
    if last:
        beside.append(f"{'上年' if is_whole else '上年同期'}{last.number}{indicator.measure}")
    words = f"{indicator.name}{given.number}{indicator.measure}"
    if beside:
        words += f"（{'，'.join(beside)}）"
    return f"{words}，{given.reason.rstrip('。')}。" if given.reason else f"{words}。"
