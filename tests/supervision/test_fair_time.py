"""A unit is late only by its own days."""

from datetime import date

import pytest

from tests import factories
from tests.supervision.days import Days
from tracker.actions import deciding, pauses, progress, requests
from tracker.actions.signing import sign
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import Dispatch, Letter, Obligation

START, DUE = date(2025, 3, 3), date(2025, 4, 1)
HANDED_IN, RETURNED = date(2025, 3, 28), date(2025, 4, 9)


@pytest.fixture
def owed(office):
    return factories.obligation(unit=office.bureau, due_on=DUE, opened_on=START)


def hand_in(owed, office, on):
    owed.refresh_from_db()
    row = factories.progress(obligation=owed, drafted_by=office.liaison)
    progress.release(progress=row, by=Actor.of(office.chief, on))
    return row


def returned(owed, office):
    """Handed in four days early, returned eight days after the date."""
    row = hand_in(owed, office, HANDED_IN)
    deciding.return_for_rework(progress=row, reason="佐证不足", by=Actor.of(office.officer, RETURNED))
    owed.refresh_from_db()
    return owed


def test_what_was_handed_in_by_the_date_is_not_late_because_it_was_returned(owed, office):
    returned(owed, office)
    assert owed.was_in_time
    assert owed.due_on == date(2025, 4, 16)  # the fifth working day after the return
    assert not Obligation.objects.overdue(RETURNED).exists()
    assert not Obligation.objects.overdue(date(2025, 4, 16)).exists()
    assert Obligation.objects.overdue(date(2025, 4, 17)).exists()


def test_nobody_is_called_overdue_before_the_new_limit(owed, office):
    returned(owed, office)
    Days(RETURNED, head=office.head).go(date(2025, 4, 16))
    assert not owed.notices.filter(kind__in=("urge", "order")).exists()
    assert not any("逾期" in letter.text for letter in Letter.objects.filter(kind="digest"))


def test_the_order_tells_what_speaks_for_the_unit(owed, office):
    returned(owed, office)
    Days(RETURNED).go(date(2025, 5, 6))
    matter = owed.notices.get(rung_code="order").dispatch.matter
    assert "2025年3月28日按期报送办理情况，2025年4月9日退回补充（佐证不足）" in matter
    assert "原为2025年4月1日，2025年4月9日退回后限期补正" in matter


def test_a_late_report_is_late_however_often_it_is_returned(owed, office):
    row = hand_in(owed, office, date(2025, 4, 8))
    deciding.return_for_rework(progress=row, reason="佐证不足", by=Actor.of(office.officer, RETURNED))
    hand_in(owed, office, date(2025, 4, 10))
    owed.refresh_from_db()
    assert (owed.first_handed_in_on, owed.first_due_on, owed.was_in_time) == (date(2025, 4, 8), DUE, False)


def asked(owed, office):
    return requests.ask_extension(
        obligation=owed, reason="汛期", progress_so_far="过半", expected_on=date(2025, 5, 30),
        by=Actor.of(office.liaison, DUE),
    )  # fmt: skip


def test_no_order_is_drafted_while_an_extension_waits_for_its_answer(owed, office):
    asked(owed, office)
    Days(DUE, head=office.head).go(date(2025, 5, 20))
    assert owed.notices.filter(kind="urge").exists()
    assert not Dispatch.objects.exists()


def test_an_order_on_a_matter_with_a_pending_extension_is_not_signed(owed, office):
    Days(DUE).go(date(2025, 4, 15))
    order = owed.notices.get(rung_code="order").dispatch
    owed.extensions.create(
        reason="汛期", progress_so_far="过半", expected_on=date(2025, 5, 30), due_before_on=DUE,
        asked_by=office.liaison, asked_on=DUE,
    )  # fmt: skip
    with pytest.raises(Refused, match="延期申请"):
        sign(dispatch=order, by=Actor.of(office.head, date(2025, 4, 15)))


def test_granting_an_extension_closes_the_order_and_its_reply(owed, office):
    days = Days(DUE, head=office.head)
    days.go(date(2025, 4, 15))
    order = owed.notices.get(rung_code="order").dispatch
    assert order.state == "signed" and Obligation.objects.get(kind="reply").state == "open"
    extension = owed.extensions.create(
        reason="汛期", progress_so_far="过半", expected_on=date(2025, 5, 30), due_before_on=DUE,
        asked_by=office.liaison, asked_on=DUE,
    )  # fmt: skip
    requests.decide_extension(
        extension=extension, granted=True, new_due_on=date(2025, 5, 30), by=Actor.of(office.head, days.today)
    )
    order.refresh_from_db()
    assert order.closed_on == days.today
    assert Obligation.objects.get(kind="reply").state == "waived"
    days.go(date(2025, 5, 30))
    assert not Obligation.objects.unsettled().overdue(days.today).filter(kind="reply").exists()


# --- Who waits, and who is waited for ----------------------------------------------------------------
def waiting(owed, office):
    factories.assign(task=owed.task, unit=office.college, role="support")
    return pauses.wait_for(
        obligation=owed,
        unit=office.college,
        reason="等待提供校园数据",
        by=Actor.of(office.liaison, date(2025, 3, 24)),
    )


def test_the_awaited_unit_reads_who_waits_and_for_what(owed, office):
    waiting(owed, office)
    Days(date(2025, 3, 25)).go(date(2025, 3, 31))
    told = [letter.text for letter in Letter.objects.filter(person=office.college_liaison, state="sent")]
    assert any(
        "市发改委办理此项工作（时限2025年4月1日），正等待你单位：等待提供校园数据。" in text for text in told
    )


def test_who_waited_has_three_working_days_after_the_answer(owed, office):
    wait = waiting(owed, office)
    pauses.end_wait(waiting=wait, by=Actor.of(office.officer, DUE))
    owed.refresh_from_db()
    assert owed.due_on == date(2025, 4, 7)  # Friday the fourth is Qingming
    assert not Obligation.objects.filter(pk=owed.pk).overdue(date(2025, 4, 7)).exists()
