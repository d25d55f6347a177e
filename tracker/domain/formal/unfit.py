"""What a draft of the clock says and should not any longer: settled matters, and, out of several, halted ones. The daily
check takes them out; and so does signing, or one report on the last day would keep back what all others are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.events import tell
from tracker.domain.halts import AGAINST_LETTERS, halted
from tracker.models import Dispatch, DispatchKind, Notice, NoticeState, Verb

SETTLED = "已办结或已调整，撤回待签发的函件"
HALTED = "暂停计时，移出待签发的函件，恢复后再列入"


def halted_entries(today: date) -> QuerySet[Notice]:
    """What is to be taken out of the clock's drafts because its own clock stands still."""
    drafts = Dispatch.objects.drafts().filter(drafted_by=None).annotate(n=Count("items"))
    several = drafts.filter(Q(n__gt=1) | Q(kind__in=(DispatchKind.CIRCULAR, DispatchKind.TALK)))
    against = halted("obligation", today, AGAINST_LETTERS)
    return Notice.objects.owed().filter(against, dispatch__in=several.values("pk"))


def unfit(drafts: Iterable[int], today: date) -> QuerySet[Notice]:
    of_drafts = Notice.objects.filter(dispatch__in=drafts)
    return of_drafts.filter(Q(state=NoticeState.DROPPED) | Q(pk__in=halted_entries(today).values("pk")))


def leaving(drafts: Collection[Dispatch], today: date) -> dict[int, list[Notice]]:
    """What signing would take out, by id of the draft: of the clock's drafts that say something without it."""
    found: dict[int, list[Notice]] = defaultdict(list)
    for notice in _leaving([draft.pk for draft in drafts if draft.drafted_by_id is None], today):
        found[notice.dispatch_id or 0].append(notice)
    staying = set(_staying(sorted(found), today)) if found else set()
    return {draft: rows for draft, rows in found.items() if draft in staying}


@composed
def _leaving(drafts: list[int], today: date) -> QuerySet[Notice]:
    rows = unfit(drafts, today).order_by("pk")
    return rows.select_related(*(f"obligation__{name}" for name in ("task", "unit", "dispatch", "task_list")))


@composed
def _staying(drafts: list[int], today: date) -> QuerySet[Notice, int | None]:
    rows = Notice.objects.filter(dispatch__in=drafts).exclude(pk__in=unfit(drafts, today).values("pk"))
    return rows.order_by().values_list("dispatch", flat=True)


def addressed_without(dispatch: Dispatch, rows: Sequence[Notice]) -> set[int]:
    """Ids of the units to which it would still go."""
    left = dispatch.notices.owed().exclude(pk__in=[notice.pk for notice in rows])
    return set(left.order_by().values_list("obligation__unit", flat=True))


def take_out(dispatch: Dispatch, rows: Sequence[Notice], on: date) -> None:
    """Inside a verb, with the draft held; its words are to be written anew."""
    for notice in rows:
        tell(
            Verb.DISPATCH_CHANGED,
            by=Actor.system(on),
            dispatch=dispatch,
            task=notice.ground.task,
            unit=notice.ground.unit,
            note=f"{dispatch.title}：{SETTLED if notice.state == NoticeState.DROPPED else HALTED}",
        )
    mine = Notice.objects.filter(pk__in=[notice.pk for notice in rows])
    mine.filter(state=NoticeState.DROPPED).update(dispatch=None)
    mine.filter(state=NoticeState.OWED).delete()  # it has told nobody anything, and will be owed again
    left = dispatch.notices.all()
    dispatch.items.exclude(obligation__in=left.values("obligation")).delete()
    dispatch.receipts.exclude(unit__in=left.owed().values("obligation__unit")).delete()
