"""日程, the letters of today, the source as a paper, and the bell."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions import tasks
from tracker.actions.follows import follow
from tracker.desk.news import count_news
from tracker.domain.actor import Actor
from tracker.models import Figure, Indicator, Letter, Task


def test_a_month_counts_what_falls_due_and_leads_to_it(cast, as_):
    for days in (-1, 2, 2):
        factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=days))
    shown = as_(cast.officer).get(reverse("agenda"))
    days = {d.on: d for week in shown.context["weeks"] for d in week}
    assert (days[TODAY + timedelta(days=2)].due, days[TODAY - timedelta(days=1)].late) == (2, 1)
    led = as_(cast.officer).get(days[TODAY + timedelta(days=2)].url)
    assert led.context["listing"].count == 2
    assert len(shown.context["week_rows"]) == 3
    assert not any(
        d.due for week in as_(cast.college_liaison).get(reverse("agenda")).context["weeks"] for d in week
    )


@pytest.mark.parametrize(
    "asked", [{"month": "2025-13"}, {"month": "夏天"}, {"month": "1800-01"}, {"unit": "x"}, {"x": "1"}]
)
def test_a_month_that_is_none_is_refused(cast, as_, asked):
    assert as_(cast.officer).get(reverse("agenda"), asked).status_code == 400


def test_letters_of_the_day_stand_on_top_by_unit(cast, as_):
    for person, on in (
        (cast.liaison, TODAY),
        (cast.college_liaison, TODAY),
        (cast.liaison, date(2025, 12, 1)),
    ):
        Letter.objects.create(
            person=person, office=cast.office, kind="digest", digest_on=on, message_id=f"<{person.pk}{on}@t>"
        )
    by_unit = as_(cast.officer).get(reverse("dispatches")).context["by_unit"]
    assert [(str(unit), len(letters)) for unit, letters in by_unit] == [("市发改委", 1), ("市教体局", 1)]
    assert [
        str(unit) for unit, _letters in as_(cast.liaison).get(reverse("dispatches")).context["by_unit"]
    ] == ["市发改委"]


# --- The source as a paper --------------------------------------------------------------------------
@pytest.fixture
def paper(cast):
    text = "（一）推进依法行政。健全重大行政决策合法性审查机制。全年办理行政复议案件556件以上。"
    whole = factories.passage(text=text, address="四/(一)", section="arrangements", label="（一）")
    type(whole).objects.filter(pk=whole.pk).update(kind="paragraph")
    sentence = type(whole).objects.create(
        source=whole.source, parent=whole, order=whole.order + 1, kind="sentence",
        address="四/(一)/句2", text="健全重大行政决策合法性审查机制。", section="arrangements",
    )  # fmt: skip
    task = factories.task(office=cast.office, passage=sentence, title="健全审查机制")
    factories.obligation(unit=cast.bureau, task=task, due_on=TODAY - timedelta(days=1))
    indicator = Indicator.objects.create(name="行政复议案件", measure="件")
    known = {"indicator": indicator, "value": 1}
    Figure.objects.create(year=2024, wording="556件", passage=whole, **known)
    Figure.objects.create(year=2023, wording="498件", passage=factories.passage(text="498件"), **known)
    return whole


def test_a_paragraph_stands_once_with_its_task_its_promise_and_last_year_s_figure(cast, paper, as_):
    text = page(as_(cast.officer).get(reverse("source", args=[paper.source_id])))
    assert text.count("健全重大行政决策合法性审查机制。") == 1
    assert 'class="claim claim-red"' in text
    assert "上年：498件" in text
    assert "还有1句没有对应的任务" in text
    seen = page(as_(cast.liaison).get(reverse("source", args=[paper.source_id])))
    assert "建任务" not in seen


def test_a_promise_becomes_a_task_by_one_press(cast, paper, as_):
    browser = as_(cast.officer)
    asked = {"passage": paper.pk, "words": "全年办理行政复议案件556件以上。"}
    form = browser.get(reverse("task_new"), asked).context["form"]
    assert "origin" not in form.fields
    entered = {
        "task_list": factories.task_list(office=cast.office).pk,
        "title": "办理行政复议案件",
        "requirement": asked["words"],
        "priority": "normal",
    }
    browser.post(reverse("task_new"), entered | {"passage": paper.pk})
    made = Task.objects.get(title="办理行政复议案件")
    assert (made.passage, made.origin) == (paper, "document")
    text = page(browser.get(reverse("source", args=[paper.source_id])))
    assert "没有对应的任务" not in text


# --- The bell --------------------------------------------------------------------------------------
def test_the_bell_rings_for_what_others_did_until_it_was_seen(cast, as_):
    task = factories.obligation(unit=cast.bureau, due_on=TODAY).task
    mine, office = Actor.of(cast.liaison, TODAY), Actor.of(cast.officer, TODAY)
    follow(by=mine, task=task)
    follow(by=office, task=task)
    assert count_news(mine) == 0
    tasks.suspend(task=task, reason="等上级文件", review_on=TODAY + timedelta(days=30), by=office)
    assert (count_news(mine), count_news(office)) == (1, 0)
    assert "等上级文件" in page(as_(cast.liaison).get(reverse("news")))
    as_(cast.liaison).post(reverse("news_seen"))
    assert count_news(mine) == 0
    assert count_news(Actor.of(cast.college_liaison, TODAY)) == 0


def test_what_is_seen_no_more_is_not_named_among_what_one_follows(cast, as_):
    task = factories.obligation(unit=cast.bureau, due_on=TODAY).task
    follow(by=Actor.of(cast.liaison, TODAY), task=task)
    assert str(task) in page(as_(cast.liaison).get(reverse("news")))
    task.assignments.update(unit=cast.college)
    assert str(task) not in page(as_(cast.liaison).get(reverse("news")))
