"""docs/database-role.sql, run on a PostgreSQL: the program's role works, and cannot touch the history or its guards."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tests import factories
from tests.factories import TODAY
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Event, Verb

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SCRIPT = Path(__file__).parents[1] / "docs" / "database-role.sql"


@pytest.fixture
def as_program():
    """In this test's transaction: role and rights are gone with it."""
    with connection.cursor() as cursor:
        cursor.execute(SCRIPT.read_text("utf-8"))
        cursor.execute("SET LOCAL ROLE duban_app")
        yield cursor
        cursor.execute("RESET ROLE")


def happens(by):
    with chronicle():
        tell(Verb.SETTINGS_CHANGED, by=Actor.of(by, TODAY), note="改")


def test_the_role_does_the_work(as_program):
    happens(factories.person(name="周敏"))
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE tracker_event SET note = 'x'",
        "DELETE FROM tracker_event",
        "TRUNCATE tracker_event",
        "ALTER TABLE tracker_event DISABLE TRIGGER ALL",
        "DROP TRIGGER tracker_event_no_change ON tracker_event",
        "CREATE OR REPLACE FUNCTION tracker_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        "SET session_replication_role = replica",
        "UPDATE tracker_accessrecord SET note = 'x'",
        "TRUNCATE tracker_accessrecord",
        "ALTER TABLE tracker_dispatch DISABLE TRIGGER USER",
        "CREATE TABLE public.mine (id int)",
        "DELETE FROM django_migrations",
        "ALTER ROLE duban_app SUPERUSER",
    ],
)
def test_the_role_cannot_lift_what_guards_the_history(as_program, attack):
    happens(factories.person(name="周敏"))
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner|must have"),
        transaction.atomic(),
    ):
        as_program.execute(attack)
