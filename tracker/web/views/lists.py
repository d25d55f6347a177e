"""Lists: what they hold, and what issuing one would do."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions.lists import preview_issue
from tracker.domain.lists import create_list
from tracker.domain.refusal import Refused
from tracker.models import Task, TaskList, task_colour
from tracker.web import offers
from tracker.web.access import business, office, visible
from tracker.web.buttons import offered
from tracker.web.forms.lists import NewList
from tracker.web.listing import listing


@business
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    rows = TaskList.objects.visible_to(request.actor).select_related("office", "source")
    seen = Task.objects.visible_to(request.actor).order_by()
    counts = dict(seen.values_list("task_list").annotate(n=Count("pk")))
    ended = dict(seen.ended().values_list("task_list").annotate(n=Count("pk")))
    page = listing(request, rows.distinct().order_by("-year", "name"))
    found = [(each, counts.get(each.pk, 0), ended.get(each.pk, 0)) for each in page.rows]
    return render(request, "lists/list.html", {"listing": page, "lists": found})


@business
@require_safe
def task_list(request: HttpRequest, pk: int) -> HttpResponse:
    this = visible(request, TaskList.objects.select_related("office", "source", "issued_by"), pk)
    rows = (
        Task.objects.visible_to(request.actor)
        .filter(task_list=this)
        .annotate(colour=task_colour(request.actor.on))
        .prefetch_related("assignments__unit")
        .order_by("order", "pk")
    )
    mine = this.office_id in request.actor.offices
    context = {
        "list": this,
        "listing": listing(request, rows, size=100),
        "preview": preview_issue(this, today=request.actor.on) if mine and rows.draft().exists() else None,
        "buttons": offered(offers.TASK_LIST, this, request, "list_press") if mine else [],
    }
    return render(request, "lists/detail.html", context)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def list_new(request: HttpRequest) -> HttpResponse:
    first = {"year": request.actor.on.year, "kind": "instruction"}
    form = NewList(request.POST or None, initial=first, offices=request.actor.offices)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_list(**form.answers(), by=request.actor)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("清单已建立。"))
            return redirect("list", made.pk)
    return render(request, "lists/new.html", {"form": form}, status=422 if form.is_bound else 200)
