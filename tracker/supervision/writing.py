"""Many rows in one statement.

Django's bulk_update makes a CASE of a thousand branches, and on SQLite its bulk_create sends 83 notices at a
time. Both databases read rows out of one JSON parameter instead: one statement for any number of rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from django.db import connection

from tracker.models import Notice, Obligation

# Column and its type in PostgreSQL. JSON and SQLite know dates as text in the same form.
LOOKED_AT = {
    "id": "bigint",
    "seen_on": "date",
    "next_on": "date",
    "blocked_since_on": "date",
    "blocked_reason": "text",
    "alerted_on": "date",
    "alerts": "smallint",
}
OWED = {
    "obligation_id": "bigint",
    "rung_id": "bigint",
    "rung_code": "text",
    "round": "smallint",
    "kind": "text",
    "is_formal": "boolean",
    "reason": "text",
    "owed_on": "date",
    "state": "text",
    "dispatch_id": "bigint",
}


def write_back(looks: list[dict]) -> int:
    """When to look again, and what is blocked (keys of LOOKED_AT), for Obligations still due as they were seen.

    A date that somebody has set in the meantime stays. Returns how many rows were written.
    """
    if not looks:
        return 0
    table = Obligation._meta.db_table
    fields = [name for name in LOOKED_AT if name not in ("id", "seen_on")]
    values = ", ".join(f"{name} = looked.{name}" for name in fields)
    return _execute(
        f"UPDATE {table} SET {values} FROM {_rows(LOOKED_AT, 'looked')} "  # noqa: S608 (our own names)
        f"WHERE {table}.id = looked.id AND {table}.next_on = looked.seen_on",
        looks,
    )


def write_notices(notices: Iterable[Notice]) -> int:
    """Insert notices; one that exists already is left as it is. Returns how many were inserted."""
    rows = [{name: getattr(notice, name) for name in OWED} for notice in notices]
    if not rows:
        return 0
    names = ", ".join(OWED)
    return _execute(
        f"INSERT INTO {Notice._meta.db_table} ({names}) "  # noqa: S608 (our own names)
        f"SELECT {names} FROM {_rows(OWED, 'owed')} WHERE true ON CONFLICT DO NOTHING",
        rows,
    )


def _rows(columns: dict[str, str], name: str) -> str:
    """The JSON parameter as a table."""
    if connection.vendor == "postgresql":
        return f"json_to_recordset(%s) AS {name}({', '.join(f'{c} {t}' for c, t in columns.items())})"
    values = ", ".join(f"json_extract(value, '$.{c}') AS {c}" for c in columns)
    return f"(SELECT {values} FROM json_each(%s)) AS {name}"  # noqa: S608 (our own names)


def _execute(sql: str, rows: list[dict]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [json.dumps(rows, default=date.isoformat, ensure_ascii=False)])
        return cursor.rowcount
