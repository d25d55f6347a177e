"""Whoever only reads waits for nobody: while another process writes, every page comes, and it writes nothing."""

from datetime import timedelta

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tests.support.locks import reading_only, written_by_another
from tests.web.conftest import page
from tracker.web.sessions import SessionStore, digest

pytestmark = pytest.mark.django_db(transaction=True)


def key(browser) -> str:
    return browser.cookies["sessionid"].value


def row(browser):
    return Session.objects.filter(session_key=digest(key(browser)))


@pytest.fixture
def used(settings):
    """Makes a session look as if nobody had clicked for so many minutes."""

    def unused(browser, *, minutes: int) -> None:
        left = timedelta(seconds=settings.SESSION_IDLE_SECONDS) - timedelta(minutes=minutes)
        row(browser).update(expire_date=timezone.now() + left)

    return unused


PAGES = ("home", "tasks", "obligations", "dispatches", "lists", "statistics", "imports", "admin:index", "admin:tracker_task_changelist")  # fmt: skip


def test_pages_come_while_another_process_writes(cast, as_, client):
    """Here with the lock really held; that no address at all writes when it is read is asked in tests/walk."""
    factories.obligation(unit=cast.bureau, due_on=TODAY)
    browser = as_(cast.officer)
    with reading_only() as read:
        for name in PAGES:
            assert read(browser.get, reverse(name)).status_code == 200
        for ask in ({"export": "xlsx"}, {"q": "房屋"}, {"state": "nonsense"}):
            assert read(browser.get, reverse("tasks"), ask).status_code < 500
        assert read(client.get, reverse("login")).status_code == 200
        assert read(client.get, reverse("tasks")).status_code == 302


def test_the_idle_time_is_renewed_after_a_while_and_not_at_each_page(cast, as_, used):
    browser = as_(cast.officer)
    used(browser, minutes=2)
    before = row(browser).get().expire_date
    browser.get("/")
    assert row(browser).get().expire_date == before
    used(browser, minutes=4)
    browser.get("/")
    assert row(browser).get().expire_date > before


def test_a_renewal_that_meets_a_lock_comes_with_a_later_page(cast, as_, used):
    browser = as_(cast.officer)
    used(browser, minutes=20)
    before = row(browser).get().expire_date
    with written_by_another():
        page(browser.get("/"))
        assert row(browser).get().expire_date == before
    page(browser.get("/"))
    assert row(browser).get().expire_date > before


def test_a_message_kept_in_the_session_is_shown_and_stays_where_it_cannot_be_taken_away(cast, as_):
    """Longer than a cookie: shown once more is better than waited for."""
    browser = as_(cast.officer)
    request = RequestFactory().get("/")
    request.session = SessionStore(key(browser))
    told, answer = FallbackStorage(request), HttpResponse()
    told.add(constants.INFO, "已导入" * 2000)
    told.update(answer)
    request.session.save()
    browser.cookies.update(answer.cookies)
    with written_by_another():
        assert "已导入" in page(browser.get("/"))
    assert browser.get("/").status_code == 200


def test_a_session_that_its_password_has_ended_is_put_out_without_waiting(cast, as_):
    browser = as_(cast.officer)
    cast.officer.set_password("another-long-word")
    cast.officer.save()
    with written_by_another():
        assert browser.get(reverse("tasks")).url.startswith(reverse("login"))
    assert browser.get(reverse("tasks")).url.startswith(reverse("login"))
