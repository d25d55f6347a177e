"""Stages, rhythms and report cycles of a task: entered, changed from the next period, ended."""

from datetime import date

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import by
from tracker.actions import dates, lists
from tracker.domain.lifecycle.opening import open_periods
from tracker.models import CalendarDay, Event, Notice

DUE = date(2025, 12, 31)


@pytest.fixture
def task(cast):
    return factories.obligation(unit=cast.bureau, due_on=DUE).task


def open_on(task, day):
    """What the sweep of that day opens."""
    rows = task.schedules.filter(opens_next_on__lte=day).select_related("task__task_list")
    open_periods(
        rows.prefetch_related("task__assignments"), today=day, calendar=CalendarDay.objects.calendar()
    )


def test_a_dated_task_has_a_report_cycle_beside_its_date(cast, task):
    row = dates.add_date(task=task, kind="report", rule="quarterly", by=by(cast.officer))
    assert (row.wording, row.basis, row.opens_next_on) == ("每季度末前", "decided", date(2026, 1, 1))
    owed = {(o.kind, o.due_on) for o in task.obligations.all()}
    assert owed == {("finish", DUE), ("report", DUE)}
    assert [n.unit for n in Notice.objects.decisions()] == [cast.bureau]


def test_a_stage_is_owed_from_today_and_a_past_one_is_refused(cast, task):
    dates.add_date(
        task=task, kind="stage", rule="once", label="出台方案", due_on=date(2025, 12, 15), by=by(cast.officer)
    )
    assert task.obligations.get(kind="stage").deadline.schedule.label == "出台方案"
    with refused("已过"):
        dates.add_date(task=task, kind="stage", rule="once", due_on=date(2025, 12, 1), by=by(cast.officer))


@pytest.mark.parametrize(
    ("rule", "words"),
    [({"rule": "quarterly", "day": 10}, "第几个月"), ({"rule": "monthly", "month": 2}, "月份")],
)
def test_a_rhythm_that_makes_no_sense_is_refused_in_words(cast, task, rule, words):
    with refused(words):
        dates.add_date(task=task, kind="report", by=by(cast.officer), **rule)


def test_a_changed_rhythm_holds_from_the_next_period_and_says_old_and_new(cast, task):
    row = dates.add_date(task=task, kind="report", rule="monthly", by=by(cast.officer))
    dates.change_date(schedule=row, rule="quarterly", by=by(cast.officer))
    assert (
        "由“报送（报送）：每月底前”改为“报送（报送）：每季度末前”"
        in Event.objects.order_by("-seq").first().note
    )
    open_on(task, date(2026, 1, 1))
    due = list(task.obligations.filter(kind="report").values_list("due_on", flat=True))
    assert due == [date(2025, 12, 31), date(2026, 3, 31)]  # and no quarter of the year that ends


def test_a_list_s_changed_cycle_asks_nothing_more_of_the_running_quarter(cast):
    listed = factories.task_list(office=cast.office, report_cycle="monthly", state="draft", issued_on=None)
    task = factories.task(task_list=listed, state="draft")
    factories.assign(task=task, unit=cast.bureau)
    lists.issue_list(task_list=listed, by=by(cast.officer))
    lists.change_list(task_list=again(listed), report_cycle="quarterly", by=by(cast.officer))
    open_on(task, date(2026, 1, 1))
    due = list(task.obligations.values_list("due_on", flat=True))
    assert due == [date(2025, 12, 31), date(2026, 3, 31)]


def test_an_ended_rhythm_opens_no_more_and_leaves_what_is_open(cast, task):
    row = dates.add_date(task=task, kind="report", rule="monthly", by=by(cast.officer))
    dates.end_date(schedule=row, reason="改为年底一并报送", by=by(cast.officer))
    open_on(task, date(2026, 3, 1))
    assert task.obligations.get(kind="report").state == "open"
    with refused("已经停止"):
        dates.end_date(schedule=again(row), reason="再停一次", by=by(cast.officer))


def test_ending_a_single_date_waives_it_and_is_the_heads(cast, task):
    row = dates.add_date(task=task, kind="stage", rule="once", due_on=DUE, by=by(cast.officer))
    with refused("办主任"):
        dates.end_date(schedule=row, reason="不再需要", by=by(cast.officer))
    dates.end_date(schedule=row, reason="不再需要", by=by(cast.head))
    assert task.obligations.get(kind="stage").state == "waived"
    with refused("已没有"):
        dates.end_date(schedule=again(row), reason="也不要", by=by(cast.head))


def test_in_a_draft_dates_are_entered_and_struck_out(cast):
    task = factories.task(office=cast.office, state="draft")
    for kind in ("finish", "report"):
        dates.add_date(
            task=task, kind=kind, rule="yearly", month=3, day=1, falls_after=True, by=by(cast.officer)
        )
    assert {s.wording for s in task.schedules.all()} == {"次年3月1日前"}
    dates.end_date(schedule=task.schedules.last(), reason="多余", by=by(cast.officer))
    assert task.schedules.count() == 1
