"""Every kind of page, as people with bad eyes, without a mouse, by night or on a phone meet it; and that no word is lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import CHROMIUM, DESK, MAIL_PHONE
from tests.factories import TODAY
from tracker.models import FormDraft, Obligation

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def owed(cast) -> Obligation:
    """Something of everything that pages show."""
    passage = factories.passage(text="健全重大行政决策合法性审查机制。")
    task = factories.task(office=cast.office, passage=passage, list_basis="compiled")
    owed = factories.obligation(unit=cast.bureau, task=task, due_on=TODAY - timedelta(days=5))
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=9))
    factories.sign_for(unit=cast.bureau, task_list=task.task_list)
    factories.notice(obligation=owed, sent_on=TODAY)
    factories.numbering(office=cast.office)
    factories.dispatch(office=cast.office, units=(cast.bureau,))
    return owed


def complaints_of(page) -> list[str]:
    """What axe finds. It writes a style of its own into the page, of which the content policy complains: not our fault."""
    ours = len(page.complaints)
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    del page.complaints[ours:]
    return [
        f"{v['id']}: {n['html'][:110]} {n['any'][0]['message'][:90] if n['any'] else ''}"
        for v in found
        for n in v["nodes"][:3]
    ]


OFFICE = (
    "home",
    "tasks",
    "dispatches",
    "notices",
    "history",
    "people",
    "units",
    "signing",
    "lists",
    "sources",
    "forecast",
    "statistics",
    "calendar",
    "task_new",
    "search",
)
ADMIN = ("admin:index", "admin:tracker_task_changelist")
UNIT = ("home", "absences", "password_change")  # what the office has been shown is not looked at again


LOOKS = [(DESK, "light", ""), (MAIL_PHONE, "dark", "")]
MORE_LOOKS = [
    (MAIL_PHONE, "light", ""),
    (DESK, "dark", ""),
    (DESK, "light", "en"),
    (MAIL_PHONE, "light", "en"),
]


def pytest_generate_tests(metafunc):
    """With `--pictures` (`make e2e`) in every look and in English too."""
    if "look" in metafunc.fixturenames:
        looks = LOOKS + (MORE_LOOKS if metafunc.config.getoption("--pictures") else [])
        metafunc.parametrize("look", looks, ids=lambda look: f"{look[0]['width']}-{look[1]}{look[2]}")


def keep_picture(pytestconfig, page, look, person, where) -> None:
    kept = pytestconfig.getoption("--pictures")
    if kept:
        size, theme, language = look
        name = f"{person.username}{where.replace('/', '_').replace('?', '_')}{size['width']}-{theme}{language}.png"
        page.screenshot(path=Path(kept) / name, full_page=True)


def test_axe_finds_nothing(cast, owed, log_in, look, pytestconfig):
    size, theme, language = look
    letter = cast.office.dispatches.get()
    things = [reverse("task", args=[owed.task_id]), reverse("obligation", args=[owed.pk])]
    of_office = [
        reverse("list", args=[owed.task.task_list_id]),
        reverse("dispatch", args=[letter.pk]),
        reverse("task_past", args=[owed.task_id]) + f"?on={TODAY}",
        reverse("dispatch_action", args=[letter.pk, "sign"]),
        reverse("task_action", args=[owed.task_id, "suspend"]),
        reverse("admin:tracker_task_change", args=[owed.task_id]),
    ]
    visits = {
        cast.head: [*map(reverse, (*OFFICE, *ADMIN)), *things, *of_office],
        cast.liaison: [
            *map(reverse, UNIT),
            things[-1],
            reverse("report_many", args=[owed.task.task_list_id]),
        ],
        cast.leader: [reverse("home"), reverse("overdue")],
    }
    wrong = {}
    for person, addresses in visits.items():
        page = log_in(person, size=size, theme=theme, english=bool(language))
        for where in addresses:
            page.goto(where)
            keep_picture(pytestconfig, page, look, person, where)
            if found := complaints_of(page):
                wrong[f"{person} {where}"] = found
    assert not wrong, "\n".join(f"{where}\n    " + "\n    ".join(found) for where, found in wrong.items())


def test_a_session_that_ends_in_a_form_loses_no_word(cast, owed, log_in):
    page = log_in(cast.liaison)
    page.goto(reverse("obligation", args=[owed.pk]))
    page.get_by_label("进展情况").fill("已完成三项清理。")
    page.get_by_label("完成比例").fill("60")
    page.context.clear_cookies()  # at the absolute limit the browser forgets it: the page alone knows its writer
    page.get_by_role("button", name="保存，交负责人审签").click()
    expect(page.get_by_text("填写的内容和文件都已保留")).to_be_visible()
    page.get_by_label("登录名").fill(cast.liaison.username)
    page.get_by_label("密码").fill("a-long-enough-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_label("进展情况")).to_have_value("已完成三项清理。")
    page.get_by_role("button", name="保存，交负责人审签").click()
    expect(page.get_by_text("已保存，列在负责人的工作台上")).to_be_visible()
    assert owed.progress.get().percent == 60


def test_what_is_typed_is_kept_when_the_page_is_left(cast, owed, log_in):
    page = log_in(cast.liaison)
    page.goto(reverse("obligation", args=[owed.pk]))
    page.get_by_label("进展情况").fill("写到一半")
    page.goto(reverse("home"))
    for _ in range(100):  # what a page sends while it is left, nobody in the browser waits for
        if FormDraft.objects.exists():
            break
        page.wait_for_timeout(50)
    page.goto(reverse("obligation", args=[owed.pk]))
    expect(page.get_by_label("进展情况")).to_have_value("写到一半")
    page.get_by_role("button", name="放弃这些内容").click()
    expect(page.get_by_text("未提交的内容已放弃。")).to_be_visible()
    assert not FormDraft.objects.exists()


def test_dark_and_large_type_are_chosen_in_the_menu_and_stay(cast, log_in):
    page = log_in(cast.officer)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="深色").click()
    assert page.evaluate(paper) != light
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name="大字").click()
    page.goto(reverse("tasks"))
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "19px"
    assert page.evaluate(paper) != light
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="查找", exact=True)).to_be_focused()
