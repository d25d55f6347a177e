"""The working-day calendar: loaded by year, replaced by the official schedule, every moved date shown first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.lists import SIGN_FOR_WITHIN
from tracker.actions.refusal import Refused, refuse_if
from tracker.actions.roles import why_not_rule_keeper
from tracker.models import CalendarDay, Obligation, ObligationKind, User, Verb, chronicle, tell
from tracker.rules.holidays_cn import year_days
from tracker.rules.workdays import Calendar, Day


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date counted in working days that the new calendar would move."""

    obligation: Obligation
    before: date
    after: date


@chronicle()
def load_year(*, year: int, by: User, today: date) -> int:
    """Fill a year from the known holidays, marked 预计 until the official schedule is imported. A year that has
    rows is left as it is. Returns the number of days written."""
    refuse_if(why_not_rule_keeper(by=by, today=today))
    if CalendarDay.objects.filter(falls_on__year=year).exists():
        return 0
    days = year_days(year)
    CalendarDay.objects.bulk_create(_row(day) for day in days)
    tell(Verb.CALENDAR_CHANGED, by=by, on=today, note=_("载入%(year)s年节假日") % {"year": year}, year=year)
    return len(days)


def preview_calendar_change(days: Iterable[Day], *, today: date) -> list[MovedDate]:
    """Which open obligations' computed dates the new days would move. Dates that a document states never move."""
    old = CalendarDay.objects.calendar()
    return list(_moved(old, _with(old, list(days))))


@chronicle()
def apply_calendar_days(*, days: Iterable[Day], by: User, today: date) -> list[MovedDate]:
    """Replace the years that `days` speak of, move the dates counted in working days, and have the sweep look
    again at everything whose next letter may now fall on another day."""
    refuse_if(why_not_rule_keeper(by=by, today=today))
    days = list(days)
    if not days:
        raise Refused(_("文件里没有日期。"))
    old = CalendarDay.objects.calendar()
    moved = list(_moved(old, _with(old, days)))
    years = sorted({day.on.year for day in days})
    CalendarDay.objects.filter(falls_on__year__in=years).delete()
    CalendarDay.objects.bulk_create(_row(day) for day in days)
    for move in moved:
        move.obligation.due_on = move.after
        move.obligation.save(update_fields=["due_on"])
    Obligation.objects.open().chased().filter(next_on__isnull=False).look_again(today)
    tell(
        Verb.CALENDAR_CHANGED,
        by=by,
        on=today,
        note=_("启用%(years)s年放假安排，移动%(n)s个日期")
        % {"years": "、".join(map(str, years)), "n": len(moved)},
        moved=[[m.obligation.pk, m.before, m.after] for m in moved],
    )
    return moved


def _row(day: Day) -> CalendarDay:
    return CalendarDay(falls_on=day.on, is_working=day.is_working, name=day.name, is_official=day.official)


def _with(old: Calendar, days: list[Day]) -> Calendar:
    years = {day.on.year for day in days}
    return Calendar.of([*(d for d in old.days.values() if d.on.year not in years), *days])


def _moved(old: Calendar, new: Calendar) -> Iterable[MovedDate]:
    counted = (ObligationKind.SIGN_FOR, ObligationKind.REPLY)
    rows = (
        Obligation.objects.unsettled()
        .filter(kind__in=counted)
        .select_related("unit", "dispatch", "task_list")
    )
    for row in rows:
        within = row.dispatch.reply_within if row.dispatch_id else SIGN_FOR_WITHIN
        before, after = old.limit(row.opened_on, within), new.limit(row.opened_on, within)
        # A date that is not the computed one was granted by a person: it stands.
        if row.due_on == before != after:
            yield MovedDate(row, before, after)
