"""日程: what falls due on which day, month by month or in one week, from the same list as 应办事项."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.desk.access import business
from tracker.desk.request import Request
from tracker.domain.counting import COUNTED
from tracker.models import CalendarDay, Letter, Obligation
from tracker.rules.workdays import Calendar
from tracker.web.filters import ObligationFilter, month_of
from tracker.web.tables.obligations import rows_for

WEEK_ROWS = 200


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    is_inside: bool  # of the month that is shown
    is_now: bool
    look: str  # rest, shift, weekend or nothing
    name: str
    due: int
    late: int
    letters: int
    url: str


@business
@require_safe
def agenda(request: Request) -> HttpResponse:
    chosen = ObligationFilter(request.GET, queryset=rows_for(request).unsettled(), request=request)
    complaints = chosen.complaints()
    shown = _month_asked_for(request, complaints)
    first = shown - timedelta(days=shown.weekday())
    last = month_of(shown)[1]
    last += timedelta(days=6 - last.weekday())
    rows = chosen.qs.due_within(first, last)
    days = _days(request, rows, first, last, shown.month)
    week = _week_asked_for(request, days)
    before, after = shown - timedelta(days=1), month_of(shown)[1] + timedelta(days=1)
    context = {
        "complaints": complaints,
        "chips": [] if complaints else chosen.chosen(),
        "shown": shown,
        "weeks": [days[at : at + 7] for at in range(0, len(days), 7)],
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
        "week": week,
        "week_rows": list(
            rows.due_within(week, week + timedelta(days=6)).order_by("due_on", "-colour", "pk")[:WEEK_ROWS]
        ),
    }  # fmt: skip
    return render(request, "calendar/agenda.html", context, status=400 if complaints else 200)


def _month_asked_for(request: Request, complaints: list[str]) -> date:
    """The first of the month; today's unless the address names another."""
    asked = request.GET.get("month", "")
    try:
        found = date.fromisoformat(f"{asked}-01") if asked else request.actor.on.replace(day=1)
    except ValueError:
        found = date.min
    if not 2000 <= found.year <= 2100:
        complaints.append(_("没有“%(month)s”这个月。") % {"month": asked[:20]})
        return request.actor.on.replace(day=1)
    return found


def _week_asked_for(request: Request, days: list[Day]) -> date:
    """A Monday that the month shows; the one asked for, or that of today, or the first."""
    mondays = [d.on for d in days if d.on.weekday() == 0]
    asked = request.GET.get("week", "")
    found = next((on for on in mondays if on.isoformat() == asked), None)
    now = request.actor.on - timedelta(days=request.actor.on.weekday())
    return found or (now if now in mondays else mondays[0])


def _days(request: Request, rows, first: date, last: date, month: int) -> list[Day]:
    today, calendar = request.actor.on, CalendarDay.objects.calendar()
    some = Obligation.objects.filter(pk__in=rows.order_by().values("pk")[:COUNTED]).order_by()
    late = Q(pk__in=Obligation.objects.overdue(today).values("pk"))
    due = {
        on: (n, k) for on, n, k in some.values_list("due_on").annotate(n=Count("pk"), k=Count("pk", filter=late))
    }  # fmt: skip
    sent = Letter.objects.visible_to(request.actor).sent().between(first, last).order_by()
    letters = dict(sent.values_list("sent_on").annotate(n=Count("pk"))) if request.actor.is_office else {}
    found = []
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        number, behind = due.get(on, (0, 0))
        asked = {"view": "open", "due_from": on.isoformat(), "due_until": on.isoformat()}
        kept = {name: request.GET[name] for name in ("unit", "list", "kind") if request.GET.get(name)}
        url = f"{reverse('obligations')}?{urlencode(asked | kept)}"
        look = _look(on, calendar)
        name = calendar.name(on) or ""
        found.append(
            Day(on, on.month == month, on == today, look, name, number, behind, letters.get(on, 0), url)
        )
    return found


def _look(on: date, calendar: Calendar) -> str:
    if on in calendar.days:
        return "shift" if calendar.days[on].is_working else "rest"
    return "weekend" if on.weekday() >= 5 else ""
