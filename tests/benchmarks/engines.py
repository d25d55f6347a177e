"""The databases that are measured: each engine, with a fresh database of its own."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.support.postgres import Postgres
from tests.support.processes import environment, manage

ENGINES = ("sqlite", "postgresql")


def chosen(only: str | None) -> tuple[str, ...]:
    """All engines, or the one that was asked for."""
    return (only,) if only else ENGINES


def database(
    engine: str, stack: ExitStack, *, postgres: dict[str, str] | None = None, **more: str
) -> dict[str, str]:
    """The environment of an installation on a migrated database, which goes with the stack. `postgres`: settings of
    the server; one named by TEST_DATABASE_URL keeps its own."""
    var = stack.enter_context(tempfile.TemporaryDirectory(prefix="duban-bench-"))
    url = ""
    if engine == "postgresql":
        url = os.environ.get("TEST_DATABASE_URL") or (
            stack.enter_context(Postgres(settings=postgres)).create_database()
        )
    env = environment(var=Path(var), database_url=url, **more) | {
        "DJANGO_SETTINGS_MODULE": "tracker.settings"
    }
    manage("migrate", "-v0", "--skip-checks", env=env)
    return env
