"""A draft must not accuse anybody of what is settled: items leave it when their notices have been dropped.

Out of a letter of several matters also goes what is halted, or one objection would hold up the others; it is written
down anew once its clock runs again. A letter whose only matter is halted waits as it is, unsigned. Only drafts of the
system. What an officer wrote is the officer's to change. Signing does the same of its own letter (`formal.unfit`).
"""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.domain.events import chronicle
from tracker.domain.formal.letter import rewrite
from tracker.domain.formal.unfit import take_out, unfit
from tracker.models import Dispatch, Notice, Remark
from tracker.rules.workdays import Calendar


def withdraw_settled(*, today: date, calendar: Calendar) -> int:
    """Take settled matters out of the system's drafts; a draft with nothing left is withdrawn whole.

    Returns how many notices were taken out. Costs what is in draft, not what was ever sent.
    """
    touched = set(_with_unfit(_drafts(), today))
    return sum(_tidy(pk, today=today, calendar=calendar) for pk in sorted(touched))


@composed
def _drafts() -> QuerySet[Dispatch, int]:
    return Dispatch.objects.drafts().filter(drafted_by=None).values_list("pk", flat=True)


@composed
def _with_unfit(drafts: list[int], today: date) -> QuerySet[Notice, int]:
    return unfit(drafts, today).values_list("dispatch_id", flat=True)


@chronicle()
def _tidy(pk: int, *, today: date, calendar: Calendar) -> int:
    dispatch = Dispatch.objects.drafts().select_for_update().filter(pk=pk).first()
    rows = unfit([pk], today).select_related("obligation__task", "obligation__unit")
    found = list(rows.order_by("pk"))
    if dispatch is None or not found:
        return 0
    take_out(dispatch, found, today)
    if dispatch.notices.exists():
        rewrite(dispatch, today=today, calendar=calendar)
    else:
        Remark.objects.outlive(pk, found[0].obligation_id)
        Dispatch.objects.filter(pk=pk).delete()  # the history still points at it
    return len(found)
