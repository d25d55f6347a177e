"""A commitment: made by hand, its owner and date decided, issued, halted, handed on."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, count, forbidden_by_the_database, last, refused
from tests.factories import TODAY
from tracker.actions import batch, issuing, owners_and_dates, pauses, tasks
from tracker.domain.actor import Actor
from tracker.domain.history import verify_chain
from tracker.models import Basis, CalendarDay, Event, Notice, Schedule, Task, TaskState

LATER = TODAY + timedelta(days=40)
PAST = TODAY - timedelta(days=10)


@pytest.fixture
def instructions(cast):
    return factories.task_list(office=cast.office, name="批示事项")


def written_down(cast, instructions, **fields):
    given = {
        "title": "整治占道经营",
        "requirement": "月底前拿出方案。",
        "leads": [cast.bureau],
        "due_on": LATER,
    }
    return tasks.create_task(task_list=instructions, by=Actor.of(cast.officer, TODAY), **(given | fields))


# --- By hand ---------------------------------------------------------------------------------------
def test_an_instruction_becomes_a_draft_whose_facts_are_decided(cast, instructions):
    task = written_down(cast, instructions, origin_note="市长12月1日批示", supports=[cast.college])
    assert task.state == TaskState.DRAFT
    assert {(a.unit, a.role, a.basis) for a in task.assignments.all()} == {
        (cast.bureau, "lead", Basis.DECIDED),
        (cast.college, "support", Basis.DECIDED),
    }
    assert [(s.due_on, s.basis) for s in task.schedules.all()] == [(LATER, Basis.DECIDED)]
    event = last("task.created")
    assert (event.actor, event.task, event.happened_on, event.note) == (
        cast.officer,
        task,
        TODAY,
        "市长12月1日批示",
    )


def test_a_unit_writes_no_tasks(cast, instructions):
    with refused("只有市司法局的督办员或办主任"):
        tasks.create_task(
            task_list=instructions, title="自己加的", requirement="x", by=Actor.of(cast.chief, TODAY)
        )
    assert not instructions.tasks.exists()


def test_a_closed_list_takes_nothing_more(cast):
    closed = factories.task_list(office=cast.office, state="closed")
    with refused("已归档"):
        written_down(cast, closed)


def test_a_number_is_used_once_in_a_list(cast, instructions):
    written_down(cast, instructions, number="7")
    with refused("已有编号“7”"):
        written_down(cast, instructions, number="7")
    with forbidden_by_the_database("task_number_once|task_list_id.*number"):
        Task.objects.create(task_list=instructions, office=cast.office, number="7", title="又一个")


@pytest.mark.parametrize("missing", ["title", "requirement"])
def test_a_task_says_what_is_to_be_done(cast, instructions, missing):
    with refused("请写明任务名称和任务要求"):
        written_down(cast, instructions, **{missing: "  "})


# --- Owner and date --------------------------------------------------------------------------------
def test_deciding_owners_of_a_draft_keeps_the_words_of_the_document(cast, instructions):
    task = factories.task(task_list=instructions, state="draft")
    factories.assign(task=task, unit=cast.bureau, basis="inferred").written = "市发展改革部门"
    owners_and_dates.decide_owners(
        task=task,
        leads=[cast.college],
        supports=[cast.bureau],
        by=Actor.of(cast.officer, TODAY),
        reason="三定方案",
    )
    assert {(a.unit, a.role, a.basis) for a in task.assignments.all()} == {
        (cast.college, "lead", "decided"),
        (cast.bureau, "support", "decided"),
    }
    event = last("task.owner_decided")
    assert "市发改委" in event.note and "市教体局" in event.note and "三定方案" in event.note


def test_in_a_running_task_the_old_owner_is_released_and_the_new_one_owes_the_same_date(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    owners_and_dates.decide_owners(
        task=owed.task, leads=[cast.college], supports=[], by=Actor.of(cast.officer, TODAY)
    )
    assert again(owed).state == "waived"
    assert again(owed).waived_reason == "责任单位已重新核定"
    assert [(o.unit, o.due_on) for o in owed.task.obligations.open()] == [(cast.college, LATER)]


def test_a_task_keeps_at_least_one_lead(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    with refused("至少指定一个牵头单位"):
        owners_and_dates.decide_owners(
            task=owed.task, leads=[], supports=[cast.bureau], by=Actor.of(cast.officer, TODAY)
        )
    assert again(owed).state == "open"


def test_the_unit_does_not_choose_its_owner_or_date(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    who = {"by": Actor.of(cast.liaison, TODAY)}
    with refused("只有市司法局"):
        owners_and_dates.decide_owners(task=owed.task, leads=[cast.college], supports=[], **who)
    with refused("只有市司法局"):
        owners_and_dates.decide_date(task=owed.task, due_on=LATER + timedelta(days=30), **who)
    with refused("只有市司法局"):
        owners_and_dates.confirm_facts(task=owed.task, **who)


def test_reassigning_hands_the_date_on_with_a_reason(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    given = {
        "task": owed.task,
        "from_unit": cast.bureau,
        "to_unit": cast.college,
        "by": Actor.of(cast.officer, TODAY),
    }
    with refused("请写明改派的理由"):
        owners_and_dates.reassign(reason=" ", **given)
    owners_and_dates.reassign(reason="职能划转", **given)
    assert again(owed).state == "waived"
    assert "职能划转" in again(owed).waived_reason
    assert [(o.unit, o.due_on) for o in owed.task.obligations.open()] == [(cast.college, LATER)]
    event = last("task.reassigned")
    assert (event.unit, event.actor) == (cast.college, cast.officer)


def test_nobody_is_late_by_the_days_of_the_unit_before_and_who_leads_too_is_told(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=30))
    factories.assign(task=owed.task, unit=cast.office)
    owners_and_dates.reassign(
        task=owed.task, from_unit=cast.bureau, to_unit=cast.college, reason="职能划转",
        by=Actor.of(cast.officer, TODAY),
    )  # fmt: skip
    theirs = owed.task.obligations.open().get(unit=cast.college)
    assert theirs.due_on == CalendarDay.objects.calendar().limit(TODAY, 5)
    told = Notice.objects.filter(rung_code="task.reassigned")
    assert {n.unit for n in told} == {cast.bureau, cast.college, cast.office}


def test_only_an_owner_can_be_replaced_and_not_by_another_lead(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    given = {"task": owed.task, "reason": "职能划转", "by": Actor.of(cast.officer, TODAY)}
    with refused("不在此任务的责任分工中"):
        owners_and_dates.reassign(from_unit=cast.college, to_unit=cast.office, **given)
    factories.assign(task=owed.task, unit=cast.college)
    with refused("已是此任务的牵头单位"):
        owners_and_dates.reassign(from_unit=cast.bureau, to_unit=cast.college, **given)


def test_a_new_date_starts_the_ladder_anew(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER, basis="inferred")
    moved = LATER + timedelta(days=20)
    owners_and_dates.decide_date(
        task=owed.task, due_on=moved, by=Actor.of(cast.officer, TODAY), reason="以会议纪要为准"
    )
    row = again(owed)
    assert (row.due_on, row.round, row.next_on) == (moved, 2, TODAY)
    assert (row.deadline.due_on, row.deadline.basis) == (moved, Basis.DECIDED)
    assert last("task.date_decided").facts["due"] == moved.isoformat()


def test_a_recurring_date_is_not_one_date(cast):
    task = factories.task(office=cast.office)
    quarterly = Schedule.objects.create(task=task, rule="quarterly", wording="每季度", basis="stated")
    with refused("周期性时限"):
        owners_and_dates.decide_date(
            task=task, schedule=quarterly, due_on=LATER, by=Actor.of(cast.officer, TODAY)
        )


def test_confirming_makes_inferred_facts_decided_once(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER, basis="inferred")
    assert owners_and_dates.confirm_facts(task=owed.task, by=Actor.of(cast.officer, TODAY)) == 2
    assert owed.task.assignments.get().basis == Basis.DECIDED
    assert again(owed).deadline.basis == Basis.DECIDED
    assert (count("task.owner_decided"), count("task.date_decided")) == (1, 1)
    assert owners_and_dates.confirm_facts(task=owed.task, by=Actor.of(cast.officer, TODAY)) == 0
    assert (count("task.owner_decided"), count("task.date_decided")) == (1, 1)


# --- Issue, halt, end ------------------------------------------------------------------------------
def test_an_issued_task_is_owed(cast, instructions):
    task = written_down(cast, instructions)
    issuing.issue_task(task=task, by=Actor.of(cast.officer, TODAY))
    assert again(task).state == TaskState.ISSUED
    assert [(o.unit, o.due_on, o.is_chased) for o in task.obligations.all()] == [(cast.bureau, LATER, True)]
    assert last("task.issued").task == task
    with refused("不需要再下达"):
        issuing.issue_task(task=task, by=Actor.of(cast.officer, TODAY))


def test_no_owner_no_issue_and_no_date_no_clock(cast, instructions):
    nobody_s = written_down(cast, instructions, leads=[])
    timeless = written_down(cast, instructions, due_on=None)
    with refused("没有责任单位"):
        issuing.issue_task(task=nobody_s, by=Actor.of(cast.officer, TODAY))
    with refused("没有时限"):
        issuing.issue_task(task=timeless, by=Actor.of(cast.officer, TODAY))


def test_a_date_that_has_passed_sleeps_unless_somebody_wants_it_chased(cast, instructions):
    asleep, awake = (written_down(cast, instructions, due_on=PAST) for _n in range(2))
    issuing.issue_task(task=asleep, by=Actor.of(cast.officer, TODAY))
    issuing.issue_task(task=awake, by=Actor.of(cast.officer, TODAY), chase_past=True)
    assert [(o.is_chased, o.next_on) for o in asleep.obligations.all()] == [(False, None)]
    assert [(o.is_chased, o.next_on) for o in awake.obligations.all()] == [(True, TODAY)]


def test_a_suspended_task_is_looked_at_again_when_it_resumes(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER, next_on=LATER)
    with refused("理由"):
        tasks.suspend(task=owed.task, reason="", review_on=date(2026, 3, 2), by=Actor.of(cast.officer, TODAY))
    tasks.suspend(
        task=owed.task, reason="等上级文件", review_on=date(2026, 3, 2), by=Actor.of(cast.officer, TODAY)
    )
    assert (again(owed.task).state, again(owed.task).state_reason) == (TaskState.SUSPENDED, "等上级文件")
    with refused("只有办理中的任务"):
        tasks.suspend(
            task=owed.task, reason="再停一次", review_on=date(2026, 3, 2), by=Actor.of(cast.officer, TODAY)
        )
    tasks.resume(task=owed.task, by=Actor.of(cast.officer, TODAY))
    assert again(owed.task).state == TaskState.ISSUED
    assert again(owed).next_on == TODAY
    assert [e.verb for e in Event.objects.order_by("seq")] == ["task.suspended", "task.resumed"]
    with refused("没有暂缓"):
        tasks.resume(task=owed.task, by=Actor.of(cast.officer, TODAY))


def test_only_the_head_cancels_and_what_was_owed_is_waived(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    owing_letter = factories.notice(obligation=owed)
    with refused("办主任"):
        tasks.cancel(task=owed.task, reason="重复", by=Actor.of(cast.officer, TODAY))
    tasks.cancel(task=owed.task, reason="重复", by=Actor.of(cast.head, TODAY))
    assert again(owed.task).state == TaskState.CANCELLED
    assert (again(owed).state, again(owed).waived_reason) == ("waived", "任务已撤销：重复")
    assert again(owing_letter).state == "dropped"
    assert last("task.cancelled").note == "重复"
    with refused("不能撤销"):
        tasks.cancel(task=owed.task, reason="再来", by=Actor.of(cast.head, TODAY))


def test_the_database_wants_reasons_and_dates(cast):
    task = factories.task(office=cast.office)
    with forbidden_by_the_database("task_halt_has_reason"):
        Task.objects.filter(pk=task.pk).update(state="cancelled")
    with forbidden_by_the_database("task_done_when"):
        Task.objects.filter(pk=task.pk).update(state="done")
    with forbidden_by_the_database("task_state_known"):
        Task.objects.filter(pk=task.pk).update(state="lost")


def test_a_verb_that_fails_half_way_leaves_nothing(cast, instructions, monkeypatch):
    """The owners are written, then the history breaks: neither stays."""
    task = written_down(cast, instructions)

    def broken(*args, **kwargs):
        raise RuntimeError("no history")

    monkeypatch.setattr(owners_and_dates, "tell", broken)
    with pytest.raises(RuntimeError):
        owners_and_dates.decide_owners(
            task=task, leads=[cast.college], supports=[], by=Actor.of(cast.officer, TODAY)
        )
    assert [a.unit for a in task.assignments.all()] == [cast.bureau]


def test_the_history_of_many_verbs_is_one_unbroken_chain(cast, instructions):
    task = written_down(cast, instructions)
    issuing.issue_task(task=task, by=Actor.of(cast.officer, TODAY))
    tasks.suspend(task=task, reason="等", review_on=date(2026, 3, 2), by=Actor.of(cast.officer, TODAY))
    tasks.resume(task=task, by=Actor.of(cast.officer, TODAY))
    tasks.cancel(task=task, reason="不办了", by=Actor.of(cast.head, TODAY))
    report = verify_chain(Event.objects.order_by("seq"))
    assert (report.count, report.complaint) == (5, "")


def test_work_of_last_year_is_not_reopened_by_a_decided_date(cast):
    """A draft without a date gets its one date; a second decision moves that date instead of adding another."""
    task = factories.task(office=cast.office, state="draft")
    owners_and_dates.decide_date(task=task, due_on=date(2026, 1, 31), by=Actor.of(cast.officer, TODAY))
    owners_and_dates.decide_date(task=task, due_on=date(2026, 2, 28), by=Actor.of(cast.officer, TODAY))
    assert [s.due_on for s in task.schedules.all()] == [date(2026, 2, 28)]


# --- There and back --------------------------------------------------------------------------------
def moved(task, giving, taking, cast):
    owners_and_dates.reassign(
        task=task, from_unit=giving, to_unit=taking, reason="职责调整", by=Actor.of(cast.officer, TODAY)
    )


def test_a_unit_that_gets_its_task_back_owes_it_again(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    moved(owed.task, cast.bureau, cast.college, cast)
    moved(owed.task, cast.college, cast.bureau, cast)
    row = again(owed)
    assert (row.state, row.waived_reason, row.round, row.due_on, row.next_on) == ("open", "", 2, LATER, TODAY)
    assert owed.task.obligations.unsettled().get() == owed


def test_a_unit_is_not_put_in_its_own_place(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    factories.assign(task=owed.task, unit=cast.college, role="support")
    with refused("改派给另一个单位"):
        moved(owed.task, cast.college, cast.college, cast)


def test_a_date_decided_while_a_task_rests_runs_once_it_goes_on(cast):
    task = factories.task(office=cast.office)
    factories.assign(task=task, unit=cast.bureau)
    tasks.suspend(
        task=task, reason="等待上级文件", review_on=date(2026, 3, 2), by=Actor.of(cast.officer, TODAY)
    )
    owners_and_dates.decide_date(task=task, due_on=LATER, by=Actor.of(cast.officer, TODAY))
    tasks.resume(task=task, by=Actor.of(cast.officer, TODAY))
    assert [(o.unit, o.due_on) for o in task.obligations.unsettled()] == [(cast.bureau, LATER)]


@pytest.mark.parametrize("how", ["mute", "suspend", "cancel", "done before"])
def test_nobody_lays_aside_or_ends_what_he_owes_himself_for_a_unit(cast, how):
    """As with a waiver and more time: who speaks for a unit too leaves it to a colleague."""
    cast.head.memberships.create(unit=cast.bureau, role="liaison")
    owed = factories.obligation(unit=cast.bureau, due_on=LATER, is_chased=how != "done before")
    press = {
        "mute": lambda by: pauses.mute(obligation=owed, reason="灾情", until_on=LATER, by=by),
        "suspend": lambda by: tasks.suspend(task=owed.task, reason="等文件", review_on=LATER, by=by),
        "cancel": lambda by: tasks.cancel(task=owed.task, reason="取消", by=by),
        "done before": lambda by: batch.decide_past(
            obligation=owed, choice=batch.Past.DONE, reason="已办", by=by
        ),
    }[how]
    with refused("由他人决定"):
        press(Actor.of(cast.head, TODAY))
    other = factories.person(unit=cast.office, role="office_head")
    press(Actor.of(other, TODAY))
