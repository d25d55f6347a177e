"""发函预告: what the coming days' sweeps will send if nothing else happens, and the rehearsal of a rule."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.models import Obligation, Rung, Task, Unit
from tracker.supervision.forecast import ForecastError, ForecastRow
from tracker.supervision.forecast import forecast as foresee
from tracker.web.access import office

DAYS = ("7", "14", "30")


@office
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    complaints: list[str] = []
    rows: list[ForecastRow] = []
    days, rung = request.GET.get("days") or "14", request.GET.get("rung") or None
    if days not in DAYS:
        complaints.append(_("只能预告7、14或30天。"))
    else:
        try:
            rows = _of_my_office(request, foresee(today=request.actor.on, days=int(days), rung=rung))
        except ForecastError as error:
            complaints.append(str(error))
    context = {
        "by_day": _by_day(rows),
        "count": len(rows),
        "days": days,
        "choices": DAYS,
        "rungs": Rung.objects.current(),
        "rung": rung,
        "complaints": complaints,
    }
    return render(request, "forecast/forecast.html", context, status=400 if complaints else 200)


def _of_my_office(request: HttpRequest, rows: list[ForecastRow]) -> list[ForecastRow]:
    """Where several offices share the system, each sees its own letters only."""
    offices = request.actor.offices
    if not Unit.objects.filter(is_office=True).exclude(pk__in=offices).exists():
        return rows
    owed = set(Obligation.objects.filter(office__in=offices).values_list("pk", flat=True))
    tasks = set(Task.objects.filter(task_list__office__in=offices).values_list("pk", flat=True))
    return [row for row in rows if row.obligation in owed or row.task in tasks]


def _by_day(rows: list[ForecastRow]) -> list[tuple]:
    """Day by day; within it one line per unit and letter, holding what the letter will name."""
    return [
        (on, [(key, list(same)) for key, same in groupby(_sorted(found), key=_same_letter)])
        for on, found in groupby(rows, key=lambda row: row.on)
    ]


def _sorted(rows) -> list[ForecastRow]:
    return sorted(rows, key=_same_letter)


def _same_letter(row: ForecastRow) -> tuple[str, str, bool, bool, tuple[str, ...]]:
    return row.unit, row.letter, row.formal, row.rehearsal, row.people
