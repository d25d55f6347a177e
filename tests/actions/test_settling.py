"""When something is owed no more, nothing that stood on it goes on asking."""

from datetime import timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, last, refused
from tests.factories import TODAY
from tracker.actions import (
    deciding,
    dispatches,
    lists,
    owners_and_dates,
    pauses,
    progress,
    requests,
    serving,
    signing,
    tasks,
)
from tracker.domain.actor import Actor
from tracker.models import Letter, LetterKind, Obligation, Progress
from tracker.outbox.compose import compose

LATER = TODAY + timedelta(days=20)


@pytest.fixture
def owed(cast):
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=9))


def ordered(cast, *causes, served=True, units=None):
    """An order signed, and served on paper."""
    order = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=units or [cast.bureau], title="关于督办的函", matter="已逾期。",
        demand="请书面回复。", obligations=causes, by=Actor.of(cast.officer, TODAY), )  # fmt: skip
    signing.sign(dispatch=order, by=Actor.of(cast.head, TODAY))
    for receipt in order.receipts.all() if served else ():
        serving.serve(receipt=receipt, via="paper", witness="李四", by=Actor.of(cast.officer, TODAY))
    return again(order)


def handed_in(cast, owed):
    report = progress.save_draft(
        obligation=owed, text="已办。", percent=100, by=Actor.of(cast.liaison, TODAY)
    )
    progress.release(progress=report, by=Actor.of(cast.chief, TODAY))
    return again(report)


def accepted(cast, owed):
    deciding.accept(progress=handed_in(cast, owed), by=Actor.of(cast.officer, TODAY))


# --- Orders ----------------------------------------------------------------------------------------
def object_and_win(cast, owed):
    objection = requests.raise_objection(
        obligation=owed, kind="wrong_unit", reason="不属我局", by=Actor.of(cast.liaison, TODAY)
    )
    third = factories.person(name="孙平", unit=cast.office, role="officer")
    requests.decide_objection(objection=objection, upheld=True, reason="属实", by=Actor.of(third, TODAY))


def reassign(cast, owed):
    owners_and_dates.reassign(
        task=owed.task,
        from_unit=cast.bureau,
        to_unit=cast.college,
        reason="分工",
        by=Actor.of(cast.officer, TODAY),
    )


def cancel(cast, owed):
    tasks.cancel(task=owed.task, reason="上级取消", by=Actor.of(cast.head, TODAY))


def carry_over(cast, owed):
    target = factories.task_list(office=cast.office, year=2026, state="draft", issued_on=None)
    lists.close_list(task_list=owed.task.task_list, by=Actor.of(cast.officer, TODAY), carry_to=target)


@pytest.mark.parametrize("ends", [accepted, object_and_win, reassign, cancel, carry_over])
def test_an_order_closes_however_its_cause_has_ended(cast, owed, ends):
    order = ordered(cast, owed)
    reply = Obligation.objects.get(dispatch=order)
    ends(cast, owed)
    assert again(order).closed_on == TODAY
    assert (again(reply).state, again(reply).waived_reason) == ("waived", "督办事项已办结")
    assert last("dispatch.closed").dispatch == order


def test_the_stages_of_a_task_that_is_done_take_their_orders_with_them(cast, owed):
    stage = factories.obligation(
        unit=cast.bureau, due_on=TODAY - timedelta(days=9), task=owed.task, kind="stage"
    )
    order = ordered(cast, stage)
    accepted(cast, owed)
    assert (again(stage).state, again(order).closed_on) == ("waived", TODAY)


def test_a_circular_about_replies_closes_after_the_order_has_closed(cast, owed):
    order = ordered(cast, owed)
    circular = ordered(cast, Obligation.objects.get(dispatch=order))
    accepted(cast, owed)
    assert again(circular).closed_on == TODAY
    assert not Obligation.objects.unsettled().exists()


def test_an_order_that_rests_on_no_date_closes_with_the_last_reply(cast, owed):
    order = ordered(cast, units=[cast.bureau, cast.college])
    ours, theirs = Obligation.objects.filter(dispatch=order).order_by("unit")
    accepted(cast, ours)
    assert again(order).closed_on is None
    report = progress.save_draft(
        obligation=theirs, text="已办。", percent=100, by=Actor.of(cast.college_liaison, TODAY)
    )
    progress.release(progress=report, by=Actor.of(cast.college_chief, TODAY))
    deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
    assert again(order).closed_on == TODAY


