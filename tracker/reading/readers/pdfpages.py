"""One page of a PDF: its lines, its tables, what stands beside the text, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium

from ..blocks import Table
from .pdfbare import bare_grid
from .pdfgrid import Grid, grids
from .pdflines import in_reading_order
from .pdfopen import open_grids
from .pdfpieces import Box, Letters, Piece, Reader
from .pdfscan import Scan, Scanner
from .pdftables import table_of

_FEW_RULES = 3
_FEW_TEXTS = 8


@dataclass(slots=True)
class Page:
    number: int
    box: Box
    lines: list[Piece]
    tables: list[tuple[float, Table]]  # with the height of their upper edge
    beside: list[str]  # texts set crosswise in the margin
    slanted: list[str]
    size: int  # characters
    is_recognised: bool  # an invisible text lies over a picture
    is_half_picture: bool
    is_crowded: bool
    is_lost: bool  # texts are drawn of which no letters came


def read_page(page: pdfium.PdfPage, number: int, scanner: Scanner) -> Page:
    """Reads the page and closes it."""
    scan = scanner.scan(page)
    reader = Reader(page, scan)
    letters = reader.letters()
    found = _grids(scan, letters)
    tables, free = _tables(found, letters.pieces, reader)
    for _, table in tables:
        table.place, table.page = f"第{number}页", number
    upright = [p for p in free if p.angle == 0]
    box = letters.box
    made = Page(
        number, box, in_reading_order(upright), tables, [p.text for p in free if p.angle], letters.slanted,
        size=sum(len(p.text) for p in letters.pieces),
        is_recognised=bool(scan.texts and scan.invisible == scan.texts and scan.images),
        is_half_picture=not scan.invisible and scan.image_area > 0.4 * (box[2] - box[0]) * (box[3] - box[1]),
        is_crowded=scan.is_crowded,
        is_lost=scan.texts > _FEW_TEXTS and letters.count < 0.5 * scan.texts,
    )  # fmt: skip
    reader.close()
    page.close()
    return made


def _grids(scan: Scan, letters: Letters) -> list[Grid]:
    upright = [p for p in letters.pieces if p.angle == 0]
    ruled = len(scan.rules) >= _FEW_RULES and bool(letters.pieces)
    found = grids(scan.rules) if ruled else []
    found += open_grids(scan.rules, upright, found) if ruled else []
    if not found and (bare := bare_grid(upright)) is not None:
        return [bare]
    return sorted(found, key=lambda grid: -grid.ys[0])


def _tables(
    found: list[Grid], pieces: list[Piece], reader: Reader
) -> tuple[list[tuple[float, Table]], list[Piece]]:
    """Tables that hold words, and the pieces outside of them."""
    out = []
    for grid in found:
        x0, y0, x1, y1 = grid.box
        inside = [
            p for p in pieces if x0 <= (p.left + p.right) / 2 <= x1 and y0 <= (p.bottom + p.top) / 2 <= y1
        ]
        if inside:
            kept = set(map(id, inside))
            pieces = [p for p in pieces if id(p) not in kept]
            out.append((y1, table_of(grid, inside, reader)))
    return out, pieces
