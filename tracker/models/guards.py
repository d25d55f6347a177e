"""The triggers by which the database itself refuses: named here, so that somebody notices when one is gone.

Their bodies are in the migrations. On PostgreSQL a trigger can be switched off, or its function emptied, by the owner of
the table; on SQLite it can be dropped. Both leave everything looking as it should.
"""

from __future__ import annotations

from django.db import connection

SQLITE = frozenset(
    {
        "tracker_event_no_update",
        "tracker_event_no_delete",
        "tracker_event_no_replace",
        "tracker_accessrecord_no_update",
        "tracker_accessrecord_no_delete",
        "tracker_accessrecord_no_replace",
        "tracker_membership_apart_insert",
        "tracker_membership_apart_update",
        "tracker_dispatch_another_insert",
        "tracker_dispatch_another_update",
    }
)
POSTGRESQL = frozenset(
    {
        "tracker_event_no_change",
        "tracker_event_no_truncate",
        "tracker_accessrecord_no_change",
        "tracker_accessrecord_no_truncate",
        "tracker_membership_apart",
        "tracker_dispatch_another_insert",
        "tracker_dispatch_another_update",
    }
)
OF_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
# 'O' fires in ordinary sessions, 'A' always; a function that raises nothing refuses nothing.
OF_POSTGRESQL = (
    "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = ANY (current_schemas(false)) AND t.tgenabled IN ('O', 'A') "
    "AND p.prosrc LIKE '%RAISE EXCEPTION%'"
)


def missing_guards() -> list[str]:
    """Names of triggers that are not there, are switched off, or refuse nothing; sorted."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute(OF_POSTGRESQL if is_postgresql else OF_SQLITE)
        there = {name for (name,) in cursor.fetchall()}
    return sorted((POSTGRESQL if is_postgresql else SQLITE) - there)
