"""统计: how a year went, by list, chapter, unit, month and quarter, as of any day; every number opens its list."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tracker.desk.access import business, office
from tracker.desk.request import Request
from tracker.models import Letter, Receipt, Task
from tracker.reporting import charts
from tracker.reporting.burden import BURDEN, CODES, burden, rows_of
from tracker.reporting.groups import BY
from tracker.reporting.measures import (
    LADDER,
    MEASURES,
    REPLIES,
    TASKS,
    WORK,
    Chosen,
    Figures,
    Measure,
    Row,
    figures,
    rows_behind,
    total,
)
from tracker.web.asked_figures import Asked
from tracker.web.listing import listing

PAGE = 50


@business
@require_safe
def statistics(request: Request) -> HttpResponse:
    asked = Asked(request, ("by", "list", "year", "as_of"))
    complaints = asked.complaints()
    context = {"asked": asked, "complaints": complaints, "tab": "work"}
    if not complaints:
        chosen = asked.chosen()
        found = figures(chosen)
        context |= {
            "chosen": chosen,
            "by_name": BY[chosen.by_what],
            "table": _linked(chosen, found),
            "measures": found.measures,
            "by_tasks": TASKS[0] in found.measures,
            "chart": charts.stacked(found.rows, found.measures),
            "legend": [m for m in WORK if m.code in charts.PARTS],
        }
    return render(request, "statistics/work.html", context, status=400 if complaints else 200)


@business
@require_safe
def years(request: Request) -> HttpResponse:
    """The year beside the one before, both up to the same day."""
    asked = Asked(request, ("year", "as_of"))
    complaints = asked.complaints()
    context = {"asked": asked, "complaints": complaints, "tab": "years"}
    if not complaints:
        chosen = asked.chosen()
        measures = (*TASKS, *WORK)
        both = [(each, total(each, measures)) for each in (chosen, chosen.a_year_before())]
        numbers = [_numbers(each, row, measures, whole=True) for each, row in both]
        context |= {
            "chosen": chosen,
            "both": both,
            "table": list(zip(measures, *numbers, strict=True)),
            "empty": [each.year for each, row in both if not any(row.counts.values())],
        }
    return render(request, "statistics/years.html", context, status=400 if complaints else 200)


@business
@require_safe
def ladder(request: Request) -> HttpResponse:
    asked = Asked(request, ("list", "year", "as_of"))
    complaints = asked.complaints()
    context = {"asked": asked, "complaints": complaints, "tab": "ladder"}
    if not complaints:
        chosen = asked.chosen()
        row = total(chosen, (*LADDER, *REPLIES))
        context |= {
            "chosen": chosen,
            "chart": charts.funnel(row, LADDER),
            "steps": _numbers(chosen, row, (*LADDER, *REPLIES)),
            "answer_days": row.answer_days,
        }
    return render(request, "statistics/ladder.html", context, status=400 if complaints else 200)


@office
@require_safe
def burden_page(request: Request) -> HttpResponse:
    asked = Asked(request, ("year", "as_of"))
    complaints = asked.complaints()
    context = {"asked": asked, "complaints": complaints, "tab": "burden"}
    if not complaints:
        chosen = asked.chosen()
        found = burden(chosen)
        context |= {
            "chosen": chosen,
            "measures": BURDEN,
            "table": [(row, _numbers(chosen, row, BURDEN)) for row in found.rows],
        }
    return render(request, "statistics/burden.html", context, status=400 if complaints else 200)


@business
@require_safe
def behind(request: Request) -> HttpResponse:
    """The rows that one number counts."""
    if "measure" not in request.GET:
        raise Http404
    asked = Asked(request, ("by", "list", "year", "as_of", "measure", "group"))
    complaints = asked.complaints()
    context = {"asked": asked, "complaints": complaints}
    if not complaints:
        chosen, code = asked.chosen(), asked.cleaned_data["measure"]
        context |= {"chosen": chosen, "measure": _named(code), "listing": _rows(request, chosen, code)}
    return render(request, "statistics/rows.html", context, status=400 if complaints else 200)


def _named(code: str) -> Measure:
    return MEASURES.get(code) or next(m for m in BURDEN if m.code == code)


def _rows(request: Request, chosen: Chosen, code: str):
    found = rows_of(chosen, code) if code in CODES else rows_behind(chosen, code)
    if found.model is Task:
        found = found.select_related("task_list")
    elif found.model is Letter:
        found = found.select_related("person").defer("text", "html")
    elif found.model is Receipt:
        found = found.select_related("dispatch", "unit")
    else:
        found = found.select_related("unit", "task", "dispatch", "task_list")
    return listing(request, found, keys=("pk",), size=PAGE)


def _linked(chosen: Chosen, found: Figures) -> list[tuple[Row, list[tuple[int, str]]]]:
    """Each row with its numbers and where each leads."""
    rows = [(row, _numbers(chosen, row, found.measures)) for row in found.rows]
    return [*rows, (found.total, _numbers(chosen, found.total, found.measures, whole=True))]


def _numbers(
    chosen: Chosen, row: Row, measures: Sequence[Measure], *, whole: bool = False
) -> list[tuple[int, str, Measure]]:
    group = None if whole or not row.name or measures[0] in LADDER else row.key
    return [(row.counts[m.code], _address(chosen, m.code, group), m) for m in measures]


def _address(chosen: Chosen, measure: str, group: str | None) -> str:
    asked = {"measure": measure, "by": chosen.by_what, "year": chosen.year, "as_of": chosen.as_of.isoformat()}
    if chosen.task_list:
        asked["list"] = chosen.task_list.pk
    if group is not None:
        asked["group"] = group
    return f"{reverse('statistics_rows')}?{urlencode(asked)}"
