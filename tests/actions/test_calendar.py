"""A new year's schedule: every date it moves is shown first, and a date that a document states never moves."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, count, last, refused
from tests.factories import TODAY
from tracker.actions import calendar
from tracker.domain.actor import Actor
from tracker.domain.lifecycle.ending import settle
from tracker.models import CalendarDay, Decision, Extension
from tracker.rules.workdays import Day

FRIDAY = date(2025, 12, 5)
HOLIDAY = Day(FRIDAY, False, "市庆", True)


@pytest.fixture
def signing(cast):
    """To be signed for within three working days after the 3rd: on Monday the 8th."""
    task_list = factories.task_list(office=cast.office)
    return factories.sign_for(unit=cast.bureau, task_list=task_list, due_on=date(2025, 12, 8))


def apply(by, *days, **more):
    return calendar.apply_calendar_days(days=days, by=factories.two(by), **more)


def test_what_would_move_is_shown_before_anything_moves(cast, signing):
    (move,) = calendar.preview_calendar_change([HOLIDAY], today=TODAY)
    assert (move.obligation, move.before, move.after) == (signing, date(2025, 12, 8), date(2025, 12, 9))
    assert again(signing).due_on == date(2025, 12, 8)
    assert not CalendarDay.objects.filter(falls_on=FRIDAY).exists()


def test_applying_moves_exactly_what_was_shown_and_starts_a_new_round(cast, security, signing):
    shown = [(m.obligation.pk, m.after) for m in calendar.preview_calendar_change([HOLIDAY], today=TODAY)]
    moved = apply(security, HOLIDAY)
    assert [(m.obligation.pk, m.after) for m in moved] == shown
    assert (again(signing).due_on, again(signing).round, again(signing).next_on) == (
        date(2025, 12, 9),
        2,
        TODAY,
    )
    event = last("calendar.changed")
    assert event.actor == security
    assert event.facts["moved"] == [[signing.pk, "2025-12-08", "2025-12-09"]]


def test_the_same_schedule_twice_moves_nothing_more(cast, security, signing):
    apply(security, HOLIDAY)
    assert apply(security, HOLIDAY) == []
    assert again(signing).round == 2
    assert CalendarDay.objects.filter(falls_on=FRIDAY).count() == 1


def test_a_stated_date_stays_even_on_a_day_of_rest(cast, security):
    stated = factories.obligation(unit=cast.bureau, due_on=FRIDAY)
    assert apply(security, HOLIDAY) == []
    assert (again(stated).due_on, again(stated).round) == (FRIDAY, 1)
    assert again(stated).next_on == TODAY  # but when its letters go is reconsidered


def test_a_date_that_somebody_granted_stands(cast, security, signing):
    Extension.objects.create(
        obligation=signing, reason="x", progress_so_far="x", expected_on=date(2025, 12, 8), due_before_on=TODAY,
        new_due_on=date(2025, 12, 8), decision=Decision.GRANTED, asked_by=cast.liaison, asked_on=TODAY,
        decided_by=cast.head, decided_on=TODAY,
    )  # fmt: skip
    assert apply(security, HOLIDAY) == []
    assert again(signing).due_on == date(2025, 12, 8)


def test_a_day_can_be_taken_back(cast, security, signing):
    apply(security, HOLIDAY)
    apply(security, removed=[FRIDAY])
    assert again(signing).due_on == date(2025, 12, 8)
    assert not CalendarDay.objects.filter(falls_on=FRIDAY).exists()


def test_the_calendar_has_two_keepers(cast, security, system):
    assert apply(cast.head, HOLIDAY) == []
    for stranger in (system, cast.officer, cast.liaison):
        with refused("只有安全管理员或办主任"):
            apply(stranger, HOLIDAY)
        with refused("只有安全管理员或办主任"):
            calendar.load_year(year=2027, by=factories.two(stranger))
    with refused("没有要改的日期"):
        apply(security)


def test_a_year_is_loaded_as_expected_until_the_official_one_comes(cast, security):
    assert calendar.load_year(year=2027, by=factories.two(security)) > 10
    rows = CalendarDay.objects.filter(falls_on__year=2027)
    assert not rows.filter(is_official=True).exists()
    assert calendar.load_year(year=2027, by=factories.two(security)) == 0
    assert count("calendar.changed") == 1


def test_a_whole_year_replaces_what_was_expected(cast, security):
    calendar.load_year(year=2027, by=factories.two(security))
    official = [
        Day(date(2027, month, day), False, name, True)
        for month, day, name in ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"))
    ]
    assert calendar.whole_year(official) == 2027
    apply(security, *official)
    kept = CalendarDay.objects.filter(falls_on__year=2027)
    assert [(d.falls_on, d.is_official) for d in kept] == [(d.on, True) for d in official]
    assert calendar.load_year(year=2027, by=factories.two(security)) == 0


def test_one_day_alone_replaces_only_itself(cast, security):
    before = CalendarDay.objects.filter(falls_on__year=2025).count()
    assert calendar.whole_year([HOLIDAY]) is None
    apply(security, HOLIDAY)
    assert CalendarDay.objects.filter(falls_on__year=2025).count() == before + 1


def test_a_reply_is_counted_anew_and_a_settled_one_is_left_alone(cast, security, signing):
    done = factories.sign_for(
        unit=cast.college, task_list=signing.task_list, opened_on=TODAY, due_on=date(2025, 12, 8)
    )
    settle(obligation=done, by=Actor.system(TODAY))
    assert [m.obligation for m in apply(security, HOLIDAY)] == [signing]
    assert again(done).due_on == TODAY + timedelta(days=5)
