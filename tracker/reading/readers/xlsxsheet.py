"""One sheet of a workbook: its rows as people see them, without hidden rows and columns, and its merged areas."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from lxml import etree
from lxml.etree import _Element as Element

from ..text.characters import clean
from .errors import UnreadableDocument
from .formats import EPOCH, plain, shown
from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from .ooxml import S
from .xlsxstyles import PLAIN, Look, rich_text

_ON = ("1", "true", "on")
_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_BLANKS = 2_000  # so many empty rows in a row end a sheet
_FAR = 20_000  # hidden cells that are kept, in case a merged area shows their text elsewhere
_TAGS = tuple(
    S + name
    for name in ("row", "col", "sheetFormatPr", "mergeCell", "oddHeader", "evenHeader", "firstHeader")
)


@dataclass(slots=True)
class Book:
    """What all sheets share."""

    texts: list[str]
    looks: list[Look]
    epoch: datetime = EPOCH


@dataclass(slots=True)
class Sheet:
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # of the rows in the file
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)  # printed above each page
    unsolved: list[str] = field(default_factory=list)  # formulas without a result
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)  # that hold something
    struck: int = 0
    is_cut: bool = False  # there is more to the right than is read


def read_sheet(data: bytes, book: Book, allowed: int) -> Sheet:
    """Raises UnreadableDocument when there are more rows than allowed or the XML is broken."""
    reader = _Reader(book, allowed)
    events = etree.iterparse(
        BytesIO(data), tag=_TAGS, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )  # fmt: skip
    try:
        for _, element in events:
            reader.take(element)
            if element.tag == S + "row":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(
            "Excel文件已损坏，读不下去：请用表格软件打开修复，另存后重新上传。"
        ) from error
    return reader.finish()


class _Reader:
    def __init__(self, book: Book, allowed: int):
        self._book, self._allowed = book, allowed
        self._columns = [True] * MAX_COLUMNS  # shown or not
        self._row, self._zero_height, self._blanks, self._is_over = 0, False, 0, False
        self._behind: dict[tuple[int, int], str] = {}  # texts of hidden cells
        self._last_hidden = 0
        self._areas: list[tuple[int, int, int, int]] = []
        self.sheet = Sheet()

    def take(self, element: Element) -> None:
        tag = element.tag
        if tag == S + "row":
            self._take_row(element)
        elif tag == S + "mergeCell":
            self._take_area(element.get("ref", ""))
        elif tag == S + "col":
            self._take_column(element)
        elif tag == S + "sheetFormatPr":
            self._zero_height = element.get("zeroHeight") in _ON
        elif element.text:
            self.sheet.headers.append(element.text)

    def _take_column(self, element: Element) -> None:
        if element.get("hidden") in _ON or element.get("width") in ("0", "0.0"):
            first, last = _int(element.get("min")) - 1, min(_int(element.get("max")), MAX_COLUMNS)
            for column in range(max(0, first), last):
                self._columns[column] = False

    def _take_row(self, element: Element) -> None:
        given = element.get("r")
        self._row = _int(given) if given else self._row + 1
        if self._is_over:
            return
        cells = self._cells(element)
        is_hidden = element.get("hidden", "1" if self._zero_height else "0") in _ON or element.get("ht") in (
            "0",
            "0.0",
        )
        if is_hidden and any(cells):
            self.sheet.hidden_rows += 1
            self._last_hidden = self._row
            self._keep_behind(cells)
        elif not is_hidden:
            self._add([text for text, is_shown in zip(cells, self._columns, strict=False) if is_shown])

    def _add(self, row: list[str]) -> None:
        while row and not row[-1]:
            row.pop()
        self._blanks = 0 if row else self._blanks + 1
        self._is_over = self._blanks > _BLANKS
        sheet = self.sheet
        if not row and (not sheet.rows or not sheet.rows[-1]):
            return  # one empty row parts as well as many
        # Rows that the file leaves out are empty; those that it hides are not.
        if (
            row
            and sheet.rows
            and sheet.rows[-1]
            and self._row > sheet.numbers[-1] + 1
            and self._last_hidden < sheet.numbers[-1]
        ):
            sheet.rows.append([])
            sheet.numbers.append(self._row - 1)
        sheet.rows.append(row)
        sheet.numbers.append(self._row)
        if len(sheet.rows) > self._allowed:
            raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")

    def _cells(self, element: Element) -> list[str]:
        texts: list[str] = []
        for cell in element:
            column = _column_of(cell.get("r"), len(texts))
            if column >= MAX_COLUMNS:
                self.sheet.is_cut = self.sheet.is_cut or len(cell) > 0
                continue
            text = self._text(cell) if len(cell) else ""
            if column == len(texts):
                texts.append(text)
                continue
            if column > len(texts):
                texts += [""] * (column - len(texts) + 1)
            texts[column] = text
        for column, text in enumerate(texts):
            if text and not self._columns[column]:
                self.sheet.hidden_columns.add(column)
                self._keep(column, text)
        return texts

    def _keep_behind(self, cells: list[str]) -> None:
        for column, text in enumerate(cells):
            if text:
                self._keep(column, text)

    def _keep(self, column: int, text: str) -> None:
        if len(self._behind) < _FAR:
            self._behind[self._row, column] = text

    def _text(self, cell: Element) -> str:
        """What the cell shows."""
        style = cell.get("s")
        look = self._look(style) if style else PLAIN
        text = self._value(cell, look)
        if text and look.struck:
            self.sheet.struck += 1
            return ""
        return text

    def _look(self, style: str) -> Look:
        number, looks = _int(style), self._book.looks
        return looks[number] if number < len(looks) else PLAIN

    def _value(self, cell: Element, look: Look) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inner = cell.find(S + "is")
            return rich_text(inner) if inner is not None else ""
        found = cell.find(S + "v")
        value = found.text if found is not None else None
        if not value:
            if kind != "str" and cell.find(S + "f") is not None:
                self.sheet.unsolved.append(cell.get("r", ""))
            return ""
        if kind == "s":
            texts, index = self._book.texts, _int(value)
            return texts[index] if index < len(texts) else ""
        return self._typed(kind, value, look)

    def _typed(self, kind: str, value: str, look: Look) -> str:
        if kind == "b":
            return "是" if value == "1" else "否"
        if kind == "n":
            return _number(value, look, self._book.epoch)
        if kind == "d":  # a date in words of its own: 2026-06-30T00:00:00
            return value.replace("T", " ").removesuffix(" 00:00:00")
        return clean(value).strip()

    def _take_area(self, ref: str) -> None:
        match = _AREA.match(ref)
        if match and len(self._areas) < MAX_ROWS:
            left, top, right, bottom = match.groups()
            self._areas.append((int(top), _column(left), int(bottom), _column(right)))

    def finish(self) -> Sheet:
        sheet = self.sheet
        while sheet.rows and not sheet.rows[-1]:
            sheet.rows.pop()
            sheet.numbers.pop()
        shown_areas(sheet, self._areas, self._columns, self._behind)
        return sheet


def shown_areas(
    sheet: Sheet,
    areas: Iterable[tuple[int, int, int, int]],
    columns: list[bool],
    behind: dict[tuple[int, int], str],
) -> None:
    """Gives the sheet those merged areas that are shown, by rows and columns that are shown.

    `areas` count as the file does: rows from 1, columns from 0, all inclusive; `behind` are texts of hidden cells."""
    place = [sum(columns[:column]) for column in range(len(columns) + 1)]
    covered = 0
    for top, left, bottom, right in areas:
        first, last = bisect_left(sheet.numbers, top), bisect_left(sheet.numbers, bottom + 1) - 1
        left_most, right_most = place[min(left, len(columns))], place[min(right + 1, len(columns))] - 1
        size = (last - first + 1) * (right_most - left_most + 1)
        if last < first or right_most < left_most or covered + size > MAX_CELLS:
            continue  # nothing of it is shown
        covered += size
        _fill(sheet.rows[first], left_most, behind.get((top, left), ""))
        if size > 1:
            sheet.merges.append((first, left_most, last, right_most))


def _fill(row: list[str], column: int, text: str) -> None:
    """The text of a merged area stands in the part that is shown, though its first cell be hidden."""
    if text:
        row += [""] * (column + 1 - len(row))
        row[column] = row[column] or text


def _number(value: str, look: Look, epoch: datetime) -> str:
    try:
        figure = int(value) if value.lstrip("-").isdigit() else float(value)
    except ValueError:
        return clean(value).strip()
    return plain(shown(figure, look.shape, epoch))


def _column_of(place: str | None, following: int) -> int:
    if not place:
        return following
    match = _PLACE.match(place)
    return _column(match.group(1)) if match else following


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _int(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0
