"""A database as files, and back: SQLite by its own online backup, PostgreSQL by COPY in one snapshot.

PostgreSQL is not left to pg_dump: that would have to be on each machine, and no older than the server. COPY needs
nothing but the connection, and its text format is read by every later version.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tracker.upkeep.manifest import Unusable

SQLITE_FILE = "database.sqlite3"
FOLDER, ENDING = "database", ".copy"
MIGRATIONS = MigrationRecorder.Migration._meta.db_table


def save_sqlite(target: Path) -> None:
    """A consistent copy while others write."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as source,
        closing(sqlite3.connect(target / SQLITE_FILE)) as copy,
    ):
        source.backup(copy)


def save_postgresql(target: Path) -> dict[str, int]:
    """Every table as PostgreSQL's own text, its columns in the first line; all of one moment. Table -> rows."""
    folder = target / FOLDER
    folder.mkdir()
    rows = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in connection.introspection.table_names(cursor):
            rows[table] = _copy_out(cursor, table, folder / f"{table}{ENDING}")
    return rows


def _copy_out(cursor, table: str, path: Path) -> int:
    columns = _columns(cursor, table)
    with path.open("wb") as out:
        out.write((",".join(columns) + "\n").encode())
        with cursor.copy(f"COPY {_quoted(table)} ({_list(columns)}) TO STDOUT") as copy:
            for block in copy:
                out.write(block)
    return max(cursor.rowcount, 0)


def _columns(cursor, table: str) -> list[str]:
    """Those that are stored as they were given: a generated column makes itself."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def is_empty() -> bool:
    """Whether the database has no table of anybody yet."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def load_sqlite(source: Path) -> None:
    target = Path(connection.settings_dict["NAME"])
    connection.close()
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(source / SQLITE_FILE)) as copy,
        closing(sqlite3.connect(target)) as into,
    ):
        copy.backup(into)


def load_postgresql(source: Path, *, migrations: list[list[str]], rows: dict[str, int]) -> None:
    """Into an empty database: its tables as they were at the backup, then the rows. What fails leaves no row."""
    _migrate_to(migrations)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in rows:
            if table != MIGRATIONS:
                _copy_in(cursor, table, source / FOLDER / f"{table}{ENDING}")
    from django.apps import apps

    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def refuse_newer(migrations: list[list[str]]) -> None:
    """Raises Unusable for a copy of a version that this program does not know: it would not know the rows either."""
    known = MigrationLoader(None).disk_migrations
    unknown = [f"{app}.{name}" for app, name in migrations if (app, name) not in known]
    if unknown:
        raise Unusable(f"备份来自更新的版本（{unknown[0]}），本版本不能恢复：请先升级程序。")


def _migrate_to(migrations: list[list[str]]) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name) for app, name in migrations])


def _copy_in(cursor, table: str, path: Path) -> None:
    """Rows that a migration has made are replaced by those of the backup."""
    with path.open("rb") as stream:
        columns = stream.readline().decode().rstrip("\n").split(",")
        cursor.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608 (a name from our own manifest, quoted)
        with cursor.copy(f"COPY {_quoted(table)} ({_list(columns)}) FROM STDIN") as copy:
            while block := stream.read(1 << 20):
                copy.write(block)


def _list(columns: list[str]) -> str:
    return ", ".join(_quoted(column) for column in columns)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name.replace('"', '""'))
