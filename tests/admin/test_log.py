"""The auditor reads the history and the log-ins, and nothing else."""

from django.urls import reverse

from tests import factories
from tests.admin.conftest import list_of, page_of, press_of
from tests.factories import TODAY
from tracker.models import Event, EventHead


def said(response) -> str:
    return response.content.decode()


def test_the_auditor_reads_who_did_what(cast, keepers, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    as_(cast.officer).post(press_of(owed.task, "suspend"), {"reason": "等上级文件"})
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
    as_(cast.officer).post(press_of(owed.task, "suspend"), {"reason": "等上级文件"})
    event = Event.objects.get()
    browser = as_(keepers.auditor)
    assert browser.post(page_of(event), {"note": "别的"}).status_code == 403
    assert browser.post(reverse("admin:tracker_event_add"), {}).status_code == 403
    event.refresh_from_db()
    assert event.note == "等上级文件"


def test_the_chain_is_checked_at_a_press(cast, keepers, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    as_(cast.officer).post(press_of(owed.task, "suspend"), {"reason": "等上级文件"})
    where = reverse("admin:tracker_event_verify")
    answer = said(as_(keepers.auditor).get(where))
    assert "共1条履历，首尾相接，没有被改动" in answer
    assert EventHead.objects.get().hash in answer
    assert as_(keepers.system).get(where).status_code == 302


def test_the_auditor_sees_who_logged_in_and_who_failed_to(cast, keepers, as_, client):
    cast.liaison.set_password("a-long-enough-password")
    cast.liaison.save()
    entry = {"username": cast.liaison.username, "password": "a-long-enough-password"}
    client.post(reverse("login"), entry | {"password": "wrong"})
    failed = said(as_(keepers.auditor).get(reverse("admin:axes_accessattempt_changelist")))
    assert cast.liaison.username in failed
    client.post(reverse("login"), entry)
    browser = as_(keepers.auditor)
    assert cast.liaison.username in said(browser.get(reverse("admin:axes_accesslog_changelist")))
    for user in (cast.head, keepers.system, keepers.security):
        for model in ("accesslog", "accessattempt"):
            assert as_(user).get(reverse(f"admin:axes_{model}_changelist")).status_code == 403


def test_pages_of_the_admin_are_not_kept_by_the_browser(cast, keepers, as_):
    answer = as_(keepers.system).get(page_of(cast.liaison))
    assert "no-store" in answer["Cache-Control"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
