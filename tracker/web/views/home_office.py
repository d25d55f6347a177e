"""The office's first page: today in a sentence, what waits for a decision, the fortnight, lists, units, what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render

from tracker.actions.signable import circular_opens_on
from tracker.desk.counting import count, kept_counts
from tracker.desk.request import Request
from tracker.domain.actor import Actor
from tracker.domain.composed import kept_rows
from tracker.domain.counting import BoundedCount
from tracker.domain.history import INSIDE_THE_UNIT
from tracker.models import (
    NEAR_DAYS,
    AnnualReport,
    Assignment,
    CalendarDay,
    Dispatch,
    Event,
    Extension,
    Instruction,
    Letter,
    Objection,
    Obligation,
    ObligationKind,
    Progress,
    Receipt,
    Source,
    Task,
    TaskList,
    Unit,
)
from tracker.reporting.running import running_badly
from tracker.reporting.today import fortnight, list_bars, units_now
from tracker.web.views.home_unit import owed_by_me

FEW = 5  # rows of each kind on the first page; the rest is one click away
UNITS = 8
LATELY, READ = 10, 60  # lines, of so many events
OBLIGATION = ("unit", "task", "dispatch", "task_list")

Pile = Callable[[], Any]  # makes the rows: most piles are empty


def office_desk(request: Request) -> HttpResponse:
    today, offices = request.actor.on, request.actor.offices
    owed = Obligation.objects.filter(office__in=offices)
    tasks = Task.objects.filter(office__in=offices)
    piles, of_tasks = _piles(request.actor, owed), _piles_of_tasks(request.actor, tasks)
    numbers = _numbers(request.actor)
    found: dict[str, list] = {
        name: list(rows()[:FEW]) if numbers[name] else [] for name, rows in piles.items()
    }
    found |= (
        _first_of_each(of_tasks) if any(numbers[name] for name in of_tasks) else {key: [] for key in of_tasks}
    )
    units = units_now(owed, today, kept_as=offices)
    if units.late is None:
        numbers |= {"late": count(owed.overdue(today).exclude(kind=ObligationKind.SIGN_FOR))}
    else:
        numbers |= {"late": units.late}
    drafts = found["letters_to_sign"]
    opens_on = circular_opens_on(today) if any(draft.period for draft in drafts) else today
    gathers_until = opens_on if opens_on > today else None
    context = {
        **found,
        **(_own_work(request) if request.actor.is_unit else {}),
        **running_badly(),
        "counts": numbers,
        "requests": numbers["objections"] + numbers["extensions"],
        "few": FEW,
        "nothing": not any(numbers[name] for name in (*piles, *of_tasks, "reports_to_agree")),
        "to_agree": _reports_to_agree(request.actor) if numbers["reports_to_agree"] else [],
        "gathers_until": gathers_until,
        "by_unit": _letters_by_unit(offices, gathers_until) if request.actor.is_head and drafts else [],
        "near_query": urlencode(
            {"view": "open", "due_from": today, "due_until": today + timedelta(days=NEAR_DAYS)}
        ),
        "days": fortnight(owed, today, CalendarDay.objects.calendar(), kept_as=offices),
        "bars": list_bars(tasks, kept_as=offices),
        "units": units.rows[:UNITS],
        "more_units": max(len(units.rows) - UNITS, 0),
        "events": _lately(offices),
        "steps": _steps(numbers),
        "without_contact": not numbers["has_contact"],
    }
    return render(request, "home/office.html", context)


def _piles(actor: Actor, owed: QuerySet) -> dict[str, Pile]:
    """What waits for the office, by the name of its pile."""
    today, offices = actor.on, actor.offices
    related = ("obligation__unit", "obligation__task", "obligation__dispatch")
    told_as_letters = Obligation.objects.unsigned().values("pk")
    return {
        "reports": lambda: _reports(actor).select_related(*related, "released_by"),
        "extensions": lambda: _undecided(Extension, offices).select_related(*related, "asked_by"),
        "objections": lambda: _undecided(Objection, offices).select_related(*related, "asked_by"),
        "letters_to_sign": lambda: Dispatch.objects.filter(office__in=offices).drafts().order_by("pk"),
        "blocked": lambda: (
            owed.blocked()
            .exclude(pk__in=told_as_letters)
            .select_related(*OBLIGATION)
            .order_by("blocked_since_on")
        ),
        "instructions": lambda: (
            Instruction.objects.filter(office__in=offices)
            .waiting()
            .select_related("given_by", "task")
            .order_by("given_on", "pk")
        ),
        "failed": lambda: Letter.objects.filter(office__in=offices).failed().select_related("person"),
        "dormant": lambda: owed.left_lying(today).select_related(*OBLIGATION),
        "unreachable": lambda: _unreachable(offices, today),
    }


def _piles_of_tasks(actor: Actor, tasks: QuerySet) -> dict[str, Pile]:
    drafts = tasks.draft()
    return {
        "ownerless": lambda: drafts.without_owner(),
        "dateless": lambda: drafts.without_date().filter(task_list__report_cycle=""),
        "owed_by_nobody": lambda: tasks.owed_by_nobody(),
        "to_review": lambda: tasks.to_review(actor.on),
    }


@kept_counts
def _numbers(actor: Actor) -> dict[str, Any]:
    """How much lies in each pile, what the day's sentence says, and the first steps."""
    owed = Obligation.objects.filter(office__in=actor.offices)
    tasks = Task.objects.filter(office__in=actor.offices)
    piles = _piles(actor, owed) | _piles_of_tasks(actor, tasks)
    counts = {name: BoundedCount(rows()) for name, rows in piles.items()}
    return counts | _of_today(actor, owed) | _first_steps(actor)


