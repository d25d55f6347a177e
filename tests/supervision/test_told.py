"""Whoever must know is told: in that day's digest, and nobody of his own act."""

from datetime import date

import pytest

from tests import factories
from tests.factories import TODAY, by
from tracker.actions import (
    deciding,
    dispatches,
    owners_and_dates,
    progress,
    requests,
    serving,
    signing,
    tasks,
)
from tracker.domain.refusal import Refused
from tracker.domain.told import TOLD
from tracker.models import Letter, Notice, Verb
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver

DUE = date(2025, 12, 31)


@pytest.fixture
def owed(office):
    return factories.obligation(unit=office.bureau, due_on=DUE, next_on=None)


def post(today=TODAY):
    """person's name -> what his digest of the day says."""
    compose(today=today)
    deliver(today=today, at_any_hour=True)
    return {letter.person.name: letter.text for letter in Letter.objects.filter(kind="digest")}


def handed_in(owed, office):
    row = factories.progress(obligation=owed, drafted_by=office.liaison)
    progress.release(progress=row, by=by(office.chief))
    return row


def test_a_report_is_told_to_the_officer_the_same_day(office, owed):
    handed_in(owed, office)
    told = post()
    assert set(told) == {"周敏"}
    assert owed.task.title in told["周敏"] and "报送进展" in told["周敏"]


def test_a_draft_that_waits_for_release_is_told_to_the_leader_once(office, owed):
    for percent in (50, 60, 70):
        progress.save_draft(obligation=owed, text="正在办理。", percent=percent, by=by(office.liaison))
    assert Notice.objects.decisions().count() == 1
    assert set(post()) == {"郑强"}


def test_a_leader_who_drafts_himself_is_not_told(office, owed):
    progress.save_draft(obligation=owed, text="正在办理。", percent=50, by=by(office.chief))
    assert post() == {}


def test_the_leader_reads_that_it_is_for_him_to_release(office, owed):
    progress.save_draft(obligation=owed, text="正在办理。", percent=50, by=by(office.liaison))
    assert "进展草稿待您审签报送" in post()["郑强"]


def test_who_helps_from_now_on_is_told_and_what_the_document_says_stays_its_own(office, owed):
    owed.task.assignments.update(basis="stated")
    owners_and_dates.decide_owners(
        task=owed.task,
        leads=[office.bureau],
        supports=[office.college],
        by=by(office.officer),
        reason="新成员",
    )
    assert {"何静", "罗刚"} <= set(post())
    bases = dict(owed.task.assignments.of_units().values_list("unit__name", "basis"))
    assert bases == {"市发改委": "stated", "市教体局": "decided"}


def test_a_return_is_told_with_its_reason(office, owed):
    row = handed_in(owed, office)
    deciding.return_for_rework(progress=row, reason="缺少佐证材料", by=by(office.officer))
    told = post()
    assert "退回：缺少佐证材料" in told["吴芳"] and "退回：缺少佐证材料" in told["郑强"]


def test_an_acceptance_is_told_to_the_unit(office, owed):
    deciding.accept(progress=handed_in(owed, office), by=by(office.officer))
    assert not {"吴芳", "郑强"} & set(
        post()
    )  # it asks nothing of them: within the week, with what else is told
    assert {"吴芳", "郑强"} <= set(post(date(2025, 12, 10)))


def test_an_extension_is_told_to_the_head_and_its_answer_to_the_unit(office, owed):
    asked = requests.ask_extension(
        obligation=owed,
        reason="汛期",
        progress_so_far="过半",
        expected_on=date(2026, 1, 31),
        by=by(office.liaison),
    )
    requests.decide_extension(extension=asked, granted=False, reason="不影响室内工作", by=by(office.head))
    told = post()
    assert "申请延期" in told.get("陈立", "") or "陈立" not in told
    assert "不同意：不影响室内工作" in told["吴芳"]


def test_both_units_hear_of_a_reassignment(office, owed):
    owners_and_dates.reassign(
        task=owed.task,
        from_unit=office.bureau,
        to_unit=office.college,
        reason="职责调整",
        by=by(office.officer),
    )
    told = post()
    assert {"吴芳", "郑强", "何静", "罗刚"} <= set(told)


def test_suspending_and_cancelling_are_told(office, owed):
    tasks.suspend(task=owed.task, reason="等上级文件", review_on=date(2026, 3, 2), by=by(office.officer))
    tasks.cancel(task=owed.task, reason="上级已撤销", by=by(office.head))
    told = post()
    assert "暂缓：等上级文件" in told["吴芳"] and "撤销：上级已撤销" in told["吴芳"]


def test_a_voided_letter_is_told_to_those_whom_it_had_reached(office, owed):
    order = dispatches.draft_dispatch(
        kind="order", office=office.office, units=[office.bureau, office.college], title="限期办结",
        matter="逾期。", demand="请回复。", by=by(office.officer),
    )  # fmt: skip
    signing.sign(dispatch=order, by=by(office.head))
    serving.serve(
        receipt=order.receipts.get(unit=office.bureau), via="paper", witness="张三", by=by(office.officer)
    )
    order.refresh_from_db()
    signing.void(dispatch=order, reason="事由有误", by=by(office.head))
    assert [n.unit for n in Notice.objects.decisions()] == [office.bureau]
    assert "事由有误" in post()["吴芳"]


def test_a_verb_that_fails_tells_nobody(office, owed):
    with pytest.raises(Refused):
        requests.raise_objection(obligation=owed, kind="other", reason="", by=by(office.liaison))
    assert not Notice.objects.decisions().exists()


def test_the_table_covers_every_decision_that_a_unit_waits_for():
    asked = {Verb.PROGRESS_RELEASED, Verb.EXTENSION_ASKED, Verb.OBJECTION_RAISED}
    answered = {
        Verb.PROGRESS_RETURNED,
        Verb.PROGRESS_ACCEPTED,
        Verb.EXTENSION_DECIDED,
        Verb.OBJECTION_DECIDED,
    }
    assert asked | answered <= TOLD.keys()
