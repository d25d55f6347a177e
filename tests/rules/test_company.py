"""Letters wait for company (ADR 67): on random weeks, with holidays and worked weekends."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.rules.company import Held, Hour, Patience, leaving, may_wait, time_is_up
from tracker.rules.workdays import Calendar, Day

pytestmark = pytest.mark.one_database

MONDAY, DAYS = date(2025, 9, 1), 42
many = settings(max_examples=60, deadline=None)


@st.composite
def calendars(draw):
    """Any of the days may be worked or not, also the weekends, as before and after holidays; most follow the week."""
    turned = draw(st.dictionaries(st.integers(0, DAYS + 20), st.booleans(), max_size=25))
    return Calendar.of(Day(MONDAY + timedelta(days=n), works) for n, works in turned.items())


def weeks(days):
    return Counter(on.isocalendar()[:2] for on in days)


def live(calendar, *, said, bound=frozenset(), patience=Patience.EVENING_AFTER, readers=("head",)):
    """Day by day, with both calls: (days on which a letter left, when each thing was told). `said`: on which days
    something comes up after the morning's call; `bound`: days on which a letter leaves in the morning anyway."""
    letters, told, held = [], {}, []
    for number in range(DAYS + 15):
        today = MONDAY + timedelta(days=number)
        if not calendar.is_workday(today):
            held += [
                Held((number, n), today, patience, frozenset(readers)) for n in range(said.get(number, 0))
            ]
            continue
        for hour in Hour:
            if hour is Hour.EVENING:
                held += [
                    Held((number, n), today, patience, frozenset(readers)) for n in range(said.get(number, 0))
                ]
            going = set(readers) if hour is Hour.MORNING and number in bound else set()
            left = leaving(held, going, today=today, hour=hour, calendar=calendar)
            told |= {each.what: (each.since_on, today, hour) for each in left}
            held = [each for each in held if each not in left]
            if left or going:
                letters.append(today)
    return letters, told


def said_on(most=3):
    return st.dictionaries(st.integers(0, DAYS - 1), st.integers(1, most), max_size=DAYS)


@many
@given(calendars(), said_on())
def test_whom_nothing_is_bound_to_a_day_has_a_letter_on_every_second_working_day_at_most(calendar, said):
    """Of what comes up while the office works: that of a holiday is told on the first day after it."""
    said = {n: many for n, many in said.items() if calendar.is_workday(MONDAY + timedelta(days=n))}
    letters, told = live(calendar, said=said)
    assert len(told) == sum(said.values()), "nothing is forgotten"
    for before, after in pairwise(letters):
        assert calendar.count(before, after) >= 2
    worked = weeks(
        MONDAY + timedelta(days=n)
        for n in range(DAYS + 15)
        if calendar.is_workday(MONDAY + timedelta(days=n))
    )
    for week, n in weeks(letters).items():
        assert n <= (worked[week] + 1) // 2
        assert n <= 3 or worked[week] == 7, "also in a week of six working days"


@many
@given(calendars(), said_on(), st.frozensets(st.integers(0, DAYS - 1)))
def test_who_has_letters_bound_to_their_day_has_one_a_day_and_hears_all_in_time(calendar, said, bound):
    letters, told = live(calendar, said=said, bound=bound)
    assert len(set(letters)) == len(letters)
    assert len(told) == sum(said.values())
    for since, on, hour in told.values():
        assert on <= calendar.next_workday(since)
        if (on - MONDAY).days in bound:
            assert hour is Hour.MORNING, "what waits goes along with what leaves"


@many
@given(calendars(), said_on(1))
def test_what_asks_nothing_of_anybody_makes_a_letter_after_a_week(calendar, said):
    _letters, told = live(calendar, said=said, patience=Patience.A_WEEK)
    for since, on, _hour in told.values():
        assert calendar.count(since, on) <= 5


def test_a_six_day_week_with_something_each_day():
    """28 September 2025 was a Sunday that was worked."""
    calendar = Calendar.of([Day(date(2025, 9, 28), True)])
    letters, _told = live(calendar, said=dict.fromkeys(range(21, 28), 1))
    assert weeks(letters)[2025, 39] == 3


def held(what, since_on, *readers, patience=Patience.EVENING_AFTER):
    return Held(what, since_on, patience, frozenset(readers))


def test_a_letter_that_something_makes_takes_others_along():
    tuesday = MONDAY + timedelta(days=1)
    waiting = [
        held("for both", MONDAY, "liaison", "leader"),
        held("for the leader", MONDAY, "leader", "another"),
        held("elsewhere", MONDAY, "somebody"),
    ]
    found = leaving(waiting, {"liaison"}, today=tuesday, hour=Hour.MORNING, calendar=Calendar.of())
    assert [each.what for each in found] == ["for both", "for the leader"]


def test_what_is_of_today_makes_no_letter_for_others_in_the_evening():
    waiting = [held("for both", MONDAY, "liaison", "leader"), held("for the leader", MONDAY, "leader")]
    found = leaving(waiting, {"leader"}, today=MONDAY, hour=Hour.EVENING, calendar=Calendar.of())
    assert [each.what for each in found] == ["for the leader"]


def test_a_call_that_was_missed_is_made_up_for_at_the_next():
    wednesday = MONDAY + timedelta(days=2)
    for patience in (Patience.MORNING_AFTER, Patience.EVENING_AFTER):
        assert time_is_up(MONDAY, patience, today=wednesday, hour=Hour.MORNING, calendar=Calendar.of())


@pytest.mark.parametrize(
    ("kind", "offset", "again_after", "on", "waits"),
    [
        ("reminder", -5, None, date(2025, 9, 8), True),
        ("reminder", -5, None, date(2025, 9, 9), False),  # after its day
        ("reminder", -1, None, date(2025, 9, 12), False),
        ("urge", 1, None, date(2025, 9, 16), False),
        ("urge", 1, 2, date(2025, 9, 8), True),
        ("urge", 1, 5, date(2025, 9, 8), False),  # the next week's would come too soon after it
        ("urge", 1, 2, date(2025, 9, 12), False),  # would go in another week
    ],
)
def test_which_steps_may_wait(kind, offset, again_after, on, waits):
    assert waits is may_wait(
        kind, offset=offset, again_after=again_after, due_on=date(2025, 9, 15), on=on, calendar=Calendar.of()
    )
