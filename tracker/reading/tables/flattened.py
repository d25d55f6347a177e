"""Tables that were copied into plain text: cells set apart by bars, tabs or blanks, or each on a line of its own.

Only what begins with a header that says whose or by when is taken for a table; the rest stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..blocks import Paragraph, Table
from ..dates.engine import parse_dates
from ..owners.units import looks_like_unit, split_units
from ..text.numbering import find_label
from . import tabbed
from .columns import OWNER_ROLES, column_role

_WIDE = re.compile(r"\t+|[ \u3000]{2,}")
_RULE = re.compile(r"[|\s:+=-]+")
_HEADER_MOST = 12  # columns
_DATE_MOST = 20  # characters
_SECTION_MOST, _STOPS = 24, re.compile("[。；;|\t]")
_CELL_MOST = 400
_ROW_MOST = 60  # cells
_WRAPS_MOST = 12  # lines of one row
_LABEL_ALONE = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]")
_PLAIN = re.compile(r"(\d{1,3})[.、．]?")


@dataclass(slots=True)
class _Line:
    number: int  # in the file
    text: str


def with_tables(texts: list[str]) -> list[Paragraph | Table]:
    """The lines of a text as paragraphs, and the tables among them."""
    lines = [_Line(n, text) for n, text in enumerate(texts, start=1)]
    blocks: list[Paragraph | Table] = []
    at = 0
    while at < len(lines):
        found = tabbed.read(texts, at, _is_header) if "\t" in texts[at] else None
        found = found or _set_apart(lines, at) or _barred(lines, at) or _one_by_one(lines, at)
        if found:
            rows, after = found
            first = lines[at].number
            blocks.append(Table(rows, f"第{first}行起的表", knows_merges=False))
            at = after
        else:
            blocks.append(Paragraph(lines[at].text.expandtabs(4), f"第{lines[at].number}行"))
            at += 1
    return blocks


def _is_header(cells: list[str]) -> bool:
    """Known words for an owner or a date, one column for the task, and at least half of the words known."""
    if not 3 <= len(cells) <= _HEADER_MOST or any(not c or len(c) > 14 for c in cells):
        return False
    roles = [column_role(c) for c in cells]
    known = [role for role in roles if role]
    return (
        len(set(cells)) == len(cells)
        and len(known) * 2 >= len(cells)
        and bool({"task", "content", "problem", "category", ""} & set(roles))
        and bool({*OWNER_ROLES, "due"} & set(known))
    )


# --- Rows on lines ---------------------------------------------------------------------------------
def _set_apart(lines: list[_Line], at: int) -> tuple[list[list[str]], int] | None:
    """One row on each line, cells between bars, tabs or several blanks."""
    for cut in (_by_bars, _by_blanks):
        header = cut(lines[at].text)
        if not _is_header(header):
            continue
        rows, after, k = [header], at + 1, at
        while (k := k + 1) < len(lines):
            text = lines[k].text
            cells = _as_many(cut(text), text, lines[at].text)
            if cut is _by_bars and (end := _wrapped_row(lines, k, lines[at].text)):
                text, k = "".join(line.text for line in lines[k : end + 1]), end
                cells = cut(text)
            if text.strip() and "|" in text and _RULE.fullmatch(text):
                after = k + 1
            elif len(cells) == len(header) or _parts_rows(lines, k, lines[at].text):
                rows.append(cells if len(cells) == len(header) else [text.strip()])
                after = k + 1
            elif text.strip():
                break
        return (rows, after) if len(rows) > 1 else None
    return None


def _as_many(cells: list[str], text: str, header: str) -> list[str]:
    """The cells of a row; with as many bars or tabs as the header has, its last cells may be empty."""
    for mark in "\t|":
        if 2 <= text.count(mark) == header.count(mark):
            if mark == "|" and header.strip().endswith("|"):
                return cells
            return [c.strip() for c in text.split(mark)]
    return cells


def _parts_rows(lines: list[_Line], at: int, header: str) -> bool:
    """一、交通类（3个）: a line of its own between rows, with a number that no row has."""
    text = lines[at].text.strip()
    label = find_label(text)
    if not label or label.kind not in ("cn", "cn_paren") or len(text) > _SECTION_MOST or _STOPS.search(text):
        return False
    below = lines[at + 1].text if at + 1 < len(lines) else ""
    return any(2 <= below.count(mark) == header.count(mark) for mark in "\t|")


def _wrapped_row(lines: list[_Line], start: int, header: str) -> int:
    """The last line of a row that a page width broke, where a bar ends each row; 0 where the row is whole, or none."""
    if not header.rstrip().endswith("|"):
        return 0
    bars = end = 0
    for k in range(start, min(start + _WRAPS_MOST, len(lines))):
        bars += lines[k].text.count("|")
        if not lines[k].text.strip() or bars > header.count("|"):
            return 0
        end = k
        if bars == header.count("|") and lines[k].text.rstrip().endswith("|"):
            break
    else:
        return 0
    return end if end > start else 0


def _by_bars(text: str) -> list[str]:
    if text.count("|") < 2:
        return []
    text = text.strip()
    return [c.strip() for c in text.removeprefix("|").removesuffix("|").split("|")]


def _by_blanks(text: str) -> list[str]:
    if "\t" in text.strip("\n"):
        return [c.strip() for c in text.rstrip().split("\t")]
    return _WIDE.split(text.strip())


# --- Cells on lines --------------------------------------------------------------------------------
class _Tape:
    """The cells of the lines from one on, cut as far as somebody asks. Where every header cell ends with a bar, a cell
    goes on to the next bar; where an empty line follows each, to the next empty line; and a label alone on its line
    belongs to the words after it."""

    def __init__(self, lines: list[_Line], at: int):
        self._lines, self._next = lines, at
        self._cells: list[tuple[int, str]] = []
        near = [line.text.strip() for line in lines[at : at + _HEADER_MOST]]
        first = [text for text in near if text]
        self._spaced = len(near) > 4 and not any(near[1:6:2]) and all(near[0:6:2])
        self._joined = all(text.endswith("|") and len(text) > 1 for text in first[:3])
        self._is_open = False

    def has(self, i: int) -> bool:
        # A cell is whole when the next one has begun.
        while len(self._cells) <= i + 1 and self._next < len(self._lines):
            self._read(self._next, self._lines[self._next].text.strip())
            self._next += 1
        return i < len(self._cells)

    def _read(self, k: int, text: str) -> None:
        if self._is_open and text and len(self._cells[-1][1]) <= _CELL_MOST:
            self._cells[-1] = (self._cells[-1][0], self._cells[-1][1] + _bare(text))
        elif bare := _bare(text):
            self._cells.append((k, bare))
        if text and self._cells:
            is_label = bool(_LABEL_ALONE.fullmatch(self._cells[-1][1]))
            self._is_open = is_label or self._spaced or (self._joined and not text.endswith("|"))
        elif self._spaced:
            self._is_open = bool(self._cells) and bool(_LABEL_ALONE.fullmatch(self._cells[-1][1]))

    def text(self, i: int) -> str:
        """The cell, or nothing beyond the last one."""
        return self._cells[i][1] if self.has(i) else ""

    def number(self, i: int) -> str:
        """The running number that the cell consists of."""
        found = _PLAIN.fullmatch(self.text(i))
        return found.group(1) if found else ""

    def line(self, i: int) -> int:
        return self._cells[i][0] if self.has(i) else len(self._lines)


def _one_by_one(lines: list[_Line], at: int) -> tuple[list[list[str]], int] | None:
    """Each cell on a line of its own, rows told by their running numbers."""
    if column_role(_bare(lines[at].text)) != "number":
        return None
    cells = _Tape(lines, at)
    width = next((i for i in range(_HEADER_MOST + 1) if cells.number(i) or _is_section(cells, i)), 0)
    header = [cells.text(i) for i in range(width)]
    if not _is_header(header):
        return None
    roles = [column_role(c) for c in header]
    rows, position = _with_sections([header], cells, width)
    first, regular = len(rows), False
    while end := _row_end(cells, position, roles, regular=regular):
        regular = (regular or len(rows) == first) and end - position == len(roles)
        rows += _rows([cells.text(i) for i in range(position, end)], roles)
        rows, position = _with_sections(rows, cells, end)
    return (rows, cells.line(position)) if len(rows) >= 3 else None


def _with_sections(rows: list[list[str]], cells: _Tape, position: int) -> tuple[list[list[str]], int]:
    """一、… between rows; a part of the table from which nothing was taken has no rows of its own."""
    while _is_section(cells, position):
        rows.append([cells.text(position)])
        position += 1
    return rows, position


def _barred(lines: list[_Line], at: int) -> tuple[list[list[str]], int] | None:
    """Cells on lines of their own between lines that are nothing but a bar; what stands alone before a running number is
    the part of the table, or the category, that its rows belong to."""
    if at + 1 >= len(lines) or lines[at + 1].text.strip() != "|":
        return None
    cells = _between_bars(lines, at)
    texts = [text for _, text in cells]
    first = next((i for i, text in enumerate(texts[: _HEADER_MOST + 2]) if _PLAIN.fullmatch(text)), 0)
    is_numbered = bool(texts) and column_role(texts[0]) == "number"
    # Without a column of numbers a part stands alone before the first row.
    width = first if is_numbered else first - 1
    if width < 3 or not _is_header(texts[:width]):
        return None
    rows, end = _numbered_rows(texts, width)
    header = texts[:width] if is_numbered else ["序号", *texts[1:width]]
    return ([header, *rows], cells[end - 1][0] + 1) if len(rows) >= 2 else None


def _numbered_rows(texts: list[str], width: int) -> tuple[list[list[str]], int]:
    """Rows that begin with a running number, and what stands alone before one; where they end."""
    rows, i = [], width
    while i < len(texts):
        if _PLAIN.fullmatch(texts[i]) and i + width <= len(texts):
            rows.append(texts[i : i + width])
            i += width
        elif i + 1 < len(texts) and _PLAIN.fullmatch(texts[i + 1]):
            rows.append([texts[i]])
            i += 1
        else:
            break
    return rows, i


def _between_bars(lines: list[_Line], at: int) -> list[tuple[int, str]]:
    """(last line, words) of each cell, up to the first that is left empty."""
    cells: list[tuple[int, str]] = []
    words, last = "", at
    for k in range(at, len(lines)):
        text = lines[k].text.strip()
        if text != "|":
            words, last = words + text, k
            continue
        if not words or len(words) > _CELL_MOST:
            break
        cells.append((k, words))
        words = ""
    return [*cells, (last, words)] if words and len(words) <= _CELL_MOST else cells


def _bare(text: str) -> str:
    return text.strip().strip("|").strip()


def _is_section(cells: _Tape, position: int) -> bool:
    label = find_label(cells.text(position))
    is_one = bool(label and label.kind in ("cn", "cn_paren", "chapter", "section"))
    return is_one and (bool(cells.number(position + 1)) or _is_section(cells, position + 1))


def _row_end(cells: _Tape, start: int, roles: list[str], *, regular: bool) -> int:
    """Where the row that begins at `start` ends; 0 when no row begins there.

    `regular`: the rows so far had one cell for each column."""
    number = cells.number(start)
    if not number:
        return 0
    usual = start + len(roles)
    if regular and (not cells.has(usual) or cells.number(usual) or _is_section(cells, usual)):
        return usual if cells.has(usual - 1) else 0
    following = (str(int(number) + 1), "1")
    for k in range(start + 2, start + _ROW_MOST):
        if cells.number(k) in following or _is_section(cells, k):
            return k
    if regular:
        return usual if cells.has(usual - 1) else 0
    # The last row: as many cells as there are columns, and further units while they are that.
    column, k = 1, start + 1
    while cells.has(k) and (fit := _fit(cells.text(k), column, roles)) is not None:
        column, k = fit, k + 1
    return k if k > start + 1 else 0


def _fit(text: str, column: int, roles: list[str]) -> int | None:
    """The column from `column` on that the cell belongs to; None when it fits nowhere."""
    kind = _kind(text)
    for c in range(column, len(roles)):
        wanted = "owner" if roles[c] in OWNER_ROLES else "due" if roles[c] == "due" else "text"
        if kind == wanted:
            return c
    return None


def _kind(text: str) -> str:
    if len(text) <= _DATE_MOST and any(d.due_on or d.recurrence for d in parse_dates(text, year=2000)):
        return "due"
    names = split_units(text) if text[-1] not in "。；;！" else ()
    return "owner" if names and all(looks_like_unit(n, strict=True) for n in names) else "text"


def _rows(cells: list[str], roles: list[str]) -> list[list[str]]:
    """The cells of one number as rows. With just one for each column nothing is to be guessed; otherwise units, dates
    and other words tell the columns, and words after the last column begin the next row of the same number."""
    if len(cells) == len(roles):
        return [cells]
    row = [cells[0]] + [""] * (len(roles) - 1)
    rows, column = [row], 1
    for text in cells[1:]:
        fit = _fit(text, column, roles)
        if fit is None or (fit == column and row[fit] and _kind(text) == "due"):
            row = [""] * len(roles)
            rows.append(row)
            fit = _fit(text, 1, roles)
            if fit is None:
                fit = 1
        elif fit == column and row[fit] and _next_owner(roles, fit) and _kind(text) == "owner":
            fit = _next_owner(roles, fit)
        row[fit] = f"{row[fit]}\n{text}" if row[fit] else text
        column = fit
    return rows


def _next_owner(roles: list[str], column: int) -> int:
    """The column of units after this one; 0 when it is the last."""
    return next((c for c in range(column + 1, len(roles)) if roles[c] in OWNER_ROLES), 0)
