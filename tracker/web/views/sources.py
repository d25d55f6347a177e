"""Documents as received, with every passage, and the tasks that came of each."""

from __future__ import annotations

from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.desk.access import business, visible
from tracker.desk.downloads import attachment
from tracker.desk.request import Request
from tracker.models import Source, Task
from tracker.web.listing import listing


@business
@require_safe
def sources(request: Request) -> HttpResponse:
    rows = Source.objects.visible_to(request.actor)
    rows = rows.annotate(passage_count=Count("passages", distinct=True))
    return render(request, "sources/list.html", {"listing": listing(request, rows, keys=("-pk",))})


@business
@require_safe
def source(request: Request, pk: int) -> HttpResponse:
    this = visible(request, Source.objects.all(), pk)
    tasks = Task.objects.visible_to(request.actor).select_related("task_list")
    passages = this.passages.prefetch_related(Prefetch("tasks", tasks, to_attr="seen_tasks"))
    context = {"source": this, "listing": listing(request, passages, keys=("order",), size=400)}
    return render(request, "sources/source.html", context)


@business
@require_safe
def source_file(request: Request, pk: int) -> HttpResponse:
    this = visible(request, Source.objects.all(), pk)
    return attachment(this.file, this.filename, sha256=this.sha256)
