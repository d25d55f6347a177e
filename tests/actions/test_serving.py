"""A letter leaves, on paper or by mail; it is opened and signed for; until it has left it may be taken back."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.actions.conftest import again, forbidden_by_the_database, last, refused
from tests.actions.orders import drafted, signed
from tests.factories import TODAY
from tracker.actions import serving, signing, unsigning
from tracker.domain.actor import Actor
from tracker.models import (
    Dispatch,
    Letter,
    LetterKind,
    Membership,
    Obligation,
    Receipt,
)
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver
from tracker.rehearsal.sink import Sink


@pytest.fixture
def owed(cast):
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=9))


@pytest.fixture
def order(cast, owed):
    return drafted(cast, owed)


# --- Receipt ---------------------------------------------------------------------------------------
def test_a_letter_on_paper_counts_as_sent_and_opens_the_reply(cast, owed, order):
    receipt = order.receipts.get()
    with refused("尚未签发"):
        serving.serve(receipt=receipt, via="paper", witness="李四", by=Actor.of(cast.officer, TODAY))
    signed(cast, order)
    given = {"receipt": again(receipt), "by": Actor.of(cast.officer, TODAY)}
    with refused("纸质送达或电话告知"):
        serving.serve(via="mail", witness="李四", **given)
    with refused("见证人"):
        serving.serve(via="phone", witness=" ", **given)
    with refused("只有市司法局"):
        serving.serve(via="phone", witness="李四", **(given | {"by": Actor.of(cast.liaison, TODAY)}))
    serving.serve(via="paper", witness="李四", **given)
    row = again(receipt)
    assert (row.via, row.sent_on, row.witness, row.served_by) == ("paper", TODAY, "李四", cast.officer)
    assert owed.notices.get().state == "sent"
    reply = Obligation.objects.get(dispatch=order, kind="reply")
    assert (reply.unit, reply.due_on) == (cast.bureau, date(2025, 12, 10))  # five working days after the 3rd
    assert "见证人李四" in last("dispatch.served").note
    with refused("已经送达"):
        serving.serve(via="paper", witness="李四", **given | {"receipt": row})


def test_paper_to_one_unit_does_not_stop_the_mail_to_another(cast, owed):
    order = drafted(cast, owed, units=[cast.bureau, cast.college])
    signed(cast, order)
    ours, theirs = (
        Letter.objects.create(
            person=person, office=cast.office, kind=LetterKind.DISPATCH, dispatch=order, digest_on=TODAY,
            message_id=f"<{person.pk}@test>",
        )
        for person in (cast.liaison, cast.college_liaison)
    )  # fmt: skip
    receipt = order.receipts.get(unit=cast.bureau)
    serving.serve(receipt=receipt, via="paper", witness="李四", by=Actor.of(cast.officer, TODAY))
    assert (again(ours).state, again(theirs).state) == ("dropped", "queued")


def test_a_unit_signs_for_a_letter_by_name(cast, owed, order):
    receipt = order.receipts.get()
    with refused("尚未签发"):
        serving.sign_for_dispatch(receipt=receipt, name="吴芳", by=Actor.of(cast.liaison, TODAY))
    signed(cast, order)
    receipt = again(receipt)
    with refused("只有市发改委"):
        serving.sign_for_dispatch(receipt=receipt, name="何静", by=Actor.of(cast.college_liaison, TODAY))
    serving.sign_for_dispatch(receipt=receipt, name="", by=Actor.of(cast.liaison, TODAY))
    row = again(receipt)
    assert (row.signed_for_name, row.signed_for_by, row.signed_for_on) == ("吴芳", cast.liaison, TODAY)
    assert (row.sent_on, row.via) == (TODAY, "site")  # who signs for it has it, and no mail is claimed
    assert Obligation.objects.filter(dispatch=order, kind="reply", unit=cast.bureau).exists()
    assert last("dispatch.signed_for").unit == cast.bureau
    with refused("已经签收"):
        serving.sign_for_dispatch(receipt=row, name="", by=Actor.of(cast.liaison, TODAY))


def test_opening_is_noted_once_and_only_for_the_unit(cast, order):
    signed(cast, order)
    receipt = order.receipts.get()
    serving.mark_opened(receipt=receipt, by=Actor.of(cast.officer, TODAY))
    assert again(receipt).opened_at is None
    serving.mark_opened(receipt=receipt, by=Actor.of(cast.liaison, TODAY))
    first = again(receipt).opened_at
    serving.mark_opened(receipt=receipt, by=Actor.of(cast.chief, TODAY))
    assert (again(receipt).opened_at, again(receipt).opened_by) == (first, cast.liaison)


def test_the_database_wants_a_witness_for_what_went_not_by_mail(cast, order):
    with forbidden_by_the_database("receipt_off_line_has_witness"):
        Receipt.objects.update(via="phone", sent_on=TODAY, sent_at=timezone.now())


def test_paper_to_one_unit_leaves_the_mail_of_who_serves_another_too(cast, owed):
    Membership.objects.create(user=cast.liaison, unit=cast.college, role="liaison")
    order = drafted(cast, owed, units=[cast.bureau, cast.college])
    signed(cast, order)
    letter = Letter.objects.create(
        person=cast.liaison, office=cast.office, kind=LetterKind.DISPATCH, dispatch=order, digest_on=TODAY,
        message_id="<both@test>",
    )  # fmt: skip
    for receipt, state in zip(order.receipts.order_by("unit"), ("queued", "dropped"), strict=True):
        serving.serve(receipt=receipt, via="paper", witness="李四", by=Actor.of(cast.officer, TODAY))
        assert again(letter).state == state


# --- Ten minutes -----------------------------------------------------------------------------------
@pytest.fixture
def waiting(cast, owed, settings):
    """Two signed letters in the outbox, not yet ten minutes old."""
    settings.SIGNED_WAIT_MINUTES = 10
    letters = [drafted(cast), drafted(cast)]
    for letter in letters:
        signing.sign(dispatch=letter, by=Actor.of(cast.head, TODAY))
    compose(today=TODAY)
    return [again(letter) for letter in letters]


def test_a_signed_letter_waits_ten_minutes_and_can_be_taken_back(cast, waiting):
    first, second = waiting
    head = Actor.of(cast.head, TODAY)
    assert deliver(today=TODAY, at_any_hour=True, channel=Sink).sent == 0
    with refused("文号不能收回"):
        unsigning.unsign(dispatch=first, by=head)
    with refused("办主任"):
        unsigning.unsign(dispatch=second, by=Actor.of(cast.officer, TODAY))
    assert unsigning.unsign(dispatch=second, by=head) == second.number
    assert (again(second).state, again(second).number, second.letters.count()) == ("draft", "", 0)
    assert last("dispatch.unsigned").note == second.number
    assert signing.sign(dispatch=again(second), by=head) == second.number, "the number was free again"
    compose(today=TODAY)
    later = timezone.now() + timedelta(minutes=11)
    assert deliver(today=TODAY, now=later, at_any_hour=True, channel=Sink).sent > 1
    assert not Receipt.objects.filter(sent_on=None).exists()
    with refused("已经发出"):
        unsigning.unsign(dispatch=first, by=head)


def test_after_ten_minutes_only_voiding_is_left(cast, waiting):
    Dispatch.objects.update(signed_at=timezone.now() - timedelta(minutes=10))
    with refused("已满10分钟"):
        unsigning.unsign(dispatch=waiting[1], by=Actor.of(cast.head, TODAY))


def test_within_its_ten_minutes_only_the_office_reads_a_letter(cast, waiting, client):
    """Or two papers of one number would exist, and the slip tell of an opening before the signature."""
    letter = waiting[1]
    receipt = letter.receipts.get()
    pages = [
        reverse("dispatch", args=[letter.pk]),
        reverse("dispatch_file", args=[letter.pk]),
        reverse("slip", args=[receipt.pk]),
    ]
    for who in (cast.liaison, cast.chief, cast.leader):
        client.force_login(who)
        assert [client.get(where).status_code for where in pages] == [404] * 3
        assert letter.number not in client.get(reverse("home")).content.decode()
        assert letter.number not in client.get(reverse("dispatches")).content.decode()
        for mail in Letter.objects.filter(person=who, dispatch=letter):
            assert letter.number not in client.get(reverse("letter", args=[mail.pk])).content.decode()
    client.force_login(cast.officer)
    assert client.get(pages[0]).status_code == 200
    with refused("发出后再签收"):
        serving.sign_for_dispatch(receipt=receipt, name="", by=Actor.of(cast.liaison, TODAY))
    assert again(receipt).opened_at is None
    unsigning.unsign(dispatch=letter, by=Actor.of(cast.head, TODAY))
    signing.sign(dispatch=again(letter), by=Actor.of(cast.head, TODAY))

    Dispatch.objects.update(signed_at=timezone.now() - timedelta(minutes=10, seconds=1))
    client.force_login(cast.liaison)
    assert letter.number in client.get(reverse("home")).content.decode()
    assert client.get(pages[0]).status_code == 200 and again(receipt).opened_at


def test_a_letter_that_was_served_on_paper_is_read_at_once(cast, waiting, client):
    receipt = waiting[1].receipts.get()
    serving.serve(receipt=receipt, via="paper", witness="李四", by=Actor.of(cast.officer, TODAY))
    client.force_login(cast.liaison)
    assert client.get(reverse("dispatch", args=[waiting[1].pk])).status_code == 200


def test_what_a_unit_has_opened_is_not_taken_back(cast, waiting):
    receipt = waiting[1].receipts.get()
    serving.mark_opened(receipt=receipt, by=Actor.of(cast.liaison, TODAY))
    with refused("已经打开"):
        unsigning.unsign(dispatch=waiting[1], by=Actor.of(cast.head, TODAY))