def _of_today(actor: Actor, owed: QuerySet) -> dict[str, Any]:
    """The numbers of the day's sentence, each with the first day that it speaks of."""
    today = actor.on
    unsigned = owed.unsettled().filter(kind=ObligationKind.SIGN_FOR)
    near = owed.near(today).exclude(kind=ObligationKind.SIGN_FOR)
    sent = Letter.objects.filter(office__in=actor.offices).sent().filter(sent_on=today)
    first = {"near_on": near, "unsigned_on": unsigned}
    return {
        "sent": BoundedCount(sent),
        "near": BoundedCount(near),
        "unsigned": BoundedCount(unsigned),
        "reports_to_agree": BoundedCount(_reports_to_agree(actor)),
        **{name: Subquery(rows.order_by("due_on").values("due_on")[:1]) for name, rows in first.items()},
    }


def _reports_to_agree(actor: Actor) -> QuerySet[AnnualReport]:
    """The head's own matter."""
    rows = AnnualReport.objects.filter(office__in=actor.offices).awaiting_head()
    return rows.select_related("submitted_by") if actor.is_head else rows.none()


def _first_steps(actor: Actor) -> dict[str, Any]:
    """What an office does first after installing; each ticks itself by what is there."""
    offices = actor.offices
    return {
        "has_contact": ExpressionWrapper(~Q(contact="") & ~Q(phone=""), BooleanField()),
        "has_source": Exists(Source.objects.all()),
        "has_list": Exists(TaskList.objects.filter(office__in=offices, issued_on__isnull=False)),
        "has_sent": Exists(Letter.objects.filter(office__in=offices).sent()),
        "has_signed": Exists(Dispatch.objects.filter(office__in=offices).numbered()),
    }


def _steps(numbers: dict[str, Any]) -> list[tuple[str, bool]]:
    """Nothing when all are done."""
    steps = [
        (name, bool(numbers[name]))
        for name in ("has_contact", "has_source", "has_list", "has_sent", "has_signed")
    ]
    return [] if all(done for _name, done in steps) else steps


def _first_of_each(piles: dict[str, Pile]) -> dict[str, list[Task]]:
    """The first tasks of several piles, in one query; a task may lie in more than one."""
    firsts = {name: Q(pk__in=rows().values("pk")[:FEW]) for name, rows in piles.items()}
    lies_in = {f"in_{name}": ExpressionWrapper(first, BooleanField()) for name, first in firsts.items()}
    rows = Task.objects.filter(reduce(or_, firsts.values())).annotate(**lies_in)
    tasks = list(rows.select_related("task_list"))
    return {name: [task for task in tasks if getattr(task, f"in_{name}")] for name in piles}


def _reports(actor: Actor) -> QuerySet:
    """Handed in, and not by the reader's own hand: nobody decides on what they wrote."""
    mine = Q(released_by=actor.person_id) | Q(drafted_by=actor.person_id)
    waiting = Progress.objects.awaiting_decision().filter(obligation__office__in=actor.offices)
    return waiting.exclude(mine).order_by("released_on", "pk")


def _undecided(model: Any, offices: frozenset[int]) -> QuerySet:
    return model.objects.awaiting_decision().filter(obligation__office__in=offices).order_by("asked_on", "pk")


def _unreachable(offices: frozenset[int], today: Any) -> QuerySet:
    """Units with duties that no letter can reach."""
    named = Assignment.objects.filter(unit=OuterRef("pk"), task__office__in=offices)
    return Unit.objects.active().filter(Exists(named)).without_address(today)


def _lately(offices: frozenset[int]) -> list[tuple[Event, int]]:
    """What happened last; the same done by the same person many times on one day stands once, with how often. What a
    unit writes and attaches is its own business until it is handed in."""
    # Asked for each event: joined, the database may begin with all tasks.
    mine = Exists(Task.objects.filter(pk=OuterRef("task"), office__in=offices))
    seen = Event.objects.filter(mine).exclude(verb__in=INSIDE_THE_UNIT)
    rows = kept_rows(("lately", offices), lambda _n: seen.select_related("unit", "task")[:READ])
    found = []
    for _key, same in groupby(rows, key=lambda e: (e.happened_on, e.verb, e.actor_id)):
        alike = list(same)
        found.append((alike[0], len(alike)))
    return found[:LATELY]


def _letters_by_unit(offices: frozenset[int], gathers_until: date | None) -> list[dict]:
    """How many drafts wait for the head, by addressed unit; a circular stands with each, once it can be signed."""
    drafts = Dispatch.objects.filter(office__in=offices).drafts()
    if gathers_until:
        drafts = drafts.filter(period="")
    rows = (
        Receipt.objects.filter(dispatch__in=drafts)
        .order_by()
        .values("unit", "unit__name", "unit__short_name")
    )
    return list(rows.annotate(n=Count("dispatch")).order_by("-n", "unit__name"))


def _own_work(request: Request) -> dict:
    """The office that supervises also owes: its own unit's reports are accepted by its head."""
    return {"own": list(owed_by_me(request)[:FEW])}
