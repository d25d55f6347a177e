"""The auditor reads the history and the log-ins, and nothing else."""

import csv
import io
from datetime import timedelta

import pytest
from axes.models import AccessFailureLog
from django.urls import reverse

from tests import factories
from tests.admin.conftest import action_of, list_of, page_of, said
from tests.factories import TODAY
from tracker.models import Event, EventHead

SUSPEND = {"reason": "等上级文件", "review_on": TODAY + timedelta(days=20)}


def test_the_auditor_reads_who_did_what(cast, keepers, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    as_(cast.officer).post(action_of(owed.task, "suspend"), SUSPEND)
    browser = as_(keepers.auditor)
    page = said(browser.get(list_of("event")))
    assert "周敏" in page
    assert "等上级文件" in page
    event = Event.objects.get()
    assert event.hash in said(browser.get(page_of(event)))
    assert "等上级文件" in said(browser.get(list_of("event"), {"verb": "task.suspended"}))
    assert "等上级文件" not in said(browser.get(list_of("event"), {"verb": "task.done"}))


def test_the_history_is_read_only(cast, keepers, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    as_(cast.officer).post(action_of(owed.task, "suspend"), SUSPEND)
    event = Event.objects.get()
    browser = as_(keepers.auditor)
    assert browser.post(page_of(event), {"note": "别的"}).status_code == 403
    assert browser.post(reverse("admin:tracker_event_add"), {}).status_code == 403
    event.refresh_from_db()
    assert event.note == "等上级文件（2025-12-23复核）"


def test_the_chain_is_checked_at_a_press(cast, keepers, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    as_(cast.officer).post(action_of(owed.task, "suspend"), SUSPEND)
    where = reverse("admin:tracker_event_verify")
    answer = said(as_(keepers.auditor).get(where))
    assert "共1条履历，首尾相接，没有被改动" in answer
    assert EventHead.objects.get().hash in answer
    assert as_(keepers.system).get(where).status_code == 403


LOGS = ("tracker_event", "axes_accesslog", "axes_accessfailurelog")


@pytest.fixture
def logged(cast, keepers, client) -> dict:
    """The liaison has failed once and then succeeded; the address and the browser are what a client can invent."""
    cast.liaison.set_password("a-long-enough-password")
    cast.liaison.save()
    entry = {"username": cast.liaison.username, "password": "a-long-enough-password"}
    from_where = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.1.2.3", "HTTP_USER_AGENT": "=cmd|' /C calc'!A0"}
    client.post(reverse("login"), entry | {"password": "wrong"}, **from_where)
    client.post(reverse("login"), entry, **from_where)
    return entry


def test_the_auditor_sees_who_logged_in_and_who_failed_to(cast, keepers, as_, logged):
    """The failure stays in the log after the success that follows."""
    browser = as_(keepers.auditor)
    for log in LOGS[1:]:
        where = reverse(f"admin:{log}_changelist")
        assert cast.liaison.username in said(browser.get(where)), log
        for user in (cast.head, cast.liaison, keepers.system, keepers.security):
            assert as_(user).get(where).status_code == 403


def test_the_log_is_a_file_for_the_auditor_alone(cast, keepers, as_, logged):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    for code in ("suspend", "resume"):
        as_(cast.officer).post(action_of(owed.task, code), SUSPEND)
    browser = as_(keepers.auditor)
    for log in LOGS:
        where = reverse(f"admin:{log}_export")
        assert where in said(browser.get(reverse(f"admin:{log}_changelist")))
        answer = browser.get(where)
        assert answer["Content-Disposition"].startswith("attachment")
        assert {as_(u).get(where).status_code for u in (cast.head, keepers.system, keepers.security)} == {403}
        assert browser.get(where, {"nonsense__x": "1"}).status_code == 400
    lines = list(csv.reader(io.StringIO(browser.get(reverse("admin:tracker_event_export")).content.decode())))
    newest, oldest = lines[3:]
    assert newest[-2:] == [oldest[-1], EventHead.objects.get().hash]
    only = browser.get(reverse("admin:tracker_event_export"), {"verb": "task.suspended"}).content.decode()
    assert oldest[-1] in only
    assert "task.resumed" not in only
    failures = browser.get(reverse("admin:axes_accessfailurelog_export")).content.decode()
    assert f'"{cast.liaison.username}","False","127.0.0.1","\'=cmd' in failures


@pytest.mark.parametrize(
    ("behind", "sent", "noted"),
    [
        (True, "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (True, "10.1.2.3, nonsense", "127.0.0.1"),
        (True, "", "127.0.0.1"),
        (False, "6.6.6.6", "127.0.0.1"),
    ],
)
def test_the_address_in_the_log_is_what_the_nearest_proxy_saw(cast, client, settings, behind, sent, noted):
    settings.BEHIND_PROXY = behind
    client.post(reverse("login"), {"username": "nobody", "password": "x"}, HTTP_X_FORWARDED_FOR=sent)
    assert AccessFailureLog.objects.get().ip_address == noted


def test_pages_of_the_admin_are_not_kept_by_the_browser(cast, keepers, as_):
    answer = as_(keepers.system).get(page_of(cast.liaison))
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
