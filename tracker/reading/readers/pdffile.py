"""PDF with a text layer: lines in reading order, ruled tables as tables.

pdfium gives the lines (fast); pdfplumber is only asked on pages that carry ruling lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import islice

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ..blocks import Document, Paragraph, Table
from ..text.characters import clean
from .errors import UnreadableDocument
from .furniture import is_page_number
from .limits import MAX_PAGES, MAX_ROWS

_MIN_RULES = 8  # so many drawn lines may be a table


@dataclass(slots=True)
class _Line:
    left: float
    right: float
    top: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        return self.top - self.bottom


def read(data: bytes) -> Document:
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("文件加了密码：请取消密码保护后重新上传。") from error
        raise UnreadableDocument("PDF文件已损坏，打不开：请重新导出后上传。") from error
    pages = len(pdf)
    if pages > MAX_PAGES:
        raise UnreadableDocument(f"PDF有{pages}页，超过{MAX_PAGES}页的上限：请只上传有任务的部分。")
    blocks: list[Paragraph | Table] = []
    letters, empty, plumber, rows = 0, 0, None, 0
    for index in range(pages):
        page = pdf[index]
        lines, ruled = _lines(page), _ruled(page)
        size = sum(len(line.text) for line in lines)
        letters += size
        empty += size < 5
        tables = []
        if ruled and size:
            plumber = plumber or pdfplumber.open(BytesIO(data))
            tables = _tables(plumber.pages[index])
        rows += sum(len(t.rows) for _, t in tables)
        if rows > MAX_ROWS:
            raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
        blocks += _page(lines, tables, index + 1, blocks)
        page.close()
    if letters < 20:
        raise UnreadableDocument("PDF里没有文字，多半是扫描件：请先做文字识别（OCR），或上传Word原件。")
    warnings = [f"有{empty}页没有文字（可能是扫描页），没有读取，请核对。"] if empty else []
    return Document(blocks, warnings, "pdf", wrapped=True)


def _lines(page) -> list[_Line]:
    """Runs of text put together to lines, top to bottom."""
    text = page.get_textpage()
    lines: list[_Line] = []
    for i in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(i)
        words = clean(text.get_text_bounded(left, bottom, right, top)).replace("\n", "").strip()
        if not words or top - bottom < 0.5:
            continue
        last = lines[-1] if lines else None
        if last and _same_line(last, top, bottom) and left >= last.left:
            gap = left - last.right
            last.text += (" " if gap > 0.6 * last.height else "") + words
            last.right, last.top, last.bottom = (
                max(last.right, right),
                max(last.top, top),
                min(last.bottom, bottom),
            )
        else:
            lines.append(_Line(left, right, top, bottom, words))
    text.close()
    return lines


def _same_line(line: _Line, top: float, bottom: float) -> bool:
    overlap = min(line.top, top) - max(line.bottom, bottom)
    return overlap > 0.5 * min(line.height, top - bottom)


def _ruled(page) -> bool:
    drawn = page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=2)
    return sum(1 for _ in islice(drawn, _MIN_RULES)) >= _MIN_RULES


def _tables(page) -> list[tuple[tuple[float, float], Table]]:
    """((top, bottom) measured from the page's foot, table) for each ruled table."""
    out = []
    for found in page.find_tables():
        grid, merges = _grid(found)
        if len(grid) >= 1 and len(grid[0]) >= 2 and any(any(row) for row in grid):
            _x0, top, _x1, bottom = found.bbox
            out.append(
                ((float(page.height) - top, float(page.height) - bottom), Table(grid, "", merges=merges))
            )
    return out


def _grid(found) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """Cells by their edges, so that merged cells are known."""
    cells = [c for c in found.cells if c]
    xs, ys = _edges(x for c in cells for x in (c[0], c[2])), _edges(y for c in cells for y in (c[1], c[3]))
    grid = [[""] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    merges = []
    page = found.page
    for x0, y0, x1, y1 in cells:
        left, right = _index(xs, x0), max(_index(xs, x1) - 1, _index(xs, x0))
        top, bottom = _index(ys, y0), max(_index(ys, y1) - 1, _index(ys, y0))
        if top >= len(grid) or left >= len(grid[0]):
            continue
        text = (
            page.crop(
                (max(0, x0), max(0, y0), min(page.width, x1), min(page.height, y1)), strict=False
            ).extract_text()
            or ""
        )
        grid[top][left] = clean(text).strip()
        if right > left or bottom > top:
            merges.append((top, left, bottom, right))
    return grid, merges


def _edges(values) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > 3:
            out.append(value)
    return out


def _index(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _page(lines: list[_Line], tables, number: int, so_far: list) -> list[Paragraph | Table]:
    """Blocks of a page from top to bottom. A table that goes on from the page before is joined to it."""
    place = f"第{number}页"
    out: list[tuple[float, Paragraph | Table]] = []
    areas = [area for area, _ in tables]
    free = [
        line
        for line in lines
        if not any(top + 2 >= line.top and line.bottom >= bottom - 2 for top, bottom in areas)
    ]
    margin = min((line.left for line in free if len(line.text) > 8), default=0)
    for line in free:
        if is_page_number(line.text):
            continue
        indent = "\u3000\u3000" if line.left - margin > 1.2 * line.height and _starts_left(line, free) else ""
        out.append((line.top, Paragraph(indent + line.text, place)))
    for (top, _), table in tables:
        table.place = place
        out.append((top, table))
    out.sort(key=lambda pair: -pair[0])
    blocks = [block for _, block in out]
    while (
        blocks
        and isinstance(blocks[0], Table)
        and so_far
        and isinstance(so_far[-1], Table)
        and _width(blocks[0]) == _width(so_far[-1])
    ):
        _append(so_far[-1], blocks.pop(0))
    return blocks


def _starts_left(line: _Line, lines: list[_Line]) -> bool:
    """Not centred: titles stand in the middle and are no indented paragraphs."""
    right = max(other.right for other in lines)
    left = min(other.left for other in lines)
    return abs((line.left - left) - (right - line.right)) > line.height or line.right - line.left > 0.8 * (
        right - left
    )


def _width(table: Table) -> int:
    return max((len(row) for row in table.rows), default=0)


def _append(head: Table, more: Table) -> None:
    rows = more.rows
    if rows and head.rows and [_bare(c) for c in rows[0]] == [_bare(c) for c in head.rows[0]]:
        more.merges = [(a - 1, b, c - 1, d) for a, b, c, d in more.merges if a > 0]
        rows = rows[1:]
    elif (
        rows
        and not rows[0][0]
        and sum(1 for c in rows[0] if c) < len(rows[0]) - 1
        and not any(m[0] == 0 for m in more.merges)
    ):
        # The page break cut a row in two.
        last = next((i for i in range(len(head.rows) - 1, -1, -1) if any(head.rows[i])), 0)
        head.rows[last] = [
            a + b if a and b else a or b for a, b in zip(head.rows[last], rows[0], strict=False)
        ]
        more.merges = [(a - 1, b, c - 1, d) for a, b, c, d in more.merges if a > 0]
        rows = rows[1:]
    offset = len(head.rows)
    head.rows += rows
    head.merges += [(a + offset, b, c + offset, d) for a, b, c, d in more.merges]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
