"""Many at once on screen: ticked in a list, shown whole, done one by one."""

from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions import progress
from tracker.domain.actor import Actor

DUE = date(2025, 12, 31)


@pytest.fixture
def listed(cast):
    factories.calendar()
    return factories.task_list(office=cast.office)


def owed_in(listed, unit, **fields):
    fields = {"due_on": DUE} | fields
    return factories.obligation(unit=unit, task=factories.task(task_list=listed), **fields)


def tick(browser, noun, code, things, **entered):
    """The sheet, and what came of sending it as it was shown."""
    where, asked = reverse("ticked", args=[noun]), {"code": code, "id": [thing.pk for thing in things]}
    sheet = browser.get(where, asked)
    assert sheet.status_code == 200
    return sheet, browser.post(where, asked | entered | {"seen": sheet.context["seen"]})


def test_a_list_leads_to_where_its_matters_are_ticked(cast, listed, as_):
    owed_in(listed, cast.bureau, basis="inferred")
    answer = as_(cast.officer).get(reverse("list", args=[listed.pk]))
    for _label, url in answer.context["ticked"]:
        assert as_(cast.officer).get(url).status_code == 200
    assert not as_(cast.leader).get(reverse("list", args=[listed.pk])).context["ticked"]


def test_inferred_facts_are_shown_with_their_words_before_they_are_confirmed(cast, listed, as_):
    task = owed_in(listed, cast.bureau, basis="inferred").task
    officer, where = as_(cast.officer), reverse("ticked", args=["task"])
    asked = {"code": "confirm", "id": [task.pk]}
    first = officer.get(where, asked)
    assert "原文写作“市发改委”" in page(first) and "时限：" in page(first)
    task.assignments.update(written="市发展改革委")  # meanwhile somebody changed what was shown
    second = officer.post(where, asked | {"seen": first.context["seen"]})
    assert second.status_code == 422 and "列出的内容已有变化" in second.content.decode()
    assert task.assignments.get().basis == "inferred"
    assert officer.post(where, asked | {"seen": second.context["seen"]}).status_code == 302
    assert task.assignments.get().basis == "decided"


def test_dates_of_many_are_extended_by_the_head(cast, listed, as_):
    rows = [owed_in(listed, unit) for unit in (cast.bureau, cast.college)]
    entered = {"new_due_on": "2026-01-31", "reason": "省级部署推迟"}
    sheet, _done = tick(as_(cast.head), "obligation", "extend", rows, **entered)
    assert "2025-12-31" in page(sheet)
    assert {type(row).objects.get(pk=row.pk).due_on for row in rows} == {date(2026, 1, 31)}
    asked = {"code": "extend", "id": [rows[0].pk]}
    assert as_(cast.officer).get(reverse("ticked", args=["obligation"]), asked).status_code == 404


def test_reports_are_accepted_as_shown_and_one_that_may_not_be_holds_up_none(cast, listed, as_):
    mine, theirs = (owed_in(listed, unit) for unit in (cast.bureau, cast.college))
    for owed, chief in ((mine, cast.chief), (theirs, cast.college_chief)):
        by = Actor.of(chief, TODAY)
        progress.report(obligation=owed, text="三项清理已完成", percent=100, hand_in=True, by=by)
    theirs.progress.update(drafted_by=cast.officer)
    sheet, _done = tick(as_(cast.officer), "obligation", "accept", [mine, theirs])
    assert "三项清理已完成" in page(sheet) and "须由他人审核" in page(sheet)
    assert {type(o).objects.get(pk=o.pk).state for o in (mine, theirs)} == {"met", "submitted"}


def test_passed_dates_are_decided_on_one_page(cast, listed, as_):
    past = {"due_on": date(2025, 6, 30), "is_chased": False, "next_on": None}
    rows = [owed_in(listed, unit, **past) for unit in (cast.bureau, cast.college)]
    tick(as_(cast.officer), "obligation", "past", rows, choice="done", reason="2024年报告已载明")
    assert {type(row).objects.get(pk=row.pk).state for row in rows} == {"met"}


def test_the_tasks_of_one_unit_go_to_another(cast, listed, as_):
    tasks = [owed_in(listed, cast.bureau).task for _ in range(2)]
    entered = {"from_unit": cast.bureau.pk, "to_unit": cast.college.pk, "reason": "职能划转"}
    tick(as_(cast.officer), "task", "reassign", tasks, **entered)
    assert {task.assignments.get().unit for task in tasks} == {cast.college}


def test_what_was_shown_for_one_act_or_one_thing_opens_no_other(cast, listed, as_):
    """Two matters of the same words; and a head who looked at 暂缓 has not looked at 撤销."""
    one, other = (owed_in(listed, cast.bureau).task for _n in range(2))
    type(one).objects.update(title="同名", number="")
    head, where = as_(cast.head), reverse("ticked", args=["task"])
    seen = head.get(where, {"code": "suspend", "id": [one.pk]}).context["seen"]
    for asked in ({"code": "suspend", "id": [other.pk]}, {"code": "cancel", "id": [one.pk]}):
        answer = head.post(where, asked | {"seen": seen, "reason": "x", "review_on": "2026-01-05"})
        assert answer.status_code == 422 and answer.context["has_changed"]
