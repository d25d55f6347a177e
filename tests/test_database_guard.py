"""The history can only grow, and tests with real transactions can empty it nevertheless."""

import pytest
from django.db import DatabaseError, connection, transaction

from tracker.models import Event, EventHead, Installation


def append_one():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracker_event (seq, happened_at, happened_on, verb, note, record, previous, hash)"
            " VALUES (1, '2025-12-03 08:00:00', '2025-12-03', 'task.created', '', '{}', '0', '1')"
        )


@pytest.mark.parametrize("statement", ["UPDATE tracker_event SET note = 'x'", "DELETE FROM tracker_event"])
@pytest.mark.django_db
def test_the_database_refuses_to_change_the_history(statement):
    append_one()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Event.objects.get().note == ""


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_refuses_truncate():
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE tracker_event")


@pytest.mark.parametrize("time", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_each_test_with_real_transactions_starts_empty_and_guarded(time):
    assert Event.objects.count() == 0
    assert EventHead.objects.get().seq == 0
    assert Installation.objects.count() == 1
    append_one()
    with pytest.raises(DatabaseError, match="append-only"):
        Event.objects.update(note="x")
