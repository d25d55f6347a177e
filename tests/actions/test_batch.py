"""Verbs for what is ticked in a list: each is told as by itself, and refused with its reason."""

from datetime import date

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY, by
from tracker.actions import batch, progress
from tracker.actions.batch import Past
from tracker.models import Notice
from tracker.outbox.compose import compose

DUE = date(2025, 12, 31)


@pytest.fixture
def listed(cast):
    return factories.task_list(office=cast.office)


def owed_in(listed, unit, **fields):
    task = factories.task(task_list=listed)
    return factories.obligation(unit=unit, task=task, **({"due_on": DUE} | fields))


def test_what_waits_is_accepted_and_nothing_else(cast, listed):
    owed = owed_in(listed, cast.bureau)
    with refused("没有待审核"):
        batch.accept_waiting(obligation=owed, by=by(cast.officer))
    progress.report(obligation=owed, text="已办结", percent=100, hand_in=True, by=by(cast.chief))
    owed = again(owed)
    assert batch.why_not_accept_waiting(owed, by=by(cast.officer)) == ""
    batch.accept_waiting(obligation=owed, by=by(cast.officer))
    assert again(owed).state == "met"


def test_dates_past_at_issue_are_done_before_chased_or_waived(cast, listed):
    past = {"due_on": date(2025, 6, 30), "is_chased": False, "next_on": None}
    done, chased, waived = (owed_in(listed, cast.bureau, **past) for _ in range(3))

    def decide(owed, choice, who=cast.officer, reason="2024年报告已载明"):
        batch.decide_past(obligation=owed, choice=choice, reason=reason, by=by(who))

    with refused("依据或理由"):
        decide(done, Past.DONE, reason="")
    decide(done, Past.DONE)
    assert (again(done).state, again(done.task).state) == ("met", "done")
    told = Notice.objects.decisions().get(rung_code="obligation.done_before")
    assert told.unit == cast.bureau and "2024年报告已载明" in told.reason
    decide(chased, Past.CHASE)
    assert again(chased).is_chased
    with refused("尚未启动"):
        decide(chased, Past.CHASE)
    with refused("办主任"):
        decide(waived, Past.WAIVE)
    decide(waived, Past.WAIVE, who=cast.head)
    assert again(waived).state == "waived"


def test_urging_by_hand_is_in_that_days_letter_once(cast, listed):
    owed = owed_in(listed, cast.bureau)
    batch.urge(obligation=owed, words="市领导关注", by=by(cast.officer))
    with refused("今天已有"):
        batch.urge(obligation=owed, by=by(cast.officer))
    compose(today=TODAY)
    assert {letter.person for letter in owed.notices.get().carried_by.all()} == {cast.liaison, cast.chief}