def test_a_letter_whose_matter_is_settled_before_it_leaves_stays_here(cast, owed):
    order = ordered(cast, owed, served=False)
    assert compose(today=TODAY) == 2
    accepted(cast, owed)
    assert set(order.letters.values_list("state", flat=True)) == {"dropped"}
    compose(today=TODAY)
    assert not order.letters.queued().exists()
    with refused("已销号"):
        serving.serve(
            receipt=order.receipts.get(), via="paper", witness="李四", by=Actor.of(cast.officer, TODAY)
        )
    # The mail had left already when the letter was closed: it is recorded, and asks for nothing.
    serving.sign_for_dispatch(receipt=order.receipts.get(), name="", by=Actor.of(cast.liaison, TODAY))
    assert not Obligation.objects.filter(dispatch=order).exists()


# --- Reports in hand -------------------------------------------------------------------------------
def test_a_report_on_what_is_owed_no_more_brings_nothing_back_to_life(cast, owed):
    report = handed_in(cast, owed)
    cancel(cast, owed)
    with refused("已免除，不再审核"):
        deciding.accept(progress=report, by=Actor.of(cast.officer, TODAY))
    with refused("已免除，不再审核"):
        deciding.return_for_rework(progress=report, reason="再补", by=Actor.of(cast.officer, TODAY))
    assert (again(owed.task).state, again(owed).state) == ("cancelled", "waived")
    assert not Progress.objects.awaiting_decision().exists()


def test_a_void_letter_s_reply_is_not_decided_any_more(cast, owed):
    order = ordered(cast)
    report = handed_in(cast, Obligation.objects.get(dispatch=order))
    signing.void(dispatch=order, reason="有误", by=Actor.of(cast.head, TODAY))
    with refused("已免除，不再审核"):
        deciding.return_for_rework(progress=report, reason="再补", by=Actor.of(cast.officer, TODAY))


def test_a_request_about_what_is_owed_no_more_waits_for_nobody(cast, owed):
    later = factories.obligation(unit=cast.bureau, due_on=LATER)
    asked = requests.ask_extension(
        obligation=later, reason="汛情", progress_so_far="已过半", expected_on=LATER + timedelta(days=9),
        by=Actor.of(cast.liaison, TODAY), )  # fmt: skip
    rows = type(asked).objects
    assert list(rows.awaiting_decision()) == [asked]
    cancel(cast, later)
    assert not rows.awaiting_decision().exists()


def test_a_standing_task_ends_with_its_list_only(cast, owed):
    owed.task.is_standing = True
    owed.task.save()
    accepted(cast, owed)
    assert (again(owed).state, again(owed.task).state) == ("met", "issued")


# --- Who waits -------------------------------------------------------------------------------------
def waiting(cast, owed):
    factories.assign(task=owed.task, unit=cast.college, role="support")
    return pauses.wait_for(
        obligation=owed, unit=cast.college, reason="等教育数据", by=Actor.of(cast.liaison, TODAY)
    )


def test_the_clock_that_comes_back_leaves_the_other_unit_in_peace(cast, owed):
    wait = waiting(cast, owed)
    pauses.end_wait(waiting=wait, by=Actor.of(cast.liaison, TODAY))
    theirs = again(wait.on_obligation)
    assert (theirs.state, theirs.waived_reason) == ("waived", "对方不再等待")
    assert again(owed).next_on == TODAY


def test_when_the_waiting_unit_is_done_nobody_owes_it_anything(cast, owed):
    wait = waiting(cast, owed)
    accepted(cast, owed)
    assert (again(wait).ended_on, again(wait.on_obligation).state) == (TODAY, "waived")


def test_a_date_that_the_other_unit_owes_anyway_stays_owed(cast, owed):
    theirs = factories.obligation(unit=cast.college, due_on=LATER, task=owed.task)
    theirs.deadline = owed.deadline
    theirs.save()
    wait = pauses.wait_for(
        obligation=owed, unit=cast.college, reason="等数据", by=Actor.of(cast.liaison, TODAY)
    )
    pauses.end_wait(waiting=wait, by=Actor.of(cast.liaison, TODAY))
    assert again(theirs).state == "open"


def test_an_answer_already_given_is_still_decided_on(cast, owed):
    wait = waiting(cast, owed)
    report = progress.save_draft(
        obligation=wait.on_obligation,
        text="数据附后。",
        percent=100,
        by=Actor.of(cast.college_liaison, TODAY),
    )
    progress.release(progress=report, by=Actor.of(cast.college_chief, TODAY))
    pauses.end_wait(waiting=wait, by=Actor.of(cast.liaison, TODAY))
    assert again(wait.on_obligation).state == "submitted"
    deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
    assert again(wait.on_obligation).state == "met"


