"""The working-day calendar: loaded by year, replaced by the official schedule, every moved date shown first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.rounds import move_to
from tracker.domain.locks import hold_tasks
from tracker.domain.realm import why_not_rule_for_all
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_alone
from tracker.models import (
    CalendarDay,
    Deadline,
    Decision,
    Extension,
    Objection,
    Obligation,
    ObligationKind,
    Verb,
)
from tracker.models.installation import CalendarDayQuerySet
from tracker.rules.holidays_cn import LONGEST_HOLIDAY, year_days
from tracker.rules.periods import periods
from tracker.rules.workdays import Calendar, Day

BATCH = 500


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date counted in working days that the new calendar would move."""

    obligation: Obligation
    before: date
    after: date


# --- What would happen -----------------------------------------------------------------------------
def changed_calendar(days: Iterable[Day], *, removed: Iterable[date] = ()) -> Calendar:
    """The calendar as it would be. `days` that hold a whole year's schedule replace that year; other days are
    added to what is there. `removed` days follow the week again."""
    days, removed = list(days), set(removed)
    gone = removed | set(_replaced(days).values_list("falls_on", flat=True))
    old = CalendarDay.objects.calendar()
    return Calendar.of([*(day for on, day in old.days.items() if on not in gone), *days])


def preview_calendar_change(
    days: Iterable[Day], *, today: date, removed: Iterable[date] = ()
) -> list[MovedDate]:
    """Which dates still owed the new days would move. Dates that a document states never move."""
    return list(_moved(changed_calendar(days, removed=removed), today))


def whole_year(days: Iterable[Day]) -> int | None:
    """The year whose schedule these days are, told by its three fixed holidays; None for single days."""
    resting = {day.on for day in days if not day.is_working}
    for year in {on.year for on in resting}:
        if {date(year, 1, 1), date(year, 5, 1), date(year, 10, 1)} <= resting:
            return year
    return None


def _replaced(days: list[Day]) -> CalendarDayQuerySet:
    """Rows that make room for `days`. The last days of December stay when they are official: they belong to the
    next year's schedule, which may have been imported before."""
    same = Q(falls_on__in=[day.on for day in days])
    year = whole_year(days)
    if year is None:
        return CalendarDay.objects.filter(same)
    next_new_year = date(year, 12, 31) - timedelta(days=LONGEST_HOLIDAY)
    the_next_ones = Q(falls_on__gt=next_new_year, is_official=True)
    return CalendarDay.objects.filter(same | (Q(falls_on__year=year) & ~the_next_ones))


# --- Verbs -----------------------------------------------------------------------------------------
@chronicle()
def load_year(*, year: int, by: Actor) -> int:
    """Fill a year from the known holidays, marked 预计 until the official schedule is known. A year that is
    official, or that already says the same, is left as it is. Returns the number of days written."""
    refuse_if(why_not_rule_for_all(by=by))
    try:
        days = year_days(year)
    except ValueError as error:
        raise Refused(str(error)) from error
    known = CalendarDay.objects.calendar()
    have = {day for on, day in known.days.items() if on.year == year}
    if known.is_official(year) or have == set(days):
        return 0
    apply_calendar_days(days=days, by=by)
    return len(days)


@chronicle()
def apply_calendar_days(*, days: Iterable[Day], by: Actor, removed: Iterable[date] = ()) -> list[MovedDate]:
    """Write the days (see `changed_calendar`), move the dates counted in working days, and have the sweep look
    again at everything whose next letter may now fall on another day. A moved date starts a new round."""
    refuse_if(why_not_rule_for_all(by=by) or why_not_alone(by=by))
    days, removed = list(days), list(removed)
    if not days and not removed:
        raise Refused(_("没有要改的日期。"))
    moved = list(_moved(changed_calendar(days, removed=removed), by.on))
    CalendarDay.objects.filter(falls_on__in=removed).delete()
    _replaced(days).delete()
    CalendarDay.objects.bulk_create(_row(day) for day in days)
    hold_tasks(move.obligation.task_id for move in moved)
    for move in moved:
        _move(move, by.on)
    first = min([*removed, *(day.on for day in days)])
    affected = Q(due_on__gte=first) | Q(next_on__gte=first)
    Obligation.objects.open().filter(affected, next_on__isnull=False).recheck(by.on)
    tell(
        Verb.CALENDAR_CHANGED,
        by=by,
        note=_in_words(days, removed, moved),
        moved=[[move.obligation.pk, move.before, move.after] for move in moved],
    )
    return moved


def why_not_drop_day(_day: CalendarDay, *, by: Actor) -> str:
    return why_not_rule_for_all(by=by)


def _in_words(days: list[Day], removed: list[date], moved: list[MovedDate]) -> str:
    year = whole_year(days)
    if year:
        what = _("启用%(year)s年放假安排（%(n)s天）") % {"year": year, "n": len(days)}
    else:
        changed = sorted([*removed, *(day.on for day in days)])
        what = _("修改%(days)s") % {"days": "、".join(map(str, changed))}
    return _("%(what)s，变动%(n)s个应办日期") % {"what": what, "n": len(moved)}


def _row(day: Day) -> CalendarDay:
    return CalendarDay(falls_on=day.on, is_working=day.is_working, name=day.name, is_official=day.official)


def _move(move: MovedDate, today: date) -> None:
    deadline = move.obligation.deadline
    if deadline:
        Deadline.objects.filter(pk=deadline.pk).update(due_on=move.after)
    owed = Obligation.objects.unsettled().select_for_update(no_key=True).filter(pk=move.obligation.pk).first()
    if owed:  # or it was settled since it was read
        move_to(owed, move.after, today)


# --- Which dates are counted in working days -------------------------------------------------------
def _moved(new: Calendar, today: date) -> Iterator[MovedDate]:
    """A date that a person granted stands, whatever the calendar says; so does one nobody has begun to chase."""
    granted = Extension.objects.filter(decision=Decision.GRANTED).values("obligation")
    corrected = Objection.objects.filter(decision=Decision.GRANTED).values("obligation")
    owed = Obligation.objects.unsettled().chased().exclude(pk__in=granted).exclude(pk__in=corrected)
    counted = Q(kind__in=(ObligationKind.SIGN_FOR, ObligationKind.REPLY))
    counted |= Q(deadline__schedule__counts_workdays=True, due_on__gte=today)
    rows = owed.filter(counted).select_related("unit", "dispatch", "task_list", "task", "deadline__schedule")
    old = CalendarDay.objects.calendar()
    for row in rows.iterator(chunk_size=BATCH):
        after = _counted(row, old=old, new=new)
        if after and after != row.due_on:
            yield MovedDate(row, row.due_on, after)


def _counted(row: Obligation, *, old: Calendar, new: Calendar) -> date | None:
    """The date as the new calendar counts it. A list's limit may have been changed since it was issued: the days
    that were counted then are those between the dates."""
    if row.dispatch:
        return new.limit(row.opened_on, row.dispatch.reply_within)
    if row.task_list_id:
        return new.limit(row.opened_on, old.count(row.opened_on, row.due_on))
    deadline = row.deadline
    if deadline is None:
        return None
    schedule = deadline.schedule
    for period in periods(schedule.rule, schedule.anchor, deadline.opens_on, deadline.opens_on, new):
        if period.key == deadline.period:
            return period.due_on
    return None
