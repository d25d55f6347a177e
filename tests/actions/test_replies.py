"""A reply to an order: its own points, the task's progress with it, and a promised date that somebody looks at."""

from datetime import date

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY, by
from tracker.actions import deciding, dispatches, progress, serving, signing
from tracker.domain.halts import AGAINST_LETTERS, halted
from tracker.models import Notice, Obligation

DUE, PROMISED = date(2025, 11, 28), date(2026, 1, 30)


@pytest.fixture
def owed(cast):
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=DUE)


def reply_to_an_order(cast, *owed) -> Obligation:
    order = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="限期办结", matter="逾期。", demand="请回复。",
        obligations=owed, by=by(cast.officer),
    )  # fmt: skip
    signing.sign(dispatch=order, by=by(cast.head))
    serving.serve(receipt=order.receipts.get(), via="paper", witness="张三", by=by(cast.officer))
    return order.obligations.get()


def answered(cast, reply, **said):
    progress.report(
        obligation=reply, text="方案已送审", measures="成立专班", problems="缺数据", hand_in=True, by=by(cast.chief),
        **({"percent": 0} | said),
    )  # fmt: skip
    row = again(reply).progress.get()
    deciding.accept(progress=row, by=by(cast.officer))
    return row


def test_the_date_promised_in_a_reply_is_looked_at_on_that_day(cast, owed):
    reply = reply_to_an_order(cast, owed)
    row = answered(cast, reply, expected_on=PROMISED)
    assert (row.measures, row.problems) == ("成立专班", "缺数据")
    assert (again(reply).state, again(owed).state, again(owed).promised_on) == ("met", "open", PROMISED)
    mine = Obligation.objects.filter(pk=owed.pk)
    assert mine.filter(halted("", PROMISED, AGAINST_LETTERS)).exists()  # no circular meanwhile
    assert not mine.filter(halted("", date(2026, 1, 31), AGAINST_LETTERS)).exists()
    assert not mine.filter(halted("", TODAY)).exists()  # urging goes on
    look = Notice.objects.get(rung_code="progress.promised")
    assert (look.owed_on, look.to_roles, look.unit) == (PROMISED, ["officer"], cast.bureau)
    assert list(Obligation.objects.left_lying(PROMISED)) == [owed]
    assert not Obligation.objects.left_lying(date(2026, 1, 29)).exists()


def test_when_it_is_done_before_nobody_looks(cast, owed):
    answered(cast, reply_to_an_order(cast, owed), expected_on=PROMISED)
    progress.report(obligation=again(owed), text="已印发", percent=100, hand_in=True, by=by(cast.chief))
    deciding.accept(progress=owed.progress.get(), by=by(cast.officer))
    assert Notice.objects.get(rung_code="progress.promised").state == "dropped"
    assert not Obligation.objects.left_lying(PROMISED).exists()


def test_a_reply_counts_as_the_tasks_progress(cast, owed):
    answered(cast, reply_to_an_order(cast, owed), percent=60, counts_for_task=True, expected_on=PROMISED)
    told = owed.progress.get()
    assert (told.state, told.percent, told.text) == ("accepted", 60, "成立专班\n方案已送审")
    assert (again(owed).state, again(owed).first_handed_in_on) == ("open", TODAY)


def test_a_reply_that_tells_all_is_done_ends_the_task_and_the_order(cast, owed):
    reply = reply_to_an_order(cast, owed)
    answered(cast, reply, percent=100, counts_for_task=True)
    assert (again(owed).state, again(owed.task).state) == ("met", "done")
    assert again(reply.dispatch).closed_on == TODAY


def test_one_share_is_not_that_of_several_matters(cast, owed):
    other = factories.obligation(unit=cast.bureau, due_on=DUE)
    reply = reply_to_an_order(cast, owed, other)
    with refused("不止一项"):
        progress.save_draft(
            obligation=reply, text="已办", percent=50, counts_for_task=True, by=by(cast.chief)
        )
