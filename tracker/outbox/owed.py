"""What may be said at this moment: an obligation that waits for an answer of ours is left in peace."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tracker.models import Mute, Notice, Objection, TaskState, Waiting


def halts(obligation: str, today: date) -> dict[str, Exists]:
    """The halts in force, as columns of a query in which `obligation` is the path to the obligation."""
    mine = OuterRef(obligation)
    return {
        "is_muted": Exists(Mute.objects.in_force(today).filter(obligation=mine)),
        "is_objected": Exists(Objection.objects.undecided().filter(obligation=mine)),
        "is_waiting": Exists(Waiting.objects.in_force().filter(obligation=mine)),
    }


def without_halts(notices: QuerySet[Notice], today: date) -> QuerySet[Notice]:
    """Without the notices of muted, objected, waiting or suspended obligations: they are carried later."""
    return notices.filter(running("obligation", today))


def running(obligation: str, today: date) -> Q:
    """The clock of the obligation at this path runs: chased, its task in hand, no halt in force."""
    task = Q(**{f"{obligation}__task": None}) | Q(**{f"{obligation}__task__state": TaskState.ISSUED})
    condition = task & Q(**{f"{obligation}__is_chased": True})
    for halt in halts(obligation, today).values():
        condition &= ~Q(halt)
    return condition


def still_to_say() -> Q:
    """For LetterNotices: neither answered, nor withdrawn, nor begun anew since. Told by another letter is no reason
    to leave it out of this one."""
    answered_or_new = Q(notice__obligation__state="open", notice__round=F("notice__obligation__round"))
    return answered_or_new & ~Q(notice__state="dropped")
