"""Between two letters of a lane: the one that was sent is recorded before the next is handed over, whatever happens."""

from datetime import timedelta

import pytest
from django.db import DataError
from django.test import override_settings
from django.utils import timezone

from tests.factories import TODAY
from tests.outbox.test_deliver import many, owed
from tests.outbox.test_deliver_trouble import accepted
from tests.services import reply
from tracker.models import Letter, LetterState, Notice
from tracker.outbox import claims
from tracker.outbox.channels import MailChannel
from tracker.outbox.compose import compose
from tracker.outbox.deliver import DeliveryReport, deliver


@pytest.fixture
def claimed(cast, ladder):
    """Three letters under one lease."""
    many(cast, ladder, 3)
    compose(today=TODAY)
    return claims.claim(kinds=("digest",), today=TODAY, now=timezone.now(), size=3)


def take_over(letter):
    """The lease has run out and somebody else has the letter."""
    Letter.objects.filter(pk=letter.pk).update(lease_until_at=timezone.now() - timedelta(hours=1))
    (taken,) = claims.claim(kinds=("digest",), today=TODAY, now=timezone.now(), size=1)
    assert taken.pk == letter.pk
    return taken


def state(letter):
    return Letter.objects.values_list("state", "attempts").get(pk=letter.pk)


def told(letter):
    return Notice.objects.filter(carried_by__letter=letter, state="sent").count()


def test_one_is_recorded_and_the_next_held_together(claimed):
    first, second, _third = claimed
    now = timezone.now() + timedelta(seconds=30)
    done = claims.step(sent=accepted(first), upcoming=claims.Next(second, "a@b.example"), now=now)
    assert done == (True, True)
    assert state(first) == ("sent", 0) and told(first) == 1
    assert state(second) == ("sending", 1) and told(second) == 0
    held = Letter.objects.get(pk=second.pk)
    assert held.address == "a@b.example" and held.lease_until_at > now


def test_the_next_is_held_though_the_one_sent_has_gone_to_somebody_else(claimed):
    first, second, _third = claimed
    take_over(first)
    done = claims.step(sent=accepted(first), upcoming=claims.Next(second, ""), now=timezone.now())
    assert done == (False, True)
    assert state(first) == ("sending", 0) and told(first) == 0
    assert state(second) == ("sending", 1)


def test_the_one_sent_is_recorded_though_the_next_has_gone_to_somebody_else(claimed):
    first, second, _third = claimed
    taken = take_over(second)
    done = claims.step(sent=accepted(first), upcoming=claims.Next(second, ""), now=timezone.now())
    assert done == (True, False)
    assert state(first) == ("sent", 0) and told(first) == 1
    assert state(second) == ("sending", 0) and Letter.objects.get(pk=second.pk).lease == taken.lease


def test_a_letter_that_was_lost_before_its_turn_is_not_handed_over_and_the_others_go(
    cast, ladder, mail, monkeypatch
):
    many(cast, ladder, 3)
    compose(today=TODAY)
    lost = Letter.objects.order_by("pk")[1]

    def losing(channel, **envelope):
        announce(channel, **envelope)
        if envelope["recipient"] == lost.person.email:
            take_over(lost)

    announce, before = MailChannel.announce, mail.connections
    monkeypatch.setattr(MailChannel, "announce", losing)
    assert deliver(today=TODAY) == DeliveryReport(sent=2)
    assert lost.person.email not in mail.per_recipient() and len(mail.mails) == 2
    assert mail.connections == before + 2  # the server waited for its text: only a new connection ends that


def test_no_letter_is_handed_over_before_the_one_in_front_is_recorded(cast, ladder, mail, monkeypatch):
    many(cast, ladder, 4)
    compose(today=TODAY)
    recorded = []

    def watched(channel, content):
        recorded.append(Letter.objects.sent().count())
        return send(channel, content)

    send = MailChannel.send
    monkeypatch.setattr(MailChannel, "send", watched)
    assert deliver(today=TODAY).sent == 4
    assert recorded == [0, 1, 2, 3]


