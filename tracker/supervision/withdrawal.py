"""A draft must not accuse anybody of what is settled: items leave it when their notices have been dropped.

Out of a letter of several matters also goes what is halted, or one objection would hold up the others; it is written
down anew once its clock runs again. A letter whose only matter is halted waits as it is, unsigned. Only drafts of the
system. What an officer wrote is the officer's to change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.events import chronicle, tell
from tracker.domain.formal.letter import rewrite
from tracker.domain.halts import AGAINST_LETTERS, halted
from tracker.models import Dispatch, DispatchKind, Notice, NoticeState, Remark, Verb
from tracker.rules.workdays import Calendar

SETTLED = "已办结或已调整，撤回待签发的函件"
HALTED = "暂停计时，移出待签发的函件，恢复后再列入"


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
    return _unfit(drafts, today).values_list("dispatch_id", flat=True)


def halted_entries(today: date) -> QuerySet[Notice]:
    """What the next sweep takes out of the system's drafts because its clock stands still."""
    drafts = Dispatch.objects.drafts().filter(drafted_by=None).annotate(n=Count("items"))
    several = drafts.filter(Q(n__gt=1) | Q(kind__in=(DispatchKind.CIRCULAR, DispatchKind.TALK)))
    against = halted("obligation", today, AGAINST_LETTERS)
    return Notice.objects.owed().filter(against, dispatch__in=several.values("pk"))


def _unfit(drafts: Iterable[int], today: date) -> QuerySet[Notice]:
    of_drafts = Notice.objects.filter(dispatch__in=drafts)
    return of_drafts.filter(Q(state=NoticeState.DROPPED) | Q(pk__in=halted_entries(today).values("pk")))


@chronicle()
def _tidy(pk: int, *, today: date, calendar: Calendar) -> int:
    dispatch = Dispatch.objects.drafts().select_for_update().filter(pk=pk).first()
    rows = _unfit([pk], today).select_related("obligation__task", "obligation__unit")
    unfit = list(rows.order_by("pk"))
    if dispatch is None or not unfit:
        return 0
    for notice in unfit:
        reason = SETTLED if notice.state == NoticeState.DROPPED else HALTED
        tell(
            Verb.DISPATCH_CHANGED,
            by=Actor.system(today),
            dispatch=dispatch,
            task=notice.ground.task,
            unit=notice.ground.unit,
            note=f"{dispatch.title}：{reason}",
        )
    _take_out(dispatch, unfit)
    if dispatch.notices.exists():
        rewrite(dispatch, today=today, calendar=calendar)
    else:
        Remark.objects.outlive(pk, unfit[0].obligation_id)
        Dispatch.objects.filter(pk=pk).delete()  # the history still points at it
    return len(unfit)


def _take_out(dispatch: Dispatch, unfit: Sequence[Notice]) -> None:
    mine = Notice.objects.filter(pk__in=[n.pk for n in unfit])
    mine.filter(state=NoticeState.DROPPED).update(dispatch=None)
    mine.filter(state=NoticeState.OWED).delete()  # it has told nobody anything, and will be owed again
    left = dispatch.notices.all()
    dispatch.items.exclude(obligation__in=left.values("obligation")).delete()
    dispatch.receipts.exclude(unit__in=left.owed().values("obligation__unit")).delete()
