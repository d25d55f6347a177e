"""The proposal's page in a real browser: both sides scroll by themselves, keys move and decide, a thumb finds its way."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import CHROMIUM, PHONE
from tests.e2e.test_browser import fits
from tests.factories import TODAY
from tracker.domain.actor import Actor
from tracker.importing import runs

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]
PLAN = "2025年工作安排\n一、重点任务\n" + "".join(
    f"（{n}）完成第{n}项改革任务。" + "推进各项工作落实到位，" * 12 + "确保取得实效。\n"
    for n in "一二三四五六七八"
)


@pytest.fixture
def run(cast):
    run = runs.start(
        content=PLAN.encode(), filename="安排.txt", office=cast.office, by=Actor.of(cast.officer, TODAY)
    )
    runs.read(run_id=run.pk)
    return run


def test_keys_move_and_decide_and_both_sides_scroll(cast, log_in, run):
    page = log_in(cast.officer)
    page.goto(f"/imports/{run.pk}/?show=all")
    assert page.evaluate("document.querySelector('main').clientWidth > 1200") and fits(page)
    scrolls = "s => getComputedStyle(document.querySelector(s)).overflowY === 'auto'"
    assert all(page.evaluate(scrolls, side) for side in (".sides > .document", ".sides > .proposals"))
    current = page.locator(".proposed.current")
    page.keyboard.press("j")
    expect(current).to_have_id("i1")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("n")  # decided, and on to the next one
    expect(page.locator("#i1.dropped")).to_be_visible()
    expect(current).to_have_id("i2")
    page.keyboard.press("m")
    expect(page.locator("#i3")).to_have_count(0)
    page.keyboard.press("s")
    expect(page.locator("#split")).to_be_visible()


def test_on_a_phone_the_sides_stand_below_one_another(cast, log_in, run):
    page = log_in(cast.officer, size=PHONE, script=False)
    page.goto(f"/imports/{run.pk}/?show=all")
    assert fits(page)
    page.locator(".add").first.click()
    expect(page.locator(".proposed")).to_have_count(9)
