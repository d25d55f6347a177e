"""A period opens: its Deadline, and an Obligation for every unit that owes it.

Issuing a list and the daily recurrence both come here, so a date means the same to both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from tracker.domain.events import touch
from tracker.models.lists import Duty
from tracker.models.obligations import Obligation
from tracker.models.schedules import Deadline, Schedule
from tracker.models.tasks import AssignmentRole, Task
from tracker.rules.periods import Period, periods
from tracker.rules.workdays import Calendar

LOOK_AHEAD = timedelta(days=800)  # two of the longest periods: enough to find the next opening
BATCH = 1000


def owing_units(task: Task) -> list[int]:
    """Ids of the units that owe the dates of this task: the lead units, or all of them where each owes."""
    everybody = task.duty != Duty.LEAD
    rows = [a for a in task.assignments.all() if everybody or a.role == AssignmentRole.LEAD]
    return [a.unit_id for a in rows if a.unit_id]


def open_periods(
    schedules: Iterable[Schedule], *, today: date, calendar: Calendar, chase_past: bool = False
) -> tuple[int, int]:
    """Open every period of these schedules that has begun by `today`; returns (deadlines, obligations) made.

    Safe to repeat: a period already open is left as it is. A date already past on opening is chased only
    with `chase_past`; otherwise it stays visible as 已过期未启动 and no letter goes out.
    """
    schedules = list(schedules)
    known = set(Deadline.objects.filter(schedule__in=schedules).values_list("schedule_id", "period"))
    begun = [_deadline(s, p) for s in schedules for p in periods_begun(s, today, calendar)]
    # Only what opens now is owed by the owners of now: a unit that took over owes nothing of the past.
    wanted = {(d.schedule_id, d.period): d for d in begun if (d.schedule_id, d.period) not in known}
    Deadline.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=BATCH)
    rows = Deadline.objects.filter(schedule__in={schedule for schedule, _period in wanted})
    opened = [row for row in rows if (row.schedule_id, row.period) in wanted]
    made = _oblige(schedules, opened, today, chase_past=chase_past)
    for schedule in schedules:
        schedule.opens_next_on = next_opening(schedule, today, calendar)
    Schedule.objects.bulk_update(schedules, ["opens_next_on"], batch_size=BATCH)
    return len(opened), made


def periods_begun(schedule: Schedule, today: date, calendar: Calendar) -> Iterable[Period]:
    """Every period of the schedule that has begun by `today`, oldest first, open already or not."""
    start = schedule.starts_on or today
    for period in periods(schedule.rule, schedule.anchor, start, today, calendar):
        if schedule.until_on is None or period.due_on <= schedule.until_on:
            yield period


def next_opening(schedule: Schedule, today: date, calendar: Calendar) -> date | None:
    if schedule.rule == "once":
        return None if (schedule.starts_on or today) <= today else schedule.starts_on
    for period in periods(schedule.rule, schedule.anchor, today, today + LOOK_AHEAD, calendar):
        past_end = schedule.until_on is not None and period.due_on > schedule.until_on
        if period.opens_on > today:
            return None if past_end else period.opens_on
    return None


def from_next_period(schedule: Schedule, today: date, calendar: Calendar) -> None:
    """Another rhythm: what is open stays as it is, and the first period that opens after today is of the new one. Of the
    period that runs already nothing more is asked. Unsaved."""
    schedule.opens_next_on = next_opening(schedule, today, calendar)
    schedule.starts_on = schedule.opens_next_on or today


def _deadline(schedule: Schedule, period: Period) -> Deadline:
    return Deadline(
        schedule=schedule,
        task_id=schedule.task_id,
        period=period.key,
        opens_on=min(period.opens_on, period.due_on),  # a date already past opens on itself
        due_on=period.due_on,
        wording=schedule.wording or period.wording,
        explanation=schedule.explanation or period.wording,
        basis=schedule.basis,
    )


def _oblige(schedules: list[Schedule], deadlines: list[Deadline], today: date, *, chase_past: bool) -> int:
    by_id = {s.pk: s for s in schedules}
    owing = {s.task_id: s.task for s in schedules}
    units = {task_id: owing_units(task) for task_id, task in owing.items()}
    rows = []
    for deadline in deadlines:
        schedule = by_id[deadline.schedule_id]
        chased = chase_past or deadline.due_on >= today
        rows += [
            Obligation(
                unit_id=unit_id,
                office_id=owing[deadline.task_id].task_list.office_id,
                kind=schedule.kind,
                deadline=deadline,
                task_id=deadline.task_id,
                opened_on=today,
                due_on=deadline.due_on,
                next_on=today if chased else None,
                is_chased=chased,
            )
            for unit_id in units[deadline.task_id]
        ]
    Obligation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    touch((row.task_id for row in rows), today)
    return len(rows)
