"""Whoever can write to the database can lift the guard; what they change is found all the same."""

import json
import socket
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.conftest import _event_guard
from tests.factories import TODAY
from tests.web.conftest import as_, cast
from tracker.checks import the_database_guards_itself
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.history import verify_history
from tracker.management.commands.migrate import _seal
from tracker.models import Event, EventHead, Verb
from tracker.models.events import canonical, chained
from tracker.models.history_key import keys
from tracker.outbox.anchor import write_anchor

__all__ = ["as_", "cast"]
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


def rewrite(*, first=1, skip=(), note=None, key=None, keeps_mark=True):
    """A thorough forger who has the database and not the key: changes one note, leaves events out, and chains
    everything anew, the head too; by a key of his own, or by none as in old times."""
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
        body = json.loads(event.record) | {"seq": seq}
        if not keeps_mark:
            del body["key"]
        event.seq, event.previous, event.record, event.pk = seq, previous, canonical(body), None
        event.hash = previous = chained(previous, event.record, key)
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


FORGERIES = [{"key": None}, {"key": b"another key"}, {"key": None, "keeps_mark": False}]


@pytest.mark.parametrize("how", FORGERIES)
@pytest.mark.parametrize(
    "what",
    [{"first": 2, "note": "从来如此"}, {"skip": (2,)}, {"skip": (4, 5, 6)}, {"first": 6, "note": "改"}],
)
def test_a_history_chained_anew_without_the_key_is_found(history, what, how):
    """Also after the last anchor, and where all of it is made to look as old as the time before there were keys."""
    rewrite(**what, **how)
    assert "密钥" in complaint()


def test_with_key_and_database_in_one_hand_only_the_anchor_finds_it(history):
    key = next(iter(keys().values()))
    rewrite(first=2, note="从来如此", key=key)
    assert complaint() == ""
    assert "第 4 条履历与审计员收到的校验值不符" in complaint(history)
    rewrite(skip=(4, 5, 6), key=key)
    assert complaint() == ""
    assert "末尾被删除" in complaint(history)


def test_what_came_after_the_last_anchor_is_not_proved_by_it_and_that_is_said(history, capsys):
    """Why the anchor leaves often: between two of them whoever has the key too is not found."""
    rewrite(first=6, note="从来如此", key=next(iter(keys().values())))
    assert complaint(history) == ""
    told = capsys.readouterr().out
    assert "第4条及以前：自这个校验值发出以来没有被改动" in told
    assert "第5条至第6条：由数据库以外的密钥串接" in told and "不能证明" in told


def test_an_old_history_is_sealed_by_the_first_event_under_the_key(history):
    """What was chained before there were keys: after `migrate` nobody chains it anew unseen."""
    rewrite(key=None, keeps_mark=False)
    assert "没有用密钥校验" in complaint()
    _seal()
    assert (complaint(), Event.objects.count()) == ("", 7)
    _seal()
    assert Event.objects.count() == 7
    with guard_lifted() as cursor:
        cursor.execute("DELETE FROM tracker_event WHERE seq = 7")
    EventHead.objects.update(seq=6, hash=Event.objects.get(seq=6).hash)
    assert "没有用密钥校验" in complaint()


def test_a_changed_key_verifies_what_the_old_one_chained(history, settings):
    settings.HISTORY_KEYS = ["a-new-key-0123456789-zyxwvutsrqponm-42", *settings.HISTORY_KEYS]
    with chronicle():
        tell(Verb.SETTINGS_CHANGED, by=Actor.system(TODAY), note="换了密钥")
    assert complaint() == ""
    settings.HISTORY_KEYS = settings.HISTORY_KEYS[:1]
    assert "密钥" in complaint()


