"""How the pages of a proposal change it: under its lock, and back to where the person was."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tracker.desk.access import visible
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.importing import runs
from tracker.importing.editing import Edition
from tracker.models import ImportRun
from tracker.web.next_url import came_from


def back(request: Request, run: ImportRun, anchor: str = "") -> HttpResponse:
    """To the page of the proposal that the person was on, and to the item."""
    url = came_from(request) or reverse("import_run", args=[run.pk])
    return redirect(url.partition("#")[0] + anchor)


def edit(request: Request, run: ImportRun, change: Callable[[Edition], str]) -> bool:
    """Change the proposal and tell, or say why not. Nothing is kept of a change that was refused."""
    try:
        with runs.editing(run) as edition:
            told = change(edition)
    except Refused as no:
        messages.error(request, str(no))
        return False
    if told:
        messages.success(request, told)
    return True


def proposed(request: Request, pk: int) -> ImportRun:
    return visible(
        request, ImportRun.objects.select_related("office").defer("proposal", "passages", "outcome"), pk
    )
