"""Never silent: what cannot go reaches somebody, every third working day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.models import Dispatch, Letter, Notice, Obligation, Rung
from tracker.rules.workdays import Calendar
from tracker.supervision.sweep import sweep

pytestmark = pytest.mark.django_db
PLAIN = Calendar.of()
DUE = date(2025, 12, 1)  # the urge is owed on TODAY at the latest


@pytest.fixture
def cast():
    factories.ladder()
    return factories.people()


def owe(cast, **fields):
    return factories.obligation(**({"unit": cast.bureau, "due_on": DUE} | fields))


def run(today=TODAY):
    return sweep(today=today, calendar=PLAIN)


def days_of_alerts(owed, days):
    found = []
    for number in range(days):
        today = TODAY + timedelta(days=number)
        run(today)
        owed.refresh_from_db()
        if owed.alerted_on == today:
            found.append((today, owed.alerts))
    return found


def letter_for(notice, person, **fields):
    row = Letter.objects.create(
        person=person,
        office=notice.obligation.office,
        kind="digest",
        digest_on=TODAY,
        message_id=f"<{notice.pk}@x>",
        **fields,
    )
    row.carries.create(notice=notice, person=person)
    return row


def test_an_unsent_letter_is_told_every_third_working_day(cast):
    owed = owe(cast)
    assert days_of_alerts(owed, 14) == [
        (date(2025, 12, 8), 1),
        (date(2025, 12, 11), 2),
        (date(2025, 12, 16), 3),
    ]


def test_a_second_sweep_of_the_day_tells_nothing_again(cast):
    owed = owe(cast)
    run()
    assert run(date(2025, 12, 8)).alerted == 1
    assert run(date(2025, 12, 8)).alerted == 0
    owed.refresh_from_db()
    assert owed.alerts == 1


def test_once_the_letter_has_gone_nothing_is_blocked(cast):
    owed = owe(cast)
    days_of_alerts(owed, 6)
    assert owed.blocked_since_on == TODAY
    Notice.objects.update(state="sent", sent_on=date(2025, 12, 9))
    run(date(2025, 12, 9))
    owed.refresh_from_db()
    assert (owed.blocked_since_on, owed.blocked_reason, owed.alerted_on, owed.alerts) == (None, "", None, 0)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("nobody", "没有可收信的联络员或负责人，请补充邮箱，或登记已告知"),
        ("queued", "邮件仍在排队"),
        ("failed", "邮件发送失败（550 no such user）"),
    ],
)
def test_the_reason_says_why_the_letter_has_not_gone(cast, what, words):
    owed = owe(cast)
    run()
    if what == "queued":
        letter_for(owed.notices.get(), cast.liaison)
    elif what == "failed":
        letter_for(owed.notices.get(), cast.liaison, state="failed", answer="550 no such user")
    run(date(2025, 12, 8))
    owed.refresh_from_db()
    assert owed.blocked_reason == f"催办2025年12月3日起待发，至今未发出：{words}。"


def test_an_unsigned_order_is_blocked_for_its_signature(cast):
    owed = owe(cast, due_on=date(2025, 11, 3))
    urge = Rung.objects.get(code="urge")
    factories.notice(obligation=owed, rung=urge, owed_on=date(2025, 11, 5), sent_on=date(2025, 11, 5))
    run()
    report = run(date(2025, 12, 8))
    owed.refresh_from_db()
    assert (report.blocked, report.alerted) == (1, 1)
    assert "草稿待办主任签发" in owed.blocked_reason
    Dispatch.objects.update(
        state="signed",
        number="景法督〔2025〕1号",
        number_year=2025,
        number_seq=1,
        signed_by=cast.head,
        signed_on=TODAY,
        signed_at="2025-12-08T10:00+08:00",
    )
    run(date(2025, 12, 11))
    owed.refresh_from_db()
    assert "已签发，尚未送达" in owed.blocked_reason


def test_something_late_without_any_live_rule_is_told_at_once(cast):
    Rung.objects.update(live_from_on=date(2026, 6, 1))
    owed = owe(cast)
    report = run()
    owed.refresh_from_db()
    assert (report.notices, report.alerted) == (0, 1)
    assert "没有已启用的督办规则" in owed.blocked_reason
    assert owed.next_on == date(2026, 1, 1)


def test_what_gets_blocked_after_todays_alert_has_left_is_told_on_the_next_working_day(cast):
    owed = owe(cast)
    run()
    friday = date(2025, 12, 12)
    Letter.objects.create(
        person=cast.officer,
        office=cast.office,
        kind="alert",
        digest_on=friday,
        message_id="<alert@x>",
        rendered_at="2025-12-12T09:00+08:00",
    )
    assert run(friday).alerted == 0
    owed.refresh_from_db()
    assert (owed.alerted_on, owed.next_on) == (None, date(2025, 12, 15))
    assert run(date(2025, 12, 15)).alerted == 1


def test_a_halt_ends_the_alerts(cast):
    owed = owe(cast)
    days_of_alerts(owed, 6)
    Obligation.objects.update(state="submitted", next_on=date(2025, 12, 9))
    run(date(2025, 12, 9))
    owed.refresh_from_db()
    assert (owed.blocked_since_on, owed.next_on) == (None, None)


def test_what_is_blocked_in_one_office_is_told_together(cast):
    """Orders drafted on three days in a row are one pile every third working day, not a mail a day."""
    for number in range(3):
        owe(cast, due_on=DUE + timedelta(days=number))
    told = []
    for number in range(20):
        today = TODAY + timedelta(days=number)
        run(today)
        told += [today] if Obligation.objects.blocked().filter(alerted_on=today).exists() else []
    gaps = [PLAIN.count(one, other) for one, other in pairwise(told)]
    assert gaps and set(gaps) == {3}
    assert set(Obligation.objects.blocked().values_list("alerted_on", flat=True)) == {told[-1]}