# --- Guards ----------------------------------------------------------------------------------------
def test_a_history_is_not_replaced(history):
    """REPLACE deletes without asking the trigger of DELETE, with both triggers in place."""
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    row = "SELECT {}, happened_at, happened_on, verb, '改', record, previous, hash FROM tracker_event WHERE seq = 3"
    into = "INTO tracker_event (id, seq, happened_at, happened_on, verb, note, record, previous, hash)"
    for statement in ("REPLACE", "INSERT OR REPLACE"):
        for ids in ("id, seq", "id + 1000, seq", "id, seq + 1000"):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"{statement} {into} {row.format(ids)}")
    assert complaint() == ""


def test_missing_guards_are_noticed(history):
    lift, restore = _event_guard(connection)
    with connection.cursor() as cursor:
        for statement in lift:
            cursor.execute(statement)
        assert "触发器“tracker_event_no_" in complaint()
        assert [error.id for error in the_database_guards_itself(databases=["default"])] == ["duban.E007"]
        for statement in restore:
            cursor.execute(statement)
    assert complaint() == ""
    assert the_database_guards_itself(databases=["default"]) == []


@pytest.mark.postgres
def test_a_guard_whose_function_was_emptied_is_noticed(history):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION tracker_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
    assert "tracker_event_no_change" in complaint()


# --- Anchors ---------------------------------------------------------------------------------------
def test_the_head_goes_to_file_and_syslog_whenever_it_has_moved(history, settings, tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as log:
        log.bind(("127.0.0.1", 0))
        log.settimeout(5)
        settings.ANCHOR_FILE = tmp_path / "outside" / "anchors.txt"
        settings.ANCHOR_SYSLOG = f"udp://127.0.0.1:{log.getsockname()[1]}"
        assert write_anchor(now=timezone.now())
        assert not write_anchor(now=timezone.now())  # nothing has happened since
        (line,) = settings.ANCHOR_FILE.read_text().splitlines()
        anchor = line.split()[1]
        assert anchor in log.recv(1000).decode()
    assert complaint(anchor) == ""


def test_an_anchor_that_cannot_leave_is_told_and_stops_nothing(history, settings, tmp_path, caplog):
    settings.ANCHOR_FILE = tmp_path / "file" / "anchors.txt"
    (tmp_path / "file").write_text("not a folder")
    settings.ANCHOR_SYSLOG = "tcp://127.0.0.1:1"
    assert write_anchor(now=timezone.now())
    assert "cannot be written" in caplog.text and "cannot be sent" in caplog.text


@pytest.mark.postgres
def test_truncate_with_the_guard_lifted_is_found(history):
    with guard_lifted() as cursor:
        cursor.execute("TRUNCATE tracker_event")
    assert "末尾被删除" in complaint()
    assert "末尾被删除" in complaint(history)


@pytest.mark.parametrize("record", ["x", "[]", "null", "{}", '{"facts": 1}', '{"key": 5}', "[" * 9000])
@pytest.mark.parametrize("verb", [Verb.PROGRESS_RELEASED, Verb.EVIDENCE_ATTACHED, Verb.CONTRIBUTED])
def test_a_record_that_is_none_is_named_and_blinds_nobody(history, record, verb):
    with guard_lifted() as cursor:
        cursor.execute("UPDATE tracker_event SET record = %s, verb = %s WHERE seq = 3", [record, verb.value])
    assert "第 3 条履历的内容被改动" in complaint()


def test_the_auditor_s_pages_survive_a_record_that_is_none(history, cast, as_):
    auditor = as_(factories.person(unit=cast.city, role="auditor"))
    with guard_lifted() as cursor:
        cursor.execute("UPDATE tracker_event SET record = 'x', hash = 'é' WHERE seq = 3")
    assert "第 3 条履历的内容被改动" in auditor.get(reverse("admin:tracker_event_verify")).content.decode()
    assert auditor.get(reverse("admin:tracker_event_changelist")).status_code == 200


def test_a_chain_without_its_last_link_is_named_and_told(history, settings, tmp_path, caplog):
    EventHead.objects.all().delete()
    assert "链尾的登记不在" in complaint()
    settings.ANCHOR_FILE = tmp_path / "anchors.txt"
    assert not write_anchor(now=timezone.now())
    assert "the last link" in caplog.text
