"""A security key in a real browser: bound, asked for at the next log-in, and of no use to a log-in that has none."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import CHROMIUM, PASSWORD
from tracker.models import SecurityKey

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
ADDED, HALF, WHOLE = re.compile("/keys/add/$"), re.compile(r"/second-factor/\?next="), re.compile("/tasks/$")
STICK = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}


def enter(page, person):
    page.context.clear_cookies()
    page.goto("/login/")
    page.get_by_label("登录名").fill(person.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_a_key_is_bound_and_opens_the_next_log_in(log_in, cast):
    page = log_in(cast.head)
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    stick = link.send("WebAuthn.addVirtualAuthenticator", {"options": STICK})["authenticatorId"]
    page.goto("/second-factor/")
    page.get_by_label("名称").fill("办公电脑")
    page.get_by_role("button", name="绑定安全密钥").click()
    expect(page).to_have_url(ADDED)  # with spare codes, for its loss
    assert SecurityKey.objects.get(person=cast.head).name == "办公电脑"

    enter(page, cast.head)
    page.goto("/tasks/")
    expect(page).to_have_url(HALF)
    page.get_by_role("button", name="使用安全密钥").click()
    expect(page).to_have_url(WHOLE)
    assert SecurityKey.objects.get(person=cast.head).used_at

    link.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": stick})
    link.send("WebAuthn.addVirtualAuthenticator", {"options": STICK})  # another stick
    enter(page, cast.head)
    page.get_by_role("button", name="使用安全密钥").click()
    expect(page.locator("[data-failed]")).to_be_visible()
    page.goto("/tasks/")
    expect(page).to_have_url(HALF)
