"""Tables of a web page, without the rows and cells that it hides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from ..blocks import Table
from ..text.characters import clean
from .errors import UnreadableDocument
from .htmllists import Numbers
from .htmlshown import Shown
from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS

_LINES = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt")


class Tables:
    def __init__(self, shown: Shown):
        self._shown, self._numbers, self._count = shown, Numbers(), 0

    def table(self, element: Element) -> Table:
        self._count += 1
        grid = _Grid()
        for tr in rows_of(element):
            if not self._shown.is_shown(tr) or not self._shown.is_shown(tr.getparent()):
                continue
            grid.begin()
            for cell in tr:
                if cell.tag in ("td", "th") and self._shown.is_shown(cell):
                    grid.cell(
                        self._text(cell), _span(cell, "rowspan", 5000), _span(cell, "colspan", MAX_COLUMNS)
                    )
        caption = element.find("caption")
        name = self._text(caption) if caption is not None and self._shown.is_shown(caption) else ""
        return Table(grid.rows, f"第{self._count}个表", name, grid.areas())

    def _text(self, cell: Element) -> str:
        """Text of a cell; <p>, <br>, <div> and <li> end a line."""
        out: list[str] = []
        self._collect(cell, out)
        return re.sub(r"\s*\n\s*", "\n", clean("".join(out))).strip()

    def _collect(self, element: Element, out: list[str]) -> None:
        if element.text:
            out.append(re.sub(r"\s+", " ", element.text))
        for child in element:
            tag = child.tag
            if tag in _LINES or tag in ("br", "tr"):
                out.append("\n")
            if self._shown.is_shown(child):
                out.append(self._numbers.of(child) if tag == "li" else "")
                self._collect(child, out)
            if tag in _LINES:
                out.append("\n")
            if child.tail:
                out.append(re.sub(r"\s+", " ", child.tail))


class _Grid:
    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._merges: list[tuple[int, int, int, int]] = []
        self._taken: set[tuple[int, int]] = set()

    def begin(self) -> None:
        if len(self.rows) >= MAX_ROWS:
            raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
        self.rows.append([])

    def cell(self, text: str, down: int, across: int) -> None:
        r, row = len(self.rows) - 1, self.rows[-1]
        while (r, len(row)) in self._taken:
            row.append("")
        column = len(row)
        row += [text] + [""] * (across - 1)
        if len(self._taken) + down * across > MAX_CELLS:
            raise UnreadableDocument("网页里的表格大得不正常：请把需要的部分复制到Excel后上传。")
        if down > 1 or across > 1:
            self._merges.append((r, column, r + down - 1, column + across - 1))
            self._taken |= {(r + i, column + j) for i in range(1, down) for j in range(across)}

    def areas(self) -> list[tuple[int, int, int, int]]:
        last = len(self.rows) - 1
        return [(a, b, min(c, last), d) for a, b, c, d in self._merges]


def is_layout(table: Element) -> bool:
    """A table that only arranges the page: it has a single cell, or holds tables and few rows of its own."""
    cells = sum(1 for _ in table.iter("td", "th"))
    if cells <= 1 or next(table.iterfind(".//table"), None) is None:
        return cells <= 1
    return sum(1 for tr in rows_of(table) if sum(1 for c in tr if c.tag in ("td", "th")) >= 3) < 3


def rows_of(table: Element) -> Iterator[Element]:
    """Rows of the table itself, not of tables within its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (tr for tr in child if tr.tag == "tr")


def _span(cell: Element, name: str, most: int) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(most, int(value))) if value.isdigit() and len(value) < 10 else 1
