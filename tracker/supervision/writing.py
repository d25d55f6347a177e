"""What a batch of the sweep writes, each in one statement (see `domain.bulk`)."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.domain.bulk import execute, json_rows
from tracker.models import Notice, Obligation

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
    return execute(
        f"UPDATE {table} SET {values} FROM {json_rows(LOOKED_AT, 'looked')} "  # noqa: S608 (our own names)
        f"WHERE {table}.id = looked.id AND {table}.next_on = looked.seen_on",
        looks,
    )


def write_notices(notices: Iterable[Notice]) -> int:
    """Insert notices; one that exists already is left as it is. Returns how many were inserted."""
    rows = [{name: getattr(notice, name) for name in OWED} for notice in notices]
    if not rows:
        return 0
    names = ", ".join(OWED)
    return execute(
        f"INSERT INTO {Notice._meta.db_table} ({names}, to_roles, about, told_via, told_to) "  # noqa: S608 (our own names)
        f"SELECT {names}, '[]', '', '', '' FROM {json_rows(OWED, 'owed')} WHERE true ON CONFLICT DO NOTHING",
        rows,
    )
