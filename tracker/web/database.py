"""The database as the web uses it: no statement lasts longer than a person waits, and reading waits for nobody.

`limit_statements` is for web processes alone (`tracker.wsgi`): a job, a command or a migration may take its time.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.signals import connection_created

STATEMENT_SECONDS = 20  # of one statement, its waiting for locks included
HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, "55P03"}  # the last is PostgreSQL's lock_not_available
TOO_LONG = {sqlite3.SQLITE_INTERRUPT, "57014"}  # query_canceled


def is_held(error: OperationalError) -> bool:
    """Whether somebody else's lock was in the way."""
    return _code(error) in HELD


def is_too_long(error: OperationalError) -> bool:
    """Whether the statement was ended because its time was over."""
    return _code(error) in TOO_LONG


def _code(error: OperationalError) -> Any:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode & 0xFF  # without the extended part, such as BUSY_SNAPSHOT
    return getattr(cause, "sqlstate", None)


@contextmanager
def unless_held() -> Iterator[None]:
    """What is written inside is written now or not at all: whoever holds a lock is not waited for. For what a page
    may do without, such as renewing the idle time; it has a transaction of its own, never the request's."""
    try:
        with _without_waiting():
            yield
    except OperationalError as error:
        if not is_held(error):
            raise


@contextmanager
def _without_waiting() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5ms'")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")


def limit_statements() -> None:
    """From here on each new connection of this process ends what lasts too long."""
    connection_created.connect(_limit, dispatch_uid="tracker.web.database")


def _limit(connection: Any, **kwargs: Any) -> None:
    milliseconds = STATEMENT_SECONDS * 1000
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Compiling a page's statement takes longer than running it.
            cursor.execute(f"SET jit = off; SET statement_timeout = {milliseconds}")
        else:
            cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
            _watch(connection)


def _watch(connection: Any) -> None:
    watch = _Watch()
    others = [each for each in connection.execute_wrappers if not isinstance(each, _Watch)]
    connection.execute_wrappers[:] = [*others, watch]
    connection.connection.set_progress_handler(watch.is_over, _Watch.STEPS)


class _Watch:
    """SQLite has no time-out of its own, but asks every so many steps whether to go on."""

    STEPS = 20_000  # of its virtual machine: less than a millisecond
    LONGEST_SECONDS = 0.05  # between two questions; what is above, Python spent between fetching two rows

    def __init__(self) -> None:
        self.spent, self.seen = 0.0, monotonic()

    def __call__(self, execute: Callable[..., Any], *statement: Any) -> Any:
        self.spent, self.seen = 0.0, monotonic()
        return execute(*statement)

    def is_over(self) -> bool:
        now = monotonic()
        self.spent += min(now - self.seen, self.LONGEST_SECONDS)
        self.seen = now
        return self.spent > STATEMENT_SECONDS
