"""A mail server that refuses us altogether: the queue waits, no letter pays for it, and people are told."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from tests.factories import TODAY
from tests.outbox.test_deliver import MORNING, later, many, owed
from tests.services import MailSink, reply
from tracker.models import LONGEST_PAUSE, Letter, LetterState, MailPause
from tracker.outbox.compose import compose
from tracker.outbox.deliver import DeliveryReport, deliver
from tracker.outbox.pause import pause

NOT_US = "553 5.7.1 sender address rejected: not owned by user"
TOO_FAST = "450 4.7.1 too much mail, rate limited"


def charged():
    """Letters that paid for the refusal: an attempt, a put-off, a text that is fixed, a state."""
    return Letter.objects.exclude(state="queued", attempts=0, retry_at=None, rendered_at=None, text="")


@pytest.mark.parametrize(
    "answer", [NOT_US, "530 5.7.0 Must issue a STARTTLS command first", "451 4.7.1 later"]
)
def test_a_refused_sender_pauses_the_queue_and_charges_no_letter(cast, ladder, mail, send, answer):
    many(cast, ladder, 12)
    mail.refuse_sender = lambda address: answer
    report = send()
    assert (report.sent, report.failed) == (0, 0)
    assert not charged().exists()
    pause = MailPause.objects.get()
    assert (pause.answer, pause.tries) == (answer, 1)
    assert not Letter.objects.filter(kind="alert").exists()  # it could not leave either
    mail.refuse_sender = lambda address: None
    assert send() == DeliveryReport()  # not before its time
    later()
    assert send() == DeliveryReport(sent=12)
    assert not MailPause.objects.exists() and not mail.doubles()


def test_a_rate_limit_in_the_middle_pauses_the_rest(cast, ladder, mail, send):
    many(cast, ladder, 6)
    mail.plan = lambda number, envelope: reply(TOO_FAST) if number > 2 else reply("250 ok")
    assert send().sent == 2
    assert charged().count() == 2  # those that were taken
    assert MailPause.objects.get().answer == TOO_FAST


def test_a_refused_login_pauses_the_queue(cast, ladder, mail, send):
    owed(cast, ladder)
    with override_settings(EMAIL_URL=mail.url.replace("://", "://user:wrong@")):
        assert send() == DeliveryReport(retried=1)
    assert MailPause.objects.exists() and not charged().exists()


def test_each_attempt_in_vain_waits_longer_and_not_for_ever(cast, ladder, mail, send):
    owed(cast, ladder)
    mail.refuse_sender = lambda address: NOT_US
    waits, now = [], MORNING
    for _attempt in range(7):
        send(now=now)
        row = MailPause.objects.get()
        waits.append((row.until_at - now).total_seconds() / 60)
        assert row.since_at == MORNING
        now = row.until_at
    assert waits == [1, 2, 5, 10, 15, 15, 15]
    assert not charged().exists()


def test_the_same_refusal_met_by_several_at_once_counts_once(db):
    for _lane in range(4):
        pause(answer=NOT_US, now=MORNING)
    assert MailPause.objects.get().tries == 1


def test_a_pause_that_a_clock_ahead_of_time_wrote_holds_nothing_up(cast, ladder, mail, send):
    owed(cast, ladder)
    pause(answer=NOT_US, now=timezone.now() + timedelta(days=7))
    assert send() == DeliveryReport(sent=1)


def test_whoever_sends_by_hand_may_try_during_the_pause(cast, ladder, mail):
    owed(cast, ladder)
    compose(today=TODAY)
    pause(answer=NOT_US, now=timezone.now())
    assert deliver(today=TODAY) == DeliveryReport()
    assert deliver(today=TODAY, at_any_hour=True) == DeliveryReport(sent=1)
    assert not MailPause.objects.exists()


def test_a_pause_begins_also_where_the_server_is_away(cast, ladder, send):
    many(cast, ladder, 3)
    with MailSink() as sink:
        sink.stop()
        with override_settings(EMAIL_URL=sink.url, SEND_WINDOW="00:00-24:00"):
            send()
    assert "拒绝连接" in MailPause.objects.get().answer
    assert MailPause.objects.get().until_at - timezone.now() < LONGEST_PAUSE


def test_a_letter_that_was_tried_before_keeps_its_text(cast, ladder, mail, send):
    """Its outcome may be unknown: it comes again to the byte."""
    owed(cast, ladder)
    mail.plan = lambda number, envelope: reply("451 4.2.0 greylisted")
    send()
    before = Letter.objects.values_list("attempts", "text", "rendered_at").get()
    later()
    mail.refuse_sender = lambda address: NOT_US
    send()
    assert before[0] == 1 and Letter.objects.values_list("attempts", "text", "rendered_at").get() == before
    assert Letter.objects.get().state == LetterState.QUEUED
