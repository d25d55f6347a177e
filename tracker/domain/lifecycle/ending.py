"""What follows when something is owed no more: orders that stood on it close, and who waited for it goes on.

Every verb that ends an Obligation comes here, so that nothing is chased that has lost its ground.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracker.domain import waits as waiting
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell, touch
from tracker.models import (
    NOT_BLOCKED,
    Dispatch,
    LetterState,
    Notice,
    Obligation,
    ObligationState,
    Task,
    Verb,
    Waiting,
)

REASON_LENGTH = 300


@chronicle()
def settle(*, obligation: Obligation, by: Actor) -> None:
    """Met: nothing more is owed, nothing more is sent. Call it with the row locked."""
    obligation.notices.drop(by.on)
    obligation.state, obligation.met_on, obligation.next_on = ObligationState.MET, by.on, None
    obligation.clear_blocked()
    obligation.save()
    touch([obligation.task_id], by.on)
    _follow([obligation.pk], by=by)


@chronicle()
def waive(*, obligations: QuerySet[Obligation], reason: str, by: Actor) -> None:
    """What of these is still owed is owed no more; letters not yet sent are withdrawn."""
    rows = Obligation.objects.unsettled().filter(pk__in=obligations.values("pk")).order_by("pk")
    # Locked, or one could be met meanwhile.
    held = list(rows.select_for_update(no_key=True).values_list("pk", "task"))
    owed = [pk for pk, _task in held]
    touch((task for _pk, task in held), by.on)
    Notice.objects.filter(obligation__in=owed).drop(by.on)
    Obligation.objects.filter(pk__in=owed).update(
        state=ObligationState.WAIVED,
        waived_reason=reason[:REASON_LENGTH],
        waived_on=by.on,
        next_on=None,
        **NOT_BLOCKED,
    )
    _follow(owed, by=by)


@chronicle()
def end_waits(*, waits: list[Waiting], by: Actor) -> None:
    """The clock comes back to who waited. Who was waited for and owes nothing of its own is released, unless its
    answer is already with the office."""
    if not waits:
        return
    waiting.close(waits, by=by)
    waive(obligations=waiting.lent(waits), reason=_("对方不再等待"), by=by)


def _follow(ended: list[int], *, by: Actor) -> None:
    if not ended:
        return
    looks = Notice.objects.filter(rung_code=Verb.PROMISED.value, task__obligations__in=ended)
    looks.filter(unit__obligations__in=ended).drop(by.on)  # nobody need look any more
    _close_dispatches(ended, by=by)
    end_waits(waits=waiting.touching(ended), by=by)


def _close_dispatches(ended: list[int], *, by: Actor) -> None:
    """销号: every Obligation that caused the letter is settled; or, where none did, every reply is."""
    caused = Notice.objects.filter(obligation__in=ended, is_formal=True).values_list("dispatch", flat=True)
    answered = Obligation.objects.filter(pk__in=ended).values_list("dispatch", flat=True)
    _close_groundless({*caused, *answered} - {None}, by=by)


@chronicle()
def lift_letters(*, obligation: Obligation, by: Actor) -> None:
    """Its date was moved: what formal letters said of the old one holds no more, and their replies are owed no more."""
    moved = obligation.notices.filter(is_formal=True, lifted_on=None)
    touched = set(moved.sent().values_list("dispatch", flat=True)) - {None}
    moved.update(lifted_on=by.on)
    _close_groundless(touched, by=by)


@chronicle()
def lay_letters_aside(*, task: Task, by: Actor) -> None:
    """It is suspended: what signed letters ask for its sake is asked no more, or their replies would be urged all the
    while. A draft waits as it is."""
    mine = _asking(task)
    touched = set(mine.values_list("dispatch", flat=True)) - {None}
    mine.update(lifted_on=by.on)
    _close_groundless(touched, by=by, why=_("督办事项已暂缓"))


def letters_asking(task: Task) -> QuerySet[Dispatch]:
    """Signed letters that ask for something for the task's sake: what suspending it would lay aside."""
    return Dispatch.objects.filter(pk__in=_asking(task).values("dispatch")).order_by("pk")


def _asking(task: Task) -> QuerySet[Notice]:
    signed = Notice.objects.filter(is_formal=True, lifted_on=None, dispatch__in=Dispatch.objects.running())
    return signed.filter(obligation__in=task.obligations.unsettled())


def _close_groundless(touched: set[int], *, by: Actor, why: str = "") -> None:
    """Replies are then owed no more, and what has not left stays here."""
    if not touched:
        return
    running = Dispatch.objects.running().filter(pk__in=touched).order_by("pk")
    for dispatch in running.select_for_update(no_key=True):
        if not _has_lost_its_ground(dispatch):
            _release_units(dispatch, by=by, why=why)
            continue
        dispatch.closed_on = by.on
        dispatch.save(update_fields=["closed_on"])
        dispatch.letters.queued().update(state=LetterState.DROPPED)
        for task in dispatch.tasks_or_none():
            tell(Verb.DISPATCH_CLOSED, by=by, dispatch=dispatch, task=task, note=dispatch.number)
        waive(obligations=dispatch.obligations.all(), reason=why or _("督办事项已办结"), by=by)


def _release_units(dispatch: Dispatch, *, by: Actor, why: str = "") -> None:
    """A letter's claim on a unit ends with that unit's own matters, whatever the others still owe."""
    causes = Obligation.objects.grounds_of(dispatch)
    if dispatch.notices.exists():
        done = dispatch.obligations.exclude(unit__in=causes.unsettled().values("unit"))
        waive(obligations=done, reason=why or _("本单位被督办的事项已办结"), by=by)


def _has_lost_its_ground(dispatch: Dispatch) -> bool:
    if dispatch.notices.exists():
        return not Obligation.objects.grounds_of(dispatch).unsettled().exists()
    answered = dispatch.obligations.filter(state=ObligationState.MET).exists()
    everybody_has_it = not dispatch.receipts.filter(sent_on=None).exists()
    return answered and everybody_has_it and not dispatch.obligations.unsettled().exists()
