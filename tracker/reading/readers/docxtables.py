"""Tables of a Word document: a grid with merged areas, without rows and cells that are hidden or deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lxml.etree import _Element as Element

from ..blocks import Table
from .docxruns import chosen, is_placeholder
from .docxstyles import is_on
from .errors import UnreadableDocument
from .limits import MAX_COLUMNS, MAX_ROWS
from .ooxml import MC, W

_WRAPPERS = {W + name for name in ("ins", "moveTo", "customXml", "smartTag")}


class Tables:
    """Reads tables; `lines_of` gives the lines of a cell's paragraph."""

    def __init__(self, lines_of: Callable[[Element], tuple[list[str], str]]):
        self._lines_of = lines_of
        self.rows = 0

    def table(self, element: Element, place: str) -> Table:
        grid = _Grid()
        for tr in unwrapped(element, W + "tr"):
            if _is_gone(tr.find(W + "trPr"), "hidden", "del"):
                continue
            self.rows += 1
            if self.rows > MAX_ROWS:
                raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
            self._row(tr, grid)
        return Table(grid.rows, place, merges=grid.areas())

    def _row(self, tr: Element, grid: _Grid) -> None:
        grid.begin(_count(tr.find(f"{W}trPr/{W}gridBefore")))
        for tc in unwrapped(tr, W + "tc"):
            properties = tc.find(W + "tcPr")
            if _is_gone(properties, "cellDel"):
                continue
            span = max(1, _count(_of(properties, "gridSpan")))
            vertical = _of(properties, "vMerge")
            goes_on = vertical is not None and vertical.get(W + "val", "continue") == "continue"
            if goes_on and grid.goes_on(span):
                continue
            grid.cell(self._text(tc), span, merges_down=vertical is not None)

    def _text(self, tc: Element) -> str:
        """Lines of a cell, those of a table within it too. A cell that holds nothing but an automatic number shows it."""
        lines, labels = self._lines(tc)
        return "\n".join(lines or labels)

    def _lines(self, parent: Element) -> tuple[list[str], list[str]]:
        lines: list[str] = []
        labels: list[str] = []
        for child in unwrapped(parent, W + "p", W + "tbl"):
            if child.tag == W + "p":
                found, label = self._lines_of(child)
                lines += found
                labels += [label] if label else []
            else:
                lines += self._nested(child)
        return lines, labels

    def _nested(self, table: Element) -> list[str]:
        cells = (tc for tr in unwrapped(table, W + "tr") for tc in unwrapped(tr, W + "tc"))
        return [line for tc in cells for line in self._lines(tc)[0]]


class _Grid:
    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._merges: list[list[int]] = []
        self._above: dict[int, list[int]] = {}  # column -> merged area that may go on in this row
        self._here: dict[int, list[int]] = {}

    def begin(self, before: int) -> None:
        self.rows.append([""] * before)
        self._above, self._here = self._here, {}

    def goes_on(self, span: int) -> bool:
        row, r = self.rows[-1], len(self.rows) - 1
        area = self._above.get(len(row))
        if area is None:
            return False
        area[2] = r
        self._here[len(row)] = area
        row += [""] * span
        return True

    def cell(self, text: str, span: int, *, merges_down: bool) -> None:
        row, r = self.rows[-1], len(self.rows) - 1
        if len(row) + span > 4 * MAX_COLUMNS:
            raise UnreadableDocument("Word里的表格宽得不正常：请把需要的部分复制到Excel后上传。")
        area = [r, len(row), r, len(row) + span - 1]
        self._merges.append(area)
        if merges_down:
            self._here[len(row)] = area
        row += [text] + [""] * (span - 1)

    def areas(self) -> list[tuple[int, int, int, int]]:
        return [
            (top, left, bottom, right)
            for top, left, bottom, right in self._merges
            if (top, left) != (bottom, right)
        ]


def unwrapped(parent: Iterable[Element], *tags: str) -> Iterator[Element]:
    """Children with these tags, also those in content controls, kept revisions and choices around them."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None:
                yield from _filled(unwrapped(content, *tags), is_empty=is_placeholder(child))
        elif child.tag in _WRAPPERS:
            yield from unwrapped(child, *tags)
        elif child.tag == MC + "AlternateContent":
            yield from unwrapped(chosen(child), *tags)


def _filled(children: Iterable[Element], *, is_empty: bool) -> Iterator[Element]:
    """A cell that is a form field stays a cell when nobody has filled it in; its words go."""
    for child in children:
        if is_empty:
            for text in child.iter(W + "t"):
                text.text = ""
        yield child


def _is_gone(properties: Element | None, *names: str) -> bool:
    return properties is not None and any(is_on(properties, name) for name in names)


def _of(properties: Element | None, name: str) -> Element | None:
    return properties.find(W + name) if properties is not None else None


def _count(element: Element | None) -> int:
    """A number of columns, as far as it makes sense."""
    value = element.get(W + "val", "") if element is not None else ""
    return min(100, int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else 0
