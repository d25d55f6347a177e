"""Lists as csv and xlsx, from the same queryset as the page. Every export prints the filter it used.

A cell that a spreadsheet would run as a formula is defused: texts come from documents and people, and the
file is opened on the machine of somebody who trusts us.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tracker.models import AssignmentRole, Basis, Colour, Duty, Task

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TASK_COLUMNS = (
    "清单", "序号", "所属章节", "任务", "任务要求", "牵头单位", "责任单位", "承担方式", "完成时限",
    "清单依据", "单位依据", "时限依据", "状态", "情形", "最近时限", "出处",
)  # fmt: skip


def defused(value) -> str:
    """Text that no spreadsheet runs: a leading apostrophe keeps it text."""
    text = NOT_IN_XML.sub("", "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def task_rows(tasks: Iterable[Task]) -> Iterator[tuple]:
    """One row per task, in the columns that an import of a list understands, and its standing today."""
    for task in tasks:
        owners = [a for a in task.assignments.all() if not a.via_group]
        schedules = list(task.schedules.all())
        yield (
            task.task_list.name,
            task.number,
            task.chapter,
            task.title,
            task.requirement,
            "；".join(a.written for a in owners if a.role == AssignmentRole.LEAD),
            "；".join(a.written for a in owners if a.role == AssignmentRole.SUPPORT),
            Duty(task.duty).label,
            task.date_wording or "；".join(str(s) for s in schedules),
            task.get_list_basis_display(),
            weakest(a.basis for a in owners),
            weakest(s.basis for s in schedules),
            task.get_state_display(),
            Colour(task.colour).label,
            task.next_due_on.isoformat() if task.next_due_on else "",
            task.passage.address if task.passage else task.origin_note,
        )


def weakest(found: Iterable[str]) -> str:
    """Several facts are as sure as the least sure of them."""
    found = set(found)
    for basis in (Basis.INFERRED, Basis.DECIDED, Basis.STATED):
        if basis in found:
            return str(basis.label)
    return ""


def head_lines(title: str, filter_words: Sequence[tuple[str, str]], count: int, today: date) -> list[str]:
    chosen = "；".join(f"{label}＝{value}" for label, value in filter_words) or _("无")
    return [
        _("%(title)s（%(day)s，共%(n)s条）") % {"title": title, "day": today.isoformat(), "n": count},
        _("筛选条件：%(chosen)s") % {"chosen": chosen},
    ]


def as_csv(name: str, head: Sequence[str], columns: Sequence[str], rows: Iterable[tuple]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    for line in head:
        writer.writerow([defused(line)])
    writer.writerow(columns)
    for row in rows:
        writer.writerow([defused(v) for v in row])
    # The byte order mark tells Excel that this is UTF-8.
    return _attachment(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def as_xlsx(name: str, head: Sequence[str], columns: Sequence[str], rows: Iterable[tuple]) -> HttpResponse:
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
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attachment(out.getvalue(), kind, f"{name}.xlsx")


def _cell(sheet, value, *, bold: bool = False) -> WriteOnlyCell:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value=defused(value))
    cell.data_type = "s"  # never a formula, whatever it looks like
    cell.alignment = Alignment(wrap_text=not bold, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _attachment(content: bytes, kind: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    return response
