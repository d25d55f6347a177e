"""A table with tabs whose rows a page width broke: 1→城东污水处理厂，日处 / 理能力5万吨→市住建局→9月底. A row begins with the next
running number and has as many tabs as the header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..dates.engine import parse_dates
from ..text.lines import width
from ..text.numbering import find_label
from .columns import column_role

_HEADER_LINES, _ROW_LINES, _LEAST_TABS = 3, 16, 2
_NUMBER = re.compile(r"\s*(\d{1,4})[.、．]?\s*(?=\t|$)")
_SECTION_MOST, _STOPS = 24, re.compile("[。；;]")

Rows = list[list[str]]


def read(texts: Sequence[str], at: int, is_header: Callable[[list[str]], bool]) -> tuple[Rows, int] | None:
    """The rows of the table that begins at a line, and the line behind it. None where no row is broken, or one cannot be
    put together: then the lines stand as they are."""
    header, start = _header(texts, at, is_header)
    if not header:
        return None
    table = _Table(texts, header)
    k, after, number, broken = start, start, 0, start > at + 1
    while k < len(texts):
        if not texts[k].strip() or table.is_section(k, number):
            if texts[k].strip():
                table.rows.append([texts[k].strip()])
                after = k + 1
            k += 1
            continue
        found = _NUMBER.match(texts[k])
        if not found or int(found.group(1)) not in (number + 1, 1):
            break
        number = int(found.group(1))
        end = table.row(k, number)
        if end == 0:
            return None
        broken = broken or end > k + 1
        k = after = end
    return (table.rows, after) if broken and len(table.rows) > 1 else None


def _header(texts: Sequence[str], at: int, is_header: Callable) -> tuple[list[str], int]:
    """The cells above the first row, or above the first heading of rows, and the line behind them."""
    words = ""
    for k in range(at, min(at + _HEADER_LINES, len(texts))):
        words += texts[k]
        cells = [c.strip() for c in words.strip().split("\t")]
        below = next((text for text in texts[k + 1 : k + 3] if text.strip()), "")
        if len(cells) <= _LEAST_TABS or not (_NUMBER.match(below) or find_label(below.strip())):
            continue
        return (cells, k + 1) if column_role(cells[0]) == "number" and is_header(cells) else ([], at)
    return [], at


class _Table:
    def __init__(self, texts: Sequence[str], header: list[str]):
        self._texts, self._tabs = texts, len(header) - 1
        self._roles = [column_role(cell) for cell in header]
        self.rows: Rows = [header]

    def is_section(self, k: int, number: int) -> bool:
        """一、交通类: a line of its own before the next row."""
        text = self._texts[k].strip()
        label = find_label(text)
        named = label is not None and label.kind in ("cn", "cn_paren") and len(text) <= _SECTION_MOST
        return named and not _STOPS.search(text) and "\t" not in text and self._begins(k + 1, number)

    def _begins(self, k: int, number: int) -> bool:
        """Whether the row behind the one of this number, or the first one of a section, begins at a line."""
        found = _NUMBER.match(self._texts[k]) if k < len(self._texts) else None
        return found is not None and int(found.group(1)) in (number + 1, 1)

    def row(self, start: int, number: int) -> int:
        """Reads the row that begins at a line; the line behind it, 0 where it is none."""
        words, tabs, k = "", 0, start
        while k < len(self._texts) and tabs < self._tabs and k < start + _ROW_LINES:
            if k > start and not self._texts[k].strip():
                return 0
            words += self._joint(words, self._texts[k]) + self._texts[k]
            tabs = words.count("\t")
            k += 1
        cells = [c.strip() for c in words.split("\t")]
        if len(cells) != self._tabs + 1:
            return 0
        end = self._rest(cells, k, number)
        self.rows.append(cells)
        return end

    @staticmethod
    def _joint(words: str, line: str) -> str:
        """Between two lines: nothing, or the tab that was lost behind a number alone on its line."""
        return "\t" if _NUMBER.fullmatch(words) and "\t" not in words and not line.startswith("\t") else ""

    def _rest(self, cells: list[str], k: int, number: int) -> int:
        """Adds the lines that go on with the row."""
        while k < len(self._texts) and self._texts[k].strip() and not self._begins(k, number):
            line = self._texts[k]
            if self.is_section(k, number):
                break
            if line.startswith("\t") and line.count("\t") <= self._tabs:
                for column, words in enumerate(line.split("\t")):
                    cells[column] += words.strip()
            elif "\t" not in line and self._goes_on(cells, k, number):
                cells[self._column(cells, k)] += line.strip()
            else:
                break
            k += 1
        return k

    def _goes_on(self, cells: list[str], k: int, number: int) -> bool:
        """Behind the last row only what makes a date of its last cell."""
        below = range(k, min(k + _ROW_LINES, len(self._texts)))
        return any(self._begins(n, number) for n in below) or self._is_rest_of_date(cells, k)

    def _is_rest_of_date(self, cells: list[str], k: int) -> bool:
        line = self._texts[k].strip()
        return self._roles[-1] == "due" and bool(_OF_DATE.fullmatch(line)) and _is_date(cells[-1] + line)

    def _column(self, cells: list[str], k: int) -> int:
        """The last cell where it is the one that goes on, else that of the task, which is long enough to be broken."""
        longest = max(width(text) for text in self._texts[max(0, k - _ROW_LINES) : k])
        is_full = width(self._texts[k - 1]) >= longest - 1
        is_whole = self._roles[-1] == "due" and _is_date(cells[-1])
        if self._is_rest_of_date(cells, k) or (is_full and not is_whole):
            return len(cells) - 1
        texts = [n for n, role in enumerate(self._roles) if role in ("task", "content", "problem", "")]
        return max(texts, key=lambda n: len(cells[n]), default=len(cells) - 1)


_OF_DATE = re.compile(r"[\d年月日号底前末初上中下旬季度半之以内完成至到.\-—]{1,12}")


def _is_date(text: str) -> bool:
    return any(d.due_on or d.recurrence or d.relative for d in parse_dates(text, year=2000))
