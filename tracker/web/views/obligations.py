"""One thing that one unit owes: its report, its requests, and what the office makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, Manager, OuterRef, Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tracker.desk.access import business, visible
from tracker.desk.downloads import attachment
from tracker.desk.forms.base import Questions
from tracker.desk.forms.obligations import draft_of, returned_of
from tracker.desk.kept import questions
from tracker.desk.nouns import available_actions
from tracker.desk.obligations import REPORT
from tracker.desk.request import Request
from tracker.desk.runner import Asked
from tracker.domain.halts import with_halts
from tracker.models import (
    UNSETTLED,
    Account,
    CalendarDay,
    Contribution,
    ContributionFile,
    ContributionRequest,
    Evidence,
    Extension,
    ListKind,
    Mute,
    Notice,
    Objection,
    Obligation,
    ObligationKind,
    Progress,
    ProgressState,
    Task,
    Waiting,
)
from tracker.rules.workdays import Calendar
from tracker.web.next_url import came_from
from tracker.web.origin import labelled_cells
from tracker.web.tables import table_page
from tracker.web.tables.obligations import OBLIGATIONS
from tracker.web.views.tasks import headings, letters_seen, remarks_on

RELATED = (
    "unit", "office", "task__task_list__office", "deadline", "dispatch", "task_list", "contribution_request__by_unit",
)  # fmt: skip
PASSAGE = "task__passage__parent__parent__parent"  # its headings, as far up as documents go as a rule
PEOPLE = ("asked_by", "decided_by")
TOLD = (
    Prefetch("extensions", Extension.objects.select_related(*PEOPLE)),
    Prefetch("objections", Objection.objects.select_related(*PEOPLE)),
    Prefetch("waits", Waiting.objects.select_related("on_obligation__unit", "recorded_by")),
    Prefetch("mutes", Mute.objects.select_related("approved_by")),
    Prefetch(
        "progress",
        Progress.objects.select_related("drafted_by", "released_by", "decided_by").prefetch_related(
            "evidence"
        ),
    ),
)
# Few are waited for or have asked others: what stands on their pages is read for those alone.
AWAITING = Waiting.objects.in_force().filter(on_obligation=OuterRef("pk"))
ASKED = ContributionRequest.objects.filter(
    by_unit=OuterRef("unit"), obligation__deadline=OuterRef("deadline")
)
OF_OFFICE = Prefetch("notices", Notice.objects.select_related("dispatch", "rung"))


def _rows(request: Request) -> QuerySet:
    """With all that was said about it: the page and the guards of its actions read the same rows."""
    rows = Obligation.objects.select_related(*RELATED, PASSAGE, "task__passage__source")
    said = (*TOLD, OF_OFFICE) if request.actor.is_office else TOLD
    rows = with_halts(rows.with_colour(request.actor.on), request.actor.on)
    return rows.annotate(is_awaited=Exists(AWAITING), has_asked=Exists(ASKED)).prefetch_related(*said)


@business
@require_safe
def obligations(request: Request) -> HttpResponse:
    return table_page(request, OBLIGATIONS)


@business
@require_safe
def obligation(request: Request, pk: int) -> HttpResponse:
    this = visible(request, _rows(request), pk)
    sent_to = reverse("obligation_action", args=[pk, REPORT.code])
    refusal = REPORT.why_not(this, by=request.actor)
    form = None if refusal else questions(request, REPORT, this, address=sent_to)
    return _render(request, this, form, next=came_from(request))


def show(request: Request, thing: Obligation, asked: Asked) -> HttpResponse:
    """The same page with what was just typed, and the sentence above it: it is shown again even when it can no
    longer be reported, because a colleague was quicker."""
    this = visible(request, _rows(request), thing.pk)
    return _render(request, this, asked.form, status=asked.status, next=came_from(request))


def _render(
    request: Request, this: Any, form: Questions | None, *, status: int = 200, next: str = ""
) -> HttpResponse:
    actor = request.actor
    available = available_actions(this, by=actor)
    asked = getattr(this, "contribution_request", None)
    notices = list(this.notices.all() if this.office_id in actor.offices else _notices(request, this))
    account = _account(request, this)
    form = None if account else form
    calendar = CalendarDay.objects.calendar()
    context = {
        "obligation": this,
        "explanation": this.explained(calendar),
        "workdays": _workdays(this, calendar, actor.on),
        "reports": _reports(request, this),
        "waits": [(w, available_actions(w, by=actor)) for w in this.waits.all() if not w.ended_on],
        "awaited": this.awaited_by.in_force().select_related("obligation__unit") if this.is_awaited else [],
        "mutes": _mutes(request, this) if this.office_id in actor.offices else [],
        "extensions": _requests(request, this.extensions),
        "objections": _requests(request, this.objections),
        "notices": notices,
        "seen_letters": letters_seen(request, notices),
        "is_ours": this.office_id in actor.offices,
        "actions": [each for each in available if each.action is not REPORT],  # its form stands on the page
        "form": form,
        "draft": draft_of(this, actor) if form else None,
        "returned": returned_of(this) if form else None,
        "asked": asked,
        "asked_others": _asked_others(this),
        "account": account,
        "may_contribute": bool(asked) and this.state == "open" and this.unit_id in actor.served,
        "remarks": remarks_on(request, this),
        "next": next,
    }
    return render(request, "obligations/obligation.html", context | _origin(this.task), status=status)


def _origin(task: Task | None) -> dict[str, Any]:
    """Where the task stands in its document."""
    if task is None:
        return {"headings": [], "cells": []}
    return {"headings": headings(task.passage), "cells": labelled_cells(task)}


def _workdays(this: Obligation, calendar: Calendar, on: date) -> int:
    """To its date, or since; the reminder that is printed says them, too."""
    return abs(calendar.count(on, this.due_on)) if this.state in UNSETTLED else 0


def _asked_others(this: Any) -> Iterable[ContributionRequest]:
    """What its unit has asked of others by the same date: whom, by when, and whether they have answered."""
    if not this.has_asked:
        return []
    return ContributionRequest.objects.by_unit_for(this.unit_id, this.deadline_id)


def _account(request: Request, this: Obligation) -> Account | None:
    """述法报告 are written on a page of their own, with a draft of what the unit has done."""
    task = this.task
    if this.kind != ObligationKind.FINISH or not task or task.task_list.kind != ListKind.OTHER:
        return None
    if task.origin_note != task.task_list.name:  # as `create_review` names both: no other page asks for it
        return None
    rows = Account.objects.visible_to(request.actor).filter(handed_in_on=None, unit=this.unit_id)
    return (
        rows.filter(review__task_list=this.task.task_list_id)
        .exclude(review__findings__task=this.task_id)
        .first()
    )


def _mutes(request: Request, this: Obligation) -> list[tuple]:
    """The office's own business: a unit that is not reminded for a while still owes the day it owes."""
    actor = request.actor
    return [(m, available_actions(m, by=actor)) for m in this.mutes.all() if m.is_in_force(actor.on)]


