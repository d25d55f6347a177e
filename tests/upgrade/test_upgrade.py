"""A released database is upgraded, never thrown away: dumps of released versions take every later migration, keep their
rows, and each page of each role can be read afterwards."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.processes import ROOT, environment, manage
from tests.upgrade.dumps import load, versions

pytestmark = pytest.mark.process


@pytest.fixture(params=versions())
def upgraded(request, tmp_path):
    """The environment of a database that was filled by an earlier version and migrated by this one; its rows before."""
    url = _empty_database()
    env = environment(var=tmp_path, database_url=url, DUBAN_DEMO="1")
    load(request.param, **({"postgresql": url} if url else {"sqlite": Path(tmp_path, "demo.sqlite3")}))
    before = _look(env, "count")
    manage("migrate", "-v0", env=env)
    return env, before


def _empty_database() -> str:
    """On PostgreSQL a database beside the one that the tests use; nothing on SQLite, where it is a file."""
    import psycopg
    from django.db import connection

    if connection.vendor != "postgresql":
        return ""
    settings = connection.settings_dict
    server = f"postgresql://{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        link.execute("DROP DATABASE IF EXISTS duban_upgrade")
        link.execute("CREATE DATABASE duban_upgrade")
    return f"{server}/duban_upgrade"


def _look(env: dict[str, str], what: str) -> dict:
    argv = [sys.executable, "-m", "tests.upgrade.look", what]
    done = subprocess.run(argv, env=env, cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout.splitlines()[-1])


def test_there_is_a_dump_of_what_was_released():
    assert versions()[0] == "0.2.0"


def test_rows_history_and_summaries_survive_and_every_page_is_read(upgraded):
    env, before = upgraded
    after = _look(env, "count")
    lost = {table: (n, after.get(table)) for table, n in before.items() if after.get(table, n) < n}
    assert not lost
    assert "履历完好" in manage("verify_events", env=env).stdout
    assert "0项不一致" in manage("summaries", "--check", env=env).stdout
    pages = _look(env, "pages")
    assert pages["refused"] == {}
    assert pages["read"] > 100
    manage("check", "--database", "default", env=env)
    assert "No changes detected" in manage("makemigrations", "--check", "--dry-run", env=env).stdout
