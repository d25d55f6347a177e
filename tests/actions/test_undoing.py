"""An acceptance pressed by mistake is taken back on the same day, with all that followed from it."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY, by
from tracker.actions import deciding, dispatches, pauses, progress, requests, serving, signing, tasks, undoing
from tracker.models import Dispatch, Membership, Notice, Progress

DUE = date(2025, 12, 31)


@pytest.fixture
def owed(cast):
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=DUE)


def accepted(owed, cast) -> Progress:
    progress.report(
        obligation=owed, text="已印发方案", percent=100, hand_in=True, by=by(cast.chief),
        evidence=[{"kind": "document_number", "document_number": "景发改〔2025〕12号"}],
    )  # fmt: skip
    row = owed.progress.get()
    deciding.accept(progress=row, found="属实", by=by(cast.officer))
    return again(row)


def served_order(owed, cast) -> Dispatch:
    order = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="限期办结", matter="逾期。", demand="请回复。",
        obligations=[owed], by=by(cast.officer),
    )  # fmt: skip
    signing.sign(dispatch=order, by=by(cast.head))
    serving.serve(receipt=order.receipts.get(), via="paper", witness="张三", by=by(cast.officer))
    return order


def test_task_letter_reply_and_report_are_as_they_were(cast, owed):
    monthly = factories.obligation(unit=cast.bureau, task=owed.task, due_on=DUE, kind="report")
    order = served_order(owed, cast)
    row = accepted(again(owed), cast)
    assert again(owed.task).state == "done" and again(order).closed_on == TODAY
    assert again(monthly).state == "waived"

    undoing.undo_acceptance(progress=row, reason="看错了单位", by=by(cast.officer))
    row = again(row)
    assert (row.state, row.found, row.decided_by, row.evidence.count()) == ("released", "", None, 1)
    assert (again(owed).state, again(owed.task).state, again(order).closed_on) == (
        "submitted",
        "issued",
        None,
    )
    assert (again(monthly).state, again(monthly).waived_on) == ("open", None)
    assert order.obligations.get().state == "open"
    told = Notice.objects.decisions().owed().filter(unit=cast.bureau)
    codes = {n.rung_code for n in told}
    assert "progress.unaccepted" in codes and "progress.accepted" not in codes


def test_who_waited_waits_again(cast, owed):
    task = owed.task
    factories.assign(task=task, unit=cast.college, role="support")
    wait = pauses.wait_for(obligation=owed, unit=cast.college, reason="等数据", by=by(cast.liaison))
    theirs = wait.on_obligation
    progress.report(obligation=theirs, text="已提供", percent=100, hand_in=True, by=by(cast.college_chief))
    row = theirs.progress.get()
    deciding.accept(progress=row, by=by(cast.officer))
    assert again(wait).ended_on == TODAY
    undoing.undo_acceptance(progress=again(row), reason="数据不全", by=by(cast.head))
    assert again(wait).ended_on is None


def test_the_next_day_it_is_too_late_and_others_may_not(cast, owed):
    row = accepted(owed, cast)
    other = factories.person(name="孙平", unit=cast.office, role="officer")
    with refused("办主任"):
        undoing.undo_acceptance(progress=row, reason="看错了", by=by(other))
    with refused("当天"):
        undoing.undo_acceptance(progress=row, reason="看错了", by=by(cast.officer, TODAY + timedelta(days=1)))
    with refused("理由"):
        undoing.undo_acceptance(progress=row, reason=" ", by=by(cast.officer))


def test_a_part_taken_back_after_a_further_report_is_refused(cast, owed):
    progress.report(obligation=owed, text="一半", percent=50, hand_in=True, by=by(cast.chief))
    first = owed.progress.get()
    deciding.accept(progress=first, by=by(cast.officer))
    progress.report(obligation=again(owed), text="全部", percent=100, hand_in=True, by=by(cast.chief))
    with refused("又有新的报送"):
        undoing.undo_acceptance(progress=again(first), reason="看错了", by=by(cast.officer))


def test_a_returned_report_comes_back_with_its_evidence(cast, owed):
    progress.report(
        obligation=owed, text="已印发", percent=100, hand_in=True, by=by(cast.chief),
        evidence=[{"kind": "document_number", "document_number": "景发改〔2025〕12号"}],
    )  # fmt: skip
    first = owed.progress.get()
    deciding.return_for_rework(progress=first, reason="缺会议纪要", by=by(cast.officer))
    second = progress.report(obligation=again(owed), text="已印发，附纪要", percent=100, by=by(cast.liaison))
    (piece,) = second.evidence.all()
    assert piece.document_number == "景发改〔2025〕12号" and first.evidence.count() == 1
    progress.report(
        obligation=again(owed), text="已印发，附纪要", percent=100, without=[piece.pk], by=by(cast.liaison)
    )
    assert (second.evidence.count(), first.evidence.count()) == (0, 1)


def test_an_old_proof_is_no_consent_to_new_words(cast, owed):
    cast.chief.memberships.all().delete()
    sealed = [{"kind": "document_number", "document_number": "景发改〔2025〕12号"}]
    progress.report(
        obligation=owed, text="已印发", percent=100, hand_in=True, evidence=sealed, by=by(cast.liaison)
    )
    deciding.return_for_rework(progress=owed.progress.get(), reason="缺会议纪要", by=by(cast.officer))
    second = progress.report(obligation=again(owed), text="附纪要", percent=100, by=by(cast.liaison))
    with refused("盖章扫描件或填写文号"):
        progress.release(progress=second, by=by(cast.liaison))


def test_a_return_is_taken_back_on_its_day_with_the_date_it_had(cast, owed):
    progress.report(obligation=owed, text="已办", percent=100, hand_in=True, by=by(cast.chief, DUE))
    row = owed.progress.get()
    deciding.return_for_rework(progress=row, reason="缺文号", by=by(cast.officer, DUE))
    assert again(owed).due_on > DUE
    undoing.undo_return(progress=again(row), by=by(cast.officer, DUE))
    owed, row = again(owed), again(row)
    assert (owed.state, owed.due_on, owed.returned_on, row.state, row.return_reason) == (
        "submitted", DUE, None, "released", "",
    )  # fmt: skip
    told = {n.rung_code for n in Notice.objects.decisions().owed().filter(unit=cast.bureau)}
    assert "progress.returned" not in told
    with refused("没有可以撤销的退回"):
        undoing.undo_return(progress=row, by=by(cast.officer, DUE))


def test_another_unit_of_the_task_still_hears_of_its_own_return(cast, owed):
    other = factories.obligation(unit=cast.college, task=owed.task, due_on=DUE)
    numbered = [{"kind": "document_number", "document_number": "景教〔2025〕3号"}]
    for row, person in ((owed, cast.chief), (other, cast.college_chief)):
        progress.report(
            obligation=row, text="已办", percent=100, hand_in=True, evidence=numbered, by=by(person)
        )
        deciding.return_for_rework(progress=row.progress.get(), reason="缺纪要", by=by(cast.officer))
    undoing.undo_return(progress=owed.progress.get(), by=by(cast.officer))
    told = Notice.objects.decisions().owed().filter(rung_code="progress.returned")
    assert [notice.unit for notice in told] == [cast.college]


def test_a_return_stands_once_the_unit_writes_again_or_the_day_is_over(cast, owed):
    progress.report(obligation=owed, text="已办", percent=100, hand_in=True, by=by(cast.chief))
    row = owed.progress.get()
    deciding.return_for_rework(progress=row, reason="缺文号", by=by(cast.officer))
    with refused("只能在当天撤销"):
        undoing.undo_return(progress=again(row), by=by(cast.officer, TODAY + timedelta(days=1)))
    progress.save_draft(obligation=again(owed), text="补正", percent=100, by=by(cast.liaison))
    with refused("已在重新填报"):
        undoing.undo_return(progress=again(row), by=by(cast.officer))


def test_a_request_is_taken_back_until_it_is_decided(cast, owed):
    requests.ask_extension(
        obligation=owed, reason="流标", progress_so_far="过半", expected_on=DUE + timedelta(days=9), by=by(cast.liaison),
    )  # fmt: skip
    requests.raise_objection(obligation=again(owed), kind="other", reason="另有安排", by=by(cast.liaison))
    with refused("只有市发改委"):
        undoing.take_back_extension(obligation=again(owed), by=by(cast.college_liaison))
    undoing.take_back_extension(obligation=again(owed), by=by(cast.chief))
    undoing.take_back_objection(obligation=again(owed), by=by(cast.liaison))
    owed = again(owed)
    assert not owed.extensions.exists() and not owed.objections.exists()
    assert {n.rung_code for n in Notice.objects.decisions().owed()} == {
        "extension.withdrawn",
        "objection.withdrawn",
    }
    with refused("没有待决定的异议"):
        undoing.take_back_objection(obligation=owed, by=by(cast.liaison))


def extended(owed, cast, *, granted=True):
    asked = requests.ask_extension(
        obligation=owed, reason="流标", progress_so_far="过半", expected_on=DUE + timedelta(days=9), by=by(cast.liaison),
    )  # fmt: skip
    answer = {"new_due_on": asked.expected_on} if granted else {"reason": "可以办完"}
    return requests.decide_extension(extension=asked, granted=granted, by=by(cast.head), **answer)


@pytest.mark.parametrize("granted", [True, False])
def test_a_decision_on_an_extension_is_taken_back_on_its_day(cast, owed, granted):
    reminder = factories.notice(obligation=owed)
    before = (owed.due_on, owed.round, owed.state)
    decided = extended(owed, cast, granted=granted)
    assert (again(owed).due_on > DUE) == granted
    with refused("只能在当天撤销"):
        undoing.undo_extension(extension=decided, by=by(cast.head, TODAY + timedelta(days=1)))
    with refused("办主任"):
        undoing.undo_extension(extension=decided, by=by(cast.officer))
    undoing.undo_extension(extension=decided, by=by(cast.head))
    now = again(owed)
    assert (now.due_on, now.round, now.state) == before and not now.date_moves.exists()
    assert again(reminder).state == "owed"
    row = again(decided)
    assert (row.decision, row.decided_by, row.new_due_on) == ("", None, None)
    told = {n.rung_code for n in Notice.objects.decisions().owed().filter(unit=cast.bureau)}
    assert "extension.undecided" in told and "extension.decided" not in told
    with refused("还没有决定"):
        undoing.undo_extension(extension=row, by=by(cast.head))


def test_an_extension_stays_once_somebody_went_by_its_date(cast, owed):
    decided = extended(owed, cast)
    progress.report(obligation=again(owed), text="已办", percent=100, hand_in=True, by=by(cast.chief))
    with refused("已按新的时限"):
        undoing.undo_extension(extension=again(decided), by=by(cast.head))


def test_a_date_that_was_moved_away_and_back_is_not_the_extension_s_any_more(cast, owed):
    decided = extended(owed, cast)
    for day in (DUE + timedelta(days=50), decided.new_due_on):
        raised = requests.raise_objection(
            obligation=again(owed), kind="wrong_date", reason="日期不对", by=by(cast.liaison)
        )
        requests.decide_objection(
            objection=raised, upheld=True, new_due_on=day, reason="成立", by=by(cast.officer)
        )
    assert again(owed).due_on == decided.new_due_on
    with refused("已按新的时限"):
        undoing.undo_extension(extension=again(decided), by=by(cast.head))
    assert again(owed).due_on == decided.new_due_on


@pytest.fixture
def both(cast):
    """The head of office speaks for the unit too; a colleague is head as well."""
    Membership.objects.create(user=cast.head, unit=cast.bureau, role="unit_leader")
    return factories.person(name="孙平", unit=cast.office, role="office_head")


def test_who_asked_does_not_undo_what_a_colleague_decided_nor_grant_it_alone(cast, owed, both):
    asked = requests.ask_extension(
        obligation=owed, reason="流标", progress_so_far="过半", expected_on=DUE + timedelta(days=9), by=by(cast.head)
    )  # fmt: skip
    decided = requests.decide_extension(extension=asked, granted=False, reason="可以办完", by=by(both))
    with refused("须由他人撤销"):
        undoing.undo_extension(extension=again(decided), by=by(cast.head))
    undoing.undo_extension(extension=again(decided), by=by(both))
    undoing.take_back_extension(obligation=again(owed), by=by(cast.head))
    with refused("由他人决定"):
        requests.extend(
            obligation=again(owed), new_due_on=DUE + timedelta(days=9), reason="x", by=by(cast.head)
        )
    with refused("由他人决定"):
        tasks.waive_one(obligation=again(owed), reason="x", by=by(cast.head))
    tasks.waive_one(obligation=again(owed), reason="不需再办", by=by(both))


def test_who_reported_does_not_undo_what_a_colleague_decided_on_it(cast, owed, both):
    row = progress.report(obligation=owed, text="已办", percent=100, hand_in=True, by=by(cast.head))
    deciding.return_for_rework(progress=row, reason="缺文号", by=by(both))
    with refused("须由他人撤销"):
        undoing.undo_return(progress=again(row), by=by(cast.head))
    undoing.undo_return(progress=again(row), by=by(both))
    deciding.accept(progress=again(row), by=by(both))
    with refused("须由他人撤销"):
        undoing.undo_acceptance(progress=again(row), reason="看错了", by=by(cast.head))


@pytest.mark.parametrize("percent", [60, 100])
def test_a_reply_that_counted_for_its_matter_counts_no_more(cast, owed, percent):
    order = served_order(owed, cast)
    reply = order.obligations.get()
    before = again(owed)
    row = progress.report(
        obligation=reply, text="已办", percent=percent, counts_for_task=True, hand_in=True, by=by(cast.chief)
    )
    for _time in range(2):
        deciding.accept(progress=again(row), by=by(cast.officer))
        done = percent == 100
        assert (again(owed).state, again(owed.task).state) == (
            ("met", "done") if done else ("open", "issued")
        )
        undoing.undo_acceptance(progress=again(row), reason="看错了", by=by(cast.officer))
        now = again(owed)
        assert (now.state, now.first_handed_in_on, now.round) == ("open", None, before.round)
        assert (again(owed.task).state, again(reply).state, again(order).closed_on) == (
            "issued",
            "submitted",
            None,
        )
        assert not now.progress.exists()
        told = Notice.objects.decisions().owed().filter(rung_code="progress.accepted")
        assert not told.exists()


def test_a_reply_that_counted_stays_accepted_once_more_is_said_of_the_matter(cast, owed):
    order = served_order(owed, cast)
    row = progress.report(
        obligation=order.obligations.get(), text="已办", percent=60, counts_for_task=True, hand_in=True,
        by=by(cast.chief),
    )  # fmt: skip
    deciding.accept(progress=row, by=by(cast.officer))
    progress.report(obligation=again(owed), text="全部", percent=100, hand_in=True, by=by(cast.chief))
    with refused("又有新的报送"):
        undoing.undo_acceptance(progress=again(row), reason="看错了", by=by(cast.officer))


def test_a_task_cancelled_by_mistake_is_restored_on_its_day(cast, owed):
    """Its reports, its reply and its order are as they were; the next day it is too late."""
    order = served_order(owed, cast)
    reply = order.obligations.get()
    waived_before = factories.obligation(unit=cast.bureau, task=owed.task, due_on=DUE, kind="report")
    tasks.waive_one(obligation=waived_before, reason="合并报送", by=by(cast.head))
    tasks.cancel(task=again(owed.task), reason="重复下达", by=by(cast.head))
    assert (again(owed).state, again(reply).state, again(order).closed_on) == ("waived", "waived", TODAY)
    task = again(owed.task)
    with refused("办主任"):
        undoing.restore_task(task=task, by=by(cast.officer))
    with refused("当天"):
        undoing.restore_task(task=task, by=by(cast.head, TODAY + timedelta(days=1)))

    undoing.restore_task(task=task, by=by(cast.head))
    assert (again(task).state, again(task).state_reason, again(task).open_count) == ("issued", "", 1)
    assert (again(owed).state, again(reply).state, again(order).closed_on) == ("open", "open", None)
    assert again(waived_before).state == "waived"
    assert not Notice.objects.filter(rung_code="task.cancelled", state="owed").exists()
    with refused("没有撤销"):
        undoing.restore_task(task=again(task), by=by(cast.head))


def test_what_was_still_prepared_is_prepared_again_and_what_slept_is_not_woken(cast):
    draft = factories.task(office=cast.office, state="draft")
    tasks.cancel(task=draft, reason="写错了", by=by(cast.head))
    undoing.restore_task(task=again(draft), by=by(cast.head))
    assert again(draft).state == "draft"

    slept = factories.task(office=cast.office)
    tasks.suspend(task=slept, reason="等文件", review_on=DUE, by=by(cast.head))
    tasks.cancel(task=again(slept), reason="不办了", by=by(cast.head))
    with refused("暂缓"):
        undoing.restore_task(task=again(slept), by=by(cast.head))
