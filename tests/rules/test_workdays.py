"""Which days are worked, and where limits end; checked against whole years of official schedules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.workdays import Calendar, Day, add_months

SOME_DAYS = st.dates(date(2023, 6, 1), date(2027, 6, 30))


@st.composite
def calendars(draw):
    exceptions = draw(st.dictionaries(SOME_DAYS, st.booleans(), max_size=60))
    return Calendar.of(Day(on, is_working) for on, is_working in exceptions.items())


def workdays_of(calendar, year):
    days = (date(year, 1, 1) + timedelta(days=i) for i in range(366))
    return [day for day in days if day.year == year and calendar.is_workday(day)]


# 366 or 365 days, less weekends, less weekdays off, plus worked weekends, counted by hand from the notices.
@pytest.mark.parametrize(("year", "worked"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_whole_official_year_has_the_right_number_of_working_days(calendar, year, worked):
    assert len(workdays_of(calendar, year)) == worked
    assert calendar.count(date(year - 1, 12, 31), date(year, 12, 31)) == worked


@pytest.mark.parametrize("day", [date(2025, 1, 26), date(2025, 9, 28), date(2026, 1, 4), date(2024, 4, 7)])
def test_make_up_weekend_days_are_worked(calendar, day):
    assert day.weekday() >= 5
    assert calendar.is_workday(day)


@pytest.mark.parametrize("day", [date(2025, 10, 8), date(2026, 2, 23), date(2024, 9, 16), date(2026, 1, 2)])
def test_holiday_weekdays_are_not_worked(calendar, day):
    assert day.weekday() < 5
    assert not calendar.is_workday(day)


def test_ten_working_days_across_the_national_holiday(calendar):
    # 28 and 29, 30 September, 9, 10, 11, 13, 14, 15, 16 October
    assert calendar.limit(date(2025, 9, 26), 10) == date(2025, 10, 16)


def test_a_year_without_its_published_schedule_is_not_official(calendar):
    assert calendar.is_official(2026)
    assert not calendar.is_official(2027)


def test_a_local_rest_day_does_not_make_a_year_official_or_provisional(calendar):
    local = Day(date(2025, 3, 3), False, "本地放假", official=False)
    assert Calendar.of([*calendar.days.values(), local]).is_official(2025)
    assert not Calendar.of([local, Day(date(2027, 3, 3), False, "本地放假", official=True)]).is_official(2027)


def test_a_later_row_replaces_an_earlier_one():
    day = date(2025, 3, 3)
    calendar = Calendar.of([Day(day, False), Day(day, True)])
    assert calendar.is_workday(day)


@given(calendars(), SOME_DAYS, st.integers(1, 300))
def test_adding_working_days_agrees_with_counting_them_one_by_one(calendar, day, n):
    walked, left = day, n
    while left:
        walked += timedelta(days=1)
        left -= calendar.is_workday(walked)
    assert calendar.add(day, n) == walked
    assert calendar.count(day, walked) == n


@given(calendars(), SOME_DAYS, st.integers(1, 300))
def test_going_back_agrees_with_counting_one_by_one(calendar, day, n):
    walked, left = day, n
    while left:
        walked -= timedelta(days=1)
        left -= calendar.is_workday(walked)
    assert calendar.add(day, -n) == calendar.minus(day, n) == walked


@given(calendars(), SOME_DAYS)
def test_rolling_finds_the_first_working_day_from_that_day_on(calendar, day):
    walked = day
    while not calendar.is_workday(walked):
        walked += timedelta(days=1)
    assert calendar.roll(day) == walked
    assert calendar.next_workday(day) == calendar.roll(day + timedelta(days=1))


@given(SOME_DAYS, st.integers(-40, 40))
def test_adding_months_lands_in_the_right_month(day, n):
    moved = add_months(day, n)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == n
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)
