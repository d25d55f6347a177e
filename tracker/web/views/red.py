"""逾期一览: what is late, since when, whose. One plain page for leaders, made to be printed."""

from __future__ import annotations

from collections import Counter

from django.db.models import Case, Max, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tracker.models import CalendarDay, Obligation, ObligationKind
from tracker.web.access import leaders

# A list not signed for is a smaller matter than work not done: it stands below.
IS_RECEIPT = Case(When(kind=ObligationKind.SIGN_FOR, then=Value(1)), default=Value(0))


@leaders
@require_safe
def red(request: HttpRequest) -> HttpResponse:
    today = request.actor.on
    late = list(
        Obligation.objects.visible_to(request.actor)
        .overdue(today)
        .annotate(
            last_letter_on=Max("notices__sent_on"),
            formal_on=Max("notices__sent_on", filter=Q(notices__is_formal=True)),
        )
        .select_related("unit", "task__task_list", "dispatch", "task_list")
        .order_by(IS_RECEIPT, "due_on", "unit__order", "pk")
    )
    calendar = CalendarDay.objects.calendar()
    for row in late:
        row.late_days = (today - row.due_on).days
        row.late_workdays = calendar.count(row.due_on, today)
    by_unit = Counter(row.unit for row in late)
    worst = sorted(by_unit.items(), key=lambda pair: (-pair[1], pair[0].order))
    return render(request, "red.html", {"late": late, "units": worst})
