"""The tables of a described document as a workbook that prints as it stands: title, running head, page numbers, filter."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from tracker.domain.refusal import Refused
from tracker.papers.model import Document, Form, Table, spans
from tracker.papers.sheets import defused
from tracker.papers.titles import width

A3, A4 = 8, 9  # paper sizes as the format numbers them
CHINESE_MM = 4.4  # width of a Chinese character of 11 pt, a little more than it has: fonts differ
CELL_MM = 2.0  # of a column, what stays empty at both sides
LINE_PT = 16.5  # height of its line, of the highest stand-in
CHARACTER_MM = 2.1  # width of one digit of 11 pt, in which spreadsheets measure columns
THIN = Border(*[Side(style="thin")] * 4)
TITLE, HEAD, BODY = (
    Font(name="方正小标宋简体", size=18),
    Font(name="黑体", size=11),
    Font(name="仿宋_GB2312", size=11),
)


def as_xlsx(of: Document) -> bytes:
    """One sheet a table. Raises Refused where there is no table."""
    if not of.tables:
        raise Refused(
            _("“%(title)s”里没有表格，不能存成 xlsx，请改用 docx、pdf 或 html。") % {"title": of.title}
        )
    book = Workbook()
    book.remove(book.active)
    for at, table in enumerate(of.tables):
        _sheet(book, of, table, name=_sheet_name(table.title or of.title, at))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_name(title: str, at: int) -> str:
    plain = "".join(c for c in title if c not in "[]:*?/\\")
    return plain[:28] + (f" {at + 1}" if at else "")


def _sheet(book: Workbook, of: Document, table: Table, *, name: str) -> None:
    sheet = book.create_sheet(name)
    heads = [of.title, *of.lines, *([table.title] if table.title else [])]
    last = get_column_letter(len(table.columns))
    for at, line in enumerate(heads, start=1):
        cell = sheet.cell(at, 1, defused(line))
        cell.font = TITLE if at == 1 else BODY
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.merge_cells(f"A{at}:{last}{at}")
    sheet.row_dimensions[1].height = 32
    top = len(heads) + 1
    for at, column in enumerate(table.columns, start=1):
        _set(sheet, top, at, column.name, font=HEAD)
        sheet.column_dimensions[get_column_letter(at)].width = max(column.mm / CHARACTER_MM, 5)
    _rows(sheet, table, top)
    end = top + len(table.rows)
    sheet.freeze_panes = f"A{top + 1}"
    if not table.merged:  # a filter hides the rows under a merged cell
        sheet.auto_filter.ref = f"A{top}:{last}{end}"
    _print_set_up(sheet, of, top, f"A1:{last}{end}")


def _rows(sheet: Any, table: Table, top: int) -> None:
    down = spans(table)
    for at, row in enumerate(table.rows, start=top + 1):
        for column, value in enumerate(row, start=1):
            _set(sheet, at, column, value, font=BODY)
        _fit_height(sheet, table, at, row, down[at - top - 1])
    for at, depths in enumerate(down, start=top + 1):  # merged cells take no more values
        for column, n in enumerate(depths, start=1):
            if n > 1:
                sheet.merge_cells(start_row=at, end_row=at + n - 1, start_column=column, end_column=column)


def _fit_height(
    sheet: Any, table: Table, at: int, row: Sequence[str | int | float], down: Sequence[int]
) -> None:
    """Programs other than Excel do not grow a row for wrapped text, so it is told how high it is."""
    lines = 1
    for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
        if place < len(down) and down[place] != 1:
            continue  # its text has the room of several rows
        room = max((column.mm - CELL_MM) / CHINESE_MM, 1)
        lines = max(lines, sum(ceil(width(line) / room) or 1 for line in str(value).split("\n")))
    sheet.row_dimensions[at].height = min(lines * LINE_PT + 3, 409)  # more no spreadsheet takes


def _set(sheet: Any, row: int, column: int, value: str | int | float, *, font: Font) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, int | float):
        cell.value = value
    else:
        cell.value, cell.data_type = defused(value), "s"  # never a formula, whatever it looks like
    cell.font, cell.border = font, THIN
    cell.alignment = Alignment(
        wrap_text=True,
        vertical="center" if font is HEAD else "top",
        horizontal="center" if font is HEAD else None,
    )


def _print_set_up(sheet: Any, of: Document, top: int, area: str) -> None:
    is_wide = of.form == Form.WIDE
    sheet.page_setup.paperSize = A3 if is_wide else A4
    sheet.page_setup.orientation = "landscape" if is_wide else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
    sheet.print_area = area
    sheet.page_margins.left, sheet.page_margins.right = 20 / 25.4, 15 / 25.4
    sheet.page_margins.top, sheet.page_margins.bottom = 20 / 25.4, 18 / 25.4
    sheet.oddHeader.right.text = of.title.replace("&", "&&")
    sheet.oddFooter.center.text = "— &P / &N —"