def _notices(request: Request, this: Obligation) -> QuerySet[Notice]:
    """Those that are not the office's own business; the office sees all, with what its guards read."""
    return this.notices.visible_to(request.actor).select_related("dispatch", "rung")


def _handed_in(this: Obligation) -> list[Progress]:
    return [p for p in this.progress.all() if p.state != ProgressState.DRAFT]


def _reports(request: Request, this: Obligation) -> list[tuple]:
    on = request.actor.on
    return [(p, available_actions(p, by=request.actor) if p.is_in_play(on) else []) for p in _handed_in(this)]


def _requests(request: Request, rows: Manager) -> list[tuple]:
    actor = request.actor
    return [
        (r, available_actions(r, by=actor) if actor.is_office and not r.decision else []) for r in rows.all()
    ]


@business
@require_safe
def contribution_file(request: Request, pk: int) -> HttpResponse:
    """A file that a support unit filed, for whoever sees the task."""
    seen = Contribution.objects.visible_to(request.actor)
    piece = get_object_or_404(ContributionFile.objects.filter(contribution__in=seen), pk=pk)
    return attachment(piece.file, piece.filename, sha256=piece.sha256)


@business
@require_safe
def evidence(request: Request, pk: int) -> HttpResponse:
    """A piece of evidence, for whoever may see the report it belongs to."""
    seen = Obligation.objects.visible_to(request.actor)
    reports = Progress.objects.readable_by(request.actor.served).filter(obligation__in=seen)
    piece = get_object_or_404(Evidence.objects.filter(progress__in=reports).exclude(file=""), pk=pk)
    return attachment(piece.file, piece.filename, sha256=piece.sha256)
