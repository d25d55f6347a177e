"""逾期一览: what is late, since when, whose. One plain page for leaders, made to be printed."""

from __future__ import annotations

from collections import Counter

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.desk.access import leaders
from tracker.desk.request import Request
from tracker.domain.counting import count_in_words, counted_by
from tracker.models import AnnualReport, CalendarDay, Notice, Obligation, ObligationKind, Unit
from tracker.web.listing import listing

PAGE = 50


@leaders
@require_safe
def overdue(request: Request) -> HttpResponse:
    """Work first; a list that was not signed for is a smaller matter and stands below, counted and one click away."""
    today = request.actor.on
    late = Obligation.objects.visible_to(request.actor).overdue(today)
    work = late.exclude(kind=ObligationKind.SIGN_FOR)
    unsigned = late.filter(kind=ObligationKind.SIGN_FOR)
    units, whole, receipt_count = _counted(late)
    found = listing(request, _told(work), keys=("due_on", "pk"), size=PAGE, whole=whole)
    receipts = [] if found.before else list(_told(unsigned).order_by("due_on", "pk")[:PAGE])
    calendar = CalendarDay.objects.calendar()
    for row in (*found.rows, *receipts):
        row.late_days = (today - row.due_on).days
        row.late_workdays = calendar.count(row.due_on, today)
    context = {
        "listing": found,
        "receipts": receipts,
        "receipt_count": count_in_words(receipt_count),
        "units": units,
        "to_approve": AnnualReport.objects.visible_to(request.actor).awaiting_leader()
        if request.actor.is_leader
        else [],
    }
    return render(request, "overdue.html", context, status=found.status)


def _told(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """With the day of the last letter, formal or not, of each row that is shown."""
    sent = Notice.objects.filter(obligation=OuterRef("pk"), sent_on__isnull=False).order_by("-sent_on")
    return rows.annotate(
        last_letter_on=Subquery(sent.values("sent_on")[:1]),
        formal_on=Subquery(sent.filter(is_formal=True).values("sent_on")[:1]),
    ).select_related("unit", "task__task_list", "dispatch", "task_list")


def _counted(late: QuerySet[Obligation]) -> tuple[list[tuple[Unit, int]], int, int]:
    """Units with how much each has late, most first; how much work is late, and how many lists not signed for. Of very
    many, the first of them are counted, in one pass."""
    counts: Counter[int] = Counter()
    receipts = 0
    of_index = lambda: late.filter(met_on=None).order_by()  # noqa: E731
    for unit, kind, n in counted_by(of_index, "unit", "kind"):
        counts[unit] += n
        receipts += n if kind == ObligationKind.SIGN_FOR else 0
    units = Unit.objects.in_bulk(counts)
    by_unit = sorted(
        ((units[pk], n) for pk, n in counts.items()), key=lambda pair: (-pair[1], pair[0].order, pair[0].pk)
    )
    return by_unit, counts.total() - receipts, receipts
