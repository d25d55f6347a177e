"""The first page, by role: what I must do, worst first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tracker.desk.access import signed_in
from tracker.desk.request import Request
from tracker.web.views.home_leader import leader_desk
from tracker.web.views.home_office import office_desk
from tracker.web.views.home_unit import unit_desk


@signed_in
@require_safe
def home(request: Request) -> HttpResponse:
    actor = request.actor
    if actor.is_office:
        return office_desk(request)
    if actor.is_unit:
        return unit_desk(request)
    if actor.is_leader:
        return leader_desk(request)
    if actor.is_admin:
        return redirect("admin:index")
    return render(request, "home/nothing.html")
