"""Lists: what they hold, and what issuing one would do."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions.lists import preview_issue
from tracker.desk.access import business, office, visible
from tracker.desk.lists import NEW_LIST
from tracker.desk.nouns import Available, available_actions
from tracker.desk.request import Request
from tracker.domain.counting import BoundedCount, count_in_words
from tracker.domain.lifecycle.summary import as_of
from tracker.models import ListState, Task, TaskList
from tracker.web.listing import listing
from tracker.web.making import make
from tracker.web.views.public import PUBLISHING


@business
@require_safe
def lists(request: Request) -> HttpResponse:
    seen = Task.objects.visible_to(request.actor).filter(task_list=OuterRef("pk"))
    rows = TaskList.objects.visible_to(request.actor).select_related("office", "source")
    rows = rows.annotate(shown=BoundedCount(seen), ended=BoundedCount(seen.ended()))
    page = listing(request, rows, keys=("-year", "-pk"))
    for each in page.rows:
        each.shown_words, each.ended_words = count_in_words(each.shown), count_in_words(each.ended)
    return render(request, "lists/list.html", {"listing": page}, status=page.status)


@business
@require_safe
def task_list(request: Request, pk: int) -> HttpResponse:
    this = visible(request, TaskList.objects.select_related("office", "source", "issued_by"), pk)
    rows = Task.objects.visible_to(request.actor).filter(task_list=this).prefetch_related("assignments__unit")
    mine = this.office_id in request.actor.offices
    offered = available_actions(this, by=request.actor) if mine else []
    preview = preview_issue(this, today=request.actor.on) if mine and rows.draft().exists() else None
    if preview and not preview.ready:
        offered = [_not_first(each) if each.action.code == "issue" else each for each in offered]
    page = listing(request, rows, keys=("order", "pk"), size=100)
    context = {
        "list": this,
        "listing": replace(page, rows=as_of(page.rows, request.actor.on)),
        "preview": preview,
        "actions": [each for each in offered if each.action.code not in PUBLISHING],
        "ticked": _where_to_tick(this) if mine and this.state != ListState.CLOSED else [],
    }
    return render(request, "lists/detail.html", context)


def _not_first(each: Available) -> Available:
    """It can be pressed, and says what is missing; it is not what the page asks for."""
    return replace(each, action=replace(each.action, look=""))


def _where_to_tick(this: TaskList) -> list[tuple[str, str]]:
    """The lists in which many of its matters are ticked and done at once."""
    tasks, owed = (f"{reverse(name)}?list={this.pk}" for name in ("tasks", "obligations"))
    return [
        (_("确认推断"), f"{tasks}&gap=inferred"),
        (_("待审核的报送"), f"{owed}&view=review"),
        (_("已过期未启动"), f"{owed}&view=dormant"),
        (_("催办、延期"), f"{owed}&view=open"),
        (_("改派、暂缓"), tasks),
    ]


@office
@require_http_methods(["GET", "HEAD", "POST"])
def list_new(request: Request) -> HttpResponse:
    return make(request, NEW_LIST, page="lists/new.html", shown="list", back=reverse("lists"))
