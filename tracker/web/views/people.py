"""Who stands in for whom, and what a person follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions.absences import end_absence
from tracker.actions.follows import follow, unfollow
from tracker.desk.absences import NEW_ABSENCE
from tracker.desk.access import business, visible, workers
from tracker.desk.forms.people import people_spoken_for
from tracker.desk.request import Request
from tracker.desk.runner import Asked, run
from tracker.domain.refusal import Refused
from tracker.models import Absence, Task, Unit


@workers
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: Request) -> HttpResponse:
    return run(request, NEW_ABSENCE, back=reverse("absences"), page=_absences_page)


def _absences_page(request: Request, asked: Asked) -> HttpResponse:
    context = {"form": asked.form, "absences": _recorded(request)[:100]}
    return render(request, "people/absences.html", context, status=asked.status)


def _recorded(request: Request):
    rows = Absence.objects.filter(person__in=people_spoken_for(request.actor)) | Absence.objects.filter(
        substitute=request.user
    )
    return rows.distinct().select_related("person", "substitute", "recorded_by")


@workers
@require_POST
def absence_end(request: Request, pk: int) -> HttpResponse:
    try:
        end_absence(absence=get_object_or_404(_recorded(request), pk=pk), by=request.actor)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("代办已结束。"))
    return redirect("absences")


@business
@require_POST
def follow_task(request: Request, pk: int) -> HttpResponse:
    task = visible(request, Task.objects.all(), pk)
    _toggle(request, task=task)
    return redirect("task", pk)


@business
@require_POST
def follow_unit(request: Request, pk: int) -> HttpResponse:
    # Only units whose affairs one may see: what moves there is told in one's own letters.
    unit = get_object_or_404(Unit.objects.realm_of(request.actor), pk=pk)
    _toggle(request, unit=unit)
    return redirect(f"{reverse('tasks')}?unit={unit.pk}")


def _toggle(request: Request, **thing) -> None:
    if "stop" in request.POST:
        unfollow(by=request.actor, **thing)
        messages.success(request, _("已取消关注。"))
    else:
        follow(by=request.actor, **thing)
        messages.success(request, _("已关注，有变化时会告诉您。"))
