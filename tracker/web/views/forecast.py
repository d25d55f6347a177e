"""发函预告: what the coming days' sweeps will send if nothing else happens, and the rehearsal of a rule.

The days stand with their numbers, one of them with its letters. Of very many matters the earliest are foreseen; a unit's
own can be asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.desk.access import office
from tracker.desk.bounds import number
from tracker.desk.request import Request
from tracker.models import Rung, Unit
from tracker.supervision.forecast import ForecastError, ForecastRow, Foreseen, Scope, foresee

DAYS = ("7", "14", "30")
MOST = 300  # matters; beyond, a person waiting for the page would wait too long
LETTERS = 60  # of one day on one page
KNOWN = {"days", "rung", "on", "unit"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; `complaints` says what of it cannot be answered."""

    days: str
    rung: str | None
    unit: Unit | None
    complaints: list[str]


@office
@require_safe
def forecast(request: Request) -> HttpResponse:
    asked = _asked(request)
    scope = Scope(request.actor.offices, asked.unit and asked.unit.pk, MOST)
    seen = None if asked.complaints else _foreseen(request, asked, scope)
    rows = seen.rows if seen else []
    by_day = Counter(row.on for row in rows)
    on = _chosen(request.GET.get("on", ""), by_day)
    letters = _letters([row for row in rows if row.on == on])
    context = {
        "asked": asked,
        "by_day": sorted(by_day.items()),
        "on": on,
        "letters": letters[:LETTERS],
        "more": max(len(letters) - LETTERS, 0),
        "count": len(rows),
        "is_bounded": seen is not None and seen.is_cut,
        "most": MOST,
        "choices": DAYS,
        "rungs": seen.rungs if seen else Rung.objects.current(),
        "units": Unit.objects.realm_of(request.actor).active(),
    }
    return render(request, "forecast/forecast.html", context, status=400 if asked.complaints else 200)


def _asked(request: Request) -> Asked:
    days, wanted = request.GET.get("days") or "14", request.GET.get("unit") or ""
    complaints = [
        _("没有“%(name)s”这个筛选条件，请清除筛选后重新选择。") % {"name": name}
        for name in request.GET
        if name not in KNOWN
    ]
    if days not in DAYS:
        complaints.append(_("只能预告7、14或30天。"))
    unit = Unit.objects.filter(pk=number(wanted)).first() if number(wanted) else None
    if wanted and unit is None:
        complaints.append(_("没有编号为“%(unit)s”的单位。") % {"unit": wanted[:20]})
    return Asked(days, request.GET.get("rung") or None, unit, complaints)


def _foreseen(request: Request, asked: Asked, scope: Scope) -> Foreseen | None:
    try:
        return foresee(today=request.actor.on, days=int(asked.days), rung=asked.rung, scope=scope)
    except ForecastError as error:
        asked.complaints.append(str(error))
        return None


def _chosen(asked: str, by_day: Counter[date]) -> date | None:
    """The day asked for if anything leaves then, or else the first on which anything does."""
    return next((on for on in by_day if on.isoformat() == asked), min(by_day, default=None))


def _letters(rows: list[ForecastRow]) -> list[tuple]:
    """One line per unit and letter, holding what the letter will name."""
    return [(key, list(same)) for key, same in groupby(sorted(rows, key=_same_letter), key=_same_letter)]


def _same_letter(row: ForecastRow) -> tuple[str, str, bool, bool, tuple[str, ...]]:
    return row.unit, row.letter, row.formal, row.rehearsal, row.people
