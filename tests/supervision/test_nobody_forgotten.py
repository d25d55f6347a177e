"""Nothing is owed by nobody, nothing sleeps for ever, a year's end loses nothing; and the verbs for it."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.factories import TODAY, by
from tests.supervision.days import Days
from tracker.actions import deciding, lists, owners_and_dates, progress, requests, serving, tasks
from tracker.actions.issuing import issue_task
from tracker.actions.lists import close_list, issue_list, preview_close
from tracker.desk.forms.tasks import Suspend
from tracker.domain.actor import Actor
from tracker.domain.lifecycle.ending import settle
from tracker.domain.refusal import Refused
from tracker.models import Event, Notice, Obligation, Task

DUE = date(2025, 12, 31)


def upheld(owed, office):
    objection = requests.raise_objection(
        obligation=owed, kind="wrong_unit", reason="不属本单位职责", by=by(office.liaison)
    )
    requests.decide_objection(objection=objection, upheld=True, reason="属实", by=by(office.officer))


# --- Nobody owes it --------------------------------------------------------------------------------
def test_a_task_whose_only_owner_was_right_to_object_is_on_a_pile(office):
    owed = factories.obligation(unit=office.bureau, due_on=DUE)
    assert not Task.objects.owed_by_nobody().exists()
    upheld(owed, office)
    assert list(Task.objects.owed_by_nobody()) == [owed.task]


def test_whoever_is_given_a_task_that_nobody_owes_owes_its_end_and_no_earlier_owner_does(office):
    owed = factories.obligation(unit=office.bureau, due_on=TODAY - timedelta(days=3))
    waived = {"state": "waived", "waived_on": TODAY, "waived_reason": "免报", "next_on": None}
    past = TODAY - timedelta(days=40)
    factories.obligation(unit=office.bureau, task=owed.task, due_on=past, kind="report", **waived)
    upheld(owed, office)
    owners_and_dates.reassign(
        task=owed.task, from_unit=office.bureau, to_unit=office.college, reason="职责", by=by(office.officer)
    )
    (given,) = owed.task.obligations.unsettled()
    assert (given.unit, given.kind, given.is_chased) == (office.college, "finish", True)
    assert given.due_on == date(2025, 12, 10), "nobody is late by another's days"
    assert not Task.objects.owed_by_nobody().exists()


def test_a_task_of_each_is_done_when_the_last_unit_was_waived(office):
    task = factories.task(office=office.office, duty_override="each")
    mine = factories.obligation(unit=office.bureau, task=task, due_on=DUE)
    factories.obligation(unit=office.college, task=task, due_on=DUE, state="met", met_on=TODAY)
    upheld(mine, office)
    task.refresh_from_db()
    assert (task.state, task.done_on) == ("done", TODAY)


def test_one_part_can_be_waived_and_the_last_one_ends_the_task(office):
    task = factories.task(office=office.office, duty_override="each")
    mine = factories.obligation(unit=office.bureau, task=task, due_on=DUE)
    factories.obligation(unit=office.college, task=task, due_on=DUE, state="met", met_on=TODAY)
    with pytest.raises(Refused, match="办主任"):
        tasks.waive_one(obligation=mine, reason="机构改革", by=by(office.officer))
    tasks.waive_one(obligation=mine, reason="机构改革", by=by(office.head))
    task.refresh_from_db()
    assert task.state == "done"
    assert [n.unit for n in Notice.objects.decisions()] == [office.bureau]


# --- Suspended -------------------------------------------------------------------------------------
def monthly(office):
    task = factories.task(office=office.office)
    factories.assign(task=task, unit=office.bureau)
    task.schedules.create(
        kind="report", rule="monthly", wording="每月", basis="stated", starts_on=date(2025, 6, 1),
        opens_next_on=date(2025, 6, 1),
    )  # fmt: skip
    return task


def test_a_suspension_names_the_day_on_which_somebody_looks_again(office):
    task = factories.task(office=office.office)
    with pytest.raises(Refused, match="复核日期"):
        tasks.suspend(task=task, reason="等上级文件", review_on=TODAY, by=by(office.officer))
    tasks.suspend(task=task, reason="等上级文件", review_on=date(2026, 3, 2), by=by(office.officer))
    assert not Task.objects.to_review(date(2026, 3, 1)).exists()
    assert list(Task.objects.to_review(date(2026, 3, 2))) == [task]


def test_what_sleeps_opens_no_periods_and_wakes_with_one_decision(office):
    task = monthly(office)
    days = Days(date(2025, 5, 28))
    days.go(date(2025, 6, 3))
    began = task.obligations.count()
    tasks.suspend(task=task, reason="改革", review_on=date(2025, 12, 1), by=by(office.officer, days.today))
    days.go(date(2025, 12, 2))
    assert task.obligations.count() == began
    task.refresh_from_db()
    tasks.resume(task=task, by=by(office.officer, days.today))
    told = Notice.objects.decisions().filter(rung_code="task.resumed")
    assert [n.unit for n in told] == [office.bureau]
    days.go(days.today)
    assert task.obligations.count() == began + 1
    assert not Obligation.objects.overdue(days.today).exists()
    assert not Notice.objects.filter(kind="urge", owed_on__gte=date(2025, 12, 1)).exists()


def test_the_reply_to_an_order_is_not_urged_while_its_matter_sleeps(office):
    owed = factories.obligation(unit=office.bureau, due_on=date(2025, 4, 1), opened_on=date(2025, 3, 3))
    days = Days(owed.due_on, head=office.head)
    days.go(date(2025, 4, 10))
    reply = Obligation.objects.get(kind="reply")
    asleep_on = days.today
    (shown,) = Suspend(subject=owed.task, actor=by(office.officer, asleep_on)).shown()
    assert shown.lines == [f"{reply.dispatch.number}　{reply.dispatch.title}"]
    tasks.suspend(
        task=owed.task, reason="上级政策调整", review_on=date(2025, 7, 1), by=by(office.officer, asleep_on)
    )
    reply.refresh_from_db()
    assert (reply.state, reply.waived_reason) == ("waived", "督办事项已暂缓")
    assert reply.dispatch.state == "signed" and reply.dispatch.closed_on == asleep_on
    days.go(date(2025, 4, 30))
    assert not Notice.objects.filter(rung__isnull=False, owed_on__gt=asleep_on).exists()


def test_an_order_of_two_goes_on_for_the_one_that_is_awake(office):
    asleep, awake = (
        factories.obligation(unit=office.bureau, due_on=date(2025, 4, 1), opened_on=date(2025, 3, 3))
        for _ in range(2)
    )
    days = Days(asleep.due_on, head=office.head)
    days.go(date(2025, 4, 10))
    tasks.suspend(
        task=asleep.task, reason="改革", review_on=date(2025, 7, 1), by=by(office.officer, days.today)
    )
    reply = Obligation.objects.get(kind="reply")
    assert reply.state == "open" and reply.dispatch.closed_on is None
    settle(obligation=awake, by=Actor.system(days.today))
    reply.refresh_from_db()
    assert reply.state == "waived"


# --- Lists -----------------------------------------------------------------------------------------
def test_a_year_is_not_closed_over_a_report_that_nobody_has_decided_on(office):
    listed = factories.task_list(office=office.office)
    owed = factories.obligation(unit=office.bureau, task=factories.task(task_list=listed), due_on=DUE)
    said = factories.progress(obligation=owed, drafted_by=office.liaison, percent=100)
    progress.release(progress=said, by=by(office.chief))
    target = factories.task_list(office=office.office, year=2026, state="draft", issued_on=None)
    assert preview_close(listed).undecided == [owed]
    with pytest.raises(Refused, match="还有1件报送或申请等待决定"):
        close_list(task_list=listed, carry_to=target, by=by(office.officer))
    deciding.accept(progress=said, found="属实", found_percent=50, by=by(office.officer))
    assert close_list(task_list=listed, carry_to=target, by=by(office.officer)) == 1


def draft(office, **fields):
    listed = factories.task_list(office=office.office, state="draft", issued_on=None, **fields)
    return listed, lambda **more: factories.task(task_list=listed, state="draft", **more)


def test_who_only_helps_is_told_once_of_all_its_tasks(office):
    listed, new = draft(office)
    for _ in range(2):
        task = new()
        factories.assign(task=task, unit=office.bureau)
        factories.assign(task=task, unit=office.college, role="support")
        owners_and_dates.decide_date(task=task, due_on=DUE, by=by(office.officer))
    issue_list(task_list=listed, by=by(office.officer))
    told = Notice.objects.decisions().filter(unit=office.college)
    assert told.count() == 1 and "配合2项" in told.get().reason


def test_one_later_task_does_not_reopen_the_whole_list(office):
    listed, new = draft(office)
    first = new()
    factories.assign(task=first, unit=office.bureau)
    owners_and_dates.decide_date(task=first, due_on=DUE, by=by(office.officer))
    issue_list(task_list=listed, by=by(office.officer))
    serving.sign_for(obligation=listed.obligations.get(), by=by(office.liaison))
    later = new(title="批示事项")
    factories.assign(task=later, unit=office.bureau)
    later_on = date(2025, 12, 10)
    owners_and_dates.decide_date(task=later, due_on=DUE, by=by(office.officer, later_on))
    issue_task(task=later, by=by(office.officer, later_on))
    assert listed.obligations.get().state == "met"
    told = Notice.objects.decisions().filter(rung_code="task.added")
    assert [(n.unit, n.task) for n in told] == [(office.bureau, later)]


def test_closing_a_year_carries_dates_owners_basis_and_lineage(office):
    listed = factories.task_list(office=office.office)
    dated = factories.obligation(unit=office.bureau, task=factories.task(task_list=listed), due_on=DUE).task
    yearly = factories.task(task_list=listed, is_standing=True)
    factories.assign(task=yearly, unit=office.college)
    yearly.schedules.create(
        kind="report", rule="yearly", month=3, day=1, wording="每年3月1日前", basis="stated"
    )
    unissued = factories.task(task_list=listed, state="draft")
    preview = preview_close(listed)
    assert (preview.open, preview.standing, preview.proved, preview.drafts) == (
        [dated],
        [yearly],
        [],
        [unissued],
    )
    target = factories.task_list(office=office.office, year=2026, state="draft", issued_on=None)
    assert close_list(task_list=listed, carry_to=target, by=by(office.officer)) == 3
    carried = {t.carried_from: t for t in target.tasks.all()}
    assert carried.keys() == {dated, yearly, unissued}
    (once,), (each_year,) = (list(carried[t].schedules.all()) for t in (dated, yearly))
    assert (once.due_on, once.basis) == (DUE, "stated")
    assert (each_year.rule, each_year.month, each_year.basis) == ("yearly", 3, "stated")
    assert [a.unit for a in carried[yearly].assignments.all()] == [office.college]
    yearly.refresh_from_db()
    assert yearly.state == "carried_over"  # no report was ever accepted


def test_a_changed_report_cycle_holds_from_the_next_period(office):
    listed, new = draft(office, report_cycle="monthly")
    task = new()
    factories.assign(task=task, unit=office.bureau)
    issue_list(task_list=listed, by=by(office.officer))
    open_now = list(task.obligations.values_list("due_on", flat=True))
    listed.refresh_from_db()
    lists.change_list(task_list=listed, report_cycle="quarterly", by=by(office.officer))
    schedule = task.schedules.get()
    assert (schedule.rule, schedule.opens_next_on) == ("quarterly", date(2026, 1, 1))
    Days(TODAY).go(date(2026, 1, 5))
    assert list(task.obligations.values_list("due_on", flat=True))[: len(open_now)] == open_now
    assert task.obligations.last().due_on.month == 3


# --- Verbs -----------------------------------------------------------------------------------------
def test_a_changed_task_shows_old_and_new_and_its_unit_is_told(office):
    owed = factories.obligation(unit=office.bureau, due_on=DUE)
    old = owed.task.title
    tasks.change_task(task=owed.task, title="出台清单", by=by(office.officer))
    assert f"任务由“{old}”改为“出台清单”" in Event.objects.get(verb="task.changed").note
    assert [n.unit for n in Notice.objects.decisions()] == [office.bureau]


def test_a_report_is_taken_back_before_it_is_decided_on(office):
    owed = factories.obligation(unit=office.bureau, due_on=DUE)
    row = factories.progress(obligation=owed, drafted_by=office.liaison)
    progress.release(progress=row, by=by(office.chief))
    row.refresh_from_db()
    progress.withdraw(progress=row, by=by(office.liaison))
    owed.refresh_from_db()
    row.refresh_from_db()
    assert (owed.state, owed.first_handed_in_on, row.state) == ("open", None, "draft")


def test_a_finished_task_is_taken_up_again_by_a_new_date(office):
    owed = factories.obligation(unit=office.bureau, due_on=DUE)
    row = factories.progress(obligation=owed, drafted_by=office.liaison)
    progress.release(progress=row, by=by(office.chief))
    row.refresh_from_db()
    deciding.accept(progress=row, by=by(office.officer))
    task = Task.objects.get(pk=owed.task_id)
    assert task.state == "done"
    tasks.reopen(task=task, reason="督察发现未落实", due_on=date(2026, 3, 31), by=by(office.head))
    owed.refresh_from_db()
    assert (Task.objects.get(pk=task.pk).state, owed.state, owed.due_on) == (
        "issued",
        "open",
        date(2026, 3, 31),
    )
