"""A draft must not accuse anybody of what is settled: entries leave it when their notices have been dropped.

Only drafts of the system. What an officer wrote is the officer's to change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tracker.models import Dispatch, DispatchKind, Notice, NoticeState, Verb, chronicle, tell
from tracker.rules import wording
from tracker.rules.workdays import Calendar
from tracker.supervision.drafting import items_of
from tracker.supervision.formal_text import Item

ENTRY = re.compile(r"^\d+．")
SETTLED = "已办结或已调整，撤回待签发的函件"


def withdraw_settled(*, today: date, calendar: Calendar) -> int:
    """Take settled matters out of the system's drafts; a draft with nothing left is withdrawn whole.

    Returns how many notices were taken out. Costs what is in draft, not what was ever sent.
    """
    drafts = list(Dispatch.objects.drafts().filter(drafted_by=None).values_list("pk", flat=True))
    dropped = Notice.objects.filter(dispatch__in=drafts, state=NoticeState.DROPPED)
    touched = set(dropped.values_list("dispatch_id", flat=True)) if drafts else ()
    return sum(_tidy(pk, today=today, calendar=calendar) for pk in sorted(touched))


@chronicle()
def _tidy(pk: int, *, today: date, calendar: Calendar) -> int:
    dispatch = Dispatch.objects.drafts().select_for_update().filter(pk=pk).first()
    dropped = list(Notice.objects.filter(dispatch=pk, state=NoticeState.DROPPED).order_by("pk"))
    if dispatch is None or not dropped:
        return 0
    items = items_of([n.obligation_id for n in dropped], today=today, calendar=calendar)
    Notice.objects.filter(pk__in=[n.pk for n in dropped]).update(dispatch=None)
    for notice in dropped:
        owed = items[notice.obligation_id].obligation
        note = f"{dispatch.title}：{SETTLED}"
        tell(
            Verb.DISPATCH_CHANGED,
            by=None,
            on=today,
            dispatch=dispatch,
            task=owed.task,
            unit=owed.unit,
            note=note,
        )
    if dispatch.notices.exists():
        _shorten(dispatch, [items[n.obligation_id] for n in dropped])
    else:
        Dispatch.objects.filter(pk=pk).delete()  # the history still points at it
    return len(dropped)


def _shorten(dispatch: Dispatch, settled: Sequence[Item]) -> None:
    lines = dispatch.matter.split("\n")
    for item in settled:
        entry = _entry_of(item, lines, kind=dispatch.kind)
        if entry is None:
            unit = item.obligation.unit.name
            lines.append(f"（签发前请核对：{unit}“{item.subject}”已办结或已调整，应从本件中删去。）")
        else:
            lines.remove(entry)
    dispatch.matter = "\n".join(_renumbered(lines))
    dispatch.save(update_fields=["matter"])
    owing = dispatch.notices.owed().values("obligation__unit")
    dispatch.services.exclude(unit__in=owing).delete()


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
