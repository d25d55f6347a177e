"""发函预告: what the coming days' sweeps will send if nothing else happens, and the rehearsal of a rule.

The days stand with their numbers, one of them with its letters. Of very many matters the earliest are foreseen; a unit's
own can be asked for.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.models import Obligation, Rung, Unit
from tracker.supervision.forecast import ForecastError, ForecastRow, Scope
from tracker.supervision.forecast import forecast as foresee
from tracker.web.access import office

DAYS = ("7", "14", "30")
MOST = 300  # matters; beyond, a person waiting for the page would wait too long
LETTERS = 60  # of one day on one page
KNOWN = {"days", "rung", "on", "unit"}


@office
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name) or "" for name in KNOWN}
    days, rung = asked["days"] or "14", asked["rung"] or None
    complaints, unit = _complaints(request, days), None
    if asked["unit"] and not complaints:
        unit = Unit.objects.filter(pk=asked["unit"]).first() if asked["unit"].isdecimal() else None
        complaints += [] if unit else [_("没有编号为“%(unit)s”的单位。") % {"unit": asked["unit"][:20]}]
    scope = Scope(request.actor.offices, unit and unit.pk, MOST)
    rows: list[ForecastRow] = []
    if not complaints:
        try:
            rows = foresee(today=request.actor.on, days=int(days), rung=rung, scope=scope)
        except ForecastError as error:
            complaints.append(str(error))
    by_day = Counter(row.on for row in rows)
    on = _chosen(asked["on"], by_day)
    letters = _letters([row for row in rows if row.on == on])
    context = {
        "by_day": sorted(by_day.items()),
        "on": on,
        "letters": letters[:LETTERS],
        "more": max(len(letters) - LETTERS, 0),
        "count": len(rows),
        "is_bounded": not complaints and _is_bounded(request, scope),
        "most": MOST,
        "days": days,
        "choices": DAYS,
        "rungs": Rung.objects.current(),
        "rung": rung,
        "unit": unit,
        "units": Unit.objects.active(),
        "complaints": complaints,
    }
    return render(request, "forecast/forecast.html", context, status=400 if complaints else 200)


def _complaints(request: HttpRequest, days: str) -> list[str]:
    found = [
        _("没有“%(name)s”这个筛选条件，请清除筛选后重新选择。") % {"name": name}
        for name in request.GET
        if name not in KNOWN
    ]
    return found if days in DAYS else [*found, _("只能预告7、14或30天。")]


def _is_bounded(request: HttpRequest, scope: Scope) -> bool:
    """Whether there are more matters than were foreseen."""
    rows = scope.narrowed(Obligation.objects.filter(next_on__isnull=False), office="office", unit="unit")
    return rows.order_by()[: MOST + 1].count() > MOST


def _chosen(asked: str, by_day: Counter[date]) -> date | None:
    """The day asked for if anything leaves then, or else the first on which anything does."""
    return next((on for on in by_day if on.isoformat() == asked), min(by_day, default=None))


def _letters(rows: list[ForecastRow]) -> list[tuple]:
    """One line per unit and letter, holding what the letter will name."""
    return [(key, list(same)) for key, same in groupby(sorted(rows, key=_same_letter), key=_same_letter)]


def _same_letter(row: ForecastRow) -> tuple[str, str, bool, bool, tuple[str, ...]]:
    return row.unit, row.letter, row.formal, row.rehearsal, row.people
