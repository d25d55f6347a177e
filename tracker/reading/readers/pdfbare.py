"""Tables of a PDF without any lines: rows are told by the running numbers in the first column, columns by the strips that no
word crosses, and a header stands above each of them."""

from __future__ import annotations

import re
from itertools import pairwise

from .pdfgrid import Grid, Rule, grid_of
from .pdflines import rows_of
from .pdfopen import between_rows, middle, strips
from .pdfpieces import Piece

_NUMBER = re.compile(r"(\d{1,3})[.、．]?")
_SAYS = re.compile("单位|部门|责任|牵头|主办|时限|时间|期限|进度")
_LEAST_ROWS, _LEAST_COLUMNS = 3, 3
_SHORT = 12  # characters of a cell of the header
_MOST_NUMBERS = 400  # on one page; more are a sheet of figures
_ALIGNED = 8.0  # points by which the numbers of a column may stand apart
_GAP = 2.5  # heights of a line; behind a wider gap another text begins


def bare_grid(pieces: list[Piece]) -> Grid | None:
    """The table of a page on which nothing is ruled; None where there is none."""
    marks = _marks(pieces)
    if len(marks) < _LEAST_ROWS:
        return None
    first, last = marks[0], marks[-1]
    body = [p for p in pieces if middle(last) - 1 <= middle(p) <= first.top + first.height]
    parts = strips(body)
    if len(parts) + 1 < _LEAST_COLUMNS or any(mark.right > parts[0] for mark in marks):
        return None
    below = _reach([p for p in pieces if middle(p) < middle(last) - 1], last, parts)
    head = _head([p for p in pieces if middle(p) > middle(first) and p not in body], first, parts)
    return _grid(head, [*body, *below], parts) if head or _value(first) > 1 else None


def _grid(head: list[Piece], rest: list[Piece], parts: list[float]) -> Grid:
    inside = [*head, *rest]
    xs = [min(p.left for p in inside) - 1, *parts, max(p.right for p in inside) + 1]
    top = max(p.top for p in inside) + 1
    first = min(p.bottom for p in head) if head else top
    ys = [*([top] if head else []), first, *between_rows(rest, xs, first), min(p.bottom for p in inside) - 1]
    level = [Rule(y, xs[0], xs[-1]) for y in ys]
    return grid_of(xs, ys, level, [Rule(x, ys[-1], ys[0]) for x in xs])


def _value(mark: Piece) -> int:
    found = _NUMBER.fullmatch(mark.text)
    return int(found[1]) if found else 0


def _marks(pieces: list[Piece]) -> list[Piece]:
    """Numbers one below the other, each one more than that above, at the left edge of the text."""
    numbers = sorted((p for p in pieces if _NUMBER.fullmatch(p.text)), key=lambda p: -p.top)
    best: list[Piece] = []
    if len(numbers) > _MOST_NUMBERS:
        return best
    for start in range(len(numbers)):
        run = [numbers[start]]
        for piece in numbers[start + 1 :]:
            aligned = abs((piece.left + piece.right) - (run[0].left + run[0].right)) <= 2 * _ALIGNED
            if aligned and _value(piece) == _value(run[-1]) + 1:
                run.append(piece)
        best = run if len(run) > len(best) else best
    return best


def _crosses(piece: Piece, parts: list[float]) -> bool:
    return any(piece.left < x < piece.right for x in parts)


def _reach(pieces: list[Piece], last: Piece, parts: list[float]) -> list[Piece]:
    """What still belongs to the last row: lines close below it that stay within their columns."""
    out, low = [], last.bottom
    for row in rows_of(list(pieces)):
        if max(p.top for p in row) < low - _GAP * last.height / 2 or any(_crosses(p, parts) for p in row):
            break
        out += row
        low = min(low, *(p.bottom for p in row))
    return out


def _head(pieces: list[Piece], first: Piece, parts: list[float]) -> list[Piece]:
    """Short words close above the first row, at least one above each column, which say whose or by when."""
    out: list[Piece] = []
    high = first.top
    for row in reversed(rows_of(list(pieces))):
        far = min(p.bottom for p in row) > high + _GAP * first.height
        if far or any(_crosses(p, parts) or len(p.text) > _SHORT for p in row):
            break
        out += row
        high = max(p.top for p in row)
    edges = [float("-inf"), *parts, float("inf")]
    whole = all(any(a <= p.left and p.right <= b for p in out) for a, b in pairwise(edges))
    return out if whole and any(_SAYS.search(p.text) for p in out) else []
