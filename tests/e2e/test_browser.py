"""A real browser, at the width of a phone: log in, report, release, accept. Skipped where no Chromium is."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import CHROMIUM, DESK, MAIL_PHONE, PHONE
from tests.factories import TODAY
from tests.support import papers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


SMALL = """() => [...document.querySelectorAll(".button, .nav a, summary, select, .field input, button")]
    .map((it) => it.closest(".choice") ?? it)
    .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 40)
    .map((it) => it.outerHTML.slice(0, 60))"""


def too_small(page) -> list[str]:
    """What a thumb would miss."""
    return page.evaluate(SMALL)


def test_a_report_travels_from_a_phone_to_the_officer(cast, log_in, tmp_path):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=5))
    plan = tmp_path / "方案.pdf"
    plan.write_bytes(papers.pdf("工作方案"))

    phone = log_in(cast.liaison, size=PHONE)
    expect(phone.get_by_text("临近，还有5天")).to_be_visible()
    phone.get_by_role("link", name="填报进展").click()
    phone.get_by_label("进展情况").fill("已印发实施方案。")
    phone.get_by_label("完成比例").fill("100")
    phone.get_by_label("佐证文件").set_input_files(plan)
    phone.get_by_role("button", name="保存，交负责人审签").click()
    expect(phone.get_by_text("已保存，列在负责人的工作台上")).to_be_visible()
    expect(phone.get_by_role("link", name="方案.pdf")).to_be_visible()

    chief = log_in(cast.chief, size=PHONE)
    expect(chief.get_by_role("heading", name="待我审签的报送")).to_be_visible()
    chief.get_by_role("link", name=re.compile(owed.task.title)).first.click()
    chief.get_by_role("button", name="报送", exact=True).click()
    expect(chief.get_by_text("已报送，等待审核。")).to_be_visible()

    officer = log_in(cast.officer)
    officer.get_by_role("link", name=re.compile("市发改委")).first.click()
    officer.get_by_role("link", name="认可").click()
    officer.get_by_label("核查情况").fill("属实")
    officer.get_by_role("button", name="认可").click()
    expect(officer.get_by_text("已认可。")).to_be_visible()
    owed.refresh_from_db()
    assert owed.state == "met"


def test_everything_works_without_script(cast, log_in):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=5))
    page = log_in(cast.officer, script=False)
    page.goto(reverse("task", args=[owed.task.pk]))
    page.get_by_role("link", name="暂缓").click()
    page.get_by_label("理由").fill("等待上级文件")
    page.get_by_label("复核日期").fill((TODAY + timedelta(days=90)).isoformat())
    page.get_by_role("button", name="暂缓").click()
    expect(page.get_by_text("任务已暂缓，期间不发提醒。")).to_be_visible()
    owed.task.refresh_from_db()
    assert owed.task.state == "suspended"


def test_a_second_press_sends_nothing_twice(cast, log_in):
    page = log_in(cast.officer)
    factories.task_list(office=cast.office)
    page.goto(reverse("task_new"))
    page.get_by_label("归入清单").select_option(index=1)
    page.get_by_label("任务名称").fill("只此一次")
    page.get_by_label("任务要求").fill("要求")
    page.evaluate(
        """() => { const button = document.querySelector("main form button.primary"); button.click(); button.click(); }"""
    )
    expect(page.get_by_role("heading", name="只此一次")).to_be_visible()
    assert cast.office.lists_supervised.get().tasks.count() == 1


def test_a_unit_is_found_among_many(cast, log_in):
    for number in range(20):
        factories.unit(name=f"第{number}科", parent=cast.city, order=number)
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    page = log_in(cast.officer)
    page.goto(reverse("task_action", args=[owed.task.pk, "owners"]))
    leads = page.get_by_role("group", name="牵头单位")
    expect(leads.get_by_role("checkbox").first).to_be_checked()  # the owner of today stands first
    leads.get_by_role("searchbox").fill("教体")
    expect(leads.get_by_label("第3科")).to_be_hidden()
    leads.get_by_label("市教体局").check()
    page.get_by_role("button", name="核定责任单位").click()
    expect(page.get_by_text("责任单位已核定。")).to_be_visible()
    assert {a.unit for a in owed.task.assignments.leads()} == {cast.bureau, cast.college}


@pytest.mark.parametrize(
    ("who", "size"),
    [
        ("head", DESK),
        ("head", PHONE),
        *((who, MAIL_PHONE) for who in ("officer", "liaison", "chief", "leader")),
    ],
    ids=lambda given: given if isinstance(given, str) else str(given["width"]),
)
def test_no_page_is_wider_than_the_screen_and_a_thumb_hits_every_button(cast, log_in, who, size):
    passage = factories.passage(text="健全重大行政决策合法性审查机制。" * 20)
    task = factories.task(
        office=cast.office, title="很长的任务名称" * 20, passage=passage, list_basis="compiled"
    )
    owed = factories.obligation(unit=cast.bureau, task=task, due_on=TODAY - timedelta(days=5))
    factories.notice(obligation=owed, sent_on=TODAY)
    factories.numbering(office=cast.office)
    sent = factories.dispatch(office=cast.office, units=(cast.bureau,))
    page = log_in(getattr(cast, who), size=size)
    pages = [
        *map(reverse, ("home", "tasks", "dispatches", "lists", "sources", "calendar", "password_change")),
        reverse("task", args=[task.pk]),
        reverse("obligation", args=[owed.pk]),
        reverse("source", args=[passage.source_id]),
        reverse("list", args=[task.task_list_id]),
        reverse("notices"),
    ]
    if who not in ("liaison", "chief"):
        pages.append(reverse("overdue"))
    if who != "leader":
        pages.append(reverse("absences"))
    if who in ("officer", "head"):
        pages += map(reverse, ("forecast", "task_new", "dispatch_new", "list_new"))
        pages += [reverse("task_action", args=[task.pk, "owners"]), reverse("dispatch", args=[sent.pk])]
    wrong = []
    for where in pages:
        status = page.goto(where).status
        missed = too_small(page) if size != DESK else []
        if status != 200 or not fits(page) or missed:
            wrong.append((where, status, fits(page), missed))
    assert wrong == []


def test_the_keyboard_finds_the_way_and_shows_where_it_is(cast, log_in):
    page = log_in(cast.officer)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2


def test_printing_leaves_out_what_is_only_for_the_screen(cast, log_in):
    factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=5))
    page = log_in(cast.leader)
    page.goto(reverse("overdue"))
    expect(page.locator("nav.nav")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator("nav.nav")).to_be_hidden()
    expect(page.locator("table.grid")).to_be_visible()
