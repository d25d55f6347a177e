"""Small tables as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from tracker.desk.downloads import made
from tracker.papers.sheets import as_csv, as_xlsx


def table_file(
    name: str,
    kind: str,
    head: Sequence[str],
    columns: Sequence[str],
    rows: Iterable[tuple],
    widths: Sequence[int] = (),
) -> HttpResponse:
    """`kind`: csv or xlsx; `widths` of the columns, in characters."""
    if kind == "csv":
        return made(as_csv(head, columns, rows), f"{name}.csv")
    return made(as_xlsx(head, columns, rows, name=name, widths=widths), f"{name}.xlsx")
