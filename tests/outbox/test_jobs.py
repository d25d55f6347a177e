"""The doors of the worker and the two commands."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from tests.factories import TODAY
from tracker import jobs
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Event, Installation, Letter, Obligation, Verb


@pytest.fixture
def demo(cast, ladder, mail):
    """A demo whose clock stands at TODAY, with mail going to the test's server all the same."""
    office = Installation.objects.current()
    office.is_demo, office.demo_on = True, TODAY
    office.save()
    return office


def test_a_day_of_the_demo_is_swept_composed_and_delivered(cast, demo, mail):
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=6), office=cast.office)
    counts = jobs.catch_up()
    assert (counts["notices"], counts["letters"], counts["sent"]) == (1, 1, 1)
    assert jobs.catch_up() == dict.fromkeys(counts, 0)


def test_the_clock_moves_day_by_day(cast, demo, mail):
    due_on = TODAY + timedelta(days=2)  # a Friday
    owed = factories.obligation(unit=cast.bureau, due_on=due_on, office=cast.office)
    jobs.catch_up()
    days = jobs.move_days((TODAY + timedelta(days=6)).isoformat(), cast.officer.pk)
    demo.refresh_from_db()
    assert demo.demo_on == TODAY + timedelta(days=6)
    assert list(days) == [(TODAY + timedelta(days=n)).isoformat() for n in range(7)]
    sent = owed.notices.order_by("sent_on").values_list("kind", "sent_on")
    assert list(sent) == [
        ("reminder", TODAY),
        ("reminder", TODAY + timedelta(days=1)),
        ("urge", TODAY + timedelta(days=5)),
    ]
    assert mail.per_recipient() == {cast.liaison.email: 3, cast.chief.email: 2}


def test_a_call_delivered_twice_moves_the_clock_no_farther(cast, demo, mail, monkeypatch):
    """The worker is killed between moving the clock and sweeping the day; Redis hands the call out again."""
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=7), office=cast.office)
    until = TODAY + timedelta(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "_run_day", lambda today: 1 / (today < until))
        with pytest.raises(ZeroDivisionError):
            jobs.move_days(until.isoformat(), cast.officer.pk)
    assert Installation.objects.current().demo_on == until
    assert not owed.notices.exists()
    for _delivery in range(2):
        jobs.move_days(until.isoformat(), cast.officer.pk)
    assert Installation.objects.current().demo_on == until
    assert [n.sent_on for n in owed.notices.all()] == [until]


def test_two_sweeps_and_two_deliveries_send_once(cast, demo, mail):
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=6), office=cast.office)
    for job in (jobs.sweep, jobs.sweep, jobs.deliver, jobs.deliver):
        job()
    assert len(mail.mails) == 1


def test_the_history_s_head_is_mailed_to_the_auditor_once_a_day(cast, demo, mail, capsys):
    auditor = factories.person(name="秦岚", unit=cast.office, role="auditor")
    happens(cast)
    jobs.send_anchor()
    jobs.send_anchor()
    (arrived,) = mail.mails
    assert arrived.recipients == (auditor.email,)
    anchor = arrived.text.splitlines()[4]
    assert anchor.startswith("1:") and len(anchor) == 66
    happens(cast)
    call_command("verify_events", "--anchor", anchor)
    assert "履历完好：共2条，与1个校验值相符" in capsys.readouterr().out


def test_a_false_anchor_is_reported(cast):
    happens(cast)
    with pytest.raises(CommandError, match="与审计员收到的校验值不符"):
        call_command("verify_events", "--anchor", f"1:{'0' * 64}")
    with pytest.raises(CommandError, match="末尾被删除"):
        call_command("verify_events", "--anchor", f"9:{'0' * 64}")
    with pytest.raises(CommandError, match="应为邮件中的"):
        call_command("verify_events", "--anchor", "1-abc")


def test_an_intact_history_says_so(cast, capsys):
    happens(cast)
    call_command("verify_events")
    assert f"1:{Event.objects.get().hash}" in capsys.readouterr().out


def happens(cast):
    with chronicle():
        tell(Verb.SETTINGS_CHANGED, by=Actor.of(cast.officer, TODAY))


def test_deliver_prints_what_it_did(cast, ladder, demo, mail, capsys):
    obligation = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=6), office=cast.office)
    factories.notice(obligation=obligation, rung=ladder["remind-5"])
    call_command("deliver", "--json")
    counts = json.loads(capsys.readouterr().out)
    assert counts == {"composed": 1, "sent": 1, "failed": 0, "retried": 0, "dropped": 0}
    call_command("deliver")
    assert capsys.readouterr().out.strip() == "新成文0封；已发送0封，失败0封，稍后重试0封，无需发送0封。"


def test_a_blocked_matter_reaches_the_officer_by_mail(cast, demo, mail):
    lonely = factories.unit(name="市史志办", parent=cast.city)
    factories.person(unit=lonely, email="")
    factories.obligation(unit=lonely, due_on=TODAY + timedelta(days=7), office=cast.office)
    jobs.catch_up()
    assert not mail.mails
    jobs.move_days((TODAY + timedelta(days=5)).isoformat(), cast.officer.pk)
    assert Obligation.objects.get().blocked_since_on
    (alert,) = mail.mails
    assert alert.recipients == (cast.officer.email,) and "市史志办" in alert.text
    assert Letter.objects.get().kind == "alert"
