"""批示: given or recorded, taken up, answered to him who gave it; and a task in steps."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY, by
from tracker.actions import instructions, lists, steps, tasks
from tracker.actions.steps import Step
from tracker.models import Instruction, Letter, Notice
from tracker.outbox.compose import compose

DUE = date(2025, 12, 31)


def given(cast):
    return instructions.give(office=cast.office, text="请司法局牵头抓紧办理。", by=by(cast.leader))


def test_a_leader_writes_and_the_office_is_told_the_same_day(cast):
    row = given(cast)
    compose(today=TODAY)
    assert {letter.person for letter in Letter.objects.all()} == {cast.officer, cast.head}
    assert list(Instruction.objects.visible_to(by(cast.officer))) == [row]
    assert not Instruction.objects.visible_to(by(cast.liaison)).exists()
    with refused("上级领导"):
        instructions.give(office=cast.office, text="请办理", by=by(cast.liaison))


def test_it_becomes_a_task_whose_outcome_goes_back_to_him_alone(cast):
    other = factories.person(name="王副市长", unit=cast.city, role="leader")
    row = given(cast)
    listed = factories.task_list(office=cast.office)
    task = instructions.make_task(
        instruction=row,
        task_list=listed,
        title="抓紧办理",
        leads=[cast.bureau],
        due_on=DUE,
        by=by(cast.officer),
    )
    assert (task.origin, task.origin_note, task.requirement) == (
        "instruction", "高远2025年12月3日批示", "请司法局牵头抓紧办理。",
    )  # fmt: skip
    with refused("已转为任务"):
        instructions.join(instruction=again(row), task=task, by=by(cast.officer))
    assert not Instruction.objects.waiting().exists()
    tasks.cancel(task=task, reason="已由省里办理", by=by(cast.head))
    assert list(Instruction.objects.waiting()) == [row]
    later = TODAY + timedelta(days=1)
    instructions.report_back(instruction=again(row), outcome="已由省里办理。", by=by(cast.officer, later))
    compose(today=later)
    told = Notice.objects.get(rung_code="instruction.reported")
    assert [carried.person for carried in told.carried_by.all()] == [cast.leader]
    assert not Letter.objects.filter(person=other).exists()
    with refused("已反馈"):
        instructions.report_back(instruction=again(row), outcome="再报", by=by(cast.officer))


def test_a_recorded_one_joins_a_task_and_its_units_read_it(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=DUE)
    asked = {"office": cast.office, "text": "要加快", "given_on": date(2025, 12, 1)}
    with refused("不是市司法局的上级领导"):
        instructions.record(**asked, leader=cast.chief, by=by(cast.officer))
    row = instructions.record(**asked, leader=cast.leader, by=by(cast.officer))
    instructions.join(instruction=row, task=owed.task, by=by(cast.officer))
    told = Notice.objects.get(rung_code="instruction.joined")
    assert told.unit == cast.bureau and "高远：要加快" in told.reason
    stranger = factories.task(task_list=factories.task_list(office=factories.unit(is_office=True)))
    with refused("已转为任务|自己的"):
        instructions.join(instruction=again(row), task=stranger, by=by(cast.officer))


# --- 拆解 -------------------------------------------------------------------------------------------
def test_a_running_task_is_broken_into_steps_with_units_and_dates(cast):
    task = factories.obligation(unit=cast.bureau, due_on=DUE).task
    wanted = [
        Step("出台方案", cast.bureau, date(2025, 12, 12)),
        Step("提供数据", cast.college, date(2025, 12, 20)),
    ]
    made = steps.break_down(task=task, steps=wanted, by=by(cast.officer))
    assert [(s.parent, s.state, s.obligations.get().unit) for s in map(again, made)] == [
        (task, "issued", cast.bureau),
        (task, "issued", cast.college),
    ]
    assert task.task_list.obligations.filter(unit=cast.college, kind="sign_for").exists()
    assert task.obligations.get().state == "open"
    with refused("还有在办的步骤"):
        tasks.cancel(task=task, reason="不再办理", by=by(cast.head))
    with refused("不能再拆"):
        steps.break_down(task=again(made[0]), steps=wanted, by=by(cast.officer))


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 1, 5), "晚于任务的时限"), (date(2025, 12, 1), "已过")]
)
def test_a_step_lies_between_today_and_the_tasks_date(cast, day, words):
    task = factories.obligation(unit=cast.bureau, due_on=DUE).task
    with refused(words):
        steps.break_down(task=task, steps=[Step("出台方案", cast.bureau, day)], by=by(cast.officer))


def test_steps_stay_steps_in_the_next_years_list(cast):
    task = factories.obligation(unit=cast.bureau, due_on=DUE).task
    (step,) = steps.break_down(
        task=task, steps=[Step("出台方案", cast.bureau, date(2025, 12, 12))], by=by(cast.officer)
    )
    target = factories.task_list(office=cast.office, year=2026, state="draft", issued_on=None)
    lists.close_list(task_list=task.task_list, carry_to=target, by=by(cast.officer))
    copy = target.tasks.get(carried_from=step)
    assert copy.parent.carried_from == task
