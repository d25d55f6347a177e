"""Before a calendar is changed, the letters that would go on another day are named."""

from datetime import date

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.actions.calendar import changed_calendar
from tracker.rules.workdays import Day
from tracker.supervision.moved_letters import moved_letters

pytestmark = pytest.mark.django_db
THURSDAY = date(2025, 12, 18)


@pytest.fixture
def owed():
    cast = factories.people()
    factories.calendar()
    factories.ladder(codes={"remind-5", "urge"})
    return factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 25), next_on=TODAY)


def off(*days: date):
    """The calendar with these days off."""
    return changed_calendar([Day(on, False, "轮休", True) for on in days])


def test_a_day_off_before_the_date_puts_the_reminder_forward(owed):
    new = off(date(2025, 12, 22))
    (moved,) = moved_letters(new, today=TODAY)
    assert (moved.now.obligation, moved.before, moved.after) == (owed.pk, THURSDAY, date(2025, 12, 17))
    assert moved_letters(new, today=TODAY, besides={owed.pk}) == []


def test_a_day_that_no_letter_feels_moves_none(owed):
    assert moved_letters(off(date(2025, 12, 5)), today=TODAY) == []


def test_days_gone_by_move_nothing(owed):
    assert moved_letters(off(date(2025, 11, 28)), today=TODAY) == []


def test_more_than_a_person_would_wait_for_is_not_reckoned(owed, monkeypatch):
    monkeypatch.setattr("tracker.supervision.moved_letters.TOO_MANY", 0)
    assert moved_letters(off(date(2025, 12, 22)), today=TODAY) is None
