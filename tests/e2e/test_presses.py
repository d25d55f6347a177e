"""How many presses a frequent job takes, in a real browser: the ceilings that must not rise. Typing is not counted."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import CHROMIUM
from tests.factories import TODAY
from tracker import jobs
from tracker.domain.search import rebuild
from tracker.importing import runs
from tracker.models import Dispatch, ImportRun, TaskList

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db(transaction=True),
]


class Pressed:
    """Presses what is visible, and counts; Enter in a field counts as well."""

    def __init__(self, page) -> None:
        self.page, self.n = page, 0

    def __call__(self, role: str, name, *, within=None, first: bool = True, **more) -> None:
        found = (within or self.page).get_by_role(role, name=name, **more)
        (found.first if first else found).click()
        self.n += 1

    def enter(self, field) -> None:
        field.press("Enter")
        self.n += 1


def test_frequent_jobs_take_few_presses(cast, log_in):
    factories.numbering(office=cast.office)
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=5))

    page = log_in(cast.liaison)  # a report: 2
    press = Pressed(page)
    press("link", "填报进展")
    page.get_by_label("进展情况").fill("已印发实施方案。")
    page.get_by_label("完成比例").fill("100")
    press("button", "保存，交负责人审签")
    expect(page.get_by_text("已保存，列在负责人的工作台上")).to_be_visible()
    assert press.n <= 2

    page = log_in(cast.chief)  # released from the home page: 2
    press = Pressed(page)
    page.get_by_role("checkbox").first.check()
    press.n += 1
    press("button", "报送所选")
    assert owed.progress.get().state == "released"
    assert press.n <= 2

    page = log_in(cast.officer)  # accepted from the home page: 2
    press = Pressed(page)
    press("link", "认可")
    press("button", "认可")
    expect(page.get_by_text("已认可")).to_be_visible()
    expect(page.get_by_role("link", name="撤销认可")).to_be_visible()
    owed.refresh_from_db()
    assert (owed.state, press.n <= 2) == ("met", True)

    rebuild()
    press = Pressed(page)  # a task found by its words: 2
    page.keyboard.press("/")
    press.n += 1
    box = page.get_by_role("searchbox", name="查找", exact=True)
    box.fill(owed.task.title)
    press.enter(box)
    expect(page.get_by_role("heading", name=owed.task.title)).to_be_visible()
    assert press.n <= 2

    page.wait_for_load_state()  # scripts come after what they make quicker
    page.keyboard.press("Control+k")  # the palette knows pages and things
    page.locator(".palette input").fill("发函预告")
    expect(page.locator(".palette li").first).to_contain_text("发函预告")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="发函预告")).to_be_visible()


def test_the_letters_of_a_unit_are_signed_in_three_presses(cast, log_in):
    factories.numbering(office=cast.office)
    for _n in range(3):
        factories.dispatch(office=cast.office, units=(cast.bureau,))
    page = log_in(cast.head)
    press = Pressed(page)
    press("link", re.compile("市发改委"))
    press("button", "签发所勾选的")  # of one unit all are ticked; the sheet names each of them
    press("button", "确认签发")
    expect(page.get_by_text("已签发3件")).to_be_visible()
    assert press.n <= 3
    assert Dispatch.objects.filter(state="signed").count() == 3


PLAN = "2025年工作安排\n\n一、依法行政\n（一）推进政务公开。（市发改委牵头，2025年12月31日前完成）\n"


def test_a_document_becomes_an_issued_list_in_seven_presses(cast, log_in, tmp_path, monkeypatch):
    """What a worker does, reading and writing, is done here in the process."""
    now = monkeypatch.setattr
    now(jobs.apply_import, "apply_async", lambda args, countdown: jobs.apply_import(*args))
    plan = tmp_path / "安排.txt"
    plan.write_text(PLAN, encoding="utf-8")
    page = log_in(cast.officer)
    press = Pressed(page)
    press("link", "导入文件")
    page.locator("main input[type=file]").set_input_files(plan)
    press("button", "上传并读取")
    run = ImportRun.objects.get()
    runs.read(run_id=run.pk)
    page.goto(reverse("import_run", args=[run.pk]))
    press("link", "下一步：选择清单")
    press("button", "下一步：查看差别")
    press("button", "确认导入")
    press("link", re.compile("去下达"))
    press("button", "下达清单")
    expect(page.get_by_text(re.compile("已下达")).first).to_be_visible()
    assert press.n <= 7
    assert TaskList.objects.filter(state="issued").exists()
