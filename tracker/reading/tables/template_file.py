"""Our table as an xlsx file: blank, or filled with tasks. Every cell is text; nothing in it can run."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .template import (
    BASES,
    COLUMNS,
    DATE_BASIS,
    DUTIES,
    DUTY,
    HELP,
    LIST_BASES,
    LIST_BASIS,
    OWNER_BASIS,
    Record,
    extra_columns,
)

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
WIDTHS = (7, 24, 24, 56, 18, 26, 12, 22, 14, 12, 12, 20, 24, 28, 20)
CHOICES = {
    DUTY: DUTIES.values(),
    LIST_BASIS: LIST_BASES.values(),
    OWNER_BASIS: BASES.values(),
    DATE_BASIS: BASES.values(),
}
LAST_ROW = 5000  # as far down as the drop-down lists reach
HEADER_COLOUR = "E8EEF4"


def table_file(title: str, records: Iterable[Record] = ()) -> bytes:
    """The xlsx: the title in its first row (the year that it names is the year of the dates), then our columns."""
    from openpyxl import Workbook  # not above: every process would take a tenth of a second longer to start
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    records = list(records)
    names = [*COLUMNS, *extra_columns(records)]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("任务清单")
    for index, width in enumerate([*WIDTHS, *(20 for _ in names[len(WIDTHS) :])], start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A3"
    for name, words in CHOICES.items():
        letter = get_column_letter(COLUMNS.index(name) + 1)
        # A hint, not a rule: several bases may stand in one cell, separated by ；.
        choice = DataValidation(
            "list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=False
        )
        choice.add(f"{letter}3:{letter}{LAST_ROW}")
        sheet.data_validations.append(choice)
    sheet.append([text_cell(sheet, title, bold=True)])
    sheet.append([_head_cell(sheet, name) for name in names])
    for record in records:
        sheet.append([text_cell(sheet, value) for value in record.cells(names[len(COLUMNS) :])])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text_cell(sheet: Any, value: object, *, bold: bool = False) -> WriteOnlyCell:
    """A cell that stays text even if somebody edits it: what looks like a formula carries the apostrophe mark."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    text = NOT_IN_XML.sub("", "" if value is None else str(value))
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=not bold, vertical="top")
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _head_cell(sheet: Any, name: str) -> WriteOnlyCell:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = text_cell(sheet, name, bold=True)
    cell.fill = PatternFill("solid", fgColor=HEADER_COLOUR)
    if name in HELP:
        cell.comment = Comment(HELP[name], "督办平台", width=260, height=110)
    return cell
