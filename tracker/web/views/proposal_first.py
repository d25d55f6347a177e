"""Back to the first proposal, and what a person typed since."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.desk.access import office, visible
from tracker.desk.bounds import number
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.importing import restoring, runs
from tracker.importing.editing import Edition
from tracker.importing.sentences import Beside
from tracker.models import ImportRun, ImportState
from tracker.web.views.proposal_edits import edit


def went_back(count: int) -> str:
    return _("已恢复原提议，这一部分现在有%(n)s条。") % {"n": count}


def has_typed(run: ImportRun, order: int) -> bool:
    """A person has set something that going back to the first proposal touches."""
    full = ImportRun.objects.defer("outcome").get(pk=run.pk)
    edition = runs.edition_of(full)
    try:
        way = restoring.way_back(edition, Beside(full.passages, edition), order)
    except Refused:
        return False  # which is said when it is tried
    return bool(way.stays or way.goes)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: Request, pk: int) -> HttpResponse:
    """Back to the first proposal, of a section or of all: what a person typed since stands here, and whether it stays is
    asked."""
    run = visible(request, ImportRun.objects.select_related("office").defer("outcome"), pk)
    if run.state != ImportState.PROPOSED:
        return redirect("import_run", pk)
    order = number((request.POST or request.GET).get("section", "")) or 0

    def change(edition: Edition) -> str:
        beside, keep = Beside(run.passages, edition), request.POST.get("keep") == "1"
        return went_back(restoring.go_back(edition, beside, order, keep=keep))

    if request.method == "POST":
        edit(request, run, change)
        return redirect(f"{reverse('import_run', args=[pk])}?show=all")
    edition = runs.edition_of(run)
    beside = Beside(run.passages, edition)
    try:
        way = restoring.way_back(edition, beside, order)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("import_run", pk)
    heading = beside.by_order[order].text if order else ""
    return render(
        request, "imports/first.html", {"run": run, "way": way, "section": order, "heading": heading}
    )
