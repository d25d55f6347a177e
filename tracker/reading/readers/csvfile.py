"""CSV and tab-separated tables."""

from __future__ import annotations

import csv
import io
import re

from ..blocks import Document, Table
from ..text.characters import clean
from .errors import UnreadableDocument
from .limits import MAX_CELL, MAX_ROWS
from .textfile import decode

_SAID = re.compile(r"\s*\"?sep=([,;|\t])\"?[^\S\n]*\n", re.I)
_TEXT_FORMULA = re.compile(r'^=\s*"((?:[^"]|"")*)"$')
_GUARDED = re.compile(r"^'[\d=+\-@]")  # an apostrophe that only says: this is text


def read(data: bytes) -> Document:
    text, warnings = decode(data)
    delimiter, text = _delimiter(clean(text))
    csv.field_size_limit(MAX_CELL)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False):
            if len(rows) >= MAX_ROWS:
                raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
            rows.append([_shown(cell) for cell in row])
    except csv.Error as error:
        raise UnreadableDocument(
            "CSV文件里有一个单元格大得不正常，可能少了引号：请用表格软件打开检查后重新保存。"
        ) from error
    return Document([Table(rows, "表格", knows_merges=False)], warnings, "csv")


def _delimiter(text: str) -> tuple[str, str]:
    """What parts the cells, and the text without a first line that only says so (sep=;)."""
    if said := _SAID.match(text):
        return said.group(1), text[said.end() :]
    head = [line for line in text.split("\n", 20)[:20] if line.strip()]
    counts = {d: sum(line.count(d) for line in head) for d in (",", "\t", ";", "|")}
    best = max(counts, key=lambda d: counts[d])
    return (best if counts[best] else ","), text


def _shown(cell: str) -> str:
    """The cell as a spreadsheet shows it: ="01" and '01 keep the zero, they are no part of the text."""
    cell = cell.strip()
    if formula := _TEXT_FORMULA.match(cell):
        return formula.group(1).replace('""', '"').strip()
    return cell[1:] if _GUARDED.match(cell) else cell
