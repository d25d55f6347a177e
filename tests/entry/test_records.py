"""What people took, saw or were refused stands in a log that nobody can change."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tests.support.locks import written_by_another
from tracker import jobs
from tracker.actions.progress import attach, save_draft
from tracker.domain.actor import Actor
from tracker.models import AccessKind, AccessRecord, Letter

STRONG = "teapot-gravel-42-moon"


@pytest.fixture
def auditor(cast):
    return factories.person(name="审计员", unit=cast.city, role="auditor")


def last() -> AccessRecord:
    return AccessRecord.objects.first()


def recorded(kind, person, status) -> bool:
    row = last()
    return (row.kind, row.person, row.username, row.status) == (kind, person, person.username, status)


def test_ordinary_pages_leave_no_trace(cast, as_):
    browser = as_(cast.officer)
    for where in ("home", "tasks", "dispatches", "lists"):
        browser.get(reverse(where))
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_recorded_with_its_filter(cast, as_, kind):
    as_(cast.officer).get(reverse("tasks"), {"export": kind, "state": "draft"}, REMOTE_ADDR="10.1.2.3")
    assert recorded(AccessKind.EXPORTED, cast.officer, 200)
    assert "state=draft" in last().note
    assert last().ip_address == "10.1.2.3"


def test_every_file_that_leaves_is_recorded(cast, as_, auditor):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    who = {"by": Actor.of(cast.liaison, TODAY)}
    said = save_draft(obligation=owed, text="已办", percent=50, problems="", next_steps="", **who)
    piece = attach(progress=said, kind="file", upload=SimpleUploadedFile("a.txt", b"text"), **who)
    as_(cast.liaison).get(reverse("evidence", args=[piece.pk]))
    assert recorded(AccessKind.EXPORTED, cast.liaison, 200)
    as_(cast.officer).get(reverse("import_template"))
    assert recorded(AccessKind.EXPORTED, cast.officer, 200)
    for log in ("tracker_event", "tracker_accessrecord", "axes_accesslog", "axes_accessfailurelog"):
        as_(auditor).get(reverse(f"admin:{log}_export"))
        assert recorded(AccessKind.EXPORTED, auditor, 200), log
        assert log in last().path.replace("/", "_")
    as_(auditor).get(reverse("admin:tracker_event_verify"))
    assert recorded(AccessKind.VERIFIED, auditor, 200)


def test_reading_a_letter_is_recorded(cast, as_):
    letter = Letter.objects.create(
        person=cast.liaison, office=cast.office, kind="digest", digest_on=TODAY, message_id="<1@test>"
    )
    as_(cast.officer).get(reverse("letter", args=[letter.pk]))
    assert recorded(AccessKind.READ, cast.officer, 200)


def test_who_feels_the_way_is_seen(cast, as_):
    """Pages of others, guessed numbers, the audit log, and look-ups that no filter asks."""
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    probes = {
        reverse("obligation", args=[owed.pk]): 404,
        reverse("task", args=[999_999]): 404,
        reverse("forecast"): 403,
        reverse("admin:tracker_event_changelist"): 403,
        reverse("admin:tracker_unit_changelist") + "?name__regex=(": 400,
        "/nowhere/": 404,
    }
    for where, status in probes.items():
        as_(cast.college_liaison).get(where)
        assert recorded(AccessKind.DENIED, cast.college_liaison, status), where
    as_(cast.college_liaison).post(reverse("obligation_action", args=[owed.pk, "report"]), {})
    assert recorded(AccessKind.DENIED, cast.college_liaison, 404)
    assert last().method == "POST"


def test_what_is_done_to_ones_own_account_is_recorded(cast, as_):
    cast.liaison.set_password(STRONG)
    cast.liaison.save()
    new = "lantern-gravel-42-moon"
    entry = {"old_password": STRONG, "new_password1": new, "new_password2": new}
    as_(cast.liaison).post(reverse("password_change"), entry)
    assert recorded(AccessKind.PASSWORD, cast.liaison, 302)
    cast.liaison.refresh_from_db()
    task = factories.obligation(unit=cast.bureau, due_on=TODAY).task
    as_(cast.liaison).post(reverse("follow_task", args=[task.pk]))
    assert recorded(AccessKind.CHOSEN, cast.liaison, 302)


def test_an_import_is_recorded_when_it_comes_and_when_it_is_thrown_away(cast, as_, monkeypatch):
    monkeypatch.setattr(jobs.read_import, "delay", lambda pk: None)
    browser = as_(cast.officer)
    sent = {"files": SimpleUploadedFile("清单.txt", "一、任务".encode()), "office": cast.office.pk}
    browser.post(reverse("imports"), sent)
    assert recorded(AccessKind.UPLOADED, cast.officer, 302)
    from tracker.models import ImportRun

    browser.post(reverse("import_discard", args=[ImportRun.objects.get().pk]))
    assert recorded(AccessKind.DISCARDED, cast.officer, 302)


@pytest.mark.django_db(transaction=True)
def test_while_another_process_writes_the_line_stands_in_the_log_of_the_process(cast, as_, caplog):
    """An export does not wait for a long import, and does not go unrecorded either."""
    browser = as_(cast.officer)
    with written_by_another():
        assert browser.get(reverse("tasks"), {"export": "csv"}).status_code == 200
    assert not AccessRecord.objects.exists()
    assert f"exported {cast.officer.username}" in caplog.text
    assert "export=csv" in caplog.text


def test_strangers_bytes_do_not_break_the_log(cast, as_):
    browser = as_(cast.officer)
    browser.get("/nowhere/%00%0a%EF%BF%BE/" + "x" * 600, QUERY_STRING="a=" + "y" * 3000)
    assert recorded(AccessKind.DENIED, cast.officer, 404)
    assert "\n" not in last().path + last().note
    assert "\x00" not in last().path + last().note


# --- The log itself --------------------------------------------------------------------------------
def test_the_auditor_alone_reads_it_and_takes_it_along(cast, as_, auditor):
    as_(cast.liaison).get("/nowhere/")
    where = reverse("admin:tracker_accessrecord_changelist")
    assert "/nowhere/" in as_(auditor).get(where, {"kind__exact": "denied"}).content.decode()
    rows = as_(auditor).get(reverse("admin:tracker_accessrecord_export")).content.decode()
    assert any("/nowhere/" in cell for line in csv.reader(io.StringIO(rows)) for cell in line)
    for person in (cast.head, cast.officer, cast.liaison):
        assert as_(person).get(where).status_code == 403


def refused(sql) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def row(age: timedelta) -> AccessRecord:
    return AccessRecord.objects.create(
        happened_at=timezone.now() - age, kind="denied", username="x", method="GET", path="/", status=404
    )


def test_nobody_changes_a_record_or_removes_a_young_one(db):
    row(timedelta(days=180))
    assert refused("UPDATE tracker_accessrecord SET path = '/elsewhere/'")
    assert refused("DELETE FROM tracker_accessrecord")
    if connection.vendor == "sqlite":
        columns = "id, happened_at, kind, username, method, path, status, note"
        assert refused(
            f"REPLACE INTO tracker_accessrecord ({columns}) "
            "SELECT id, happened_at, kind, username, method, '/else/', status, note FROM tracker_accessrecord"
        )
    else:
        assert refused("TRUNCATE tracker_accessrecord")


def test_what_is_old_enough_goes(db, settings):
    settings.ACCESS_LOG_DAYS = 365
    old, young = row(timedelta(days=366)), row(timedelta(days=364))
    assert jobs.forget() == 1
    assert list(AccessRecord.objects.values_list("pk", flat=True)) == [young.pk]
    assert old.pk != young.pk


def test_log_ins_go_by_the_same_age(db, settings):
    from axes.models import AccessFailureLog, AccessLog

    settings.ACCESS_LOG_DAYS = 365
    for log in (AccessLog, AccessFailureLog):
        for age in (364, 366):
            made = log.objects.create(username="x", ip_address="10.0.0.1", user_agent="", path_info="")
            log.objects.filter(pk=made.pk).update(attempt_time=timezone.now() - timedelta(days=age))
    assert jobs.forget() == 2
