"""Somebody else writes: a process that holds the database's lock, or every table's, as long as a block lasts.

    with written_by_another(): ...      # whoever wants to write waits, or gives up
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
link.execute("SELECT 1 FROM tracker_office FOR UPDATE")
"""
UNTIL_TOLD = "print('held', flush=True)\nsys.stdin.read()"
READS = re.compile(r"(SELECT|EXPLAIN|PRAGMA|SAVEPOINT|RELEASE SAVEPOINT|DECLARE|FETCH|CLOSE)\b", re.I)
LOCKS = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b", re.I)


@contextmanager
def written_by_another() -> Iterator[None]:
    """Another process is in the middle of a long writing transaction. Ours is not made to wait a minute for it."""
    postgresql = connection.vendor == "postgresql"
    server = {name: connection.get_connection_params()[name] for name in ("dbname", "user", "password", "host", "port")
              } if postgresql else {}  # fmt: skip
    script, where = (POSTGRESQL, json.dumps(server)) if postgresql else (SQLITE, connection.settings_dict["NAME"])
    _be_impatient("100ms" if postgresql else 100)
    holder = subprocess.Popen(
        [sys.executable, "-c", script + UNTIL_TOLD, str(where)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout.readline() == b"held\n"
        yield
    finally:
        holder.communicate(timeout=30)
        connection.close()  # and with it the impatience


def _be_impatient(moment: str | int) -> None:
    with connection.cursor() as cursor:
        setting = "SET lock_timeout =" if connection.vendor == "postgresql" else "PRAGMA busy_timeout ="
        cursor.execute(f"{setting} {moment!r}")


class Reader:
    """Calls what is given and refuses each statement that does more than read."""

    def __call__(self, ask, *arguments, **named):
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as log:
            answer = ask(*arguments, **named)
            if answer.streaming:
                b"".join(answer.streaming_content)
        said = [query["sql"] for query in log.captured_queries]
        writing = [sql for sql in said if not READS.match(sql) or LOCKS.search(sql)]
        if writing:
            pytest.fail(f"{arguments} wrote: {writing[:3]}")
        return answer


@contextmanager
def reading_only() -> Iterator[Reader]:
    with written_by_another():
        yield Reader()
