"""述法: what heads answer for, the reviews of an office, one of them with its roll and findings, and one head's account."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions.reviews import why_not_close_review
from tracker.desk.access import business, leaders, office, visible
from tracker.desk.nouns import available_actions
from tracker.desk.request import Request
from tracker.desk.reviews import NEW_REVIEW
from tracker.models import Account, Review, TaskList
from tracker.papers import as_pdf
from tracker.reporting.duties import Covered, by_list, coverage, duties_of
from tracker.reporting.reviews import review_counts
from tracker.web.listing import listing
from tracker.web.making import make
from tracker.web.papers import paper_file
from tracker.web.views.figures import year_of

ROLL = 300  # heads on one page
LISTS = 10  # of the duties of heads, in one year
# What is counted of a duty, and what the list behind each number is asked for.
COUNTED = (
    ("submitted", gettext_lazy("待审（件）"), "state=submitted"),
    ("met", gettext_lazy("已办结（件）"), "state=met"),
    ("open", gettext_lazy("待办（件）"), "state=open"),
    ("late", gettext_lazy("其中逾期"), "view=late"),
)


@business
@require_safe
def reviews(request: Request) -> HttpResponse:
    """Of the office all reviews; of a unit its own accounts."""
    rows = Review.objects.visible_to(request.actor).select_related("office")
    rows = rows.annotate(
        roll=Count("accounts", distinct=True),
        handed_in=Count("accounts", filter=Q(accounts__handed_in_on__isnull=False), distinct=True),
    )
    mine = Account.objects.visible_to(request.actor).filter(unit__in=request.actor.served)
    context = {
        "listing": listing(request, rows, keys=("-year", "-pk")),
        "mine": mine.select_related("review", "unit").order_by("-review__year", "-pk")[:20],
    }
    return render(request, "reviews/list.html", context)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: Request) -> HttpResponse:
    return make(request, NEW_REVIEW, page="reviews/new.html", shown="review", back=reverse("reviews"))


@business
@require_safe
def head_duties(request: Request) -> HttpResponse:
    """职责清单: for the office and the leader how far each duty is covered, for a unit its head's own duties."""
    actor = request.actor
    year, complaints = year_of(request, usual=actor.on.year)
    lists = TaskList.objects.of_heads().filter(year=year, office__in=actor.offices | actor.offices_led)
    context = {
        "year": year,
        "complaints": complaints,
        "lists": [(each, _counted(each, actor.on)) for each in lists.order_by("pk")[:LISTS]],
        "counted": COUNTED,
        "mine": by_list(duties_of(actor.served, year)) if actor.served else [],
        "several": len(actor.served) > 1,
    }
    return render(request, "reviews/duties.html", context, status=422 if complaints else 200)


def _counted(task_list: TaskList, on: date) -> list[tuple[Covered, list[tuple[Any, int, str]]]]:
    """Each duty with its numbers: what each is called, how many, and what its list is asked for."""
    return [
        (each, [(label, each.counts[code], asked) for code, label, asked in COUNTED])
        for each in coverage(task_list, on=on)
    ]


@leaders
@require_safe
def review(request: Request, pk: int) -> HttpResponse:
    rows = Review.objects.select_related("office", "task_list", "circular__office", "closed_by")
    this: Review = visible(request, rows, pk)
    accounts = list(this.accounts.select_related("unit").order_by("unit__order", "pk")[:ROLL])
    findings = list(this.findings.select_related("unit", "task__task_list").order_by("order"))
    for row in [*accounts, *findings]:
        row.review = this  # what their guards ask for
    context = {
        "review": this,
        "counts": review_counts(this, accounts, findings),
        "accounts": [(row, available_actions(row, by=request.actor)) for row in accounts],
        "findings": [(row, available_actions(row, by=request.actor)) for row in findings],
        "actions": available_actions(this, by=request.actor),
        "has_pdf": as_pdf.is_there(),
        "not_yet": ""
        if this.closed_on or not request.actor.is_office
        else why_not_close_review(this, by=request.actor),
    }
    return render(request, "reviews/review.html", context)


@leaders
@require_safe
def review_file(request: Request, pk: int, ending: str) -> HttpResponse:
    return paper_file(request, "review", visible(request, Review.objects.all(), pk), ending)


@business
@require_safe
def account(request: Request, pk: int) -> HttpResponse:
    this = visible(request, Account.objects.select_related("review__office", "unit", "handed_in_by"), pk)
    context = {
        "account": this,
        "is_readable": this.is_readable(request.actor),
        "findings": this.review.findings.filter(unit=this.unit_id).select_related("task"),
        "actions": available_actions(this, by=request.actor),
    }
    return render(request, "reviews/account.html", context)
