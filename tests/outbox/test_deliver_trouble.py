"""A server that misbehaves, and workers that are lost: what is tried again, what is given up, who has a letter."""

from datetime import timedelta

from django.test import override_settings
from django.utils import timezone

from tests.factories import TODAY
from tests.outbox.test_deliver import MORNING, later, many, owed
from tests.services import (
    ACCEPT,
    CLOSE_DURING_DATA,
    DROP_AFTER_DATA,
    MailSink,
    every,
    hang,
    in_turn,
    reply,
)
from tracker.models import (
    Event,
    Letter,
    LetterState,
    Notice,
)
from tracker.outbox import claims
from tracker.outbox.compose import compose
from tracker.outbox.deliver import DeliveryReport, deliver


# --- A server that misbehaves ----------------------------------------------------------------------
def test_a_temporary_refusal_is_tried_again_later(cast, ladder, mail, send):
    many(cast, ladder, 10)
    mail.plan = every(5, reply("451 4.3.0 try later"))
    assert send() == DeliveryReport(sent=8, retried=2)
    waiting = Letter.objects.filter(state=LetterState.QUEUED)
    assert {x.answer for x in waiting} == {"451 4.3.0 try later"}
    assert all(timedelta(0) < x.retry_at - timezone.now() <= timedelta(minutes=1) for x in waiting)
    assert send() == DeliveryReport()  # not before its time
    later()
    mail.plan = lambda number, envelope: ACCEPT
    assert send() == DeliveryReport(sent=2)
    assert len(mail.mails) == 10 and not mail.doubles()


def test_refusals_are_spaced_out_and_end_after_many(cast, ladder, mail, send):
    owed(cast, ladder)
    mail.plan = lambda number, envelope: reply("451 4.2.2 mailbox full")
    waits = []
    for _ in range(claims.MOST_ATTEMPTS - 1):
        before = timezone.now()
        assert send() == DeliveryReport(retried=1)
        letter = Letter.objects.get(kind="digest")
        waits.append(round((letter.retry_at - before).total_seconds() / 60))
        later()
    assert waits[:6] == [1, 5, 15, 60, 60, 60]
    assert send().failed == 1
    letter = Letter.objects.get(kind="digest")
    assert letter.state == LetterState.FAILED and "451 4.2.2 mailbox full" in letter.answer


def test_a_permanent_refusal_stops_and_the_officer_is_told_in_the_servers_words(cast, ladder, mail, send):
    owed(cast, ladder)
    mail.refuse_recipient = lambda address: (
        "550 5.1.1 no such user" if address == cast.liaison.email else None
    )
    assert send() == DeliveryReport(failed=1, sent=1)  # the second is the alert
    letter = Letter.objects.get(kind="digest")
    assert (letter.state, letter.answer) == (LetterState.FAILED, "550 5.1.1 no such user")
    assert Notice.objects.get().state == "owed"
    (alert,) = mail.mails
    assert alert.recipients == (cast.officer.email,)
    assert "550 5.1.1 no such user" in alert.text and "1封邮件被退回" in alert.subject
    assert Event.objects.filter(verb="letter.failed").count() == 1


def test_one_refused_letter_does_not_hold_up_the_others(cast, ladder, mail, send):
    many(cast, ladder, 5)
    mail.plan = in_turn([ACCEPT, reply("554 5.7.1 spam"), ACCEPT])
    assert send() == DeliveryReport(sent=5, failed=1)  # four, and the alert


def test_a_server_that_is_down_costs_no_attempt_of_any_letter(cast, ladder, send):
    many(cast, ladder, 3)
    with MailSink() as sink:
        sink.stop()
        with override_settings(EMAIL_URL=sink.url, SEND_WINDOW="00:00-24:00"):
            assert send() == DeliveryReport(retried=3)
            assert "拒绝连接" in Letter.objects.first().answer
            assert set(Letter.objects.values_list("attempts", flat=True)) == {0}
            later()
            sink.start()
            assert send() == DeliveryReport(sent=3)


def test_a_connection_closed_during_data_is_opened_again_for_the_next(cast, ladder, mail, send):
    many(cast, ladder, 4)
    mail.plan = in_turn([ACCEPT, CLOSE_DURING_DATA])
    assert send() == DeliveryReport(sent=3, retried=1)
    later()
    assert send() == DeliveryReport(sent=1)
    assert len(mail.mails) == 4 and not mail.doubles()


