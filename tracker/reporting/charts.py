"""Bars as numbers for an SVG: where each begins, how long it is. Drawn by a template, on the server, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reporting.measures import Measure, Row

# In pixels, on a desk as on a phone: the name, the bar below it, what is between two.
LINE, THICK, GAP = 18, 16, 10
ROOM = 6.0  # percent of the width that a number needs
PARTS = ("on_time", "late", "missing")


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    label: str
    value: int
    x: float  # of the whole width, in percent: bars fit whatever holds them, letters keep their size
    width: float

    @property
    def at(self) -> str:
        return f"{self.x:.2f}%"

    @property
    def long(self) -> str:
        return f"{self.width:.2f}%"

    @property
    def middle(self) -> str:
        return f"{self.x + self.width / 2:.2f}%"

    @property
    def has_room(self) -> bool:
        return self.width >= ROOM


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    top: int
    parts: Sequence[Part]

    @property
    def name_base(self) -> int:
        return self.top + LINE - 5

    @property
    def y(self) -> int:
        return self.top + LINE

    @property
    def base(self) -> int:
        return self.y + THICK - 4


@dataclass(frozen=True, slots=True)
class Chart:
    bars: Sequence[Bar]
    is_centred: bool = False
    thick: int = THICK

    @property
    def names_at(self) -> str:
        return "50%" if self.is_centred else "0"

    @property
    def height(self) -> int:
        return len(self.bars) * (LINE + THICK + GAP)


def stacked(rows: Sequence[Row], measures: Sequence[Measure]) -> Chart:
    """One bar a row, its parts side by side, all to one scale. Rows without any of them have no bar."""
    labels = {m.code: str(m.label) for m in measures}
    shown = [row for row in rows if sum(row.counts.get(code, 0) for code in PARTS)]
    most = max((sum(row.counts.get(code, 0) for code in PARTS) for row in shown), default=1)
    bars = []
    for at, row in enumerate(shown):
        x, parts = 0.0, []
        for code in PARTS:
            value = row.counts.get(code, 0)
            if value:
                parts.append(Part(code, labels[code], value, round(x, 2), round(value * 100 / most, 2)))
                x += value * 100 / most
        bars.append(Bar(row.name.split(" / ")[-1], at * (LINE + THICK + GAP), parts))
    return Chart(bars)


def funnel(row: Row, measures: Sequence[Measure]) -> Chart:
    """One bar a step, centred, all to the scale of the first."""
    most = max([row.counts.get(m.code, 0) for m in measures] or [1]) or 1
    bars = []
    for at, measure in enumerate(measures):
        value = row.counts.get(measure.code, 0)
        width = round(value * 100 / most, 2)
        part = Part(measure.code, str(measure.label), value, round((100 - width) / 2, 2), width)
        bars.append(Bar(str(measure.label), at * (LINE + THICK + GAP), [part]))
    return Chart(bars, is_centred=True)
