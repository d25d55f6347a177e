"""一页纸 each week by mail, to whoever asked for it and to nobody else."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from tests import factories
from tests.factories import TODAY
from tracker.actions.preferences import want_brief
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Letter, LetterKind, User
from tracker.outbox.briefs import NOT_WANTED
from tracker.outbox.compose import compose

MONDAY = TODAY - timedelta(days=TODAY.weekday())


@pytest.fixture
def wanting(cast):
    want_brief(wanted=True, by=Actor.of(cast.leader, TODAY))
    cast.leader.refresh_from_db()
    return cast


def briefs():
    return Letter.objects.filter(kind=LetterKind.BRIEF)


def test_one_a_week_on_the_first_working_day_or_as_soon_as_the_clock_goes(wanting):
    CalendarDay.objects.update_or_create(falls_on=MONDAY, defaults={"is_working": False, "name": "假日"})
    compose(today=MONDAY)
    assert not briefs().exists()
    for day in range(1, 7):
        compose(today=MONDAY + timedelta(days=day))
    only = briefs().get()
    assert (only.person, only.office, only.digest_on) == (
        wanting.leader,
        wanting.office,
        MONDAY + timedelta(days=1),
    )
    compose(today=MONDAY + timedelta(days=7))
    assert briefs().count() == 2


def test_it_says_what_the_page_says_and_brings_the_page_along(wanting, mail, send):
    factories.obligation(unit=wanting.bureau, due_on=TODAY - timedelta(days=10))
    assert send().sent == 1
    arrived = mail.mails[0]
    assert "逾期未报1件" in arrived.text and "市发改委" in arrived.text
    page = next(part for part in arrived.message.walk() if part.get_filename())
    words = "".join(p.text for p in Document(BytesIO(page.get_payload(decode=True))).paragraphs)
    assert "逾期未报1件" in words


def test_who_wants_it_no_more_gets_none(wanting, mail, send):
    compose(today=TODAY)
    want_brief(wanted=False, by=Actor.of(User.objects.get(pk=wanting.leader.pk), TODAY))
    assert send().dropped == 1
    assert briefs().get().answer == NOT_WANTED and not mail.mails


def test_a_unit_gets_no_page_of_all(cast):
    with pytest.raises(Refused, match="只寄给"):
        want_brief(wanted=True, by=Actor.of(cast.liaison, TODAY))


def test_the_menu_turns_it_on_and_off(cast, client):
    client.force_login(cast.leader)
    for wanted in (True, False):
        client.post(reverse("weekly_brief"), {"wanted": "1" if wanted else "0"})
        cast.leader.refresh_from_db()
        assert cast.leader.wants_brief is wanted
