"""Bars as numbers for an SVG: where each begins, how long it is. Drawn by a template, on the server, without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.reporting.measures import Measure, Row

NAMES, WIDTH, HEIGHT, GAP = 190, 720, 18, 10  # of the drawing, in its own units
NAME = 13  # characters of a name that fit
PARTS = ("on_time", "late", "missing")


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    label: str
    value: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def outline(self) -> str:
        """As the path of an SVG, from its upper left corner."""
        return f"h{self.width:.1f}v{HEIGHT}h-{self.width:.1f}z"

    @property
    def has_room(self) -> bool:
        return self.width >= 18


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    y: int
    parts: Sequence[Part]

    @property
    def base(self) -> int:
        return self.y + HEIGHT - 5


@dataclass(frozen=True, slots=True)
class Chart:
    bars: Sequence[Bar]
    height: int
    width: int = WIDTH
    names: int = NAMES - 8


def stacked(rows: Sequence[Row], measures: Sequence[Measure], codes: Sequence[str] = PARTS) -> Chart:
    """One bar a row, its parts side by side, all to one scale. Rows without any of them have no bar."""
    labels = {m.code: str(m.label) for m in measures}
    shown = [row for row in rows if sum(row.counts.get(code, 0) for code in codes)]
    most = max((sum(row.counts.get(code, 0) for code in codes) for row in shown), default=1)
    scale = (WIDTH - NAMES) / most
    bars = []
    for at, row in enumerate(shown):
        x, parts = float(NAMES), []
        for code in codes:
            value = row.counts.get(code, 0)
            if value:
                parts.append(Part(code, labels[code], value, round(x, 1), round(value * scale, 1)))
                x += value * scale
        bars.append(Bar(_short(row.name), at * (HEIGHT + GAP), parts))
    return Chart(bars, len(bars) * (HEIGHT + GAP))


def funnel(row: Row, measures: Sequence[Measure]) -> Chart:
    """One bar a step, centred, all to the scale of the first."""
    most = max([row.counts.get(m.code, 0) for m in measures] or [1]) or 1
    bars = []
    for at, measure in enumerate(measures):
        value = row.counts.get(measure.code, 0)
        width = round(value / most * (WIDTH - NAMES), 1)
        x = round(NAMES + (WIDTH - NAMES - width) / 2, 1)
        part = Part(measure.code, str(measure.label), value, x, width)
        bars.append(Bar(str(measure.label), at * (HEIGHT + GAP), [part]))
    return Chart(bars, len(bars) * (HEIGHT + GAP))


def _short(name: str) -> str:
    last = name.split(" / ")[-1]
    return last if len(last) <= NAME else f"{last[: NAME - 1]}…"
