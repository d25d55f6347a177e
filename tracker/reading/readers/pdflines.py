"""Pieces of a PDF page -> lines in the order in which they are read, columns one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text.characters import clean
from .pdfpieces import Piece

_GUTTER = 1.2  # heights of a line between two columns at least
_FULL = 0.6  # of the width of its column: lines of running text, not cells of a table without rules
_LEAST_ROWS, _LEAST_GAPS, _LEAST_SIDE = 8, 3, 4
_LATIN = re.compile(r"[A-Za-z0-9]")


def lines_of(pieces: list[Piece]) -> list[Piece]:
    """Pieces at the same height put together, from top to bottom."""
    return [_line(row) for row in rows_of(pieces)]


def rows_of(pieces: list[Piece]) -> list[list[Piece]]:
    """The tallest piece of a row decides what is level with it: a raised or small sign belongs to its line."""
    rows: list[list[Piece]] = []
    tall = None
    for piece in sorted(pieces, key=_middle, reverse=True):
        if tall is not None and _is_level(tall, piece):
            rows[-1].append(piece)
            tall = piece if piece.height > tall.height else tall
        else:
            rows.append([piece])
            tall = piece
    for row in rows:
        if len(row) > 1:
            row.sort(key=_left)
    return rows


def _middle(piece: Piece) -> float:
    return piece.top + piece.bottom


def _left(piece: Piece) -> float:
    return piece.left


def _is_level(tall: Piece, piece: Piece) -> bool:
    overlap = min(tall.top, piece.top) - max(tall.bottom, piece.bottom)
    return overlap > 0 and overlap > 0.5 * min(tall.height, piece.height)


def _line(row: list[Piece]) -> Piece:
    if len(row) == 1:
        row[0].text = clean(row[0].text)
        return row[0]
    text, last = row[0].text, row[0]
    for piece in row[1:]:
        text += _between(last, piece) + piece.text
        last = piece if piece.right > last.right else last
    edges = (
        min(p.left for p in row),
        min(p.bottom for p in row),
        max(p.right for p in row),
        max(p.top for p in row),
    )
    return Piece(*edges, clean(text).strip(), row[0].start)


def _between(last: Piece, piece: Piece) -> str:
    gap = piece.left - last.right
    height = min(last.height, piece.height)
    latin = _LATIN.match(last.text[-1:]) and _LATIN.match(piece.text[:1])
    return " " if gap > 0.6 * height or (latin and (piece.spaced or gap > 0.15 * height)) else ""


def in_reading_order(pieces: list[Piece]) -> list[Piece]:
    """Lines of a page. Where running text stands in two columns, the left one is read to its end first."""
    rows = rows_of(pieces)
    gutter = _gutter(rows)
    if gutter is None:
        return [_line(row) for row in rows]
    out: list[Piece] = []
    band: list[Piece] = []
    for row in rows:
        if any(p.left < gutter < p.right for p in row) or not _parts_at(row, gutter):
            out += _columns(band, gutter)
            band = []
            out.append(_line(row))
        else:
            band += row
    return out + _columns(band, gutter)


def _columns(band: list[Piece], gutter: float) -> list[Piece]:
    out = []
    for column, side in enumerate(
        ([p for p in band if p.right <= gutter], [p for p in band if p.left >= gutter]), 1
    ):
        for line in lines_of(side):
            line.column = column
            out.append(line)
    return out


def _parts_at(row: list[Piece], gutter: float) -> bool:
    """Whether the row leaves the gutter free; a line in the middle of the page belongs to neither column."""
    left, right = [p for p in row if p.right <= gutter], [p for p in row if p.left >= gutter]
    near = min(p.height for p in row)
    only = left if not right else right if not left else []
    return not only or not all(abs((p.left + p.right) / 2 - gutter) < 4 * near for p in only)


def _gutter(rows: list[list[Piece]]) -> float | None:
    """The middle of the free strip between two columns of running text; None when there is one column."""
    gaps = [gap for row in rows if len(row) > 1 for gap in _gaps(row)]
    if len(rows) < _LEAST_ROWS or len(gaps) < _LEAST_GAPS:
        return None
    left, right = min(row[0].left for row in rows), max(piece.right for row in rows for piece in row)
    central = [gap for gap in gaps if _is_central(gap, left, right)]
    for start, end in sorted(central, key=lambda gap: gap[0] - gap[1])[:12]:
        if _holds(rows, (start + end) / 2, left, right):
            return (start + end) / 2
    return None


def _gaps(row: list[Piece]) -> Iterator[tuple[float, float]]:
    end = row[0].right
    for piece in row[1:]:
        if piece.left - end > _GUTTER * piece.height:
            yield end, piece.left
        end = max(end, piece.right)


def _is_central(strip: tuple[float, float], left: float, right: float) -> bool:
    middle = (strip[0] + strip[1]) / 2
    return left + 0.3 * (right - left) < middle < right - 0.3 * (right - left)


def _holds(rows: list[list[Piece]], middle: float, left: float, right: float) -> bool:
    """Most rows leave the strip free, and on both sides most lines fill their column."""
    crossing = sum(1 for row in rows if any(p.left < middle < p.right for p in row))
    if crossing > 0.4 * len(rows):
        return False
    sides = (
        [[p for p in row if p.right <= middle] for row in rows],
        [[p for p in row if p.left >= middle] for row in rows],
    )
    return _is_text(sides[0], middle - left) and _is_text(sides[1], right - middle)


def _is_text(rows: list[list[Piece]], width: float) -> bool:
    widths = [max(p.right for p in row) - min(p.left for p in row) for row in rows if row]
    return len(widths) >= _LEAST_SIDE and sum(1 for w in widths if w > _FULL * width) >= 0.5 * len(widths)
