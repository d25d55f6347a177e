"""A described document as one html file that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string

from tracker.papers.model import Document, Table, spans


def as_html(of: Document) -> bytes:
    return render_to_string("papers/file.html", {"document": of}).encode()


def rows_of(table: Table) -> list[tuple[int | None, list[tuple[str | int | float, int, bool]]]]:
    """For a template: per row the task it is about, and its cells as (content, rows down, number or not); cells that
    belong to the one above are left out."""
    about: Sequence[int | None] = table.about or [None] * len(table.rows)
    found: list[tuple[int | None, list[tuple[str | int | float, int, bool]]]] = []
    for task, row, down in zip(about, table.rows, spans(table), strict=True):
        depth = [*down, *[1] * (len(row) - len(down))]
        cells = [
            (cell, n, column.is_number)
            for cell, n, column in zip(row, depth, table.columns, strict=True)
            if n
        ]
        found.append((task, cells))
    return found
