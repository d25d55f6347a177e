"""The office owes decisions too, and hears of those it leaves lying."""

from datetime import date

import pytest
from django.utils import timezone

from tests import factories
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Extension, Letter, Verb
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver

HANDED_IN = date(2025, 12, 3)  # a Wednesday
THIRD, FOURTH, SIXTH = date(2025, 12, 8), date(2025, 12, 9), date(2025, 12, 11)


@pytest.fixture
def handed_in(cast, ladder):
    """市发改委 reported on a Wednesday; nobody has looked at it."""
    owed = factories.obligation(
        unit=cast.bureau, due_on=date(2025, 12, 31), office=cast.office, state="submitted"
    )
    return factories.progress(
        obligation=owed,
        drafted_by=cast.liaison,
        state="released",
        released_by=cast.chief,
        released_on=HANDED_IN,
        released_at=timezone.now(),
    )


def alerted(on: date) -> set[str]:
    compose(today=on)
    return set(Letter.objects.filter(kind="alert", digest_on=on).values_list("person__name", flat=True))


def test_the_officer_hears_after_three_working_days_and_the_head_after_six(cast, handed_in):
    assert alerted(date(2025, 12, 5)) == set()
    assert alerted(THIRD) == {"周敏"}
    assert alerted(FOURTH) == set(), "told yesterday"
    assert alerted(SIXTH) == {"周敏", "陈立"}


def test_a_missed_day_delays_the_alert_but_does_not_lose_it(cast, handed_in):
    assert alerted(FOURTH) == {"周敏"}


def test_what_has_been_decided_alerts_nobody(cast, handed_in):
    handed_in.state, handed_in.decided_by = "accepted", cast.officer
    handed_in.decided_on, handed_in.decided_at = HANDED_IN, timezone.now()
    handed_in.save()
    assert alerted(THIRD) == set()


def test_an_extension_that_nobody_decides_is_told_of_in_the_mail(cast, ladder, mail):
    owed = factories.obligation(unit=cast.bureau, due_on=date(2026, 6, 30), office=cast.office)
    Extension.objects.create(
        obligation=owed,
        reason="等待上级文件",
        progress_so_far="已完成一半",
        expected_on=date(2026, 9, 30),
        due_before_on=owed.due_on,
        asked_by=cast.liaison,
        asked_on=HANDED_IN,
    )
    compose(today=THIRD)
    deliver(today=THIRD)
    (arrived,) = (m for m in mail.mails if cast.officer.email in m.recipients)
    assert "1件待审核、待决定" in arrived.subject
    assert "延期申请待决定，自12月3日" in arrived.text


def test_an_alert_and_what_else_is_told_are_one_mail_a_day(cast, ladder, mail, handed_in):
    task = factories.task(office=cast.office, title="修订执法人员名录")
    decided(cast, task, on=THIRD)
    compose(today=THIRD)
    assert Letter.objects.get(person=cast.officer).kind == "alert"
    deliver(today=THIRD)
    (arrived,) = (m for m in mail.mails if cast.officer.email in m.recipients)
    assert "1件待审核、待决定；1件决定与告知" in arrived.subject and task.title in arrived.text
    decided(cast, task, on=THIRD)  # in the afternoon, when the day's mail has left
    compose(today=THIRD)
    assert Letter.objects.get(person=cast.officer, state="queued").digest_on == FOURTH


def decided(cast, task, *, on):
    with chronicle():
        tell(Verb.PROGRESS_RELEASED, by=Actor.of(cast.liaison, on), task=task, unit=cast.bureau)
