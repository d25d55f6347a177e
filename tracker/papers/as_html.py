"""A described document as one html file that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string

from tracker.papers.model import Document, Table, spans

LOOKS = Path(__file__).with_name("file.css")


def as_html(of: Document) -> bytes:
    """The file stands alone, away from the site and its rule against styles within a page: it carries its own."""
    html = render_to_string("papers/file.html", {"document": of})
    return html.replace("</head>", f"<style>\n{LOOKS.read_text('utf-8')}</style>\n</head>", 1).encode()


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
