"""Who waits for whom: a wait ends, and the clock comes back to who waited."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.events import tell
from tracker.domain.lifecycle.opening import owing_units
from tracker.domain.lifecycle.rounds import move_to
from tracker.models import SETTLED, CalendarDay, Obligation, Verb, Waiting

AFTER_ANSWER = 3  # working days that who waited has at least, once the other unit has answered


def touching(obligations: Iterable[int]) -> list[Waiting]:
    """Waits in force on either side of these Obligations (ids)."""
    ids = list(obligations)
    return _read(Waiting.objects.filter(pk__in=waits)) if (waits := _touching(ids)) else []


def idle() -> list[Waiting]:
    """Waits for something that is settled or released: nobody will ever end them."""
    return _read(Waiting.objects.filter(pk__in=waits)) if (waits := _idle()) else []


@composed
def _idle() -> QuerySet[Waiting, int]:
    rows = Waiting.objects.in_force().filter(on_obligation__state__in=SETTLED)
    return rows.values_list("pk", flat=True)


@composed
def _touching(ids: list[int]) -> QuerySet[Waiting, int]:
    rows = Waiting.objects.in_force().filter(Q(on_obligation__in=ids) | Q(obligation__in=ids))
    return rows.values_list("pk", flat=True)


def _read(waits: QuerySet[Waiting]) -> list[Waiting]:
    """With what they are about. Asked at each end of anything, and mostly there is none."""
    side = Obligation.objects.select_related("unit", "task__task_list")
    sides = (Prefetch(name, side) for name in ("obligation", "on_obligation"))
    return list(waits.order_by("pk").prefetch_related(*sides))


def close(waits: list[Waiting], *, by: Actor) -> None:
    """The rows and their history. What was lent for a wait is not released here: see `lifecycle.ending.end_waits`."""
    Waiting.objects.filter(pk__in=[wait.pk for wait in waits]).update(ended_on=by.on)
    rows = Obligation.objects.open().filter(pk__in=[wait.obligation_id for wait in waits])
    rows.recheck(by.on)
    limit = CalendarDay.objects.calendar().limit(by.on, AFTER_ANSWER)
    for row in rows.filter(due_on__lt=limit).order_by("pk").select_for_update(of=("self",), no_key=True):
        move_to(row, limit, by.on)
    for wait in waits:
        task, unit = wait.obligation.task, wait.obligation.unit
        tell(Verb.WAITING_ENDED, by=by, task=task, unit=unit, note=str(wait.on_obligation.unit))


def lent(waits: list[Waiting]) -> QuerySet[Obligation]:
    """Open Obligations that exist only because somebody waited, and for which nobody waits any longer."""
    borrowed = [w.on_obligation_id for w in waits if _is_borrowed(w.on_obligation)]
    still = Waiting.objects.in_force().filter(on_obligation__in=borrowed).values("on_obligation")
    return Obligation.objects.open().filter(pk__in=borrowed).exclude(pk__in=still)


def _is_borrowed(owed: Obligation) -> bool:
    return owed.task is not None and owed.unit_id not in owing_units(owed.task)
