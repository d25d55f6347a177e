"""Tables as csv and xlsx files. Every export prints the filter it used.

A cell that a spreadsheet would run as a formula is defused: texts come from documents and people, and the
file is opened on the machine of somebody who trusts us.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def defused(value: Any) -> str:
    """Text that no spreadsheet runs: a leading apostrophe keeps it text."""
    text = NOT_IN_XML.sub("", "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def head_lines(title: str, filter_words: Sequence[tuple[str, str]], count: int, today: date) -> list[str]:
    chosen = "；".join(f"{label}＝{value}" for label, value in filter_words) or _("无")
    return [
        _("%(title)s（%(day)s，共%(n)s条）") % {"title": title, "day": today.isoformat(), "n": count},
        _("筛选条件：%(chosen)s") % {"chosen": chosen},
    ]


def as_csv(head: Sequence[str], columns: Sequence[str], rows: Iterable[tuple]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for line in head:
        writer.writerow([defused(line)])
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defused(v) for v in row])
    # The byte order mark tells Excel that this is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(head: Sequence[str], columns: Sequence[str], rows: Iterable[tuple], *, name: str) -> bytes:
    from openpyxl import Workbook  # not above: every process would take a tenth of a second longer to start

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for letter, width in zip(
        "ABCDEFGHIJKLMNOP", (22, 6, 24, 36, 48, 18, 24, 12, 20, 14, 9, 9, 9, 12, 12, 24), strict=True
    ):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{len(head) + 2}"
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
