"""Somebody else writes: a process that holds the database's lock, or every table's, as long as a block lasts.

with written_by_another(): ...    # whoever wants to write waits, or gives up
with reading_only(): browser.get("/")   # the same, and every statement inside must be one that only reads
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

SQLITE = """
import sqlite3, sys
link = sqlite3.connect(sys.argv[1], isolation_level=None)
link.execute("BEGIN IMMEDIATE")
"""
# Everything but reading conflicts with this lock of a table; the rows of a session are held besides.
POSTGRESQL = """
import json, sys, psycopg
link = psycopg.connect(**json.loads(sys.argv[1]))
tables = [name for (name,) in link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
link.execute("LOCK TABLE " + ", ".join(tables) + " IN EXCLUSIVE MODE")
link.execute("SELECT 1 FROM django_session FOR UPDATE")
link.execute("SELECT 1 FROM tracker_installation FOR UPDATE")
"""
IMPATIENCE = {"sqlite": "PRAGMA busy_timeout = 100", "postgresql": "SET lock_timeout = '100ms'"}
UNTIL_TOLD = "print('held', flush=True)\nsys.stdin.read()"
READS = re.compile(r"\(?(SELECT|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE SAVEPOINT|DECLARE|FETCH|CLOSE)\b", re.I)
# A refusal or a download leaves a line in the access log, if nobody has to be waited for; the page comes in any case.
# PostgreSQL does that in a transaction of its own, given up while another holds the table.
LOGS = re.compile(r'INSERT INTO "tracker_accessrecord"|SET LOCAL lock_timeout|(BEGIN|COMMIT|ROLLBACK)$')
LOCKS = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b", re.I)


@contextmanager
def holding() -> Iterator[None]:
    """Another process is in the middle of a long writing transaction."""
    script = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor] + UNTIL_TOLD
    argv = [sys.executable, "-c", script, _database()]
    holder = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        yield
    finally:
        holder.communicate(timeout=30)


@contextmanager
def written_by_another() -> Iterator[None]:
    """The same, and we are not made to wait a minute for it."""
    with connection.cursor() as cursor:
        cursor.execute(IMPATIENCE[connection.vendor])
    with holding():
        yield
    connection.close()  # and with it the impatience


def _database() -> str:
    """Which one, as an argument of the scripts above."""
    if connection.vendor == "sqlite":
        return str(connection.settings_dict["NAME"])
    given = connection.get_connection_params()
    return json.dumps({name: given[name] for name in ("dbname", "user", "password", "host", "port")})


def is_reading(sql: str) -> bool:
    return bool(READS.match(sql) or LOGS.match(sql)) and not LOCKS.search(sql)


class Reader:
    """Calls what is given and refuses each statement that does more than read."""

    def __call__(self, ask, *arguments, **named):
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as log:
            answer = ask(*arguments, **named)
            if answer.streaming:
                b"".join(answer.streaming_content)
        said = [query["sql"] for query in log.captured_queries]
        writing = [sql for sql in said if not is_reading(sql)]
        if writing:
            pytest.fail(f"{arguments} wrote: {writing[:3]}")
        return answer


@contextmanager
def reading_only() -> Iterator[Reader]:
    with written_by_another():
        yield Reader()
