"""A migrated database, made once and copied: migrating costs as much as ten tests.

That of SQLite is made once for each set of migrations, that of PostgreSQL once for each server of a run. The file lies in the folder CACHE of the project, under a name that says from which migrations and packages it comes.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.support.postgres import Postgres
from tests.support.processes import ROOT, environment, manage

CACHE = ROOT / ".migrated"
NAME = "duban.sqlite3"


@cache
def _state() -> str:
    made_of = [*sorted((ROOT / "tracker" / "migrations").glob("*.py")), ROOT / "requirements" / "run.txt"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in made_of)).hexdigest()[:16]


def template() -> Path:
    """The database, made if nobody made it yet; who comes meanwhile waits."""
    CACHE.mkdir(mode=0o700, exist_ok=True)
    ready = CACHE / f"{_state()}.sqlite3"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            for older in CACHE.glob("*.sqlite3"):
                older.unlink()
            with tempfile.TemporaryDirectory(prefix="duban-migrated-") as var:
                manage("migrate", "-v0", env=environment(var=var))
                shutil.move(Path(var, NAME), ready)
    return ready


def put_at(path: Path) -> None:
    """Copy it to where a test wants its own."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(template(), path)
    path.chmod(0o600)


def on_server(server: Postgres) -> str:
    """The name of a database on this server that others begin as a copy of."""
    name = "duban_migrated"
    with tempfile.TemporaryDirectory(prefix="duban-migrated-") as var:
        manage("migrate", "-v0", env=environment(var=var, database_url=server.create_database(name)))
    return name


def migrate(env: Mapping[str, str]) -> None:
    """Have the database of this environment migrated: the embedded one is copied, a server's is migrated."""
    url = env.get("DATABASE_URL", "")
    if url and not url.startswith("sqlite:///"):
        manage("migrate", "-v0", env=env)
        return
    name = "demo.sqlite3" if env.get("DUBAN_DEMO") else NAME
    put_at(Path(url.removeprefix("sqlite:///")) if url else Path(os.fspath(env["DUBAN_VAR"]), name))
