"""Lists: what issuing would do, with the question about dates already past; closing and carrying over."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.models import Schedule, Task, TaskList


@pytest.fixture
def draft_list(cast) -> TaskList:
    """One task ready, its date in the future; one whose date is past; one without owner; one without date."""
    factories.calendar()
    made = factories.task_list(office=cast.office, name="年度安排", state="draft", issued_on=None)
    dates = {"来得及": TODAY + timedelta(days=20), "已经过期": TODAY - timedelta(days=20), "没人管": TODAY}
    for title in ("来得及", "已经过期", "没人管", "没日子"):
        task = factories.task(task_list=made, title=title, state="draft")
        if title != "没人管":
            factories.assign(task=task, unit=cast.bureau)
        if title in dates:
            Schedule.objects.create(
                task=task, rule="once", due_on=dates[title], wording="限期", basis="stated"
            )
    return made


def perform(as_, person, task_list, code, **entered):
    return as_(person).post(reverse("list_action", args=[task_list.pk, code]), entered)


def test_the_list_page_shows_what_issuing_would_do(cast, draft_list, as_):
    text = page(as_(cast.officer).get(reverse("list", args=[draft_list.pk])))
    for told in (
        "可以下达2项",
        "没有责任单位，或者名册里没有这个单位的1项",
        "没有时限的1项",
        "时限已过的1个",
    ):
        assert told in text, told


def test_units_without_address_are_listed_and_forbid_issuing(cast, draft_list, as_):
    for person in (cast.liaison, cast.chief):
        person.email = ""
        person.save()
    assert "没有收信人的单位1个" in page(as_(cast.officer).get(reverse("list", args=[draft_list.pk])))
    response = perform(as_, cast.officer, draft_list, "issue")
    assert response.status_code == 422
    assert "没有可以收信的联络员" in response.content.decode()


def test_by_default_a_date_already_past_is_not_chased(cast, draft_list, as_):
    perform(as_, cast.officer, draft_list, "issue")
    states = dict(Task.objects.values_list("title", "state"))
    assert states == {"来得及": "issued", "已经过期": "issued", "没人管": "draft", "没日子": "draft"}
    past = cast.bureau.obligations.get(task__title="已经过期")
    assert (past.is_chased, past.next_on) == (False, None)


def test_a_date_already_past_is_chased_when_somebody_says_yes(cast, draft_list, as_):
    perform(as_, cast.officer, draft_list, "issue", chase_past="on")
    assert cast.bureau.obligations.get(task__title="已经过期").is_chased


def test_dates_left_alone_can_be_chased_later_all_at_once(cast, draft_list, as_):
    perform(as_, cast.officer, draft_list, "issue")
    where = reverse("list", args=[draft_list.pk])
    assert "启动催办" in page(as_(cast.officer).get(where))
    done = as_(cast.officer).post(reverse("list_action", args=[draft_list.pk, "chase"]), follow=True)
    assert "已对1个已过期的事项启动催办" in page(done)
    assert cast.bureau.obligations.get(task__title="已经过期").is_chased
    assert "启动催办" not in page(as_(cast.officer).get(where))


def test_a_list_is_made_changed_and_closed(cast, as_):
    browser = as_(cast.officer)
    entered = {
        "name": "批示事项",
        "year": "2025",
        "office": cast.office.pk,
        "kind": "instruction",
        "duty": "lead",
    }
    browser.post(reverse("list_new"), entered)
    made = TaskList.objects.get(name="批示事项")
    again = browser.post(reverse("list_new"), entered)
    assert "已有清单“批示事项”" in again.content.decode()
    change = {"name": "批示与会议事项", "kind": "instruction", "duty": "lead", "report_cycle": "monthly"}
    perform(as_, cast.officer, made, "change", **change)
    made.refresh_from_db()
    assert (made.name, made.report_cycle) == ("批示与会议事项", "monthly")
    task = factories.task(task_list=made, title="跨年事项")
    TaskList.objects.filter(pk=made.pk).update(state="issued", issued_on=TODAY)
    next_year = factories.task_list(office=cast.office, name="明年", year=2026)
    assert perform(as_, cast.officer, made, "close").status_code == 422  # what is open must go somewhere
    perform(as_, cast.officer, made, "close", carry_to=next_year.pk)
    task.refresh_from_db()
    assert task.state == "carried_over"
    assert next_year.tasks.get().carried_from == task


def test_lists_are_seen_by_those_who_have_a_task_in_them(cast, draft_list, as_):
    where = reverse("list", args=[draft_list.pk])
    assert as_(cast.liaison).get(where).status_code == 404
    perform(as_, cast.officer, draft_list, "issue")
    assert "来得及" in page(as_(cast.liaison).get(where))
    assert "没人管" not in page(as_(cast.liaison).get(where))
    assert as_(cast.college_liaison).get(where).status_code == 404
    assert "年度安排" in page(as_(cast.liaison).get(reverse("lists")))


def test_the_page_of_a_long_list_is_cheap(cast, as_, django_assert_max_num_queries):
    made = factories.task_list(office=cast.office)
    for _ in range(40):
        task = factories.task(task_list=made, state="draft")
        factories.assign(task=task, unit=cast.bureau)
    browser = as_(cast.officer)
    with django_assert_max_num_queries(45):
        browser.get(reverse("list", args=[made.pk]))


def test_a_list_with_an_unreachable_unit_is_issued_only_knowingly(cast, draft_list, as_):
    for person in (cast.liaison, cast.chief):
        person.email = ""
        person.save()
    asked = page(as_(cast.officer).get(reverse("list_action", args=[draft_list.pk, "issue"])))
    assert "改用纸质或电话告知" in asked
    assert str(cast.bureau) in asked
    perform(as_, cast.officer, draft_list, "issue")
    draft_list.refresh_from_db()
    assert draft_list.state == "draft"
    perform(as_, cast.officer, draft_list, "issue", despite_unreachable="on")
    draft_list.refresh_from_db()
    assert draft_list.state == "issued"
