"""What every test gets: a database whose history can be emptied, and real services on request.

Which database: SQLite in a temporary file, or TEST_DATABASE_URL; `python -m tests.run` runs on both.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from coverage import Coverage
from django.core.signals import setting_changed
from django.db import connection
from django.dispatch import receiver

from tests import factories
from tests.services import Redis
from tests.support import migrated
from tracker.domain import composed
from tracker.management.catalogs import compile_catalogs

LOGS = ("tracker_event", "tracker_accessrecord")  # refuse to be emptied
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "fresh_database"}


def pytest_configure(config):
    """A fresh clone has no compiled translations yet; the controlling process makes them, once."""
    if not hasattr(config, "workerinput"):
        compile_catalogs()


@receiver(setting_changed)
def _written_anew(**_changed) -> None:
    """Statements are kept as the settings wrote them, which change in tests alone."""
    composed.forget()


def pytest_collection_modifyitems(config, items):
    """`--needs-database` leaves out what one run is enough for: what does not touch the database, or asks nothing of
    it that another would answer differently (`one_database`)."""
    if connection.vendor != "postgresql":
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason="PostgreSQL only; `make test` runs it there"))
    if not config.getoption("--needs-database"):
        return
    pure = [item for item in items if not _needs_database(item)]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if _needs_database(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """What is long is not followed line by line as well: other tests run the same lines."""
    measured = Coverage.current() if item.get_closest_marker("one_database") else None
    if measured is None:
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()


def pytest_addoption(parser):
    parser.addoption("--needs-database", action="store_true", help="only tests that touch the database")
    parser.addoption(
        "--pictures", metavar="DIR", help="every page in each look and in English, kept as pictures here"
    )


def _needs_database(item) -> bool:
    if item.get_closest_marker("one_database"):
        return False
    named = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(named or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, django_db_blocker) -> bool:
    """The SQLite file begins as a copy of a migrated one; `migrate` finds nothing left to do."""
    if connection.vendor != "sqlite":
        return False
    with django_db_blocker.unblock():
        migrated.put_at(Path(connection.creation._get_test_db_name()))
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The history refuses to be emptied; between tests with real transactions it must be, all the same."""
    with django_db_blocker.unblock():
        operations = type(connection.ops)
    original = operations.execute_sql_flush

    def flush_with_the_guard_lifted(self, sql_list):
        lift, restore = _event_guard(self.connection)
        original(self, [*lift, *sql_list, *restore])
        _single_rows()

    operations.execute_sql_flush = flush_with_the_guard_lifted
    yield
    operations.execute_sql_flush = original


def _event_guard(database) -> tuple[list[str], list[str]]:
    """The statements that lift the triggers of the logs and those that put them back."""
    if database.vendor == "postgresql":
        alter = "ALTER TABLE {} {} TRIGGER USER"
        return [[alter.format(log, verb) for log in LOGS] for verb in ("DISABLE", "ENABLE")]
    with database.cursor() as cursor:
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN {LOGS}")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _sql in triggers], [sql for _name, sql in triggers]


def _single_rows() -> None:
    """What the migration 0002_single_rows puts into every database."""
    from tracker.models import EventHead, Installation

    EventHead.objects.get_or_create(pk=1)
    Installation.objects.get_or_create(pk=1)


@pytest.fixture
def cast(db) -> factories.Cast:
    """The named cast; rooms that need more lay it out in a `cast` of their own."""
    return factories.people()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A real Redis for the session."""
    with Redis() as server:
        yield server


@pytest.fixture
def fresh_database(tmp_path) -> Iterator[str]:
    """DATABASE_URL of an empty database of its own, for tests whose processes must see what was committed.

    It is of the kind that the run is on: a SQLite file, or a database beside the one of TEST_DATABASE_URL.
    """
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        yield f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
        return
    name = f"duban_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as link:
        link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def var_folder(tmp_path) -> str:
    """A fresh DUBAN_VAR for a test that starts processes of its own."""
    folder = tmp_path / "var"
    folder.mkdir()
    return os.fspath(folder)
