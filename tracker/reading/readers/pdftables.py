"""Ruled tables of a PDF with their words, and tables that go on over a page break."""

from __future__ import annotations

import re
from typing import TypeGuard

from ..blocks import Paragraph, Table
from ..text.characters import clean
from .pdfgrid import Grid
from .pdflines import lines_of
from .pdfpieces import Piece, Reader

_STACK = 3  # so many lines of one or two characters are one word, set from top to bottom


def table_of(grid: Grid, pieces: list[Piece], reader: Reader) -> Table:
    cells: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        for part in _parts(grid, piece, reader):
            place = grid.cell_at((part.left + part.right) / 2, (part.bottom + part.top) / 2)
            if place is not None:
                cells.setdefault(place, []).append(part)
    rows = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for (row, column), parts in cells.items():
        rows[row][column] = _text(parts)
    return Table(rows, merges=grid.merges)


def _parts(grid: Grid, piece: Piece, reader: Reader) -> list[Piece]:
    """A piece that runs through a wall of the table is several texts."""
    walls = [x for x in grid.xs if piece.left + 1 < x < piece.right - 1]
    if not walls or piece.angle or len(piece.text) < 2:
        return [piece]
    middle = (piece.bottom + piece.top) / 2
    if grid.cell_at(piece.left + 1, middle) == grid.cell_at(piece.right - 1, middle):
        return [piece]
    return reader.split(piece, walls)


def _text(pieces: list[Piece]) -> str:
    if len(pieces) == 1:
        return clean(pieces[0].text)
    lines = [line.text for line in lines_of([p for p in pieces if not p.angle])]
    lines += [p.text for p in pieces if p.angle]
    if len(lines) >= _STACK and all(len(line) <= 2 for line in lines):
        return "".join(lines)
    return "\n".join(line for line in lines if line)


def goes_on(before: Paragraph | Table | None, table: Table) -> TypeGuard[Table]:
    """Whether the table is the rest of the one before, on the next page."""
    return isinstance(before, Table) and table.page != before.page and _width(table) == _width(before)


def append(head: Table, more: Table) -> None:
    """Adds the rows, without a header that is printed again; a row that the page break cut is put together."""
    rows = more.rows
    if rows and head.rows and [_bare(c) for c in rows[0]] == [_bare(c) for c in head.rows[0]]:
        rows = _without_first(more)
    elif rows and _is_cut(more):
        last = next((i for i in range(len(head.rows) - 1, -1, -1) if any(head.rows[i])), 0)
        head.rows[last] = [
            a + b if a and b else a or b for a, b in zip(head.rows[last], rows[0], strict=False)
        ]
        rows = _without_first(more)
    offset = len(head.rows)
    head.rows += rows
    head.merges += [(a + offset, b, c + offset, d) for a, b, c, d in more.merges]


def _is_cut(table: Table) -> bool:
    first = table.rows[0]
    return (
        not first[0]
        and sum(1 for cell in first if cell) < len(first) - 1
        and not any(area[0] == 0 for area in table.merges)
    )


def _without_first(table: Table) -> list[list[str]]:
    table.merges = [(a - 1, b, c - 1, d) for a, b, c, d in table.merges if a > 0]
    return table.rows[1:]


def _width(table: Table) -> int:
    return max((len(row) for row in table.rows), default=0)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
