"""Figures of a year beside those of the year before, and over the years as small charts. Read only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from tracker.domain.figures import Held, asks_reason, change, figures_by_place, of_year, same_time_last_year
from tracker.models import Figure, Indicator
from tracker.rules.figure_periods import last_period, period_words

YEARS = 6  # at most in a chart
WIDTH, HEIGHT, FOOT = 240, 72, 16  # of a chart, in its own units


@dataclass(frozen=True, slots=True)
class Bar:
    """One year in a chart: its place, and the words under and over it."""

    x: float
    y: float
    width: float
    height: float
    year: int
    words: str
    is_this: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def outline(self) -> str:
        """As the path of an SVG."""
        return f"M{self.x:.1f} {self.y:.1f}h{self.width:.1f}v{self.height:.1f}h-{self.width:.1f}z"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`this` and `last` are of the same part of their years; `moved` is the change in percent, rounded."""

    indicator: Indicator
    this: Figure | None
    last: Figure | None
    moved: Decimal | None
    lacks_reason: bool
    bars: list[Bar]

    @property
    def is_missing(self) -> bool:
        """Asked of a unit, and nothing of this year has come yet."""
        return self.this is None and self.indicator.unit_id is not None

    @property
    def words(self) -> str:
        period = self.this.period if self.this else 0
        return period_words(self.indicator.period, period) if period else "全年"

    @property
    def in_words(self) -> str:
        """For those who do not see the chart."""
        return "，".join(f"{bar.year}年{bar.words}{self.indicator.measure}" for bar in self.bars)


def figure_rows(indicators: Iterable[Indicator], year: int, *, served: Iterable[int] = ()) -> list[FigureRow]:
    """One query for the figures of all of them. `served`: units whose begun reports may be read."""
    found = list(indicators)
    held = figures_by_place(found, served=served)
    return [_row(indicator, year, held) for indicator in found]


def _row(indicator: Indicator, year: int, held: Held) -> FigureRow:
    this = of_year(held, indicator, year)
    period = this.period if this else 0
    last = same_time_last_year(held, indicator, year, period or last_period(indicator.period))
    moved = change(this.value, last) if this else None
    lacks = bool(
        this and asks_reason(indicator, this.value, last) and not this.reason and not this.passage_id
    )
    return FigureRow(
        indicator,
        this,
        last,
        None if moved is None else round(moved, 1),
        lacks,
        bars_of(indicator, year, held),
    )


def bars_of(indicator: Indicator, year: int, held: Held) -> list[Bar]:
    """The years that have a figure, up to this one; the highest bar fills the chart."""
    years = sorted({at for pk, at, _period in held if pk == indicator.pk and at <= year})[-YEARS:]
    rows = [(at, row) for at in years if (row := of_year(held, indicator, at))]
    most = max((row.value for _at, row in rows), default=Decimal(0))
    if most <= 0:
        return []
    step = WIDTH / max(len(rows), 2)
    room = HEIGHT - 2 * FOOT
    found = []
    for n, (at, row) in enumerate(rows):
        height = max(float(row.value / most) * room, 1.0)
        x, y = n * step + step * 0.2, HEIGHT - FOOT - height
        found.append(
            Bar(round(x, 1), round(y, 1), round(step * 0.6, 1), round(height, 1), at, row.number, at == year)
        )
    return found
