"""Lists: what they hold, and what issuing one would do."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions.lists import preview_issue
from tracker.domain.lists import create_list
from tracker.domain.refusal import Refused
from tracker.models import Task, TaskList
from tracker.web import offers
from tracker.web.access import business, office, visible
from tracker.web.buttons import offered
from tracker.web.forms.lists import NewList
from tracker.web.listing import BoundedCount, count_in_words, listing
from tracker.web.shown import tasks_shown


@business
@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    seen = Task.objects.visible_to(request.actor).filter(task_list=OuterRef("pk"))
    rows = TaskList.objects.visible_to(request.actor).select_related("office", "source")
    rows = rows.annotate(shown=BoundedCount(seen), ended=BoundedCount(seen.ended()))
    page = listing(request, rows, keys=("-year", "-pk"))
    found = [(each, count_in_words(each.shown), count_in_words(each.ended)) for each in page.rows]
    return render(request, "lists/list.html", {"listing": page, "lists": found})


@business
@require_safe
def task_list(request: HttpRequest, pk: int) -> HttpResponse:
    this = visible(request, TaskList.objects.select_related("office", "source", "issued_by"), pk)
    rows = Task.objects.visible_to(request.actor).filter(task_list=this).prefetch_related("assignments__unit")
    mine = this.office_id in request.actor.offices
    context = {
        "list": this,
        "listing": tasks_shown(request, rows, keys=("order", "pk"), size=100),
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
