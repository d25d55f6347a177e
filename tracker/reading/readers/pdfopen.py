"""Tables of a PDF that have level lines only: where the columns part is told by the strips that no word crosses."""

from __future__ import annotations

from itertools import pairwise

from .pdfgrid import Grid, Rule, grid_of, level_rules
from .pdflines import rows_of
from .pdfpieces import Piece

_NEAR = 3.0  # points within which rules begin and end together
_LEAST_RULES = 3
_LEAST_COLUMNS = 3
_STRIP = 0.35  # heights of a line; a narrower strip parts no columns
_SHORT = 12  # characters of a cell of the header


def open_grids(
    rules: list[tuple[float, float, float, float]], pieces: list[Piece], found: list[Grid]
) -> list[Grid]:
    out = []
    for group in _groups(level_rules(rules)):
        left, right, low, high = group[0].start, group[0].end, group[-1].at, group[0].at
        if any(_overlaps(grid, low, high) for grid in found):
            continue
        inside = [
            p
            for p in pieces
            if left - _NEAR <= p.left and p.right <= right + _NEAR and low < middle(p) < high
        ]
        if (grid := _grid(group, inside)) is not None:
            out.append(grid)
    return out


def middle(piece: Piece) -> float:
    return (piece.bottom + piece.top) / 2


def _overlaps(grid: Grid, low: float, high: float) -> bool:
    return grid.ys[-1] < high and low < grid.ys[0]


def _groups(level: list[Rule]) -> list[list[Rule]]:
    """Rules of one width, from top to bottom, at least three."""
    groups: list[list[Rule]] = []
    for rule in sorted(level, key=lambda r: -r.at):
        for group in groups:
            if abs(group[0].start - rule.start) <= _NEAR and abs(group[0].end - rule.end) <= _NEAR:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= _LEAST_RULES]


def _grid(rules: list[Rule], pieces: list[Piece]) -> Grid | None:
    head = [p for p in pieces if middle(p) > rules[1].at]
    parts = strips(pieces)
    if len(parts) + 1 < _LEAST_COLUMNS or any(len(p.text) > _SHORT for p in head):
        return None
    xs = [rules[0].start, *parts, rules[0].end]
    if not all(any(a <= p.left and p.right <= b + _NEAR for p in head) for a, b in pairwise(xs)):
        return None  # a column without a header is none
    ys = [rule.at for rule in rules]
    if len(ys) == _LEAST_RULES:
        ys = [ys[0], ys[1], *between_rows(pieces, xs, ys[1]), ys[2]]
    level = [Rule(y, xs[0], xs[-1]) for y in ys]
    return grid_of(xs, ys, level, [Rule(x, ys[-1], ys[0]) for x in xs])


def strips(pieces: list[Piece]) -> list[float]:
    """The middles of the free strips between the words."""
    out: list[float] = []
    end = None
    for piece in sorted(pieces, key=lambda p: p.left):
        if end is not None and piece.left - end > _STRIP * piece.height:
            out.append((end + piece.left) / 2)
        end = piece.right if end is None else max(end, piece.right)
    return out


def between_rows(pieces: list[Piece], xs: list[float], below: float) -> list[float]:
    """Heights between the rows under the header, where only the header is ruled: each row has one line in its first
    column."""
    body = [p for p in pieces if middle(p) < below]
    marks = sorted((middle(p) for p in body if p.right <= xs[1]), reverse=True)
    lines = [(min(p.bottom for p in row), max(p.top for p in row)) for row in rows_of(list(body))]
    tops = not any(_off(p, marks) for p in body)
    return [_between(a, b, lines, tops=tops) for a, b in pairwise(marks)]


def _off(piece: Piece, marks: list[float]) -> bool:
    """Whether a line stands half a line beside the number of its row, as where cells are centred."""
    return 0.25 < min((abs(middle(piece) - mark) for mark in marks), default=0.0) / piece.height < 0.8


def _between(upper: float, lower: float, lines: list[tuple[float, float]], *, tops: bool) -> float:
    """Right above the lower row where words begin at the top of a cell, else in the widest gap between the two."""
    inner = sorted((y for y in lines if lower - 1 <= (y[0] + y[1]) / 2 <= upper + 1), reverse=True)
    gaps = [(a[0] - b[1], (a[0] + b[1]) / 2) for a, b in pairwise(inner)]
    if not gaps:
        return (upper + lower) / 2
    if tops:
        return gaps[-1][1]
    centre = (upper + lower) / 2
    return max(gaps, key=lambda gap: (round(gap[0], 1), -abs(gap[1] - centre)))[1]