@pytest.mark.parametrize("what", ["drop", "refused address", "reconnect"])
def test_what_was_sent_is_recorded_first_also_where_the_next_is_not_sent(
    cast, ladder, mail, monkeypatch, what
):
    many(cast, ladder, 2)
    compose(today=TODAY)
    first, second = Letter.objects.order_by("pk")
    seen = []
    if what == "drop":
        Notice.objects.filter(carried_by__letter=second).update(round=9)
        watch(monkeypatch, claims, "record_dropped", seen, first)
    elif what == "refused address":
        second.person.email = "坏@example.com"
        second.person.save()
        watch(monkeypatch, claims, "record_failed", seen, first)
    else:
        mail.plan = lambda number, envelope: reply("421 4.7.0 enough") if number == 2 else reply("250 ok")
        watch(monkeypatch, claims, "release", seen, first)
    deliver(today=TODAY)
    assert seen == [LetterState.SENT]


def watch(monkeypatch, module, name, seen, letter):
    """What the rows say of `letter` at the moment when the function is called."""
    function = getattr(module, name)

    def watched(*values, **options):
        seen.append(state(letter)[0])
        return function(*values, **options)

    monkeypatch.setattr(module, name, watched)


def test_what_was_sent_is_recorded_though_the_next_breaks_the_worker(cast, ladder, mail, monkeypatch):
    many(cast, ladder, 3)
    compose(today=TODAY)

    def breaking(channel, content):
        if mail.mails:
            raise RuntimeError("the next one")
        return send(channel, content)

    send = MailChannel.send
    monkeypatch.setattr(MailChannel, "send", breaking)
    with pytest.raises(RuntimeError):
        deliver(today=TODAY)
    assert Letter.objects.sent().count() == 1 == len(mail.mails)


def test_what_was_sent_is_recorded_though_the_next_cannot_be_stored(cast, ladder, mail, monkeypatch):
    many(cast, ladder, 3)
    compose(today=TODAY)

    def refusing(*, sent=None, upcoming=None, now):
        if sent and upcoming:
            raise DataError("a text that no database takes")
        return step(sent=sent, upcoming=upcoming, now=now)

    step = claims.step
    monkeypatch.setattr(claims, "step", refusing)
    with pytest.raises(DataError):
        deliver(today=TODAY)
    assert Letter.objects.sent().count() == 1 == len(mail.mails)


def test_a_server_without_pipelining_gets_all_letters_too(cast, ladder, mail):
    mail.pipelining, before = False, mail.connections
    many(cast, ladder, 3)
    compose(today=TODAY)
    assert deliver(today=TODAY) == DeliveryReport(sent=3)
    assert len(mail.mails) == 3 and mail.connections == before + 1


def test_a_letter_that_could_not_be_written_counts_no_attempt(cast, ladder, mail):
    owed(cast, ladder)
    compose(today=TODAY)
    cast.liaison.email = "坏@example.com"
    cast.liaison.save()
    assert deliver(today=TODAY).failed == 1
    letter = Letter.objects.get(kind="digest")
    assert (letter.state, letter.attempts, letter.text) == (LetterState.FAILED, 0, "")
    assert "不合法" in letter.answer


@pytest.mark.django_db(transaction=True)
def test_a_slow_server_gets_a_further_connection_after_a_few_letters(cast, ladder, mail, monkeypatch):
    many(cast, ladder, 80)
    compose(today=TODAY)
    mail.delay_seconds, before = 0.02, mail.connections
    monkeypatch.setattr("tracker.outbox.deliver.PATIENCE_SECONDS", 0.5)
    with override_settings(SMTP_CONNECTIONS=2):
        assert deliver(today=TODAY).sent == 80
    assert mail.connections == before + 2 and not mail.doubles()
