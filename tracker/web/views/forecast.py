"""发函预告: what the next days' sweeps will send if nothing else happens, and the rehearsal of a rule."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.models import Rung
from tracker.supervision import forecast as room
from tracker.web.access import office

DAYS = (7, 14, 30)


@office
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    complaints = []
    wanted = request.GET.get("days") or "14"
    if wanted not in map(str, DAYS):
        complaints.append(_("只能预告7、14或30天。"))
        wanted = "14"
    rungs = Rung.objects.current()
    code = request.GET.get("rung", "")
    rung = rungs.filter(code=code).first() if code else None
    if code and rung is None:
        complaints.append(_("没有代码为“%(code)s”的督办规则。") % {"code": code})
    rows = [] if complaints else room.forecast(today=request.today, days=int(wanted))
    by_day = [(on, list(found)) for on, found in groupby(rows, key=lambda r: r.on)]
    context = {
        "by_day": by_day,
        "count": len(rows),
        "days": int(wanted),
        "choices": DAYS,
        "rungs": rungs,
        "rung": rung,
        "complaints": complaints,
    }
    return render(request, "forecast/forecast.html", context, status=400 if complaints else 200)
