"""The city leader's first page: one sheet of A4 that says how the work stands, whose it is, and what is asked of him."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render

from tracker.desk.counting import count
from tracker.desk.request import Request
from tracker.domain.composed import kept_rows
from tracker.domain.counting import BoundedCount
from tracker.models import (
    AnnualReport,
    CalendarDay,
    Dispatch,
    Installation,
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
    today, led = request.actor.on, request.actor.offices_led
    owed = Obligation.objects.filter(office__in=led)
    work = owed.exclude(kind=ObligationKind.SIGN_FOR)
    late = work.overdue(today)
    weeks = late_weeks(owed, today, kept_as=led)
    now = units_now(owed, today, kept_as=led)
    units = now.rows
    issued = Task.objects.known_to_units().filter(office__in=led)
    context = {
        "numbers": {"late": count(late) if now.late is None else now.late} | _numbers(work, led, today),
        "bars": list_bars(issued, kept_as=("issued", led)),
        "weeks": weeks,
        "most": most([week.late for week in weeks]),
        "units": [unit for unit in units if unit.owed or unit.unsigned][:UNITS],
        "more_units": max(len(units) - UNITS, 0),
        "worst": _worst(late, led, today),
        "waits": kept_rows(("who waits", led), lambda _n: _waits(led)),
        "asked": kept_rows(("asked of the leader", led), lambda _n: _asked(led)),
        "to_approve": kept_rows(("to be approved", led), lambda _n: _to_approve(led)),
    }
    return render(request, "home/leader.html", context)


def _numbers(work: QuerySet[Obligation], led: frozenset[int], today: date) -> dict[str, Any]:
    """In one query. Letters as 函件登记簿 has them: mails are no letters to a leader."""

    def counts(_n: int) -> QuerySet[Any, Any]:
        letters = Dispatch.objects.filter(office__in=led, signed_on__gte=today.replace(day=1)).signed()
        return Installation.objects.values(
            near=BoundedCount(work.near(today)),  # type: ignore[attr-defined]
            waiting=BoundedCount(work.submitted()),  # type: ignore[attr-defined]
            letters=BoundedCount(letters),
        )

    (row,) = kept_rows(("a leader's numbers", led, today), counts)
    return cast(dict[str, Any], row)


def _worst(late: QuerySet[Obligation], led: frozenset[int], today: date) -> list[Any]:
    """The longest overdue, with the last that the office sent for each."""

    def first(_n: int) -> QuerySet[Any, Any]:
        sent = Notice.objects.filter(obligation=OuterRef("pk"), sent_on__isnull=False).order_by(
            "-sent_on", "-pk"
        )
        rows = late.annotate(
            last_kind=Subquery(sent.values("kind")[:1]), last_on=Subquery(sent.values("sent_on")[:1])
        )
        return rows.select_related("unit", "task", "dispatch", "task_list").order_by("due_on", "pk")[:READ]

    calendar = CalendarDay.objects.calendar()
    found: list[Any] = _by_matter(kept_rows(("the worst", led, today), first))
    for row in found:
        row.late_days = (today - row.due_on).days
        row.late_workdays = calendar.count(row.due_on, today)
        row.did = Notice(kind=row.last_kind).get_kind_display() if row.last_kind else ""
    return found


def _to_approve(led: frozenset[int]) -> QuerySet[AnnualReport]:
    return AnnualReport.objects.filter(office__in=led).awaiting_leader().select_related("office")


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
