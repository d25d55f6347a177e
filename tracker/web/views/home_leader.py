"""The city leader's first page: one sheet of A4 that says how the work stands, whose it is, and what is asked of him."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render

from tracker.desk.counting import count, read_at_once
from tracker.desk.request import Request
from tracker.domain.counting import BoundedCount
from tracker.models import (
    AnnualReport,
    CalendarDay,
    Dispatch,
    Notice,
    Objection,
    Obligation,
    ObligationKind,
    Task,
    Waiting,
)
from tracker.reporting.today import late_weeks, list_bars, most, units_now

WORST, UNITS, WAITS, ASKED = 5, 8, 5, 5
READ = 60  # rows among which the five worst matters are found


def leader_desk(request: Request) -> HttpResponse:
    actor, today = request.actor, request.actor.on
    owed = Obligation.objects.filter(office__in=actor.offices_led)
    work = owed.exclude(kind=ObligationKind.SIGN_FOR)
    late = work.overdue(today)
    weeks = late_weeks(owed, today)
    now = units_now(owed, today)
    units = now.rows
    issued = Task.objects.known_to_units().filter(office__in=actor.offices_led)
    context = {
        "numbers": {"late": count(late) if now.late is None else now.late}
        | read_at_once(
            {
                "near": BoundedCount(work.near(today)),
                "waiting": BoundedCount(work.submitted()),
                "letters": BoundedCount(_letters_this_month(request)),
            }
        ),
        "bars": list_bars(issued, kept_as=("issued", actor.offices_led)),
        "weeks": weeks,
        "most": most([week.late for week in weeks]),
        "units": [unit for unit in units if unit.owed or unit.unsigned][:UNITS],
        "more_units": max(len(units) - UNITS, 0),
        "worst": _worst(late, request),
        "waits": _waits(actor.offices_led),
        "asked": _asked(actor.offices_led),
        "to_approve": AnnualReport.objects.filter(office__in=actor.offices_led).awaiting_leader(),
    }
    return render(request, "home/leader.html", context)


def _letters_this_month(request: Request) -> QuerySet:
    """As 函件登记簿 has them: mails are no letters to a leader."""
    first = request.actor.on.replace(day=1)
    return Dispatch.objects.filter(office__in=request.actor.offices_led, signed_on__gte=first).signed()


def _worst(late: QuerySet[Obligation], request: Request) -> list[Obligation]:
    """The longest overdue, with the last that the office sent for each."""
    sent = Notice.objects.filter(obligation=OuterRef("pk"), sent_on__isnull=False).order_by("-sent_on", "-pk")
    rows = late.annotate(
        last_kind=Subquery(sent.values("kind")[:1]), last_on=Subquery(sent.values("sent_on")[:1])
    )
    calendar = CalendarDay.objects.calendar()
    worst = rows.select_related("unit", "task", "dispatch", "task_list").order_by("due_on", "pk")[:READ]
    found = _by_matter(worst)
    for row in found:
        row.late_days = (request.actor.on - row.due_on).days
        row.late_workdays = calendar.count(row.due_on, request.actor.on)
        row.did = Notice(kind=row.last_kind).get_kind_display() if row.last_kind else ""
    return found


def _by_matter(worst: Iterable[Obligation]) -> list[Obligation]:
    """The worst of each task or letter, with all the units that owe it: one task of several units is one matter."""
    of_matter: dict[tuple[int | None, int | None], list[Obligation]] = {}
    for row in worst:
        matter = (row.task_id, None if row.task_id else row.dispatch_id)
        if matter in of_matter or len(of_matter) < WORST:
            of_matter.setdefault(matter, []).append(row)
    for rows in of_matter.values():
        rows[0].whose = list(dict.fromkeys(row.unit for row in rows))
    return [rows[0] for rows in of_matter.values()]


def _waits(offices: frozenset[int]) -> QuerySet[Waiting]:
    # Asked of each of the few: joined, the database may begin with all that the offices are owed.
    theirs = Exists(Obligation.objects.filter(pk=OuterRef("obligation"), office__in=offices))
    rows = Waiting.objects.in_force().filter(theirs)
    return rows.select_related("obligation__unit", "obligation__task", "on_obligation__unit").order_by(
        "since_on"
    )[:WAITS]


def _asked(offices: frozenset[int]) -> QuerySet[Objection]:
    """What the office cannot decide by itself waits for him: objections, oldest first."""
    rows = Objection.objects.awaiting_decision().filter(Q(obligation__office__in=offices))
    return rows.select_related("obligation__unit", "obligation__task").order_by("asked_on", "pk")[:ASKED]
