"""Tables as csv and xlsx files. Every export prints the filter it used.

A cell that a spreadsheet would run as a formula is defused: texts come from documents and people, and the
file is opened on the machine of somebody who trusts us.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tracker.rules.characters import IMPOSSIBLE

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

BLANKS = " \xa0\u3000\ufeff\u200b"  # some programs read on behind them


def defused(value: Any) -> str:
    """Text that no spreadsheet runs: a leading apostrophe keeps it text."""
    text = IMPOSSIBLE.sub("", "" if value is None else str(value))
    return f"'{text}" if text.lstrip(BLANKS).startswith(FORMULA_STARTS) else text


def head_lines(title: str, filter_words: Sequence[tuple[str, str]], count: int, today: date) -> list[str]:
    chosen = "；".join(f"{label}＝{value}" for label, value in filter_words) or _("无")
    return [
        _("%(title)s（%(day)s，共%(n)s条）") % {"title": title, "day": today.isoformat(), "n": count},
        _("筛选条件：%(chosen)s") % {"chosen": chosen},
    ]


def as_csv(head: Sequence[str], columns: Sequence[str], rows: Iterable[tuple]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)  # some programs part cells at a semicolon too
    for line in head:
        writer.writerow([defused(line)])
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defused(v) for v in row])
    # The byte order mark tells Excel that this is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(
    head: Sequence[str],
    columns: Sequence[str],
    rows: Iterable[tuple],
    *,
    name: str,
    widths: Sequence[int] = (),
) -> bytes:
    """`widths`: of the columns, in characters; those beyond them are 14 wide."""
    from openpyxl import Workbook  # not above: every process would take a tenth of a second longer to start
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for at, _name in enumerate(columns):
        sheet.column_dimensions[get_column_letter(at + 1)].width = widths[at] if at < len(widths) else 14
    sheet.freeze_panes = f"A{len(head) + 2}"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = (
        "landscape",
        1,
        0,
    )
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{len(head) + 1}:{len(head) + 1}"
    for line in head:
        sheet.append([_cell(sheet, line, bold=True)])
    sheet.append([_cell(sheet, c, bold=True) for c in columns])
    for row in rows:
        sheet.append([_cell(sheet, v) for v in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value=defused(value))
    cell.data_type = "s"  # never a formula, whatever it looks like
    cell.alignment = Alignment(wrap_text=not bold, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
