"""A person sees where he is logged in, ends the others, and notices a log-in that was not his."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import PASSWORD
from tracker import jobs
from tracker.actions.people import change_person
from tracker.domain.actor import Actor
from tracker.models import SignIn
from tracker.web.browsers import in_words


@pytest.fixture
def officer(cast):
    cast.officer.set_password(PASSWORD)
    cast.officer.save()
    return cast.officer


def log_in(person, address="10.1.2.3") -> Client:
    browser = Client(REMOTE_ADDR=address, headers={"user-agent": f"Browser of {address}"})
    browser.post(reverse("login"), {"username": person.username, "password": PASSWORD})
    return browser


def is_in(browser) -> bool:
    return browser.get(reverse("tasks")).status_code == 200


def test_the_others_are_shown_and_ended(officer):
    here, there = log_in(officer), log_in(officer, "10.9.9.9")
    page = here.get(reverse("sign_ins")).content.decode()
    assert "Browser of 10.9.9.9" in page
    here.post(reverse("sign_ins"))
    assert is_in(here)
    assert not is_in(there)
    assert "退出其他登录" not in here.get(reverse("sign_ins")).content.decode()


def test_an_account_that_is_used_again_opens_no_old_session(cast, officer):
    browser = log_in(officer)
    system = Actor.of(factories.person(name="系统管理员", unit=cast.city, role="system_admin"), TODAY)
    for is_active in (False, True):
        change_person(person=officer, by=system, is_active=is_active)
    assert not is_in(browser)


def test_a_new_password_ends_the_others_and_this_one_goes_on(officer):
    here, there = log_in(officer), log_in(officer, "10.9.9.9")
    word = "teapot-gravel-42-moon"
    new = {"old_password": PASSWORD, "new_password1": word, "new_password2": word}
    here.post(reverse("password_change"), new)
    assert is_in(here)
    assert not is_in(there)
    assert "本次" in here.get(reverse("sign_ins")).content.decode()  # under its new key


def test_the_last_log_in_is_told(officer):
    log_in(officer, "10.9.9.9")
    told = log_in(officer).get(reverse("home")).content.decode()
    assert "来自10.9.9.9" in told


def test_a_sixth_log_in_ends_the_first(officer, settings):
    settings.SESSIONS_A_PERSON = 2
    browsers = [log_in(officer, f"10.0.0.{n}") for n in range(3)]
    assert [is_in(browser) for browser in browsers] == [False, True, True]


def test_nobody_ends_or_sees_those_of_others(officer, cast, as_):
    there = log_in(officer)
    other = as_(cast.head)
    assert "Browser of" not in other.get(reverse("sign_ins")).content.decode()
    other.post(reverse("sign_ins"))
    assert is_in(there)


def test_what_is_over_is_not_kept(officer):
    browser = log_in(officer)
    jobs.clear_sessions()
    assert SignIn.objects.count() == 1
    browser.post(reverse("logout"))
    jobs.clear_sessions()
    assert not SignIn.objects.exists()


def test_a_browser_is_told_in_words():
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
    assert in_words(windows) == "Chrome · Windows"
    assert in_words(f"{windows} Edg/120.0") == "Edge · Windows"
    assert in_words("Mozilla/5.0 (X11; Linux aarch64; UOS) Gecko/20100101 Firefox/102.0") == "Firefox · 统信"
    assert (in_words("curl/8"), in_words("")) == ("curl/8", "未知浏览器")
