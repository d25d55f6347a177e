"""Whoever can write to the database can lift the guard; what they change is found all the same."""

from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import factories
from tests.conftest import _event_guard
from tests.factories import TODAY
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.history import verify_history
from tracker.models import Event, EventHead, Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def history():
    """Six events by somebody, and the anchor that was mailed after the fourth."""
    by = factories.person(name="周敏")
    anchor = ""
    for number in range(1, 7):
        with chronicle():
            tell(Verb.SETTINGS_CHANGED, by=Actor.of(by, TODAY), note=f"第{number}次")
        if number == 4:
            head = EventHead.objects.get()
            anchor = f"{head.seq}:{head.hash}"
    return anchor


@contextmanager
def guard_lifted():
    lift, restore = _event_guard(connection)
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        yield cursor
        for statement in restore:
            cursor.execute(statement)


def complaint(*anchors):
    """What `verify_events` says."""
    try:
        call_command("verify_events", *(["--anchor", *anchors] if anchors else []))
    except CommandError as error:
        return str(error)
    return ""


def rewrite(*, first=1, skip=(), note=None):
    """A thorough forger: changes one note, leaves events out, and chains everything anew, the head too."""
    kept = [event for event in Event.objects.order_by("seq") if event.seq not in skip]
    head, seq = EventHead.objects.get(), 0
    previous = "0" * 64
    with guard_lifted() as cursor:
        cursor.execute("DELETE FROM tracker_event")
    for event in kept:
        seq += 1
        if note and event.seq == first:
            event.record = event.record.replace(event.note, note)
            event.note = note
        event.link(seq=seq, previous=previous)
        previous, event.pk = event.hash, None
    Event.objects.bulk_create(kept)
    head.seq, head.hash = seq, previous
    head.save()


def test_an_untouched_history_is_sound(history):
    assert complaint() == complaint(history) == ""
    assert verify_history().count == 6


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE tracker_event SET note = '改' WHERE seq = 3", "显示内容与记录不一致"),
        ("UPDATE tracker_event SET actor_id = NULL WHERE seq = 3", "显示内容与记录不一致"),
        ("UPDATE tracker_event SET happened_on = '2020-01-01' WHERE seq = 3", "显示内容与记录不一致"),
        ("UPDATE tracker_event SET record = replace(record, '第3次', '改') WHERE seq = 3", "内容被改动"),
        ("UPDATE tracker_event SET hash = previous WHERE seq = 3", "内容被改动"),
        ("UPDATE tracker_event SET previous = hash WHERE seq = 3", "不相接"),
        ("DELETE FROM tracker_event WHERE seq = 1", "缺少第 1 条"),
        ("DELETE FROM tracker_event WHERE seq = 3", "缺少第 3 条"),
        ("DELETE FROM tracker_event WHERE seq > 4", "末尾被删除"),
        ("DELETE FROM tracker_event", "末尾被删除"),
    ],
)
def test_what_was_changed_is_found_and_named(history, statement, words):
    with guard_lifted() as cursor:
        cursor.execute(statement)
    assert words in complaint()


def test_a_history_chained_anew_betrays_itself_to_the_auditor_only(history):
    rewrite(first=2, note="从来如此")
    assert complaint() == ""
    assert "第 4 条履历与审计员收到的校验值不符" in complaint(history)


def test_an_event_left_out_before_the_anchor_is_found_by_the_auditor(history):
    rewrite(skip=(2,))
    assert complaint() == ""
    assert "校验值不符" in complaint(history)


def test_a_history_cut_short_of_the_anchor_is_found_by_the_auditor(history):
    rewrite(skip=(4, 5, 6))
    assert complaint() == ""
    assert "末尾被删除" in complaint(history)


def test_what_came_after_the_last_anchor_is_not_proved_by_it(history):
    """Why the anchor is mailed every day: between two of them a thorough forger is not found."""
    rewrite(first=6, note="从来如此")
    assert complaint(history) == ""


@pytest.mark.postgres
def test_truncate_with_the_guard_lifted_is_found(history):
    with guard_lifted() as cursor:
        cursor.execute("TRUNCATE tracker_event")
    assert "末尾被删除" in complaint()
    assert "末尾被删除" in complaint(history)
