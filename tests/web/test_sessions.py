"""What the database knows of a session, and when one ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.services import environment, manage
from tests.web.conftest import PASSWORD
from tracker import jobs
from tracker.web import sessions


@pytest.fixture
def officer(cast, client):
    """A browser in which the officer has shown the password."""
    cast.officer.set_password(PASSWORD)
    cast.officer.save()
    client.post(reverse("login"), {"username": cast.officer.username, "password": PASSWORD})
    return client


@pytest.fixture
def later(monkeypatch):
    """`later(minutes=5)`: from now on it is so much later than it was."""
    passed = timedelta()
    real = timezone.now

    def go(**much) -> None:
        nonlocal passed
        passed += timedelta(**much)
        monkeypatch.setattr(timezone, "now", lambda: real() + passed)

    return go


def is_in(browser) -> bool:
    return browser.get(reverse("tasks")).status_code == 200


def test_whoever_reads_the_database_logs_in_as_nobody(officer):
    (row,) = Session.objects.all()
    cookie = officer.cookies["sessionid"].value
    assert cookie not in row.session_key
    thief = Client()
    thief.cookies["sessionid"] = row.session_key
    assert not is_in(thief)
    thief.cookies["sessionid"] = cookie
    assert is_in(thief), "it is the cookie that opens"


def test_it_ends_when_nobody_clicks_for_half_an_hour(officer, later):
    for _ in range(5):
        later(minutes=25)
        assert is_in(officer)
    later(minutes=31)
    assert not is_in(officer)


def test_it_ends_after_twelve_hours_however_busy_its_owner(officer, later):
    for _ in range(12 * 3 - 1):
        later(minutes=20)
        assert is_in(officer)
    later(minutes=21)
    assert not is_in(officer)


def test_what_a_page_writes_into_a_session_does_not_lengthen_it(officer, later):
    for _ in range(12 * 3 - 1):
        later(minutes=20)
        own = sessions.SessionStore(officer.cookies["sessionid"].value)
        own["x"] = "y"
        own.save()
    later(minutes=21)
    assert not is_in(officer)


def test_the_time_counts_from_the_last_showing_of_the_password(officer, later):
    for _ in range(12 * 3 - 1):
        later(minutes=20)
        assert is_in(officer)
    word = "another-long-word"
    new = {"old_password": PASSWORD, "new_password1": word, "new_password2": word}
    officer.post(reverse("password_change"), new)
    later(minutes=21)
    assert is_in(officer)


def test_logging_out_leaves_no_row(officer):
    officer.post(reverse("logout"))
    assert not Session.objects.exists()


def test_what_has_ended_is_thrown_away(officer, later):
    later(minutes=29)
    jobs.clear_sessions()
    assert Session.objects.count() == 1
    later(minutes=2)
    jobs.clear_sessions()
    assert Session.objects.count() == 0


@pytest.mark.parametrize("nonsense", ["x", "\x00" * 40, "x" * 5000, "é" * 40])
def test_a_cookie_that_is_none_is_nobody(cast, client, nonsense):
    client.cookies["sessionid"] = nonsense
    assert client.get(reverse("tasks")).status_code == 302


@pytest.mark.one_database
def test_over_https_the_cookies_belong_to_this_site_alone(var_folder):
    ask = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
    plain = environment(var=var_folder)
    secure = plain | {"DUBAN_BASE_URL": "https://duban.example.gov.cn", "DUBAN_BEHIND_PROXY": "1"}
    said = [manage("shell", "-v0", "-c", ask, env=env).stdout.split() for env in (plain, secure)]
    assert said == [["sessionid", "csrftoken"], ["__Host-sessionid", "__Host-csrftoken"]]
