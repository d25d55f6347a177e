"""指标 beside those of the year before, as small charts; and 整改清单."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.desk.access import business, office, visible
from tracker.desk.figures import DESCRIBE, NEW_INDICATOR
from tracker.desk.nouns import Available, available_actions
from tracker.desk.request import Request
from tracker.models import Figure, Indicator, Task
from tracker.reporting.figures import FigureRow, figure_rows
from tracker.reporting.problems import problem_rows
from tracker.web.listing import listing
from tracker.web.making import make

SIZE = 24
FIRST, LAST = 1949, 2200


def year_of(request: Request, *, usual: int) -> tuple[int, list[str]]:
    """The year that the address asks for, or a complaint."""
    wanted = request.GET.get("year", "")
    if not wanted:
        return usual, []
    if wanted.isdecimal() and len(wanted) == 4 and FIRST <= int(wanted) <= LAST:
        return int(wanted), []
    return usual, [_("“%(year)s”不是年度，请填写四位数的年份。") % {"year": wanted[:20]}]


@business
@require_safe
def figures(request: Request) -> HttpResponse:
    year, complaints = year_of(request, usual=request.actor.on.year)
    rows = Indicator.objects.visible_to(request.actor).select_related("unit")
    unit = request.GET.get("only", "") == "asked"
    if unit:
        rows = rows.filter(unit__isnull=False)
    page = listing(request, rows, complaints, keys=("name", "pk"), size=SIZE)
    context = {"listing": page, "year": year, "only": unit, "rows": _rows(request, page.rows, year)}
    return render(request, "figures/list.html", context, status=page.status)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_new(request: Request) -> HttpResponse:
    return make(request, NEW_INDICATOR, page="figures/new.html", shown="indicator", back=reverse("figures"))


@business
@require_safe
def indicator(request: Request, pk: int) -> HttpResponse:
    this = visible(request, Indicator.objects.select_related("unit", "office", "task__task_list"), pk)
    context = {
        "indicator": this,
        "row": _rows(request, [this], request.actor.on.year)[0],
        "figures": _figures(request, this),
        "actions": available_actions(this, by=request.actor),
        "may_see_task": this.task_id
        and Task.objects.visible_to(request.actor).filter(pk=this.task_id).exists(),
    }
    return render(request, "figures/indicator.html", context)


def _rows(request: Request, indicators: Iterable[Indicator], year: int) -> list[FigureRow]:
    return figure_rows(indicators, year, served=request.actor.served)


def _figures(request: Request, this: Indicator) -> QuerySet[Figure]:
    rows = this.figures.readable_by(request.actor.served)
    rows = rows.select_related("passage__source", "given_by", "indicator")
    return rows.order_by("-year", "-period", "pk")[:100]


@business
@require_safe
def problems(request: Request) -> HttpResponse:
    """整改清单 of a year: what was found wanting, and which commitment answers it."""
    year, complaints = year_of(request, usual=request.actor.on.year)
    tasks = Task.objects.visible_to(request.actor)
    rows = [] if complaints else problem_rows(tasks, year)
    context = {
        "year": year,
        "complaints": complaints,
        "rows": [(row, _describing(request, row.task)) for row in rows],
        "unanswered": [row for row in rows if not row.is_answered],
        "open": sum(row.is_open for row in rows),
    }
    return render(request, "problems/list.html", context, status=400 if complaints else 200)


def _describing(request: Request, task: Task) -> Available | None:
    """Where this person may write down what is known of the problem."""
    if not request.actor.is_office or DESCRIBE.why_not(task, by=request.actor):
        return None
    return Available(DESCRIBE, reverse("task_action", args=[task.pk, DESCRIBE.code]))
