"""The published folder in a browser that opened it from a disk: pages without complaints, and a search without a server."""

from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import CHROMIUM, MAIL_PHONE
from tests.factories import TODAY
from tracker.desk.lists import TASK_LIST
from tracker.domain.actor import Actor
from tracker.models import Installation
from tracker.publishing.commitments import commitments_of, digest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.django_db,
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": TODAY})
    cast = factories.people()
    plan = factories.task_list(office=cast.office, name="工作安排")
    for title in ("案卷评查", "<b>修订方案</b>"):
        task = factories.task(task_list=plan, title=title)
        factories.obligation(unit=cast.bureau, due_on=TODAY, task=task)
    publish = next(action for action in TASK_LIST if action.code == "publish")
    seen = digest(commitments_of(plan, as_of=TODAY))
    publish.perform(plan, {"reviewed_by": "张三", "seen": seen}, by=Actor.of(cast.head, TODAY))
    call_command("publish", out=str(tmp_path / "out"), stdout=StringIO())
    return tmp_path / "out"


def test_it_is_read_and_searched_from_a_disk(folder, browser):
    page = browser.new_context(viewport=MAIL_PHONE).new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("searchbox").fill("发改委 修订")
    expect(page.locator("#found-count")).to_have_text("找到1项")
    page.get_by_role("link", name="<b>修订方案</b>").click()
    expect(page.locator("h1")).to_contain_text("<b>修订方案</b>")
    page.get_by_role("link", name="工作安排").click()
    assert complaints == []
    for path in folder.glob("*.html"):
        page.goto(path.as_uri())
        assert Axe().run(page).response["violations"] == []
