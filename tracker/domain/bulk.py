"""Many rows in one statement.

Django's bulk_update makes a CASE of a thousand branches, and on SQLite its bulk_create sends 83 rows at a time. Both
databases read rows out of one JSON parameter instead: one statement for any number of rows.
"""

from __future__ import annotations

import json
from datetime import date

from django.db import connection


def json_rows(columns: dict[str, str], name: str) -> str:
    """The JSON parameter (`%s`) as a table of this name. `columns`: name -> type in PostgreSQL; JSON and SQLite know
    dates as text in the same form."""
    if connection.vendor == "postgresql":
        return f"json_to_recordset(%s) AS {name}({', '.join(f'{c} {t}' for c, t in columns.items())})"
    values = ", ".join(f"json_extract(value, '$.{c}') AS {c}" for c in columns)
    return f"(SELECT {values} FROM json_each(%s)) AS {name}"  # noqa: S608 (our own names)


def execute(sql: str, rows: list[dict]) -> int:
    """Run a statement that holds one `json_rows`; returns how many rows were written."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, default=date.isoformat, ensure_ascii=False)])
        written: int = cursor.rowcount
        return written
