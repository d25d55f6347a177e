"""A list: made, issued with everything an officer must know first, closed at year's end."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from tests import factories
from tests.actions.conftest import again, count, forbidden_by_the_database, last, refused
from tests.factories import TODAY
from tracker.actions import chasing, issuing, lists, serving
from tracker.domain.actor import Actor
from tracker.domain.lists import create_list
from tracker.models import Numbering, Obligation, Schedule, Task, TaskList, UnitGroup

LATER = TODAY + timedelta(days=28)
PAST = TODAY - timedelta(days=30)


def created(cast, **said):
    given = {
        "name": "2025年重点任务",
        "year": 2025,
        "kind": "duty_list",
        "office": cast.office,
        "by": Actor.of(cast.officer, TODAY),
    }
    return create_list(**(given | said))


def draft(task_list, *, unit=None, group=None, due_on=LATER, **fields):
    """A task as an import leaves it."""
    task = factories.task(task_list=task_list, state="draft", **fields)
    if unit:
        factories.assign(task=task, unit=unit)
    if group:
        task.assignments.create(group=group, role="lead", basis="stated", written=group.name)
    if due_on:
        Schedule.objects.create(task=task, rule="once", due_on=due_on, wording=f"{due_on}前", basis="stated")
    return task


def issue(cast, task_list, **choices):
    return lists.issue_list(
        task_list=task_list, by=Actor.of(choices.pop("by", cast.officer), TODAY), **choices
    )


# --- Made and changed ------------------------------------------------------------------------------
def test_a_list_is_made_by_its_office_under_a_name_of_its_own(cast):
    task_list = created(cast)
    assert (task_list.state, task_list.duty) == ("draft", "lead")
    assert (last("list.created").actor, last("list.created").task_list) == (cast.officer, task_list)
    with refused("已有清单"):
        created(cast)
    with refused("请填写清单名称"):
        created(cast, name=" ")
    with refused("只有市司法局"):
        created(cast, name="另一份", by=Actor.of(cast.liaison, TODAY))
    with forbidden_by_the_database("list_name_once_a_year|name"):
        TaskList.objects.create(name=task_list.name, year=2025, office=cast.office)


def test_a_change_names_what_was_changed_and_closed_lists_keep_still(cast):
    task_list = created(cast)
    lists.change_list(task_list=task_list, by=Actor.of(cast.officer, TODAY), report_cycle="quarterly")
    assert again(task_list).report_cycle == "quarterly"
    assert last("list.changed").note == "报送周期"
    with refused("没有这些栏目"):
        lists.change_list(task_list=task_list, by=Actor.of(cast.officer, TODAY), state="closed")
    task_list.state, task_list.issued_on = "closed", TODAY
    task_list.save()
    with refused("已归档"):
        lists.change_list(task_list=task_list, by=Actor.of(cast.officer, TODAY), name="改名")


# --- Issued ----------------------------------------------------------------------------------------
def test_issuing_starts_what_is_complete_and_names_what_is_not(cast):
    task_list = created(cast)
    ready = draft(task_list, unit=cast.bureau)
    nobody_s, timeless = draft(task_list), draft(task_list, unit=cast.bureau, due_on=None)
    preview = issue(cast, task_list)
    assert (preview.ready, preview.without_owner, preview.without_date) == ([ready], [nobody_s], [timeless])
    assert [again(t).state for t in (ready, nobody_s, timeless)] == ["issued", "draft", "draft"]
    assert (again(task_list).state, again(task_list).issued_on, again(task_list).issued_by) == (
        "issued",
        TODAY,
        cast.officer,
    )
    assert [(o.unit, o.due_on) for o in ready.obligations.all()] == [(cast.bureau, LATER)]
    assert last("list.issued").note == "下达1项任务"
    assert count("task.issued") == 1


def test_each_unit_that_owes_signs_for_the_list_within_three_working_days(cast):
    task_list = created(cast)
    for unit in (cast.bureau, cast.bureau, cast.college):
        draft(task_list, unit=unit)
    issue(cast, task_list)
    signing = task_list.obligations.filter(kind="sign_for")
    assert {(o.unit, o.due_on) for o in signing} == {
        (cast.bureau, date(2025, 12, 8)),
        (cast.college, date(2025, 12, 8)),
    }


def test_issuing_is_the_office_s_and_needs_something_to_issue(cast):
    task_list = created(cast)
    with refused("没有待下达的任务"):
        issue(cast, task_list)
    draft(task_list)
    with refused("没有可以下达的任务"):
        issue(cast, task_list)
    with refused("只有市司法局"):
        issue(cast, task_list, by=cast.leader)
    assert again(task_list).state == "draft"


def test_a_dateless_task_reports_by_the_list_s_cycle(cast):
    task_list = created(cast, report_cycle="quarterly", report_cycle_note="演示")
    task = draft(task_list, unit=cast.bureau, due_on=None)
    issue(cast, task_list)
    schedule = task.schedules.get()
    assert (schedule.kind, schedule.rule, schedule.basis) == ("report", "quarterly", "decided")
    assert "演示" in schedule.explanation
    assert [o.kind for o in task.obligations.all()] == ["report"]


def test_a_group_is_frozen_with_the_members_of_the_day(cast):
    county = factories.unit(name="浮梁县", parent=cast.city, kind="county")
    factories.person(name="县联络员", unit=county)
    group = UnitGroup.objects.create(name="各县（市、区）政府", kinds=["county"])
    task_list = created(cast, duty="each")
    task = draft(task_list, group=group, unit=cast.bureau)
    issue(cast, task_list)
    frozen = task.assignments.filter(via_group=group.name)
    assert [a.unit for a in frozen] == [county]
    assert {o.unit for o in task.obligations.all()} == {county, cast.bureau}
    late_comer = factories.unit(name="新设区", parent=cast.city, kind="county")
    assert late_comer in group.current_members()
    assert not task.assignments.filter(unit=late_comer).exists()


def test_the_lead_wins_over_membership_of_a_group(cast):
    county = factories.unit(name="浮梁县", parent=cast.city, kind="county")
    factories.person(unit=county)
    group = UnitGroup.objects.create(name="各县（市、区）政府", kinds=["county"])
    task_list = created(cast)
    task = draft(task_list, unit=county)
    task.assignments.create(group=group, role="support", basis="stated", written=group.name)
    issue(cast, task_list)
    assert [(a.role, a.via_group) for a in task.assignments.filter(unit=county)] == [("lead", "")]


def test_old_dates_sleep_until_an_officer_wakes_them(cast):
    task_list = created(cast)
    task = draft(task_list, unit=cast.bureau, due_on=PAST)
    assert [s.task for s in issue(cast, task_list).past] == [task]
    owed = task.obligations.get()
    assert (owed.is_chased, owed.next_on) == (False, None)
    with refused("只有市司法局"):
        chasing.chase(obligations=[owed], by=Actor.of(cast.liaison, TODAY))
    assert chasing.chase(obligations=[owed], by=Actor.of(cast.officer, TODAY)) == 1
    assert (again(owed).is_chased, again(owed).next_on) == (True, TODAY)
    assert last("obligation.chased").unit == cast.bureau
    assert chasing.chase(obligations=[owed], by=Actor.of(cast.officer, TODAY)) == 0
    assert count("obligation.chased") == 1


def test_old_dates_are_chased_at_once_when_somebody_says_so(cast):
    task_list = created(cast)
    task = draft(task_list, unit=cast.bureau, due_on=PAST)
    issue(cast, task_list, chase_past=True)
    assert task.obligations.get().is_chased
    assert last("list.issued").facts["chase_past"] is True


def test_units_that_no_letter_reaches_hold_the_list_up(cast):
    silent = factories.unit(name="市档案馆", parent=cast.city)
    task_list = created(cast)
    draft(task_list, unit=silent)
    with refused("有1个单位没有可以收信的联络员（市档案馆）"):
        issue(cast, task_list)
    assert again(task_list).state == "draft"
    preview = issue(cast, task_list, despite_unreachable=True)
    assert preview.without_address == [silent]
    assert again(task_list).state == "issued"


def test_what_was_left_out_can_follow_later(cast):
    task_list = created(cast)
    draft(task_list, unit=cast.bureau)
    late = draft(task_list)
    issue(cast, task_list)
    factories.assign(task=late, unit=cast.college)
    issue(cast, task_list)
    assert again(late).state == "issued"
    assert task_list.obligations.filter(kind="sign_for").count() == 2


# --- Closed ----------------------------------------------------------------------------------------
@pytest.fixture
def issued(cast):
    task_list = created(cast)
    draft(task_list, unit=cast.bureau, number="1", is_standing=True)
    draft(task_list, unit=cast.bureau, number="2")
    issue(cast, task_list)
    return task_list


def close(cast, task_list, **choices):
    return lists.close_list(
        task_list=task_list, by=Actor.of(choices.pop("by", cast.officer), TODAY), **choices
    )


def test_open_tasks_forbid_closing_without_a_place_to_go(cast, issued):
    with refused("还有2项任务未办结"):
        close(cast, issued)
    with refused("只有市司法局"):
        close(cast, issued, by=cast.chief)
    assert again(issued).state == "issued"


def test_closing_carries_open_tasks_over_and_standing_ones_on(cast, issued):
    next_year = created(cast, name="2026年重点任务", year=2026)
    assert close(cast, issued, carry_to=next_year) == 2
    standing, other = issued.tasks.order_by("number")
    assert (standing.state, standing.done_on, other.state) == ("carried_over", None, "carried_over")
    assert {o.state for t in (standing, other) for o in t.obligations.all()} == {"waived"}
    copy = next_year.tasks.get(carried_from=other)
    assert (copy.state, copy.number, copy.title) == ("draft", "2", other.title)
    assert [(a.unit, a.role, a.basis) for a in copy.assignments.all()] == [(cast.bureau, "lead", "stated")]
    dates = [(s.rule, s.due_on, s.basis) for s in other.schedules.all()]
    assert [(s.rule, s.due_on, s.basis) for s in copy.schedules.all()] == dates
    assert (again(issued).state, again(issued).closed_on) == ("closed", TODAY)
    assert last("list.closed").note == "转下年2项"
    assert (count("task.done"), count("task.carried_over")) == (0, 2)
    assert not issued.obligations.unsettled().exists()
    with refused("只有已下达的清单可以归档"):
        close(cast, again(issued))


def test_a_list_is_not_carried_over_into_itself(cast, issued):
    with refused("转入的清单"):
        close(cast, issued, carry_to=issued)


def test_a_list_is_not_carried_over_into_a_closed_one_or_another_office_s(cast, issued):
    closed = factories.task_list(office=cast.office, state="closed", closed_on=TODAY)
    with refused("转入的清单"):
        close(cast, issued, carry_to=closed)
    elsewhere = factories.unit(name="邻市司法局", is_office=True)
    with refused("转入的清单"):
        close(cast, issued, carry_to=factories.task_list(office=elsewhere))
    assert not Task.objects.filter(carried_from__isnull=False).exists()


def test_the_limit_for_signing_is_the_office_s_own(cast):
    Numbering.objects.create(office=cast.office, kind="guidance", prefix="景法指", reply_within=1)
    task_list = created(cast)
    draft(task_list, unit=cast.bureau)
    issue(cast, task_list)
    assert Obligation.objects.get(kind="sign_for").due_on == TODAY + timedelta(days=1)


def test_two_lists_of_a_year_do_not_take_the_same_name(cast):
    factories.task_list(office=cast.office, name="工作安排")
    other = factories.task_list(office=cast.office, name="责任清单")
    with refused("已有清单“工作安排”"):
        lists.change_list(task_list=other, name="工作安排", by=Actor.of(cast.officer, TODAY))
    lists.change_list(task_list=again(other), name="责任清单", by=Actor.of(cast.officer, TODAY))


def test_the_history_is_chinese_whatever_language_its_author_reads(cast):
    with translation.override("en"):
        task_list = created(cast)
        lists.change_list(task_list=task_list, by=Actor.of(cast.officer, TODAY), report_cycle="quarterly")
    assert last("list.changed").note == "报送周期"


# --- Tasks that come later -------------------------------------------------------------------------
def test_a_unit_signs_for_its_list_once_whatever_tasks_come_later(cast):
    task_list = created(cast)
    draft(task_list, unit=cast.bureau)
    later, theirs = draft(task_list), draft(task_list)
    issue(cast, task_list)
    owed = task_list.obligations.get(kind="sign_for")
    serving.sign_for(obligation=owed, by=Actor.of(cast.liaison, TODAY))
    factories.assign(task=later, unit=cast.bureau)
    factories.assign(task=theirs, unit=cast.college)
    day = TODAY + timedelta(days=7)
    issuing.issue_task(task=later, by=Actor.of(cast.officer, day))
    issuing.issue_task(task=theirs, by=Actor.of(cast.officer, day))
    ours, other = task_list.obligations.filter(kind="sign_for").order_by("unit")
    assert (ours.pk, ours.state, ours.met_on, ours.round) == (owed.pk, "met", TODAY, 1)
    assert (other.unit, other.round, other.due_on) == (cast.college, 1, day + timedelta(days=5))


def test_a_list_whose_tasks_were_issued_one_by_one_is_issued_and_can_be_closed(cast):
    task_list = created(cast)
    task = draft(task_list, unit=cast.bureau, is_standing=True)
    issuing.issue_task(task=task, by=Actor.of(cast.officer, TODAY))
    row = again(task_list)
    assert (row.state, row.issued_on, row.issued_by) == ("issued", TODAY, cast.officer)
    close(cast, task_list, carry_to=created(cast, name="2026年重点任务", year=2026))
    assert again(task_list).state == "closed"


def test_a_draft_goes_with_its_closed_list_and_is_not_issued_there(cast, issued):
    left = draft(issued, unit=cast.bureau)
    close(cast, issued, carry_to=created(cast, name="2026年重点任务", year=2026))
    with refused("转下年"):
        issuing.issue_task(task=left, by=Actor.of(cast.officer, TODAY))
