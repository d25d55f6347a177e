"""A real browser, logged in as somebody of the cast. Skipped where no Chromium is."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import factories
from tests.factories import TODAY
from tracker.models import Installation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "a-long-enough-password"
PHONE = {"width": 360, "height": 740}
MAIL_PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def elsewhere(address: str, ours: str) -> list[str]:
    """The address, if it is neither of this site nor written in the page itself."""
    return [] if address.startswith((ours, "data:", "blob:")) else [f"asks {address}"]


@pytest.fixture
def browser(monkeypatch):
    # Playwright's loop runs in this very thread; Django would take our own queries for asynchronous ones.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def cast(transactional_db) -> factories.Cast:
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": TODAY})
    cast = factories.people()
    for person in (cast.officer, cast.head, cast.liaison, cast.chief, cast.leader):
        person.set_password(PASSWORD)
        person.save()
    factories.calendar()
    return cast


@pytest.fixture
def log_in(browser, live_server):
    """A page in which this person has logged in through the form; what the browser complains of (errors, what the content
    policy blocks) and what it asks of another host fail the test."""
    complaints: list[str] = []

    def enter(person, *, size: dict = DESK, script: bool = True, theme: str = "light", english: bool = False):
        context = browser.new_context(
            viewport=size,
            locale="zh-CN",
            base_url=live_server.url,
            java_script_enabled=script,
            color_scheme=theme,
        )
        page = context.new_page()
        page.complaints = complaints
        page.on("request", lambda asked: complaints.extend(elsewhere(asked.url, live_server.url)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login/")
        page.get_by_label("登录名").fill(person.username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.locator("h1").first).not_to_have_text("登录")
        if english:
            context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
        return page

    yield enter
    assert complaints == []
