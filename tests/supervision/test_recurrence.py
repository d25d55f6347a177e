"""New periods open by themselves; nothing is lost over an outage, and nobody inherits the past."""

from datetime import date

import pytest

from tests import factories
from tracker.domain.lifecycle.opening import open_periods
from tracker.models import Assignment, Deadline, Obligation, Schedule
from tracker.rules.workdays import Calendar
from tracker.supervision.sweep import sweep

pytestmark = pytest.mark.django_db
STARTED = date(2025, 10, 9)


@pytest.fixture
def cast():
    factories.calendar(years=(2025, 2026))
    factories.ladder()
    return factories.people()


@pytest.fixture
def quarterly(cast) -> Schedule:
    """市发改委 reports each quarter, and the list has been issued on 9 October."""
    task = factories.task(office=cast.office)
    factories.assign(task=task, unit=cast.bureau)
    schedule = Schedule.objects.create(
        task=task, kind="report", rule="quarterly", wording="每季度", basis="decided", starts_on=STARTED
    )
    open_periods([schedule], today=STARTED, calendar=Calendar.of())
    return schedule


def test_the_next_quarter_opens_on_its_first_day_and_the_missed_one_stays_open(quarterly):
    assert periods(quarterly) == ["2025Q4"]
    sweep(today=date(2025, 12, 31))
    assert periods(quarterly) == ["2025Q4"]
    sweep(today=date(2026, 1, 1))
    assert periods(quarterly) == ["2025Q4", "2026Q1"]
    assert Obligation.objects.open().chased().count() == 2


def test_a_period_that_passed_while_the_system_was_off_is_late_not_forgotten(quarterly):
    sweep(today=date(2026, 4, 8))
    missed = Obligation.objects.get(deadline__period="2026Q1")
    assert missed.is_chased
    assert missed.due_on == date(2026, 3, 31)
    assert missed.notices.exists() or missed.next_on


def test_a_unit_that_took_over_owes_nothing_of_the_past(quarterly, cast):
    Assignment.objects.filter(task=quarterly.task).update(unit=cast.college, written=cast.college.name)
    sweep(today=date(2026, 1, 5))
    owed = Obligation.objects.filter(unit=cast.college)
    assert [o.deadline.period for o in owed] == ["2026Q1"]


def test_opening_twice_changes_nothing(quarterly):
    again = Schedule.objects.filter(pk=quarterly.pk)
    assert open_periods(again, today=STARTED, calendar=Calendar.of()) == (0, 0)


def periods(schedule: Schedule) -> list[str]:
    return list(
        Deadline.objects.filter(schedule=schedule).order_by("due_on").values_list("period", flat=True)
    )