def test_a_letter_kind_is_dropped_only_with_its_letter(cast, owed):
    other = ordered(
        cast, factories.obligation(unit=cast.college, due_on=LATER), served=False, units=[cast.college]
    )
    order = ordered(cast, owed, served=False)
    compose(today=TODAY)
    accepted(cast, owed)
    kinds = Letter.objects.filter(kind=LetterKind.DISPATCH)
    assert {x.state for x in kinds.filter(dispatch=order)} == {"dropped"}
    assert {x.state for x in kinds.filter(dispatch=other)} == {"queued"}


# --- Handing on ------------------------------------------------------------------------------------
def handed_on(cast, task, one, other):
    owners_and_dates.reassign(
        task=task, from_unit=one, to_unit=other, reason="分工", by=Actor.of(cast.officer, TODAY)
    )
    return Obligation.objects.get(task=task, unit=other)


def test_the_next_owner_has_the_time_that_was_granted(cast, owed):
    later = factories.obligation(unit=cast.bureau, due_on=LATER)
    asked = requests.ask_extension(
        obligation=later, reason="汛情", progress_so_far="已过半", expected_on=LATER + timedelta(days=9),
        by=Actor.of(cast.liaison, TODAY), )  # fmt: skip
    granted = LATER + timedelta(days=30)
    requests.decide_extension(
        extension=asked, granted=True, new_due_on=granted, by=Actor.of(cast.head, TODAY)
    )
    assert handed_on(cast, later.task, cast.bureau, cast.college).due_on == granted


def test_a_date_asleep_is_handed_on_asleep(cast, owed):
    """Or reassigning a task of an old list would send the urges that nobody chose to send."""
    Obligation.objects.filter(pk=owed.pk).update(is_chased=False, next_on=None)
    theirs = handed_on(cast, owed.task, cast.bureau, cast.college)
    assert (theirs.is_chased, theirs.next_on, theirs.due_on) == (False, None, owed.due_on)


def test_a_unit_that_gets_its_task_back_has_not_lost_its_report(cast, owed):
    report = handed_in(cast, owed)
    handed_on(cast, owed.task, cast.bureau, cast.college)
    back = handed_on(cast, owed.task, cast.college, cast.bureau)
    assert (back.pk, back.state) == (owed.pk, "submitted")
    deciding.return_for_rework(progress=report, reason="再补", by=Actor.of(cast.officer, TODAY))
    assert progress.save_draft(obligation=owed, text="已补。", percent=100, by=Actor.of(cast.liaison, TODAY))


def test_a_change_of_other_owners_leaves_a_wait_alone(cast, owed):
    wait = waiting(cast, owed)
    factories.assign(task=owed.task, unit=cast.office, role="support")
    third = factories.unit(name="市信访局", parent=cast.city)
    owners_and_dates.reassign(
        task=owed.task, from_unit=cast.office, to_unit=third, reason="分工", by=Actor.of(cast.officer, TODAY)
    )
    assert (again(wait).ended_on, again(wait.on_obligation).state) == (None, "open")


def test_who_was_waited_for_and_becomes_the_owner_owes_the_whole(cast, owed):
    wait = waiting(cast, owed)
    theirs = handed_on(cast, owed.task, cast.bureau, cast.college)
    assert (theirs.pk, theirs.kind, theirs.state) == (wait.on_obligation_id, "finish", "open")
    report = progress.save_draft(
        obligation=theirs, text="已办。", percent=100, by=Actor.of(cast.college_liaison, TODAY)
    )
    progress.release(progress=report, by=Actor.of(cast.college_chief, TODAY))
    deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
    assert again(owed.task).state == "done"


def test_waiting_wakes_a_date_that_sleeps(cast, owed):
    """The clock moves: it must not stand still on both sides."""
    theirs = factories.obligation(
        unit=cast.college, due_on=owed.due_on, task=owed.task, is_chased=False, next_on=None
    )
    theirs.deadline = owed.deadline
    theirs.save()
    asleep = not again(theirs).is_chased
    pauses.wait_for(obligation=owed, unit=cast.college, reason="等数据", by=Actor.of(cast.liaison, TODAY))
    assert asleep and (again(theirs).is_chased, again(theirs).next_on) == (True, TODAY)


def test_time_is_granted_beyond_the_date_as_it_is_now(cast, owed):
    later = factories.obligation(unit=cast.bureau, due_on=LATER)
    asked = requests.ask_extension(
        obligation=later, reason="汛情", progress_so_far="已过半", expected_on=LATER + timedelta(days=9),
        by=Actor.of(cast.liaison, TODAY), )  # fmt: skip
    moved = LATER + timedelta(days=60)
    owners_and_dates.decide_date(task=later.task, due_on=moved, by=Actor.of(cast.officer, TODAY))
    with refused(f"晚于 {moved}"):
        requests.decide_extension(
            extension=asked, granted=True, new_due_on=LATER + timedelta(days=9), by=Actor.of(cast.head, TODAY)
        )
