"""The kept past of the demo (seeds/year-2025.zip) fits the program: schema, history, day."""

import sqlite3
import zipfile
from contextlib import closing

import pytest

from tests.services import environment, manage
from tests.support.migrated import template
from tracker.management.demo import DEMO_ON
from tracker.management.demo_year import ARCHIVE, DATABASE


def rows(path, sql):
    with closing(sqlite3.connect(path)) as link:
        return set(link.execute(sql).fetchall())


@pytest.fixture
def unpacked(tmp_path):
    """As `manage.py up` puts it in place of an empty database, with the migrations that came later."""
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(tmp_path)
    env = {k: v for k, v in environment(var=tmp_path, DUBAN_DEMO="1").items() if k != "DUBAN_HISTORY_KEY"}
    manage("migrate", "-v0", env=env)
    return env, tmp_path / DATABASE


def test_the_kept_year_is_whole(unpacked):
    env, database = unpacked
    said = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    assert rows(database, said) == rows(template(), said), "play it anew: make demo-year"
    assert rows(database, "SELECT demo_on FROM tracker_installation") == {(DEMO_ON.isoformat(),)}
    assert "履历" in manage("verify_events", env=env).stdout
    ((letters,),) = rows(database, "SELECT count(*) FROM tracker_letter WHERE state = 'sent'")
    assert letters > 500
