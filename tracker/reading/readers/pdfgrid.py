"""Ruled tables of a PDF page: from drawn lines to a grid with merged cells."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

_NEAR = 3.0  # points within which lines are one line
_LEAST = 6.0  # a shorter stroke rules nothing
_MOST_CELLS = 60_000
_MOST_CROSSINGS = 2_000_000
_MOST_TABLES = 200  # of one page
_COVER = 0.6  # share of a cell's side that a line must take to be its wall


@dataclass(slots=True)
class Rule:
    at: float  # height of a level line, distance of an upright one
    start: float
    end: float


@dataclass(slots=True)
class Grid:
    xs: list[float]  # edges of the columns, left to right
    ys: list[float]  # edges of the rows, top to bottom
    depths: list[float]  # the same, growing
    owner: list[list[tuple[int, int]]] = field(
        default_factory=list
    )  # of each field: the first field of its cell
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def box(self) -> tuple[float, float, float, float]:
        return self.xs[0], self.ys[-1], self.xs[-1], self.ys[0]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell (row, column of its first field) that the point lies in."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]):
            return None
        column = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        row = min(bisect_right(self.depths, -y), len(self.ys) - 1) - 1
        return self.owner[max(0, row)][max(0, column)]


def grids(rules: list[tuple[float, float, float, float]]) -> list[Grid]:
    """Tables of at least two columns, from top to bottom."""
    level, upright = _sorted_out(rules)
    if len(level) * len(upright) > _MOST_CROSSINGS:
        return []  # a drawing
    out = []
    for rows, columns in _groups(level, upright):
        columns = _with_sides(rows, columns)
        xs = _edges([rule.at for rule in columns])
        ys = _edges([rule.at for rule in rows])[::-1]
        if len(xs) >= 3 and len(ys) >= 2 and len(xs) * len(ys) <= _MOST_CELLS:
            out.append(grid_of(xs, ys, rows, columns))
    return sorted(out, key=lambda grid: -grid.ys[0])[:_MOST_TABLES]


def level_rules(rules: list[tuple[float, float, float, float]]) -> list[Rule]:
    return _sorted_out(rules)[0]


def _sorted_out(rules: list[tuple[float, float, float, float]]) -> tuple[list[Rule], list[Rule]]:
    level, upright = [], []
    for x0, y0, x1, y1 in rules:
        if x1 - x0 >= y1 - y0 and x1 - x0 >= _LEAST:
            level.append(Rule((y0 + y1) / 2, x0, x1))
        elif y1 - y0 > x1 - x0 and y1 - y0 >= _LEAST:
            upright.append(Rule((x0 + x1) / 2, y0, y1))
    return _joined(level), _joined(upright)


def _joined(rules: list[Rule]) -> list[Rule]:
    """Strokes on one line that touch are one rule."""
    lines = {at: n for n, at in enumerate(_edges([rule.at for rule in rules]))}
    places = sorted(lines)
    by_line: dict[int, list[Rule]] = {}
    for rule in rules:
        by_line.setdefault(bisect_right(places, rule.at) - 1, []).append(rule)
    out: list[Rule] = []
    for line in by_line.values():
        line.sort(key=lambda rule: rule.start)
        out.append(line[0])
        for rule in line[1:]:
            if rule.start <= out[-1].end + _NEAR:
                out[-1].end = max(out[-1].end, rule.end)
            else:
                out.append(rule)
    return out


def _edges(values: list[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _NEAR:
            out.append(value)
    return out


def _groups(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that hang together through crossings: one group for each table."""
    parent = list(range(len(level) + len(upright)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, row in enumerate(level):
        for j, column in enumerate(upright, len(level)):
            if _cross(row, column):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n, rule in enumerate([*level, *upright]):
        groups.setdefault(root(n), ([], []))[n >= len(level)].append(rule)
    return [(rows, columns) for rows, columns in groups.values() if len(rows) > 1 and columns]


def _cross(row: Rule, column: Rule) -> bool:
    return (
        row.start - _NEAR <= column.at <= row.end + _NEAR
        and column.start - _NEAR <= row.at <= column.end + _NEAR
    )


def _with_sides(rows: list[Rule], columns: list[Rule]) -> list[Rule]:
    """A table may be open at its sides: its level lines end there."""
    left, right = min(r.start for r in rows), max(r.end for r in rows)
    low, high = min(r.at for r in rows), max(r.at for r in rows)
    sides = []
    if min(c.at for c in columns) > left + 10:
        sides.append(Rule(left, low, high))
    if max(c.at for c in columns) < right - 10:
        sides.append(Rule(right, low, high))
    return columns + sides


def grid_of(xs: list[float], ys: list[float], rows: list[Rule], columns: list[Rule]) -> Grid:
    grid = Grid(xs, ys, [-y for y in ys])
    height, width = len(ys) - 1, len(xs) - 1
    right_wall = _walls(columns, xs, [(ys[i + 1], ys[i]) for i in range(height)])  # [column edge][row]
    low_wall = _walls(rows, ys, [(xs[j], xs[j + 1]) for j in range(width)])  # [row edge][column]
    grid.owner = [[(i, j) for j in range(width)] for i in range(height)]
    for i in range(height):
        for j in range(width):
            if grid.owner[i][j] == (i, j):
                _grow(grid, i, j, right_wall, low_wall)
    return grid


def _walls(rules: list[Rule], edges: list[float], spans: list[tuple[float, float]]) -> list[list[bool]]:
    walls = [[False] * len(spans) for _ in edges]
    for rule in rules:
        line = min(range(len(edges)), key=lambda n: abs(edges[n] - rule.at))
        for n, (low, high) in enumerate(spans):
            if min(high, rule.end) - max(low, rule.start) >= _COVER * (high - low):
                walls[line][n] = True
    return walls


def _grow(grid: Grid, i: int, j: int, right_wall: list[list[bool]], low_wall: list[list[bool]]) -> None:
    """The rectangle of fields without walls between them that begins here."""
    height, width = len(grid.owner), len(grid.owner[0])
    right, bottom = j, i
    while right + 1 < width and not right_wall[right + 1][i] and grid.owner[i][right + 1] == (i, right + 1):
        right += 1
    while bottom + 1 < height and _is_open(grid, bottom + 1, j, right, right_wall, low_wall):
        bottom += 1
    if (right, bottom) == (j, i):
        return
    for row in range(i, bottom + 1):
        grid.owner[row][j : right + 1] = [(i, j)] * (right - j + 1)
    grid.merges.append((i, j, bottom, right))


def _is_open(
    grid: Grid, row: int, left: int, right: int, right_wall: list[list[bool]], low_wall: list[list[bool]]
) -> bool:
    """Whether the cell above goes on through this row."""
    columns = range(left, right + 1)
    return (
        not any(low_wall[row][column] for column in columns)
        and not any(right_wall[column][row] for column in columns if column > left)
        and all(grid.owner[row][column] == (row, column) for column in columns)
    )
