"""What happened in the office's matters; the people and units that it has to do with; help."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.desk.access import business, office
from tracker.desk.request import Request
from tracker.papers.placeholders import NAMES
from tracker.web.tables import table_page
from tracker.web.tables.directory import HISTORY, PEOPLE, UNITS


@office
@require_safe
def history(request: Request) -> HttpResponse:
    return table_page(request, HISTORY)


@office
@require_safe
def people(request: Request) -> HttpResponse:
    return table_page(request, PEOPLE, template="people/directory.html")


@office
@require_safe
def units(request: Request) -> HttpResponse:
    return table_page(request, UNITS, template="people/directory.html")


@business
@require_safe
def help_page(request: Request) -> HttpResponse:
    """Two minutes for each role, the words of the house, the keys."""
    return render(request, "help.html", {"placeholders": NAMES})
