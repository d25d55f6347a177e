"""Why a clock stands still. One place for the sweep, the forecast and the pages, so that they never disagree."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, OuterRef, QuerySet, Subquery

from tracker.models import (
    Mute,
    Obligation,
    ObligationState,
    TaskState,
    Verb,
    Waiting,
    chronicle,
    tell,
)
from tracker.rules.ladder import Halt

SETTLED = (ObligationState.MET, ObligationState.WAIVED)
NOT_CHASED = "下达时已过期，未启动催办"
OBJECTED = "异议待决定"
WAITING = "等待其他单位"
MUTED = "已暂停提醒"
HALT_COLUMNS = ("is_chased", "task__state", "is_objected", "is_waiting", "muted_until_on")


def with_halts(obligations: QuerySet[Obligation], today: date) -> QuerySet[Obligation]:
    """Annotates what `halts_of` reads (HALT_COLUMNS)."""
    mutes = Mute.objects.in_force(today).filter(obligation=OuterRef("pk")).order_by()
    last = mutes.values("obligation").annotate(last=Max("until_on")).values("last")
    return obligations.halted_by(today).annotate(muted_until_on=Subquery(last))


def halts_of(row) -> tuple[Halt, ...]:
    """The halts of a row that has HALT_COLUMNS, for the ladder. A mute ends by itself; the others somebody ends."""
    halts = []
    if not row.is_chased:
        halts.append(Halt(NOT_CHASED))
    if row.task__state not in (None, TaskState.ISSUED):
        halts.append(Halt(f"任务{TaskState(row.task__state).label}"))
    if row.is_objected:
        halts.append(Halt(OBJECTED))
    if row.is_waiting:
        halts.append(Halt(WAITING))
    if row.muted_until_on:
        halts.append(Halt(MUTED, row.muted_until_on))
    return tuple(halts)


@chronicle()
def end_idle_waits(*, today: date) -> int:
    """Who waits for something that is settled or released waits for nothing: its own clock runs again.

    Returns how many waits ended. Without this a unit could wait for ever for one that no longer owes.
    """
    idle = Waiting.objects.in_force().filter(on_obligation__state__in=SETTLED)
    waits = list(idle.select_related("obligation__task", "obligation__unit", "on_obligation__unit"))
    if not waits:
        return 0
    Waiting.objects.in_force().filter(pk__in=[w.pk for w in waits]).update(ended_on=today)
    Obligation.objects.open().filter(pk__in=[w.obligation_id for w in waits]).look_again(today)
    for wait in waits:
        tell(
            Verb.WAITING_ENDED,
            by=None,
            on=today,
            task=wait.obligation.task,
            unit=wait.obligation.unit,
            note=f"{wait.on_obligation.unit}的事项{wait.on_obligation.get_state_display()}",
        )
    return len(waits)
