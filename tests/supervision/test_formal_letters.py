"""Formal letters are few: one order a unit, one circular a month, one reply a matter, nothing to the signer."""

from datetime import date

import pytest

from tests import factories
from tests.supervision.days import DUE, Days, owed
from tracker.actions.dispatches import change_dispatch, change_item
from tracker.actions.signing import sign
from tracker.domain.actor import Actor
from tracker.domain.lifecycle.ending import settle
from tracker.domain.refusal import Refused
from tracker.models import Dispatch, Letter, Notice, Obligation, Rung
from tracker.rules.workdays import Calendar
from tracker.supervision.sweep import sweep

pytestmark = pytest.mark.one_database

TO_MAY = date(2025, 4, 10)  # so late that its first circular is that of May


def met(owed, on):
    owed.refresh_from_db()
    settle(obligation=owed, by=Actor.system(on))


def circulars():
    return Dispatch.objects.filter(kind="circular")


# --- A silent year ---------------------------------------------------------------------------------
def test_a_silent_unit_has_one_circular_a_month_and_one_reply_open(office):
    mine = owed(office)
    Days(DUE, head=office.head).go(date(2025, 9, 30))
    signed = list(circulars().signed().values_list("period", flat=True))
    assert len(signed) == len(set(signed)) >= 4
    replies = Obligation.objects.filter(kind="reply").unsettled()
    assert replies.count() == 1
    assert not Notice.objects.filter(obligation__kind="reply", is_formal=True).exists()
    assert Dispatch.objects.filter(kind="order").count() == 1
    assert {n.obligation for n in Notice.objects.filter(is_formal=True)} == {mine}
    assert not Letter.objects.filter(kind="dispatch", person=office.head).exists()


def test_the_circular_waits_for_the_months_last_days_and_is_signed_once(office):
    owed(office, due_on=TO_MAY)
    Days(DUE, head=office.head).go(date(2025, 5, 20))
    draft = circulars().get()
    with pytest.raises(Refused, match="月末最后5个工作日"):
        sign(dispatch=draft, by=Actor.of(office.head, date(2025, 5, 20)))
    Days(date(2025, 5, 21), head=office.head).go(date(2025, 5, 31))
    draft.refresh_from_db()
    assert (draft.state, draft.period) == ("signed", "2025-05")
    assert draft.title == "关于2025年5月逾期未完成事项的通报"
    assert f"截至2025年5月{draft.signed_on.day}日" in draft.matter


def test_a_circular_that_nobody_signed_runs_on_and_takes_the_next_months_matters(office):
    owed(office, due_on=TO_MAY)
    days = Days(DUE, head=office.head)
    days.go(date(2025, 5, 16))
    days.head = None
    owed(office, unit=office.college, due_on=date(2025, 4, 30))
    days.go(date(2025, 6, 3))
    assert circulars().drafts().count() == 1
    days.head = office.head
    days.go(date(2025, 6, 30))
    assert [c.title for c in circulars()] == ["关于2025年6月逾期未完成事项的通报"]


# --- Orders ----------------------------------------------------------------------------------------
def test_one_order_to_a_unit_holds_all_its_matters(office):
    mine = [owed(office) for _ in range(3)]
    theirs = owed(office, unit=office.college)
    Days(DUE).go(date(2025, 4, 15))
    order = mine[0].notices.get(rung_code="order").dispatch
    assert [i.obligation for i in order.items.all()] == mine
    assert order.title == f"关于限期办结“{mine[0].task.title}”等3项工作的督办单"
    assert [line[:2] for line in order.matter.splitlines()[1:]] == ["1．", "2．", "3．"]
    assert theirs.notices.get(rung_code="order").dispatch != order


def test_one_matter_one_order_where_the_list_says_so(office):
    alone = factories.task_list(office=office.office, one_matter_one_order=True)
    mine = [owed(office, task=factories.task(task_list=alone)) for _ in range(2)]
    mine += [
        owed(office, task=factories.task(task_list=factories.task_list(office=office.office)))
        for _ in range(2)
    ]
    Days(DUE).go(date(2025, 4, 15))
    orders = [row.notices.get(rung_code="order").dispatch for row in mine]
    assert len(set(orders)) == 3
    assert orders[2] == orders[3]


