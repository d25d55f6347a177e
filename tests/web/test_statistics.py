"""统计 and the papers as pages: each number leads to a list as long as it says; the files carry what the page shows."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.support.queries import asked
from tests.web.conftest import page
from tracker.models import AccessRecord, Review

LATE = TODAY - timedelta(days=10)
LINK = re.compile(r'<a href="(/statistics/rows/[^"]*)">(\d+)</a>')
COUNT = re.compile(r"共(\d+)件")


@pytest.fixture
def plan(cast):
    factories.calendar(years=(2025,))
    plan = factories.task_list(office=cast.office, name="工作安排")
    for n, (unit, due_on, fields) in enumerate(
        [
            (cast.bureau, LATE, {}),
            (cast.bureau, LATE, {"first_handed_in_on": LATE, "first_due_on": LATE}),
            (cast.college, LATE, {"first_handed_in_on": TODAY, "first_due_on": LATE}),
            (cast.college, TODAY + timedelta(days=3), {}),
        ]
    ):
        task = factories.task(task_list=plan, chapter="一、依法行政" if n % 2 else "")
        factories.obligation(
            unit=unit, due_on=due_on, task=task, opened_on=LATE - timedelta(days=30), **fields
        )
    return plan


PAGES = {
    **{by: f"/statistics/?by={by}" for by in ("list", "chapter", "unit", "month", "quarter")},
    "past": f"/statistics/?by=unit&as_of={LATE.isoformat()}",
    "years": "/statistics/years/",
    "ladder": "/statistics/ladder/",
    "burden": "/statistics/burden/",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_number_opens_a_list_as_long_as_it_says(cast, plan, as_, name):
    browser = as_(cast.officer)
    links = LINK.findall(page(browser.get(PAGES[name])))
    assert links
    for where, n in links:
        shown = COUNT.search(page(browser.get(unescape(where))))
        assert shown and shown[1] == n, (where, n)


@pytest.mark.one_database
@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_figures_asks_at_most_twelve_times(cast, plan, as_, name):
    for who in (cast.officer, cast.leader, cast.liaison):
        browser = as_(who)
        browser.get(PAGES[name])
        n, queries = asked(browser.get, PAGES[name])
        assert n <= 12, "\n".join(queries)


def test_the_chart_stands_beside_the_table_and_says_the_same(cast, plan, as_):
    text = page(as_(cast.officer).get("/statistics/?by=unit"))
    assert 'class="chart"' in text and "<script" not in text.partition('class="chart"')[2]
    assert "市发改委 按期报送 1" in text and "市教体局 迟报 1" in text and "市发改委 逾期未报 1" in text


def test_a_unit_counts_what_it_may_see_and_not_the_office_s_burden(cast, plan, as_):
    browser = as_(cast.liaison)
    text = page(browser.get("/statistics/?by=unit"))
    assert "市发改委" in text and "市教体局" not in text
    assert browser.get("/statistics/burden/").status_code == 403
    assert browser.get("/papers/register/").status_code == 403


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("/statistics/?colour=red", "没有“colour”这个条件"),
        ("/statistics/?by=weather", "“分组”不对"),
        ("/statistics/?as_of=2026-01-01", "还没有到"),
        ("/statistics/rows/?measure=clicks", "没有“clicks”这个数"),
        ("/statistics/rows/?measure=late&group=1e9", "没有这一组"),
    ],
)
def test_what_nobody_offers_is_refused_in_a_sentence(cast, plan, as_, where, sentence):
    response = as_(cast.officer).get(where)
    assert response.status_code == 400 and sentence in response.content.decode()


def test_a_past_day_of_very_many_tasks_is_refused_at_once(cast, plan, as_, monkeypatch):
    monkeypatch.setattr("tracker.web.asked_figures.PAST_MOST", 0)
    browser = as_(cast.officer)
    assert browser.get("/statistics/").status_code == 200
    response = browser.get("/statistics/?as_of=2025-06-01")
    assert response.status_code == 400 and "改看今天的" in response.content.decode()


# --- Papers ----------------------------------------------------------------------------------------
def test_a_paper_leaves_as_a_file_and_the_log_keeps_it(cast, plan, as_):
    browser = as_(cast.officer)
    assert "工作安排督办台账" in page(browser.get("/papers/register/"))
    response = browser.get("/papers/register/?format=xlsx")
    assert response.status_code == 200 and response["Content-Disposition"].startswith("attachment")
    assert AccessRecord.objects.filter(kind="exported", path="/papers/register/").exists()
    refused = browser.get("/papers/register/?format=zip")
    assert refused.status_code == 422 and "没有 zip 格式" in refused.content.decode()


def test_of_several_lists_one_is_asked_for(cast, plan, as_):
    factories.task_list(office=cast.office, name="整改清单")
    text = page(as_(cast.officer).get("/papers/register/"))
    assert "不止一份，请选择" in text
    assert all(f'?list={each.pk}"' in text for each in cast.office.lists_supervised.all())


def test_of_several_reviews_one_is_asked_for(cast, plan, as_):
    browser, titles = as_(cast.leader), ("县区现场述法", "部门书面述法")
    rows = [
        Review.objects.create(
            office=cast.office, year=2025, kind="meeting", title=title, task_list=factories.task_list(office=cast.office, name=title)
        )
        for title in titles
    ]  # fmt: skip
    text = page(browser.get(reverse("paper_review")))
    assert all(f'?id={row.pk}"' in text and row.title in text for row in rows)
    assert "部门书面述法情况" in page(browser.get(f"{reverse('paper_review')}?id={rows[1].pk}"))
    assert browser.get(f"{reverse('paper_review')}?id=999").status_code == 404


def test_the_months_circular_is_of_no_year(cast, plan, as_):
    browser = as_(cast.officer)
    assert 'name="year"' not in browser.get(reverse("paper_circular")).content.decode()
    said = browser.get(f"{reverse('paper_circular')}?year=2024")
    assert said.status_code == 422 and "没有“year”这个条件" in said.content.decode()
    assert 'placeholder="2025"' in browser.get(reverse("paper_letters")).content.decode()


def test_the_note_is_written_from_the_register(cast, plan, as_):
    browser = as_(cast.officer)
    task = plan.tasks.first()
    where = reverse("task_action", args=[task.pk, "register-note"])
    assert where in page(browser.get("/papers/register/"))
    assert browser.post(where, {"text": "与发改委核对过"}).status_code == 302
    assert "与发改委核对过" in page(browser.get("/papers/register/"))
    assert where not in page(as_(cast.leader).get("/papers/register/"))


def test_a_letter_opens_for_those_who_may_read_it(cast, plan, as_):
    order = factories.dispatch(office=cast.office, units=(cast.bureau,), title="关于限期办结的督办单")
    where = f"{reverse('paper_order')}?id={order.pk}"
    assert "关于限期办结的督办单" in page(as_(cast.officer).get(where))
    assert as_(cast.liaison).get(where).status_code == 404  # it is not signed
    assert as_(cast.officer).get(reverse("paper_order")).status_code == 404


def test_the_archive_leaves_as_a_zip(cast, plan, as_):
    response = as_(cast.officer).get(f"{reverse('paper_archive')}?id={plan.tasks.first().pk}")
    assert response["Content-Type"] == "application/zip"
