"""A draft must not accuse anybody of what is settled: entries leave it when their notices have been dropped.

Out of a document that gathers (circular, talk) also goes what is halted, or one objection would hold up the
others; it is written down anew once its clock runs again. An order whose matter is halted waits as it is, unsigned.
Only drafts of the system. What an officer wrote is the officer's to change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.halts import AGAINST_LETTERS, halted
from tracker.models import Dispatch, DispatchKind, Notice, NoticeState, Verb
from tracker.rules import wording
from tracker.rules.workdays import Calendar
from tracker.supervision.drafting import items_of
from tracker.supervision.formal_text import Item

ENTRY = re.compile(r"^\d+．")
SETTLED = "已办结或已调整，撤回待签发的函件"
HALTED = "暂停计时，移出待签发的函件，恢复后再列入"
GATHERING = (DispatchKind.CIRCULAR, DispatchKind.TALK)


def withdraw_settled(*, today: date, calendar: Calendar) -> int:
    """Take settled matters out of the system's drafts; a draft with nothing left is withdrawn whole.

    Returns how many notices were taken out. Costs what is in draft, not what was ever sent.
    """
    drafts = list(Dispatch.objects.drafts().filter(drafted_by=None).values_list("pk", flat=True))
    touched = set(_unfit(drafts, today).values_list("dispatch_id", flat=True)) if drafts else ()
    return sum(_tidy(pk, today=today, calendar=calendar) for pk in sorted(touched))


def halted_entries(today: date) -> QuerySet[Notice]:
    """What the next sweep takes out of the system's drafts because its clock stands still."""
    drafts = Dispatch.objects.drafts().filter(drafted_by=None, kind__in=GATHERING)
    against = halted("obligation", today, AGAINST_LETTERS)
    return Notice.objects.owed().filter(against, dispatch__in=drafts.values("pk"))


def _unfit(drafts: Iterable[int], today: date) -> QuerySet[Notice]:
    of_drafts = Notice.objects.filter(dispatch__in=drafts)
    return of_drafts.filter(Q(state=NoticeState.DROPPED) | Q(pk__in=halted_entries(today).values("pk")))


@chronicle()
def _tidy(pk: int, *, today: date, calendar: Calendar) -> int:
    dispatch = Dispatch.objects.drafts().select_for_update().filter(pk=pk).first()
    unfit = list(_unfit([pk], today).order_by("pk"))
    if dispatch is None or not unfit:
        return 0
    items = items_of([n.obligation_id for n in unfit], today=today, calendar=calendar)
    mine = Notice.objects.filter(pk__in=[n.pk for n in unfit])
    mine.filter(state=NoticeState.DROPPED).update(dispatch=None)
    mine.filter(state=NoticeState.OWED).delete()  # it has told nobody anything, and will be owed again
    for notice in unfit:
        owed = items[notice.obligation_id].obligation
        note = f"{dispatch.title}：{SETTLED if notice.state == NoticeState.DROPPED else HALTED}"
        tell(
            Verb.DISPATCH_CHANGED,
            by=Actor.system(today),
            dispatch=dispatch,
            task=owed.task,
            unit=owed.unit,
            note=note,
        )
    if dispatch.notices.exists():
        _shorten(dispatch, [items[n.obligation_id] for n in unfit])
    else:
        Dispatch.objects.filter(pk=pk).delete()  # the history still points at it
    return len(unfit)


def _shorten(dispatch: Dispatch, settled: Sequence[Item]) -> None:
    lines = dispatch.matter.split("\n")
    for item in settled:
        entry = _entry_of(item, lines, kind=dispatch.kind)
        if entry is None:
            unit = item.obligation.unit.name
            lines.append(f"（签发前请核对：{unit}“{item.subject}”已办结、调整或暂停计时，应从本件中删去。）")
        else:
            lines.remove(entry)
    dispatch.matter = "\n".join(_renumbered(lines))
    dispatch.save(update_fields=["matter"])
    owing = dispatch.notices.owed().values("obligation__unit")
    dispatch.receipts.exclude(unit__in=owing).delete()


def _entry_of(item: Item, lines: Sequence[str], *, kind: str) -> str | None:
    """The line that the system wrote for this item, if an officer has not rewritten it."""
    unit = f"{item.obligation.unit.name}：" if kind == DispatchKind.CIRCULAR else ""
    opening = f"{unit}{item.duty}。"
    found = [line for line in lines if ENTRY.match(line) and ENTRY.sub("", line).startswith(opening)]
    dated = [line for line in found if wording.day(item.obligation.due_on) in line]
    if dated:
        return dated[0]
    return found[0] if len(found) == 1 else None


def _renumbered(lines: Sequence[str]) -> list[str]:
    renumbered, number = [], 0
    for line in lines:
        if ENTRY.match(line):
            number += 1
            line = ENTRY.sub(f"{number}．", line)
        renumbered.append(line)
    return renumbered
