"""Logging in, being locked out, the first password, the language, the demo clock."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import PASSWORD, page
from tracker import jobs
from tracker.actions import people
from tracker.domain.actor import Actor
from tracker.models import Installation
from tracker.web import clock


@pytest.fixture
def liaison(cast):
    cast.liaison.set_password(PASSWORD)
    cast.liaison.save()
    return cast.liaison


def log_in(client, person, password: str, **more):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "zh-hans"
    return client.post(reverse("login"), {"username": person.username, "password": password} | more)


def test_logging_in_leads_to_the_page_of_the_letter(liaison, client):
    asked = client.get(reverse("tasks"))
    assert asked.url == f"{reverse('login')}?next={reverse('tasks')}"
    assert log_in(client, liaison, PASSWORD, next=reverse("tasks")).url == reverse("tasks")
    assert page(client.get(reverse("tasks"))).count("吴芳") > 0


def test_nobody_is_led_elsewhere_after_login(liaison, client):
    assert log_in(client, liaison, PASSWORD, next="https://evil.example/").url == reverse("home")


def test_a_wrong_password_says_what_will_happen_and_then_locks(liaison, client):
    first = log_in(client, liaison, "wrong")
    assert "登录名或密码不对" in page(first)
    for _ in range(5):
        last = log_in(client, liaison, "wrong")
    assert last.status_code == 429
    assert "账号暂时锁定" in last.content.decode()
    assert log_in(client, liaison, PASSWORD).status_code == 429


def test_logging_out_needs_a_press(liaison, client):
    log_in(client, liaison, PASSWORD)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")
    assert client.get(reverse("home")).status_code == 302


def test_a_first_password_is_changed_before_anything_else(liaison, client):
    liaison.must_change_password = True
    liaison.save()
    log_in(client, liaison, PASSWORD)
    assert "您使用的是首次密码" in page(client.get(reverse("password_change")))
    new = {
        "old_password": PASSWORD,
        "new_password1": "teapot-gravel-42-moon",
        "new_password2": "teapot-gravel-42-moon",
    }
    other = client.post(reverse("password_change"), new | {"new_password2": "teapot-gravel-42-mars"})
    assert "两次输入的新密码不一样" in other.content.decode() and "首次密码" in other.content.decode()
    short = new | {"new_password1": "short", "new_password2": "short"}
    assert "10" in page(client.post(reverse("password_change"), short))
    same = new | {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "近期用过" in page(client.post(reverse("password_change"), same))
    assert client.get(reverse("home")).url == reverse("password_change")
    assert client.post(reverse("password_change"), new).url == reverse("home")
    liaison.refresh_from_db()
    assert not liaison.must_change_password
    assert client.get(reverse("home")).status_code == 200


def test_nothing_of_a_session_stays_in_the_browser(cast, as_):
    assert "no-store" in as_(cast.officer).get(reverse("tasks"))["Cache-Control"]


def test_the_policy_allows_no_script_from_a_page(cast, as_):
    policy = as_(cast.officer).get(reverse("tasks"))["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_language_is_switched_and_remembered(cast, as_):
    browser = as_(cast.officer)
    assert 'lang="zh-hans"' in page(browser.get("/"))
    browser.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert '<html lang="en">' in page(browser.get("/"))


# --- The demo clock --------------------------------------------------------------------------------
@pytest.fixture
def demo(settings, monkeypatch) -> list:
    """Demo mode, with a worker that only writes down what it was asked."""
    settings.DEMO = True
    asked: list = []
    monkeypatch.setattr(jobs.move_days, "delay", lambda *call: asked.append(call))
    return asked


def test_every_page_of_a_demo_shows_its_date(cast, as_, demo):
    assert "演示日期 <strong>2025-12-03</strong>" in page(as_(cast.liaison).get("/"))
    assert "前进一天" not in page(as_(cast.liaison).get("/"))
    assert "前进一天" in page(as_(cast.officer).get("/"))


def test_a_real_installation_has_no_clock(cast, as_):
    assert "演示日期" not in page(as_(cast.officer).get("/"))


def test_the_clock_is_moved_by_an_officer_and_the_bar_waits_for_it(cast, as_, demo):
    browser = as_(cast.officer)
    browser.post(reverse("clock_move"), {"days": "7"})
    assert demo == [("2025-12-10", cast.officer.pk)]
    assert "前进到 2025-12-10" in page(browser.get("/"))
    assert browser.get(reverse("clock_now")).json() == {"today": "2025-12-03", "wanted": "2025-12-10"}
    browser.post(reverse("clock_move"), {"days": "1"})
    assert len(demo) == 1  # not twice while it runs
    Installation.objects.update(demo_on=TODAY + timedelta(days=7))
    assert browser.get(reverse("clock_now")).json() == {"today": "2025-12-10", "wanted": None}
    assert "前进一天" in page(browser.get("/"))


def test_the_buttons_come_back_when_no_worker_moves_the_clock(cast, as_, demo, monkeypatch):
    browser = as_(cast.officer)
    browser.post(reverse("clock_move"), {"days": "1"})
    assert "前进一天" not in page(browser.get("/"))
    later = clock.time.time() + clock.PATIENCE + 1
    monkeypatch.setattr(clock.time, "time", lambda: later)
    assert "前进一天" in page(browser.get("/"))


@pytest.mark.parametrize("days", ["0", "-1", "999", "x", ""])
def test_the_clock_takes_no_nonsense(cast, as_, demo, days):
    as_(cast.officer).post(reverse("clock_move"), {"days": days})
    assert demo == []


def test_a_worker_that_cannot_be_reached_is_told(cast, as_, settings, monkeypatch):
    settings.DEMO = True

    def unreachable(*call):
        raise OperationalError("no Redis")

    monkeypatch.setattr(jobs.move_days, "delay", unreachable)
    told = as_(cast.officer).post(reverse("clock_move"), {"days": "1"}, follow=True)
    assert "后台作业没有运行" in page(told)
    assert "前进一天" in page(told)  # nothing is waited for


def test_a_unit_cannot_move_the_clock(cast, as_, demo):
    assert as_(cast.liaison).post(reverse("clock_move"), {"days": "1"}).status_code == 403
    assert demo == []


def test_a_page_that_is_not_there_says_so_in_words(cast, as_):
    response = as_(cast.officer).get("/nowhere/")
    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()
    assert "此页只供督办机构使用" in as_(cast.liaison).get(reverse("forecast")).content.decode()


@pytest.mark.django_db
def test_chinese_wins_over_a_browser_that_asks_for_english(client):
    assert "登录" in client.get(reverse("login"), HTTP_ACCEPT_LANGUAGE="en").content.decode()


@pytest.mark.django_db
def test_english_is_shown_to_who_chose_it(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    page = client.get(reverse("login"))
    assert page.headers["Content-Language"] == "en"
    assert "Log in" in page.content.decode()


def test_a_password_that_is_too_short_is_refused_in_chinese(db):
    with pytest.raises(ValidationError) as no:
        validate_password("短ab1")
    assert "密码太短，至少要有10个字符。" in no.value.messages


# --- Sessions --------------------------------------------------------------------------------------
def test_a_session_ends_with_the_password_and_with_the_account(liaison, cast, client):
    system = factories.person(name="系统员", unit=cast.city, role="system_admin")
    log_in(client, liaison, PASSWORD)
    assert client.get(reverse("tasks")).status_code == 200
    people.reset_password(person=liaison, by=factories.two(system))
    assert client.get(reverse("tasks")).url.startswith(reverse("login"))

    liaison.refresh_from_db()
    liaison.set_password(PASSWORD)
    liaison.must_change_password = False
    liaison.save()
    log_in(client, liaison, PASSWORD)
    assert client.get(reverse("tasks")).status_code == 200
    people.change_person(person=liaison, is_active=False, by=Actor.of(system, TODAY))
    assert client.get(reverse("tasks")).url.startswith(reverse("login"))
    assert log_in(client, liaison, PASSWORD).status_code == 200  # the page again, with the error


def test_another_browser_is_logged_out_by_a_change_of_password(liaison, client):
    other = Client()
    for browser in (client, other):
        log_in(browser, liaison, PASSWORD)
    word = "teapot-gravel-42-moon"
    client.post(
        reverse("password_change"), {"old_password": PASSWORD, "new_password1": word, "new_password2": word}
    )
    assert client.get(reverse("home")).status_code == 200
    assert other.get(reverse("home")).url.startswith(reverse("login"))


def test_a_role_that_is_taken_back_opens_nothing_from_the_next_page_on(liaison, client):
    log_in(client, liaison, PASSWORD)
    assert client.get(reverse("tasks")).status_code == 200
    liaison.memberships.all().delete()
    assert client.get(reverse("tasks")).status_code == 403
    assert client.post(reverse("absences"), {}).status_code == 403


def test_a_first_password_opens_neither_the_admin_nor_any_form(liaison, cast, client):
    liaison.must_change_password = True
    liaison.save()
    log_in(client, liaison, PASSWORD)
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    for where in (
        reverse("obligation_action", args=[owed.pk, "report"]),
        reverse("admin:index"),
        reverse("admin:tracker_obligation_change", args=[owed.pk]),
        reverse("clock_now"),
    ):
        for response in (client.get(where), client.post(where, {"text": "办完了", "percent": "100"})):
            assert response.status_code == 302, where
            assert response.url == reverse("password_change"), where
    assert not owed.progress.exists()


def test_the_lock_holds_for_the_admin_too(liaison, client):
    for _ in range(5):
        log_in(client, liaison, "wrong", next=reverse("admin:index"))
    asked = client.get(reverse("admin:login"))
    assert asked.url.startswith(reverse("login"))
    assert (
        client.post(reverse("admin:login"), {"username": liaison.username, "password": PASSWORD}).url
        == asked.url
    )
    assert log_in(client, liaison, PASSWORD, next=reverse("admin:index")).status_code == 429


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"]
)
def test_no_door_leads_to_another_site(liaison, cast, client, elsewhere):
    assert log_in(client, liaison, PASSWORD, next=elsewhere).url == reverse("home")
    assert client.get(reverse("login"), {"next": elsewhere}).url == reverse("home")
    assert client.post(reverse("set_language"), {"language": "en", "next": elsewhere}).url == "/"
    led = Client().get(reverse("admin:login"), {"next": elsewhere}).url
    assert led.startswith(reverse("login"))
    owed = factories.sign_for(unit=cast.bureau, task_list=factories.task_list(office=cast.office))
    pressed = client.post(reverse("obligation_action", args=[owed.pk, "sign-for"]), {"next": elsewhere})
    assert pressed.url == reverse("obligation", args=[owed.pk])
