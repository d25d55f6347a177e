"""When the clock stands still or mail does not leave, the first pages say so; on any other day they do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.web.conftest import page
from tracker import jobs
from tracker.models import ClockCall, MailPause
from tracker.outbox.pause import pause

STOPPED, PAUSED = "没有按时运行", "暂停发送"


@pytest.fixture
def first_pages(cast, as_):
    """What the office and an administrator read first."""
    keeper = factories.person(name="系统员", unit=cast.office, role="system_admin")

    def read():
        return page(as_(cast.officer).get("/")), page(as_(keeper).get("/admin/"))

    return read


def test_nothing_is_said_of_a_clock_that_calls_and_mail_that_leaves(first_pages):
    ClockCall.objects.note(now=timezone.now() - timedelta(minutes=31))
    for text in first_pages():
        assert STOPPED not in text and PAUSED not in text


@pytest.mark.parametrize("ago", [timedelta(hours=2), timedelta(days=-7)], ids=["long ago", "in the future"])
def test_a_clock_that_stands_still_is_named(first_pages, ago):
    ClockCall.objects.note(now=timezone.now() - ago)
    for text in first_pages():
        assert STOPPED in text


def test_paused_mail_is_named_in_the_server_s_words(first_pages):
    pause(answer="553 5.7.1 sender rejected", now=timezone.now())
    for text in first_pages():
        assert PAUSED in text and "553 5.7.1 sender rejected" in text
    MailPause.objects.all().delete()
    for text in first_pages():
        assert PAUSED not in text


def test_a_unit_is_told_nothing_of_the_machine(cast, as_):
    pause(answer="553 5.7.1 sender rejected", now=timezone.now())
    assert "553" not in page(as_(cast.liaison).get("/"))


def test_a_sweep_is_a_call(cast):
    factories.calendar()
    factories.ladder()
    jobs.sweep()
    assert not ClockCall.objects.current().stands_still(timezone.now())
