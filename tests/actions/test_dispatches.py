"""Formal letters: drafted, signed with a number that leaves no gap, served, signed for, voided."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.actions.conftest import again, count, forbidden_by_the_database, last, refused
from tests.actions.orders import drafted, signed
from tests.factories import TODAY
from tracker.actions import dispatches, serving, signing
from tracker.desk.forms.dispatches import ChangeItem
from tracker.domain.actor import Actor
from tracker.domain.lifecycle.ending import settle
from tracker.models import (
    Dispatch,
    DispatchItem,
    DispatchState,
    Letter,
    LetterKind,
    Numbering,
    NumberSeries,
    Obligation,
)


@pytest.fixture
def owed(cast):
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=9))


@pytest.fixture
def order(cast, owed):
    return drafted(cast, owed)


# --- Draft and edit --------------------------------------------------------------------------------
def test_an_officer_drafts_out_of_turn(cast, owed, order):
    assert (order.state, order.number, order.drafted_by, order.reply_within) == ("draft", "", cast.officer, 5)
    assert [s.unit for s in order.receipts.all()] == [cast.bureau]
    notice = owed.notices.get()
    assert (notice.dispatch, notice.is_formal, notice.state) == (order, True, "owed")
    event = last("dispatch.drafted")
    assert (event.dispatch, event.task, event.actor) == (order, owed.task, cast.officer)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"units": []}, "受文单位"),
        ({"title": " "}, "标题"),
        ({"matter": ""}, "事由"),
        ({"demand": ""}, "办理要求"),
    ],
)
def test_a_letter_is_complete_from_the_beginning(cast, owed, said, words):
    with refused(words):
        drafted(cast, owed, **said)
    assert not Dispatch.objects.exists()


def test_a_unit_drafts_nothing(cast, owed):
    with refused("只有市司法局"):
        drafted(cast, owed, by=Actor.of(cast.chief, TODAY))


def test_a_kind_without_a_number_rule_says_so(cast):
    with refused("还没有“督办单”的发文字号规则"):
        drafted(cast)


def test_only_a_draft_is_edited_and_the_record_says_what(cast, order):
    dispatches.change_dispatch(dispatch=order, by=Actor.of(cast.officer, TODAY), demand="请立即整改。")
    assert again(order).demand == "请立即整改。"
    assert last("dispatch.changed").note == "办理要求"
    with refused("没有这些栏目"):
        dispatches.change_dispatch(
            dispatch=order, by=Actor.of(cast.officer, TODAY), number="景法督〔2025〕9号"
        )
    with refused("请填写"):
        dispatches.change_dispatch(dispatch=order, by=Actor.of(cast.officer, TODAY), matter=" ")
    signed(cast, order)
    with refused("不能再改"):
        dispatches.change_dispatch(dispatch=order, by=Actor.of(cast.officer, TODAY), demand="改")


def test_one_matter_is_rewritten_and_a_letter_that_lists_none_says_so(cast, owed, order):
    by = Actor.of(cast.officer, TODAY)
    assert "没有分列事项" in dispatches.why_not_change_items(order, by=by)
    item = DispatchItem.objects.create(dispatch=order, obligation=owed, order=1, text="该事项已逾期。")
    assert dispatches.why_not_change_items(order, by=by) == ""
    form = ChangeItem(
        {"item": item.pk, "text": "该事项已两次催办。"},
        subject=order,
        actor=by,
    )
    assert form.initial["text"] == "该事项已逾期。"
    assert form.is_valid(), form.errors
    dispatches.change_item(**form.answers(), by=by)
    assert "该事项已两次催办。" in again(order).matter
    assert last("dispatch.changed").note == "第1项"


# --- Signing ---------------------------------------------------------------------------------------
def test_only_the_head_signs_and_the_letter_gets_its_number(cast, owed, order):
    with refused("办主任"):
        signing.sign(dispatch=order, by=Actor.of(cast.officer, TODAY))
    assert signing.sign(dispatch=order, by=Actor.of(cast.head, TODAY)) == "景法督〔2025〕1号"
    row = again(order)
    assert (row.state, row.signed_by, row.signed_on) == (DispatchState.SIGNED, cast.head, TODAY)
    assert (last("dispatch.signed").note, last("dispatch.signed").task) == ("景法督〔2025〕1号", owed.task)
    with refused("已签发"):
        signing.sign(dispatch=row, by=Actor.of(cast.head, TODAY))


def test_numbers_run_on_without_a_gap_by_kind_and_year(cast, owed, monkeypatch):
    letters = [drafted(cast) for _n in range(4)]
    numbers = [signed(cast, letters[0]).number]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "tell", _broken)
        with pytest.raises(RuntimeError):
            signing.sign(dispatch=letters[1], by=Actor.of(cast.head, TODAY))
    assert (again(letters[1]).state, again(letters[1]).number) == ("draft", "")
    numbers.append(signed(cast, letters[2]).number)
    talk = drafted(cast, kind="talk")
    assert signed(cast, talk).number == "景法约〔2025〕1号"
    new_year = date(2026, 1, 5)
    numbers.append(signing.sign(dispatch=letters[3], by=Actor.of(cast.head, new_year)))
    assert numbers == ["景法督〔2025〕1号", "景法督〔2025〕2号", "景法督〔2026〕1号"]
    series = NumberSeries.objects.filter(numbering__kind="order").order_by("year")
    assert [(s.year, s.last) for s in series] == [(2025, 2), (2026, 1)]


def _broken(*args, **kwargs):
    raise RuntimeError("the history is broken")


def test_inferred_facts_are_confirmed_before_a_letter_is_signed(cast, owed):
    guess = factories.obligation(unit=cast.college, due_on=TODAY - timedelta(days=9), basis="inferred")
    order = drafted(cast, guess, units=[cast.college])
    with refused("还只是推断"):
        signing.sign(dispatch=order, by=Actor.of(cast.head, TODAY))
    assert signing.confirm_dispatch_facts(dispatch=order, by=Actor.of(cast.officer, TODAY)) == 2
    assert signed(cast, order).number == "景法督〔2025〕1号"


def test_a_letter_to_nobody_is_not_signed(cast, order):
    order.receipts.all().delete()
    with refused("没有受文单位"):
        signing.sign(dispatch=order, by=Actor.of(cast.head, TODAY))


def test_the_database_knows_each_number_once_and_only_signed_letters_have_one(cast, order):
    signed(cast, order)
    second = drafted(cast)
    taken = {"state": "signed", "number": "景法督〔2025〕1号", "number_year": 2025, "number_seq": 1}
    proof = {"signed_by": cast.head, "signed_on": TODAY, "signed_at": timezone.now()}
    with forbidden_by_the_database("dispatch_number_once|number_seq"):
        Dispatch.objects.filter(pk=second.pk).update(**taken, **proof)
    with forbidden_by_the_database("dispatch_number_when_signed"):
        Dispatch.objects.filter(pk=second.pk).update(state="signed", **proof)
    with forbidden_by_the_database("dispatch_signed_has_signer"):
        Dispatch.objects.filter(pk=second.pk).update(**(taken | {"number_seq": 2}))


# --- Refusing and voiding --------------------------------------------------------------------------
def test_a_letter_not_signed_leaves_the_ladder_free_to_go_on(cast, owed, order):
    Obligation.objects.filter(pk=owed.pk).update(next_on=None)
    with refused("不予签发的理由"):
        signing.refuse(dispatch=order, reason=" ", by=Actor.of(cast.head, TODAY))
    with refused("办主任"):
        signing.refuse(dispatch=order, reason="不必", by=Actor.of(cast.officer, TODAY))
    signing.refuse(dispatch=order, reason="已电话沟通", by=Actor.of(cast.head, TODAY))
    row = again(order)
    assert (row.state, row.refused_by, row.reason, row.number) == ("refused", cast.head, "已电话沟通", "")
    assert owed.notices.get().state == "dropped"
    assert again(owed).next_on == TODAY
    assert last("dispatch.refused").note == "已电话沟通"


def test_a_letter_that_is_to_wait_leaves_its_matter_in_peace_until_then_and_is_drafted_anew(
    cast, owed, order
):
    head, until = Actor.of(cast.head, TODAY), TODAY + timedelta(days=10)
    owed.notices.update(rung=factories.ladder(codes={"order"})["order"])
    with refused("晚于今天"):
        signing.refuse(dispatch=order, reason="防汛期间", wait_until=TODAY, by=head)
    signing.refuse(dispatch=order, reason="防汛期间", wait_until=until, by=head)
    assert (owed.mutes.get().until_on, owed.mutes.get().reason) == (until, "防汛期间")
    assert not owed.notices.exists()


def test_a_void_letter_keeps_its_number_and_asks_nothing_more(cast, owed, order):
    order = signed(cast, order)
    receipt = order.receipts.get()
    serving.serve(receipt=receipt, via="paper", witness="李四", by=Actor.of(cast.officer, TODAY))
    letter = Letter.objects.create(
        person=cast.liaison, office=cast.office, kind=LetterKind.DISPATCH, dispatch=order, digest_on=TODAY, message_id="<d@test>"
    )  # fmt: skip
    with refused("作废的理由"):
        signing.void(dispatch=order, reason="", by=Actor.of(cast.head, TODAY))
    with refused("办主任"):
        signing.void(dispatch=order, reason="有误", by=Actor.of(cast.officer, TODAY))
    signing.void(dispatch=order, reason="单位写错", by=Actor.of(cast.head, TODAY))
    row = again(order)
    assert (row.state, row.number, row.reason) == ("void", "景法督〔2025〕1号", "单位写错")
    assert list(Dispatch.objects.numbered()) == [row]
    reply = Obligation.objects.get(dispatch=order)
    assert (reply.state, reply.waived_reason) == ("waived", "函件作废：单位写错")
    assert again(letter).state == "dropped"
    assert "景法督〔2025〕1号" in last("dispatch.voided").note
    assert signed(cast, drafted(cast)).number == "景法督〔2025〕2号"
    with refused("只有已签发的函件可以作废"):
        signing.void(dispatch=row, reason="再来", by=Actor.of(cast.head, TODAY))


def test_the_database_wants_reasons_of_the_refused_and_the_void(cast, order):
    with forbidden_by_the_database("dispatch_refused_why"):
        Dispatch.objects.filter(pk=order.pk).update(state="refused")
    with forbidden_by_the_database("dispatch_void_why"):
        Dispatch.objects.filter(pk=order.pk).update(state="void")


def test_a_prefix_is_taken_from_the_rule_of_the_day(cast, owed):
    Numbering.objects.filter(kind="order").update(prefix="景府督")
    assert signed(cast, drafted(cast)).number == "景府督〔2025〕1号"
    assert count("dispatch.signed") == 1


def test_an_officer_s_letter_is_not_signed_once_its_ground_is_gone(cast, owed, order):
    """It would ask for a reply that nothing ever ends."""
    settle(obligation=owed, by=Actor.system(TODAY))
    with refused("均已办结或免除"):
        signing.sign(dispatch=order, by=Actor.of(cast.head, TODAY))


def test_a_letter_stands_on_what_its_own_addressees_owe(cast, owed):
    with refused("不是所选受文单位"):
        drafted(cast, owed, units=[cast.college])