def test_an_unknown_outcome_is_repeated_under_the_same_message_id(cast, ladder, mail, send):
    owed(cast, ladder)
    mail.plan = in_turn([DROP_AFTER_DATA])
    assert send() == DeliveryReport(retried=1)
    assert "结果未知" in Letter.objects.get().answer
    later()
    assert send() == DeliveryReport(sent=1)
    first, second = mail.mails
    assert first.content == second.content and first.message_id == second.message_id


def test_a_server_that_hangs_is_left_after_the_time_out(cast, ladder, mail, send):
    many(cast, ladder, 2)
    mail.plan = in_turn([hang(30)])
    began = timezone.now()
    with override_settings(SMTP_TIMEOUT_SECONDS=0.5):
        assert send() == DeliveryReport(sent=1, retried=1)
    assert timezone.now() - began < timedelta(seconds=5)


def test_text_stays_fixed_once_it_was_tried(cast, ladder, mail, send):
    notice = owed(cast, ladder)
    mail.plan = in_turn([reply("451 later")])
    send()
    before = Letter.objects.get().text
    notice.obligation.task.title = "改了名"
    notice.obligation.task.save()
    later()
    send()
    assert mail.mails[0].text.strip() == before.strip() and "改了名" not in before


# --- Leases ----------------------------------------------------------------------------------------
def test_two_workers_never_claim_the_same_letter(cast, ladder):
    many(cast, ladder, 6)
    compose(today=TODAY)
    kinds, now = ("digest",), timezone.now()
    first = claims.claim(kinds=kinds, today=TODAY, now=now, size=4)
    second = claims.claim(kinds=kinds, today=TODAY, now=now, size=4)
    assert (len(first), len(second)) == (4, 2)
    assert not {x.pk for x in first} & {x.pk for x in second}


def test_a_killed_workers_letters_are_taken_over_when_its_lease_has_run_out(cast, ladder, mail):
    many(cast, ladder, 3)
    compose(today=TODAY)
    then = timezone.now() - timedelta(minutes=1)
    claims.claim(kinds=("digest",), today=TODAY, now=then, size=10)
    assert deliver(today=TODAY) == DeliveryReport()
    after = timezone.now() + timedelta(minutes=2)
    assert deliver(today=TODAY, now=after) == DeliveryReport(sent=3)


def test_moments_written_by_a_clock_that_was_a_week_ahead_hold_nothing_up(cast, ladder, mail):
    many(cast, ladder, 3)
    compose(today=TODAY)
    ahead = timezone.now() + timedelta(days=7)
    claims.claim(kinds=("digest",), today=TODAY, now=ahead, size=1)
    (put_off,) = claims.claim(kinds=("digest",), today=TODAY, now=ahead, size=1)
    claims.record_put_off(put_off, answer="451 later", now=ahead)
    assert deliver(today=TODAY) == DeliveryReport(sent=3)


def accepted(letter, at=MORNING):
    return claims.Sent(letter, "250 ok", on=TODAY, at=at)


def test_whoever_has_lost_a_letter_can_neither_send_nor_settle_it(cast, ladder):
    owed(cast, ladder)
    compose(today=TODAY)
    now = timezone.now()
    (stalled,) = claims.claim(kinds=("digest",), today=TODAY, now=now, size=1)
    after = now + timedelta(minutes=10)
    (taken,) = claims.claim(kinds=("digest",), today=TODAY, now=after, size=1)
    assert claims.step(sent=accepted(stalled), now=after) == (False, False)
    assert claims.step(upcoming=claims.Next(stalled, ""), now=after) == (False, False)
    assert not claims.record_failed(stalled, answer="")
    assert claims.step(upcoming=claims.Next(taken, ""), now=after) == (False, True)
    assert claims.step(sent=accepted(taken), now=after) == (True, False)


def test_a_stopping_worker_gives_the_rest_back_at_once(cast, ladder, mail):
    many(cast, ladder, 5)
    compose(today=TODAY)
    report = deliver(today=TODAY, stop=lambda: len(mail.mails) >= 2)
    assert report == DeliveryReport(sent=2)
    assert Letter.objects.filter(state=LetterState.QUEUED, retry_at=None).count() == 3


def test_a_limit_is_kept(cast, ladder, mail):
    many(cast, ladder, 5)
    compose(today=TODAY)
    assert deliver(today=TODAY, limit=2).sent == 2
