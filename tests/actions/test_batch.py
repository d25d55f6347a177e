"""Many at once: all of them or none, each told as by its single verb."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY
from tracker.actions import batch, progress
from tracker.actions.batch import Past
from tracker.domain.actor import Actor
from tracker.models import Event, Notice, Progress
from tracker.outbox.compose import compose

DUE = date(2025, 12, 31)


def by(person, on=TODAY):
    return Actor.of(person, on)


@pytest.fixture
def listed(cast):
    return factories.task_list(office=cast.office)


def owed_in(listed, unit, **fields):
    task = factories.task(task_list=listed)
    return factories.obligation(unit=unit, task=task, **({"due_on": DUE} | fields))


def test_inferred_facts_of_many_tasks_are_confirmed(cast, listed):
    tasks = [owed_in(listed, cast.bureau, basis="inferred").task for _ in range(2)]
    assert batch.confirm_many(task_list=listed, tasks=tasks, by=by(cast.officer)) == 2
    assert {a.basis for task in tasks for a in task.assignments.all()} == {"decided"}


def test_one_that_cannot_be_accepted_leaves_all_undecided_and_is_named(cast, listed):
    rows = []
    for unit, chief in ((cast.bureau, cast.chief), (cast.college, cast.college_chief)):
        owed = owed_in(listed, unit)
        progress.report(obligation=owed, text="已办结", percent=100, hand_in=True, by=by(chief))
        rows.append(owed.progress.get())
    Progress.objects.filter(pk=rows[1].pk).update(drafted_by=cast.officer)
    with refused("市教体局.*须由他人审核"):
        batch.accept_many(task_list=listed, reports=rows, by=by(cast.officer))
    assert {again(row).state for row in rows} == {"released"}
    assert batch.accept_many(task_list=listed, reports=rows[:1], by=by(cast.officer)) == 1
    assert again(rows[0]).state == "accepted"


def test_dates_past_at_issue_are_done_before_chased_or_waived(cast, listed):
    past = {"due_on": date(2025, 6, 30), "is_chased": False, "next_on": None}
    done, chased, waived = (owed_in(listed, cast.bureau, **past) for _ in range(3))

    def decide(owed, choice, who=cast.officer, reason="2024年报告已载明"):
        return batch.decide_past(
            task_list=listed, obligations=[owed], choice=choice, reason=reason, by=by(who)
        )

    with refused("依据或理由"):
        decide(done, Past.DONE, reason="")
    assert decide(done, Past.DONE) == 1
    assert (again(done).state, again(done.task).state) == ("met", "done")
    told = Notice.objects.decisions().get(rung_code="obligation.done_before")
    assert told.unit == cast.bureau and "2024年报告已载明" in told.reason
    decide(chased, Past.CHASE)
    assert again(chased).is_chased
    with refused("办主任"):
        decide(waived, Past.WAIVE)
    decide(waived, Past.WAIVE, who=cast.head)
    assert again(waived).state == "waived"


def test_urging_by_hand_is_in_that_days_letter_once(cast, listed):
    owed = owed_in(listed, cast.bureau)
    batch.urge_many(task_list=listed, obligations=[owed], words="市领导关注", by=by(cast.officer))
    with refused("今天已有"):
        batch.urge_many(task_list=listed, obligations=[owed], by=by(cast.officer))
    compose(today=TODAY)
    assert {letter.person for letter in owed.notices.get().carried_by.all()} == {cast.liaison, cast.chief}


def test_many_dates_are_extended_by_the_head(cast, listed):
    rows = [owed_in(listed, unit) for unit in (cast.bureau, cast.college)]
    later = DUE + timedelta(days=31)
    asked = {"task_list": listed, "obligations": rows, "new_due_on": later, "reason": "省级部署推迟"}
    with refused("办主任"):
        batch.extend_many(**asked, by=by(cast.officer))
    assert batch.extend_many(**asked, by=by(cast.head)) == 2
    assert {again(row).due_on for row in rows} == {later}


def test_the_tasks_of_one_unit_go_to_another(cast, listed):
    tasks = [owed_in(listed, cast.bureau).task for _ in range(2)]
    batch.reassign_many(
        task_list=listed, tasks=tasks, from_unit=cast.bureau, to_unit=cast.college, reason="职能划转",
        by=by(cast.officer),
    )  # fmt: skip
    assert {task.assignments.get().unit for task in tasks} == {cast.college}


def test_what_is_of_another_list_is_refused_whole(cast, listed):
    other = factories.obligation(
        unit=cast.bureau, due_on=DUE, task=factories.task(task_list=factories.task_list(office=cast.office))
    )
    with refused("不在清单"):
        batch.urge_many(
            task_list=listed, obligations=[owed_in(listed, cast.bureau), other], by=by(cast.officer)
        )
    assert not Event.objects.exists()
