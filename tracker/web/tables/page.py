"""A request for a list, answered: the page, or the file with exactly what the page shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tracker.desk.request import Request
from tracker.papers.sheets import head_lines
from tracker.web.exports import table_file
from tracker.web.tables.spec import Spec
from tracker.web.tables.table import Table

KINDS = ("csv", "xlsx")


def table_page(
    request: Request, spec: Spec, *, template: str = "table/page.html", context: dict[str, Any] | None = None
) -> HttpResponse:
    table = Table(spec, request)
    wanted = request.GET.get("export", "")
    if wanted and wanted not in KINDS:
        table.complaints.append(_("只能导出 csv 或 xlsx。"))
    elif wanted and not table.complaints:
        return _file(table, wanted)
    shown = table.listing  # before the template, so that its complaints stand above everything
    filled = {"table": table, "listing": shown, "filter": table.filter} | (context or {})
    return render(request, template, filled, status=shown.status)


def _file(table: Table, kind: str) -> HttpResponse:
    """Every row of the list, in the columns and the order that the page shows, under its filter in words."""
    rows = table.prepared(list(_ordered(table)))
    title = str(table.spec.title)
    head = head_lines(title, table.filter.in_words(), len(rows), table.today)
    labels = [str(c.label) for c in table.columns]
    cells = (
        tuple(c.text(row, table.today) if table.tells(c, row) else "" for c in table.columns) for row in rows
    )
    return table_file(title, kind, head, labels, cells, [c.width for c in table.columns])


def _ordered(table: Table) -> Any:
    return table.rows.order_by(*table.keys)