def test_a_matter_that_is_settled_leaves_the_order_and_the_others_move_up(office):
    first, second, third = (owed(office) for _ in range(3))
    days = Days(DUE)
    days.go(date(2025, 4, 15))
    met(second, date(2025, 4, 15))
    days.live()
    order = first.notices.get(rung_code="order").dispatch
    assert [(i.order, i.obligation) for i in order.items.all()] == [(1, first), (2, third)]
    assert second.task.title not in order.matter
    met(third, date(2025, 4, 16))
    days.live()
    order.refresh_from_db()
    assert order.title == f"关于限期办结“{first.task.title}”的督办单"
    assert "1．" not in order.matter


def test_what_a_person_wrote_stays_and_the_rest_is_of_the_day_of_signing(office):
    first, second = owed(office), owed(office)
    days = Days(DUE)
    days.go(date(2025, 4, 15))
    order = first.notices.get(rung_code="order").dispatch
    by = Actor.of(office.officer, days.today)
    change_item(item=order.items.get(obligation=first), text="此事已两次约谈，仍无进展。", by=by)
    change_dispatch(dispatch=order, title="关于两项逾期工作的督办单", by=by)
    days.go(date(2025, 9, 30))
    sign(dispatch=order, by=Actor.of(office.head, date(2025, 10, 9)))
    order.refresh_from_db()
    assert order.title == "关于两项逾期工作的督办单"
    assert "1．此事已两次约谈，仍无进展。" in order.matter
    assert "至2025年10月9日已逾期" in order.matter and "至2025年4月" not in order.matter
    assert second.task.title in order.matter


def test_the_words_of_a_listed_matter_are_changed_matter_by_matter(office):
    mine = owed(office)
    Days(DUE).go(date(2025, 4, 15))
    order = mine.notices.get(rung_code="order").dispatch
    with pytest.raises(Refused, match="没有这些栏目：matter"):
        change_dispatch(dispatch=order, matter="重写", by=Actor.of(office.officer, date(2025, 4, 16)))


# --- Replies ---------------------------------------------------------------------------------------
def test_who_has_finished_owes_no_reply_for_the_others(office):
    mine, theirs = owed(office, due_on=TO_MAY), owed(office, unit=office.college, due_on=TO_MAY)
    days = Days(DUE, head=office.head)
    days.go(date(2025, 5, 31))
    circular = circulars().signed().get()
    for unit in (office.bureau, office.college):
        unit.obligations.get_or_create(
            dispatch=circular,
            kind="reply",
            defaults={"office": office.office, "opened_on": days.today, "due_on": date(2025, 6, 13)},
        )
    met(mine, days.today)
    replies = {r.unit: r.state for r in Obligation.objects.filter(dispatch=circular)}
    assert replies == {office.bureau: "waived", office.college: "open"}
    days.go(date(2025, 7, 31))
    assert all(
        office.bureau not in [r.unit for r in c.receipts.all()]
        for c in circulars().filter(period__gt="2025-05")
    )
    assert theirs.notices.filter(kind="circular").count() > 1


def test_a_letter_about_a_matter_already_to_be_answered_opens_no_second_reply(office):
    first = owed(office, due_on=TO_MAY)
    days = Days(DUE, head=office.head)
    days.go(date(2025, 5, 31))
    assert circulars().signed().count() == 1
    assert [r.dispatch.kind for r in Obligation.objects.filter(kind="reply")] == ["order"]
    assert first.state == "open"


# --- Words -----------------------------------------------------------------------------------------
def test_a_shortcoming_is_put_right_and_not_finished(office):
    listed = factories.task_list(office=office.office, kind="rectification")
    mine = owed(office, task=factories.task(task_list=listed, title="基层法治政府建设有待进一步加强"))
    Days(DUE).go(date(2025, 4, 15))
    order = mine.notices.get(rung_code="order").dispatch
    assert order.title == "关于限期整改“基层法治政府建设有待进一步加强”问题的督办单"
    assert "整改时限为" in order.matter and "仍未整改到位" in order.matter
    assert "办结" not in order.matter.replace("办结时限", "")
    assert "不属你单位职责" in order.demand


def test_the_forms_of_the_ladder_never_feed_on_replies(office):
    assert not any("reply" in r.obligation_kinds for r in Rung.objects.filter(is_formal=True))


def test_two_sweeps_of_a_day_list_a_matter_once(office):
    mine = owed(office)
    Days(DUE).go(date(2025, 4, 14))
    sweep(today=date(2025, 4, 14), calendar=Calendar.of())
    assert mine.dispatch_items.count() == 1
