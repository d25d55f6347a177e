"""全部任务, one task, and a task made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tracker.desk.access import business, office, visible, visible_kept
from tracker.desk.forms.tasks import PastDay
from tracker.desk.nouns import available_actions
from tracker.desk.request import Request
from tracker.desk.tasks import NEW_TASK
from tracker.domain.actor import Actor
from tracker.domain.composed import kept_rows
from tracker.domain.halts import with_halts
from tracker.domain.history import history_of, task_history
from tracker.models import (
    UNSETTLED,
    Assignment,
    Contribution,
    Dispatch,
    Extension,
    Follow,
    Instruction,
    Notice,
    Objection,
    Obligation,
    Passage,
    Progress,
    Remark,
    Task,
    Unit,
)
from tracker.models.progress import readable_of_owed
from tracker.web.making import make
from tracker.web.neighbours import neighbours
from tracker.web.origin import in_paragraph, labelled_cells
from tracker.web.past import task_on
from tracker.web.story import Moment, ladder, matrix, moments
from tracker.web.tables import table_page
from tracker.web.tables.tasks import TASKS

RELATED = (
    "task_list__office",
    "passage__source",
    "passage__parent__parent__parent",  # its headings, as far up as documents go as a rule
    "carried_from",
    "parent__withholding",
    "created_by",
    "withholding",
)
OWNERS = Prefetch("assignments", Assignment.objects.select_related("unit", "group"))
NOTICES = 200  # of a task of many units; the newest
LATEST = 30  # lines of the story that its page begins with
HISTORY = 100  # events on the page; the audit log has them all


@business
@require_safe
def tasks(request: Request) -> HttpResponse:
    unit = _unit_asked_for(request)
    context = {
        "unit": unit,
        "may_follow": unit and _in_my_realm(request, unit),
        "follows": unit and unit.followers.filter(person=request.user).exists(),
    }
    return table_page(request, TASKS, template="tasks/list.html", context=context)


def _unit_asked_for(request: Request) -> Unit | None:
    wanted = request.GET.get("unit", "")
    if not (wanted.isascii() and wanted.isdecimal()) or "export" in request.GET:
        return None
    return Unit.objects.active().filter(pk=int(wanted[:15])).first()


def _in_my_realm(request: Request, unit: Unit) -> bool:
    return Unit.objects.realm_of(request.actor).filter(pk=unit.pk).exists()


@business
@require_safe
def task(request: Request, pk: int) -> HttpResponse:
    followed = Exists(Follow.objects.filter(task=OuterRef("pk"), person=request.user))
    rows = Task.objects.select_related(*RELATED).annotate(followed=followed)
    this = visible_kept(request, "a task", rows, pk)
    prefetch_related_objects([this], OWNERS, "schedules")
    actor, served = request.actor, request.actor.served
    mine = this.office_id in actor.offices
    owed = _owed(request, this)
    notices = kept_rows(
        ("notices of a task", actor.rights), lambda task: _notices(request, task)[:NOTICES], this.pk
    )
    remarks = list(remarks_on(request, this))
    story = moments(
        reports=_reports_kept(this, served),
        extensions=kept_rows("extensions of a task", lambda task: _requests(Extension, task), this.pk),
        objections=kept_rows("objections of a task", lambda task: _requests(Objection, task), this.pk),
        notices=notices,
        remarks=remarks,
        events=kept_rows(
            ("events of a task", this.office_id, actor.rights),
            lambda task: history_of(task, this.office_id, by=actor)[:HISTORY],
            this.pk,
        ),
    )
    context = {
        "task": this,
        "owners": this.assignments.all(),
        "groups": _by_group(this),
        "schedules": [
            (s, available_actions(s, by=request.actor) if mine else []) for s in this.schedules.all()
        ],
        "headings": headings(this.passage),
        "cells": labelled_cells(this),
        "paragraph": in_paragraph(this.passage),
        "owed": owed,
        "mine": [o for o in owed if o.unit_id in served and o.state in UNSETTLED],
        "matrix": matrix(owed),
        "ladder": ladder(this, owed, notices, actor.on, is_ours=mine),
        **_story(request, story),
        "seen_letters": letters_seen(request, notices),
        "beside": neighbours(request, this),
        "remarks": remarks,
        "follows": this.followed,
        "is_ours": mine,
        "actions": available_actions(this, by=actor) if mine or served else [],
        "instructions": kept_rows("instructions of a task", _instructions, this.pk),
        "steps": kept_rows(("steps of a task", actor.rights), lambda task: _steps(task, actor), this.pk),
        "contributions": _contributions(this),
    }
    return render(request, "tasks/task.html", context)


def _story(request: Request, story: list[Moment]) -> dict[str, Any]:
    """The latest part of it; `?story=all`: all of it. A task of twenty units has hundreds of lines in a year."""
    shown = story if request.GET.get("story") == "all" else story[:LATEST]
    return {"moments": shown, "earlier_moments": len(story) - len(shown)}


def letters_seen(request: Request, notices: list[Notice]) -> set[int]:
    """Those of the formal letters that the reader may open: a letter to another unit is told of, not shown."""
    sent = {n.dispatch_id: n for n in notices if n.dispatch_id}
    own = {pk for pk, n in sent.items() if n.obligation and n.obligation.office_id in request.actor.offices}
    if not (others := sent.keys() - own):
        return own
    seen = Dispatch.objects.visible_to(request.actor).filter(pk__in=others)
    return own | set(seen.values_list("pk", flat=True))


@business
@require_safe
def task_past(request: Request, pk: int) -> HttpResponse:
    """The task as it stood at the end of `?on=`; what cannot be told of that day is said."""
    this = visible(request, Task.objects.select_related("task_list"), pk)
    asked = PastDay(request.GET if "on" in request.GET else None, actor=request.actor, subject=this)
    on = asked.cleaned_data["on"] if asked.is_valid() else None
    is_ours = this.office_id in request.actor.offices
    context: dict[str, Any] = {"task": this, "form": asked, "on": on, "is_ours": is_ours}
    if on:
        events = list(task_history(this, by=request.actor))
        sent = _notices(request, this.pk).filter(sent_on__lte=on)
        context["seen_letters"] = letters_seen(request, list(sent))
        context["past"] = task_on(this, on, reports=_reports(this, request.actor.served), events=events)
        context["moments"] = moments(
            reports=[], extensions=[], objections=[], remarks=[],
            notices=sent,
            events=[e for e in events if e.happened_on <= on][:HISTORY],
            all_events=True,
        )  # fmt: skip
    return render(request, "tasks/past.html", context, status=422 if asked.errors else 200)


def remarks_on(request: Request, thing: Task | Obligation | Dispatch) -> Iterable[Remark]:
    """The office's own notes; nobody else's page asks for them."""
    if not request.actor.is_office:
        return ()

    def rows(pk: int) -> QuerySet[Remark]:
        seen = Remark.objects.visible_to(request.actor).about(type(thing), pk)
        return seen.select_related("made_by", "obligation__unit")

    return kept_rows(("remarks on", type(thing), request.actor.rights), rows, thing.pk)


def _notices(request: Request, task: int):
    seen = Notice.objects.visible_to(request.actor).filter(obligation__task=task)
    return seen.select_related("obligation__unit", "dispatch")


def _owed(request: Request, this: Task) -> list[Obligation]:
    on, served = request.actor.on, request.actor.served
    said = readable_of_owed(served)

    def rows(task: int) -> QuerySet[Obligation]:
        found = with_halts(Obligation.objects.filter(task=task).with_colour(on), on)
        return (
            found.annotate(percent=Max("progress__percent", filter=said))
            .select_related("unit", "deadline__schedule", "task")
            .order_by("deadline__due_on", "deadline", "-colour", "unit__order")
        )

    return kept_rows(("owed under a task", on, served), rows, this.pk)


def _by_group(this: Task) -> list[tuple[str, list[Assignment]]]:
    """Frozen members stand under the name of the group that the document wrote."""
    rows = sorted(
        (a for a in this.assignments.all() if a.via_group), key=lambda a: (a.via_group, a.unit.order)
    )
    return [(name, list(members)) for name, members in groupby(rows, key=lambda a: a.via_group)]


def _reports(this: Task, served: frozenset[int]):
    return _reports_of(this.pk, served).prefetch_related("evidence")


def _reports_of(task: int, served: frozenset[int]) -> QuerySet[Progress]:
    seen = Progress.objects.readable_by(served).filter(obligation__task=task)
    related = ("obligation__unit", "obligation__deadline", "drafted_by", "released_by", "decided_by")
    return seen.select_related(*related)


def _reports_kept(this: Task, served: frozenset[int]) -> list[Progress]:
    """The same, their statement kept."""
    rows = kept_rows(("reports of a task", served), lambda task: _reports_of(task, served), this.pk)
    prefetch_related_objects(rows, "evidence")
    return rows


def _contributions(this: Task) -> list[Contribution]:
    def rows(task: int) -> QuerySet[Contribution]:
        return Contribution.objects.filter(task=task).select_related("unit", "filed_by")

    found = kept_rows("contributions of a task", rows, this.pk)
    prefetch_related_objects(found, "files")
    return found


def _instructions(task: int) -> QuerySet[Instruction]:
    return Instruction.objects.filter(task=task).select_related("given_by")


def _steps(task: int, actor: Actor) -> QuerySet[Task]:
    return Task.objects.filter(parent=task).visible_to(actor).order_by("nearest_on", "pk")


def _requests(model, task: int):
    rows = model.objects.filter(obligation__task=task)
    return rows.select_related("obligation__unit", "asked_by", "decided_by")


def headings(passage: Passage | None) -> list[Passage]:
    """From the chapter down to the paragraph: where in the document the sentence stands."""
    found: list[Passage] = []
    while passage is not None and passage.parent_id:
        passage = passage.parent
        found.insert(0, passage)
    return found


@office
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: Request) -> HttpResponse:
    """`?passage=` and `words`: a sentence of a source that promises something and has no task yet."""
    words = request.GET.get("words", "")[:500]
    first = {
        "task_list": request.GET.get("list"),
        "passage": request.GET.get("passage"),
        "requirement": words,
        "title": words.rstrip("。；;")[:60],
    }
    return make(request, NEW_TASK, page="tasks/new.html", shown="task", back=reverse("tasks"), initial=first)
