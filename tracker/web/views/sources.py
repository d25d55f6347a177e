"""Documents as received, with every passage, and the tasks that came of each."""

from __future__ import annotations

from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.desk.access import business, visible
from tracker.desk.downloads import attachment
from tracker.desk.request import Request
from tracker.domain.lifecycle.summary import as_of
from tracker.models import Source, Task
from tracker.web.listing import listing
from tracker.web.paper import figures_of, parts, promises


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
    page = listing(request, passages, keys=("order",), size=400)
    seen = as_of([t for p in page.rows for t in p.seen_tasks], request.actor.on)
    figures = figures_of(this.pk)
    shown = parts(page.rows, figures, may_add=request.actor.is_office)
    context = {
        "source": this,
        "listing": page,
        "parts": shown,
        "task_count": len(seen),
        "figure_count": len(figures),
        "promise_count": promises(shown),
    }
    return render(request, "sources/source.html", context, status=page.status)


@business
@require_safe
def source_file(request: Request, pk: int) -> HttpResponse:
    this = visible(request, Source.objects.all(), pk)
    return attachment(this.file, this.filename, sha256=this.sha256)
