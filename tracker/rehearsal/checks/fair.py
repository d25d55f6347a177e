"""Fair: a unit is late only by its own days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import (
    Dispatch,
    DispatchKind,
    Extension,
    Notice,
    Obligation,
    Progress,
    ProgressState,
    RungKind,
    Verb,
)
from tracker.rehearsal.checks.day import Evening, Finding
from tracker.rules.workdays import Calendar

REWORK_WITHIN = 5  # working days after a return
LATE_LETTERS = (RungKind.URGE, RungKind.ORDER, RungKind.CIRCULAR)


def on_time_is_on_time(evening: Evening) -> Iterator[Finding]:
    """Handed in by the date and returned later: not overdue before the new limit is over."""
    for owed in _late_and_returned(evening.today):
        if returned := _in_time(owed, evening.today, evening.calendar):
            yield (
                str(owed.unit),
                (
                    f"“{owed.subject[:30]}”{returned.released_on}已按期报送，{returned.decided_on}退回，"
                    f"重报期限未到，却列为逾期（应办日期{owed.due_on}）"
                ),
            )


@composed
def _late_and_returned(today: date) -> QuerySet[Obligation]:
    late = Obligation.objects.overdue(today).filter(progress__state=ProgressState.RETURNED).distinct()
    return late.select_related("unit", "task", "dispatch", "task_list").order_by("pk")


def _in_time(owed: Obligation, today: date, calendar: Calendar) -> Progress | None:
    last = owed.progress.filter(state=ProgressState.RETURNED).order_by("-pk").first()
    first = owed.progress.exclude(state=ProgressState.DRAFT).order_by("pk").first()
    if last is None or first is None or first.released_on > owed.due_on:
        return None
    return last if today <= calendar.add(last.decided_on, REWORK_WITHIN) else None


def nobody_is_accused_while_asking(evening: Evening) -> Iterator[Finding]:
    """Time was asked for in time: until that is decided no order is drafted; once granted, none rests on the old date."""
    accused = _ordered(evening.today)
    asked = Extension.objects.undecided().filter(obligation__in=accused)
    related = ("obligation__unit", "obligation__task", "obligation__dispatch")
    for row in asked.select_related(*related) if accused else ():
        yield (
            str(row.obligation.unit),
            f"“{row.obligation.subject[:30]}”延期申请（{row.asked_on}）未决定，已起草督办单",
        )
    if not evening.heard(Verb.EXTENSION_DECIDED):
        return
    running = Dispatch.objects.running().filter(kind=DispatchKind.ORDER)
    granted = Extension.objects.filter(decision="granted", decided_on=evening.today)
    for row in granted.select_related("obligation__unit", "obligation__task"):
        resting = running.filter(notices__obligation=row.obligation, signed_on__lt=evening.today)
        for order in resting.distinct():
            yield str(row.obligation.unit), f"已同意延至{row.new_due_on}，{order.number}仍未销号、仍须回复"


@composed
def _ordered(today: date) -> QuerySet[Notice, int]:
    orders = Notice.objects.filter(kind=RungKind.ORDER, owed_on=today)
    return orders.order_by().values_list("obligation", flat=True)


def who_has_finished_is_left_alone(evening: Evening) -> Iterator[Finding]:
    """A reply is owed only by a unit that still has something open in the letter."""
    for owed in evening.owed:
        if owed.kind != "reply" or owed.dispatch is None:
            continue
        if owed.due_on != evening.today:
            continue
        mine = Obligation.objects.filter(notices__dispatch=owed.dispatch_id, unit=owed.unit_id)
        if mine.exists() and not mine.unsettled().exists():
            yield str(owed.unit), f"{owed.dispatch.number}所列事项均已办结，仍要求其回复"


CHECKS = (on_time_is_on_time, nobody_is_accused_while_asking, who_has_finished_is_left_alone)
