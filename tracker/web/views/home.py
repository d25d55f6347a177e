"""What I must do, worst first. The office sees what waits for its decision, a unit what it owes."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tracker.desk.access import signed_in
from tracker.desk.counting import count, counts
from tracker.desk.request import Request
from tracker.domain.halts import with_halts
from tracker.models import (
    Assignment,
    Dispatch,
    Extension,
    Instruction,
    Letter,
    Objection,
    Obligation,
    Progress,
    Receipt,
    Task,
    Unit,
)
from tracker.reporting.counts import task_counts
from tracker.reporting.running import running_badly
from tracker.web.listing import listing

FEW = 5  # rows of each kind on the first page; the rest is one click away


@signed_in
@require_safe
def home(request: Request) -> HttpResponse:
    actor = request.actor
    if actor.is_office:
        return office_desk(request)
    if actor.is_unit:
        return unit_desk(request)
    if actor.is_leader:
        return redirect("overdue")
    if actor.is_admin:
        return redirect("admin:index")
    return render(request, "home/nothing.html")


def office_desk(request: Request) -> HttpResponse:
    today, offices = request.actor.on, request.actor.offices
    owed = Obligation.objects.filter(office__in=offices)
    tasks = Task.objects.filter(office__in=offices)
    drafts = tasks.draft()
    related = ("obligation__unit", "obligation__task", "obligation__dispatch")
    piles = {
        "reports": _reports(request).select_related(*related, "released_by"),
        "extensions": _undecided(Extension, offices).select_related(*related, "asked_by"),
        "objections": _undecided(Objection, offices).select_related(*related, "asked_by"),
        "letters_to_sign": Dispatch.objects.filter(office__in=offices).drafts().order_by("pk"),
        "blocked": owed.blocked()
        .exclude(pk__in=Obligation.objects.unsigned().values("pk"))  # told as letters to sign
        .select_related("unit", "task", "dispatch", "task_list")
        .order_by("blocked_since_on"),
        "instructions": Instruction.objects.filter(office__in=offices)
        .waiting()
        .select_related("given_by", "task")
        .order_by("given_on", "pk"),
        "promised": owed.promised(today).select_related("unit", "task", "dispatch", "task_list"),
        "failed": Letter.objects.filter(office__in=offices).failed().select_related("person"),
        "dormant": owed.dormant(today).select_related("unit", "task", "dispatch", "task_list"),
        "unreachable": _unreachable(offices, today),
        "overdue": owed.overdue(today).select_related("unit", "task", "dispatch", "task_list"),
    }
    of_tasks = {
        "ownerless": drafts.without_owner(),
        "dateless": drafts.without_date().filter(task_list__report_cycle=""),
        "owed_by_nobody": tasks.owed_by_nobody(),
        "to_review": tasks.to_review(today),
    }
    found = {name: list(rows[: FEW + 1]) for name, rows in piles.items()} | _first_of_each(of_tasks)
    piles |= of_tasks
    numbers = {name: len(rows) for name, rows in found.items()}
    numbers |= counts({name: piles[name] for name, rows in found.items() if len(rows) > FEW})
    context = {
        **found,
        **_own_work(request),
        "counts": numbers,
        "tasks": task_counts(tasks),
        "without_contact": not (request.installation.contact and request.installation.phone),
        "requests": numbers["objections"] + numbers["extensions"],
        "few": FEW,
        **running_badly(),
        "nothing": not any(numbers.values()),
    }
    return render(request, "home/office.html", context)


def _first_of_each(piles: dict[str, QuerySet[Task]]) -> dict[str, list[Task]]:
    """The first tasks of several piles, in one query; a task may lie in more than one."""
    firsts = {name: Q(pk__in=rows.values("pk")[: FEW + 1]) for name, rows in piles.items()}
    lies_in = {f"in_{name}": ExpressionWrapper(first, BooleanField()) for name, first in firsts.items()}
    rows = Task.objects.filter(reduce(or_, firsts.values())).annotate(**lies_in)
    tasks = list(rows.select_related("task_list"))
    return {name: [task for task in tasks if getattr(task, f"in_{name}")] for name in piles}


def _reports(request: Request):
    """Handed in, and not by the reader's own hand: nobody decides on what they wrote."""
    mine = Q(released_by=request.user) | Q(drafted_by=request.user)
    waiting = Progress.objects.awaiting_decision().filter(obligation__office__in=request.actor.offices)
    return waiting.exclude(mine).order_by("released_on", "pk")


def _undecided(model, offices):
    return model.objects.awaiting_decision().filter(obligation__office__in=offices).order_by("asked_on", "pk")


def _unreachable(offices, today):
    """Units with duties that no letter can reach."""
    named = Assignment.objects.filter(unit=OuterRef("pk"), task__office__in=offices)
    return Unit.objects.active().filter(Exists(named)).without_address(today)


def _own_work(request: Request) -> dict:
    """The office that supervises also owes: its own unit's reports are accepted by its head."""
    if not request.actor.is_unit:
        return {}
    return {"own": list(_owed(request)[:FEW])}


def _owed(request: Request):
    rows = Obligation.objects.owed_by_units_of(request.actor).unsettled().with_colour(request.actor.on)
    return (
        with_halts(rows, request.actor.on)
        .annotate(has_draft=Exists(Progress.objects.drafts().filter(obligation=OuterRef("pk"))))
        .select_related("unit", "task__task_list", "deadline", "dispatch", "task_list")
        .worst_first()
    )


def unit_desk(request: Request) -> HttpResponse:
    served = request.actor.served
    owed = _owed(request)
    unsigned = Receipt.objects.not_signed_for().filter(unit__in=served)
    drafts = (
        Progress.objects.in_writing().filter(obligation__unit__in=served).exclude(drafted_by=request.user)
    )
    context = {
        "listing": listing(request, owed, keys=("due_on", "pk")),
        "unsigned": unsigned.select_related("dispatch", "unit").order_by("pk"),
        "drafts": drafts.select_related("obligation__unit", "obligation__task", "drafted_by")
        if request.actor.is_unit_leader
        else [],
        "overdue": count(Obligation.objects.owed_by_units_of(request.actor).overdue(request.actor.on)),
    }
    return render(request, "home/unit.html", context)
