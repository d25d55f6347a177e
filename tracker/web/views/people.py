"""Who stands in for whom, and what a person follows."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions.absences import end_absence, record_absence
from tracker.actions.follows import follow, unfollow
from tracker.domain.refusal import Refused
from tracker.models import Absence, Task, Unit, User
from tracker.web.access import business, visible, workers
from tracker.web.forms.people import Absent


def _people(request: HttpRequest):
    """Oneself; an officer also for the people of the units the office looks after."""
    if not request.actor.is_office:
        return User.objects.filter(pk=request.user.pk)
    realm = Unit.objects.realm_of(request.actor)
    return User.objects.active().filter(memberships__unit__in=realm).distinct()


def _colleagues(request: HttpRequest):
    units = Unit.objects.filter(pk__in={h.unit for h in request.actor.held})
    if request.actor.is_office:
        units = Unit.objects.realm_of(request.actor)
    return User.objects.active().filter(memberships__unit__in=units).distinct()


@workers
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    people = _people(request)
    form = Absent(
        request.POST or None,
        initial={"person": request.user.pk, "from_on": request.actor.on},
        people=people,
        colleagues=_colleagues(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_absence(**form.cleaned_data, by=request.actor)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("代办已登记；期间的函件同时发给代办人。"))
            return redirect("absences")
    context = {"form": form, "absences": _recorded(request)[:100]}
    return render(request, "people/absences.html", context, status=422 if form.is_bound else 200)


def _recorded(request: HttpRequest):
    rows = Absence.objects.filter(person__in=_people(request)) | Absence.objects.filter(
        substitute=request.user
    )
    return rows.distinct().select_related("person", "substitute", "recorded_by")


@workers
@require_POST
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        end_absence(absence=get_object_or_404(_recorded(request), pk=pk), by=request.actor)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("代办已结束。"))
    return redirect("absences")


@business
@require_POST
def follow_task(request: HttpRequest, pk: int) -> HttpResponse:
    task = visible(request, Task.objects.all(), pk)
    _toggle(request, task=task)
    return redirect("task", pk)


@business
@require_POST
def follow_unit(request: HttpRequest, pk: int) -> HttpResponse:
    # Only units whose affairs one may see: what moves there is told in one's own letters.
    unit = get_object_or_404(Unit.objects.realm_of(request.actor), pk=pk)
    _toggle(request, unit=unit)
    return redirect(f"{reverse('tasks')}?unit={unit.pk}")


def _toggle(request: HttpRequest, **thing) -> None:
    if "stop" in request.POST:
        unfollow(by=request.actor, **thing)
        messages.success(request, _("已取消关注。"))
    else:
        follow(by=request.actor, **thing)
        messages.success(request, _("已关注，有变化时会告诉您。"))
