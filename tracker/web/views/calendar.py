"""The year's working days; the official schedule of the next year, and what it would move before it does."""

from __future__ import annotations

import calendar as months_of
import csv
import io
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.actions.calendar import changed_calendar, preview_calendar_change
from tracker.actions.pending_changes import ask_for_days
from tracker.desk.access import calendar_readers, rule_keepers
from tracker.desk.administration import ASKED
from tracker.desk.bounds import number
from tracker.desk.forms.people import ScheduleFile
from tracker.desk.request import Request
from tracker.domain.realm import why_not_rule_for_all
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Obligation
from tracker.reading.readers import UnreadableDocument
from tracker.rules.holidays_cn import HEADINGS, ScheduleError, YearSchedule, parse_schedule
from tracker.rules.workdays import Calendar
from tracker.supervision.moved_letters import moved_letters
from tracker.web.spreadsheets import first_table

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Cell:
    on: date
    name: str
    look: str  # rest, shift (a weekend that is worked), weekend or nothing
    is_now: bool


@calendar_readers
@require_safe
def calendar(request: Request) -> HttpResponse:
    wanted = request.GET.get("year") or str(request.actor.on.year)
    complaints = []
    year = number(wanted) or 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        complaints = [_("没有“%(year)s”年的日历。") % {"year": wanted[:20]}]
        year = request.actor.on.year
    days = CalendarDay.objects.calendar()
    context = {
        "year": year,
        "complaints": complaints,
        "months": _months(year, days, request.actor.on),
        "is_official": days.is_official(year),
        "is_known": any(on.year == year for on in days.days),
        "form": None if why_not_rule_for_all(by=request.actor) else ScheduleFile(),
    }
    return render(request, "calendar/calendar.html", context, status=400 if complaints else 200)


def _months(year: int, days: Calendar, today: date) -> list[tuple[int, list[list[Cell | None]]]]:
    weeks = months_of.Calendar(firstweekday=0)
    return [
        (
            month,
            [
                [_cell(on, days, today) if on.month == month else None for on in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]


def _cell(on: date, days: Calendar, today: date) -> Cell:
    look = "weekend" if on.weekday() >= 5 else ""
    if on in days.days:
        look = "shift" if days.days[on].is_working else "rest"
    return Cell(on, days.name(on) or "", look, on == today)


@rule_keepers
@require_POST
def change(request: Request) -> HttpResponse:
    """First with a file: shows every date that would move. Then with the same days as text: asks for them, for somebody else
    to confirm."""
    if refusal := why_not_rule_for_all(by=request.actor):
        return _complain(request, [refusal])
    if "schedule" in request.POST:
        return _apply(request, request.POST["schedule"])
    form = ScheduleFile(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请选择放假安排文件。"))
        return redirect("calendar")
    try:
        schedule = parse_schedule(_as_csv(first_table(form.cleaned_data["file"])))
    except ScheduleError as error:
        return _complain(request, list(error.problems))
    except UnreadableDocument as error:
        return _complain(request, [str(error)])
    today = request.actor.on
    moved = preview_calendar_change(schedule.days, today=today)
    besides = {move.obligation.pk for move in moved}
    letters = moved_letters(changed_calendar(schedule.days), today=today, besides=besides)
    # Whoever keeps the rules is told how many dates move, and which of those that he may see: an administrator sees
    # no business at all.
    seen = set(Obligation.objects.visible_to(request.actor).unsettled().values_list("pk", flat=True))
    context = {
        "schedule": schedule,
        "moves": len(moved),
        "moved": [move for move in moved if move.obligation.pk in seen],
        "letters_known": letters is not None,
        "letter_moves": len(letters or ()),
        "letters": [each for each in letters or () if each.now.obligation in seen],
        "as_text": as_text(schedule),
    }
    return render(request, "calendar/preview.html", context)


def _as_csv(rows: list[list[str]]) -> str:
    """As text again: a sheet whose author typed Chinese commas is one column, and is understood nevertheless."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_MINIMAL).writerows(rows)
    return out.getvalue()


def _complain(request: Request, problems: list[str]) -> HttpResponse:
    return render(request, "calendar/problems.html", {"problems": problems}, status=422)


def _apply(request: Request, text: str) -> HttpResponse:
    try:
        schedule = parse_schedule(text)
        asked = ask_for_days(list(schedule.days), by=request.actor)
    except ScheduleError as error:
        return _complain(request, list(error.problems))
    except Refused as no:
        return _complain(request, [str(no)])
    messages.success(request, str(ASKED).replace("%(outcome)s", str(asked)))
    return redirect(f"{reverse('calendar')}?year={schedule.year}")


def as_text(schedule: YearSchedule) -> str:
    """The days as the importer reads them: what is confirmed is exactly what was shown."""
    rows = [(d.on.isoformat(), "调休上班" if d.is_working else "放假", d.name) for d in schedule.days]
    return "\n".join(",".join(row) for row in [HEADINGS, *rows])
