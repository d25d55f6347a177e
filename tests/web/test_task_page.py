"""One task: where it comes from, who owes what by when, what happened, and the buttons of the moment."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions import dispatches, owners_and_dates, progress, signing
from tracker.actions import tasks as verbs
from tracker.domain.actor import Actor
from tracker.models import Assignment, Installation, Passage, Task, UnitGroup
from tracker.web.origin import labelled_cells


def show(as_, person, task) -> str:
    return page(as_(person).get(reverse("task", args=[task.pk])))


@pytest.fixture
def task(cast) -> Task:
    sentence = factories.passage(text="健全重大行政决策合法性审查机制。", address="四/(二)/句2")
    heading = Passage.objects.create(
        source=sentence.source, order=1, kind="heading", label="四、", address="四", text="2025年工作打算"
    )
    Passage.objects.filter(pk=sentence.pk).update(parent=heading)
    sentence.refresh_from_db()
    task = factories.task(
        office=cast.office, title="健全审查机制", passage=sentence, list_basis="compiled", number="7"
    )
    factories.obligation(unit=cast.bureau, task=task, due_on=TODAY + timedelta(days=28), basis="inferred")
    return task


def test_the_page_tells_source_owner_date_and_how_sure_they_are(cast, task, as_):
    text = show(as_, cast.liaison, task)
    for told in (
        "健全重大行政决策合法性审查机制。",
        "第四部分（二）第2句",
        "四、2025年工作打算",
        "由报告整理",
        "市发改委",
        "推断",
        "2025-12-31",
        "原文写明12月31日，日期不顺延",
        "临近，还有28天",
    ):
        assert told in text, told


def test_an_owner_that_matches_no_unit_is_shown_as_written(cast, task, as_):
    Assignment.objects.create(task=task, written="各起草部门", role="support", basis="stated")
    text = show(as_, cast.officer, task)
    assert "各起草部门" in text
    assert "未对应到单位" in text


def test_a_frozen_group_shows_its_name_and_members(cast, task, as_):
    group = UnitGroup.objects.create(name="各县（市、区）政府")
    row = {"task": task, "role": "support", "basis": "stated", "written": group.name}
    Assignment.objects.create(**row, group=group)
    Assignment.objects.create(**row, unit=cast.college, via_group=group.name)
    assert "各县（市、区）政府：1个单位" in show(as_, cast.officer, task)


def buttons(as_, person, task) -> set[str]:
    response = as_(person).get(reverse("task", args=[task.pk]))
    return {each.action.code for each in response.context["actions"]}


def test_each_person_is_offered_what_that_person_may_do(cast, task, as_):
    of_office = {
        *(
            "confirm",
            "owners",
            "date",
            "add-date",
            "steps",
            "reassign",
            "suspend",
            "edit",
            "register-note",
            "withhold",
        ),
        "remark",
        "withhold",
    }
    assert buttons(as_, cast.officer, task) == of_office
    assert buttons(as_, cast.head, task) == of_office | {"cancel"}
    assert buttons(as_, cast.liaison, task) == set()
    assert buttons(as_, cast.leader, task) == set()


def test_a_suspended_task_says_why_and_offers_to_go_on(cast, task, as_):
    verbs.suspend(
        task=task, reason="上级政策调整", review_on=date(2026, 3, 2), by=Actor.of(cast.officer, TODAY)
    )
    task.refresh_from_db()
    assert "resume" in buttons(as_, cast.officer, task)
    assert "上级政策调整" in show(as_, cast.liaison, task)


def test_a_report_in_hand_is_seen_by_its_unit_alone(cast, task, as_):
    owed = task.obligations.get()
    progress.save_draft(obligation=owed, text="尚未定稿的文字", percent=30, by=Actor.of(cast.liaison, TODAY))
    factories.assign(task=task, unit=cast.college, role="support")
    assert "尚未定稿的文字" in show(as_, cast.liaison, task)
    for person in (cast.officer, cast.college_liaison, cast.leader):
        text = show(as_, person, task)
        assert "尚未定稿的文字" not in text
        assert "填报进展</b>" not in text


def test_an_unsigned_letter_is_not_told_to_the_unit(cast, task, as_):
    factories.numbering(office=cast.office)
    dispatches.draft_dispatch(
        kind="order",
        office=cast.office,
        units=[cast.bureau],
        title="尚未签发的督办单",
        matter="事由",
        demand="要求",
        by=Actor.of(cast.officer, TODAY),
        obligations=[task.obligations.get()],
    )
    assert "起草函件" in show(as_, cast.officer, task)
    assert "起草函件" not in show(as_, cast.liaison, task)
    assert "直接起草" not in show(as_, cast.liaison, task)
    notices = as_(cast.liaison).get(reverse("notices"))
    assert notices.context["listing"].count == 0


def test_the_history_names_who_and_what(cast, task, as_):
    owners_and_dates.decide_date(
        task=task, due_on=TODAY + timedelta(days=40), by=Actor.of(cast.officer, TODAY), reason="顺延"
    )
    text = show(as_, cast.liaison, task)
    assert "核定时限" in text
    assert "周敏" in text
    assert "顺延" in text


def test_following_is_switched_on_and_off(cast, task, as_):
    browser, where = as_(cast.liaison), reverse("follow_task", args=[task.pk])
    browser.post(where)
    assert task.followers.get().person == cast.liaison
    browser.post(where, {"stop": "1"})
    assert not task.followers.exists()


def test_a_unit_can_be_followed_by_those_who_may_see_its_affairs(cast, as_):
    where = reverse("follow_unit", args=[cast.bureau.pk])
    assert as_(cast.leader).post(where).status_code == 302
    assert as_(cast.college_liaison).post(where).status_code == 404
    assert [f.person for f in cast.bureau.followers.all()] == [cast.leader]


@pytest.mark.parametrize("role", ["officer", "head", "liaison", "leader"])
def test_a_task_of_many_units_costs_no_more_than_one_of_few(
    cast, task, as_, role, django_assert_max_num_queries
):
    deadline = task.deadlines.get()
    for _ in range(40):
        unit = factories.unit(parent=cast.city)
        factories.assign(task=task, unit=unit)
        owed = unit.obligations.create(
            office=cast.office, kind="finish", task=task, deadline=deadline, opened_on=TODAY, due_on=TODAY
        )
        factories.notice(obligation=owed)
        factories.progress(obligation=owed, drafted_by=cast.chief)
    browser = as_(getattr(cast, role))
    with django_assert_max_num_queries(75):
        browser.get(reverse("task", args=[task.pk]))


# --- By hand ---------------------------------------------------------------------------------------
def test_an_instruction_becomes_a_draft_with_decided_facts(cast, as_):
    task_list = factories.task_list(office=cast.office)
    entered = {
        "task_list": task_list.pk,
        "origin": "instruction",
        "origin_note": "高远市长2025年11月28日批示",
        "title": "清理积压案件",
        "requirement": "年底前清零。",
        "leads": [cast.bureau.pk],
        "supports": [cast.college.pk],
        "due_on": "2025-12-31",
        "priority": "normal",
    }
    response = as_(cast.officer).post(reverse("task_new"), entered)
    made = Task.objects.get(title="清理积压案件")
    assert response.url == reverse("task", args=[made.pk])
    assert made.state == "draft"
    assert {a.basis for a in made.assignments.all()} == {"decided"}
    assert made.schedules.get().basis == "decided"


def test_what_was_entered_stays_when_it_is_refused(cast, as_):
    task_list = factories.task_list(office=cast.office)
    factories.task(task_list=task_list, number="1")
    entered = {
        "task_list": task_list.pk, "origin": "meeting", "title": "写了很久的标题",
        "requirement": "写了很久的要求", "number": "1", "priority": "normal",
    }  # fmt: skip
    response = as_(cast.officer).post(reverse("task_new"), entered)
    text = response.content.decode()
    assert response.status_code == 422
    assert "已有编号“1”" in text
    assert "写了很久的标题" in text
    assert "写了很久的要求" in text


def test_a_unit_cannot_make_tasks(cast, as_):
    assert as_(cast.liaison).get(reverse("task_new")).status_code == 403


def test_a_task_stands_as_it_stood_on_a_past_day_and_says_what_it_cannot_tell(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=5))
    later = TODAY + timedelta(days=10)
    progress.report(
        obligation=owed,
        text="已完成初稿",
        percent=60,
        hand_in=True,
        by=Actor.of(cast.chief, TODAY + timedelta(days=2)),
    )
    Installation.objects.update(demo_on=later)
    as_(cast.officer).post(
        reverse("task_action", args=[owed.task_id, "edit"]),
        {"title": "改过的名称", "requirement": owed.task.requirement, "priority": "normal"},
    )
    where = reverse("task_past", args=[owed.task_id])
    browser = as_(cast.officer)
    assert browser.get(where).status_code == 200
    first = browser.get(where, {"on": TODAY}).context["past"]
    assert [(str(o.unit), o.words, o.said) for o in first.owed] == [("市发改委", "还有5天", None)]
    answer = browser.get(where, {"on": TODAY + timedelta(days=3)})
    assert [(o.words, o.said.percent) for o in answer.context["past"].owed] == [("待审核", 60)]
    assert "修改任务：那一天的责任单位或文字可能与上面不同" in page(answer)
    assert browser.get(where, {"on": later + timedelta(days=1)}).status_code == 422
    assert as_(cast.college_liaison).get(where).status_code == 404


def test_a_letter_to_another_unit_is_told_of_and_not_linked(cast, task, as_):
    factories.assign(task=task, unit=cast.college)
    theirs = factories.obligation(unit=cast.college, task=task, due_on=TODAY - timedelta(days=9))
    factories.numbering(office=cast.office)
    letter = factories.dispatch(office=cast.office, units=(cast.college,))
    signing.sign(dispatch=letter, by=Actor.of(cast.head, TODAY))
    factories.notice(obligation=theirs, kind="order", is_formal=True, dispatch=letter, sent_on=TODAY)
    where = reverse("dispatch", args=[letter.pk])
    assert "督办单" in show(as_, cast.liaison, task)
    assert where not in show(as_, cast.liaison, task)
    assert where in show(as_, cast.officer, task)
    assert where in show(as_, cast.college_liaison, task)


def test_the_story_begins_with_its_latest_part(cast, task, as_):
    owed = task.obligations.get()
    for week in range(40):
        said = f"第{week}周" if week % 2 else "提醒"
        kind = "reminder" if week % 2 else "urge"
        factories.notice(obligation=owed, sent_on=TODAY - timedelta(weeks=week), kind=kind, reason=said)
    short, whole = (
        page(as_(cast.officer).get(reverse("task", args=[task.pk]) + q)) for q in ("", "?story=all")
    )
    assert "更早的" in short
    assert "更早的" not in whole
    assert "第39周" not in short
    assert "第39周" in whole


def test_urging_that_went_on_stands_once_with_how_often(cast, task, as_):
    owed = task.obligations.get()
    for week in range(5):
        factories.notice(obligation=owed, sent_on=TODAY - timedelta(weeks=week), kind="urge")
    assert f"（自 {TODAY - timedelta(weeks=4)} 起共5次）" in show(as_, cast.officer, task)


def test_cells_of_a_row_are_named_in_every_language(cast, task):
    task.passage.kind, task.passage.text = "row", "7　市发改委　牵头单位　由报告整理"
    task.duty_override = "lead"
    for language in ("zh-hans", "en"):
        with translation.override(language):
            cells = {text: name for name, text in labelled_cells(task)}
        assert cells["牵头单位"] and cells["由报告整理"], language
