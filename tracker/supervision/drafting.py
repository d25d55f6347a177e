"""Formal steps become drafts of documents. Nothing here leaves: a draft waits for the head of office.

An order or a guidance letter stands alone (一事一单). A talk gathers what one unit owes, the month's circular
what all units of one office owe: both grow while they are drafts. After the month's circular is signed, a new
draft of the same month takes what comes later, so nothing waits for the next month unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tracker.domain.actor import Actor
from tracker.domain.events import tell
from tracker.models import (
    Dispatch,
    DispatchKind,
    DispatchState,
    Notice,
    Numbering,
    Obligation,
    Receipt,
    RungKind,
    Verb,
)
from tracker.rules.periods import period_key
from tracker.rules.workdays import Calendar
from tracker.supervision import formal_text as words
from tracker.supervision.formal_text import Item

Key = TypeVar("Key", bound=Hashable)
DEFAULT_REPLY_WITHIN = 5  # working days, where an office has no numbering rule for the kind yet
ITEM_ROWS = (
    "unit",
    "office",
    "task__task_list",
    "task__passage__source",
    "deadline",
    "dispatch",
    "task_list",
)


def draft(notices: Sequence[Notice], *, today: date, calendar: Calendar) -> int:
    """Put each of these formal, still unsaved notices under a draft; returns how many drafts are new.

    Must run inside the `chronicle` of the batch: notices and drafts are written together or not at all.
    """
    if not notices:
        return 0
    desk = Desk.open(notices, today=today, calendar=calendar)
    alone = [n for n in notices if n.kind in words.ALONE]
    circulars = [n for n in notices if n.kind == RungKind.CIRCULAR]
    talks = [n for n in notices if n.kind == RungKind.TALK]
    return desk.draft_alone(alone) + desk.join_circulars(circulars) + desk.join_talks(talks)


@dataclass(slots=True)
class Desk:
    """What drafting needs at hand for one batch, fetched at once."""

    today: date
    calendar: Calendar
    items: dict[int, Item]  # by id of the obligation
    reply_within: dict[tuple[int, str], int]  # by office and kind, in working days
    served: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def open(cls, notices: Sequence[Notice], *, today: date, calendar: Calendar) -> Desk:
        items = items_of([n.obligation_id for n in notices], today=today, calendar=calendar)
        offices = {item.obligation.office_id for item in items.values()}
        # Held until the transaction ends: two sweeps must not begin the same circular or talk twice.
        rules = Numbering.objects.filter(office__in=offices).order_by("pk").select_for_update(no_key=True)
        return cls(today, calendar, items, {(r.office_id, r.kind): r.reply_within for r in rules})

    # --- 一事一单 ----------------------------------------------------------------------------------
    def draft_alone(self, notices: Sequence[Notice]) -> int:
        drafts = Dispatch.objects.bulk_create(self._alone(n) for n in notices)
        for notice, dispatch in zip(notices, drafts, strict=True):
            self._put(notice, dispatch)
        Receipt.objects.bulk_create(Receipt(dispatch=n.dispatch, unit=self._owed(n).unit) for n in notices)
        return len(drafts)

    def _alone(self, notice: Notice) -> Dispatch:
        item = self.items[notice.obligation_id]
        title, matter, demand = words.ALONE[RungKind(notice.kind)]
        within = self._within(item.obligation, notice.kind)
        return self._new(notice.kind, item.obligation, title(item), matter(item), demand(item, within))

    # --- Documents that gather ---------------------------------------------------------------------
    def join_circulars(self, notices: Sequence[Notice]) -> int:
        """Each office's draft of this month, or a new one."""
        period = period_key("monthly", self.today)
        offices = {self._owed(n).office_id for n in notices}
        drafts = {
            d.office_id: d
            for d in Dispatch.objects.drafts()
            .filter(kind=DispatchKind.CIRCULAR, period=period, office__in=offices)
            .select_for_update()
        }
        begun = 0
        for office, mine in _grouped(notices, lambda n: self._owed(n).office_id):
            if office not in drafts:
                drafts[office] = self._begin_circular(self._owed(mine[0]), period)
                begun += 1
            self._append(drafts[office], mine, words.circular_line)
        return begun

    def _begin_circular(self, owed: Obligation, period: str) -> Dispatch:
        earlier = Dispatch.objects.numbered().filter(
            office=owed.office_id, kind=DispatchKind.CIRCULAR, period=period
        )
        dispatch = self._new(
            DispatchKind.CIRCULAR,
            owed,
            words.circular_title(period, earlier.count() + 1),
            words.circular_opening(self.today),
            words.circular_demand(self._within(owed, DispatchKind.CIRCULAR)),
        )
        dispatch.period = period
        dispatch.save()
        return dispatch

    def join_talks(self, notices: Sequence[Notice]) -> int:
        """Each unit's draft that the system began, or a new one."""
        units = {self._owed(n).unit_id for n in notices}
        waiting = Receipt.objects.filter(
            unit__in=units, dispatch__kind=DispatchKind.TALK, dispatch__state=DispatchState.DRAFT
        )
        drafts = {
            (s.dispatch.office_id, s.unit_id): s.dispatch
            for s in waiting.filter(dispatch__drafted_by=None)
            .select_related("dispatch")
            .select_for_update(of=("dispatch",))  # or it could be signed while entries are added
        }
        begun = 0
        for key, mine in _grouped(notices, lambda n: (self._owed(n).office_id, self._owed(n).unit_id)):
            if key not in drafts:
                drafts[key] = self._begin_talk(self.items[mine[0].obligation_id])
                begun += 1
            self._append(drafts[key], mine, words.talk_line)
        return begun

    def _begin_talk(self, item: Item) -> Dispatch:
        within = self._within(item.obligation, DispatchKind.TALK)
        dispatch = self._new(
            DispatchKind.TALK,
            item.obligation,
            words.talk_title(item),
            words.talk_opening(self.today),
            words.talk_demand(within),
        )
        dispatch.save()
        return dispatch

    def _append(
        self, dispatch: Dispatch, notices: Sequence[Notice], line: Callable[[Item, int], str]
    ) -> None:
        """New entries at the end: what an officer has edited before stays."""
        number = dispatch.notices.count()
        lines = [line(self.items[n.obligation_id], number + i) for i, n in enumerate(notices, start=1)]
        dispatch.matter = "\n".join([dispatch.matter, *lines])
        dispatch.save(update_fields=["matter"])
        units = {self._owed(n).unit_id for n in notices}
        Receipt.objects.bulk_create(
            [Receipt(dispatch=dispatch, unit_id=unit) for unit in sorted(units)], ignore_conflicts=True
        )
        for notice in notices:
            self._put(notice, dispatch)

    # --- Small things ------------------------------------------------------------------------------
    def _new(self, kind: str, owed: Obligation, title: str, matter: str, demand: str) -> Dispatch:
        return Dispatch(
            kind=kind,
            office=owed.office,
            title=title,
            matter=matter,
            demand=demand,
            reply_within=self._within(owed, kind),
            drafted_on=self.today,
        )

    def _within(self, owed: Obligation, kind: str) -> int:
        return self.reply_within.get((owed.office_id, kind), DEFAULT_REPLY_WITHIN)

    def _owed(self, notice: Notice) -> Obligation:
        return self.items[notice.obligation_id].obligation

    def _put(self, notice: Notice, dispatch: Dispatch) -> None:
        notice.dispatch = dispatch
        owed = self._owed(notice)
        tell(
            Verb.DISPATCH_DRAFTED,
            by=Actor.system(self.today),
            dispatch=dispatch,
            task=owed.task,
            unit=owed.unit,
            note=f"{dispatch.title}。{notice.reason}",
        )


def items_of(obligations: Iterable[int], *, today: date, calendar: Calendar) -> dict[int, Item]:
    """Obligations with all that a formal letter quotes, and the letters sent before, in two queries."""
    ids = list(obligations)
    gone: dict[int, list[Notice]] = {}
    for notice in Notice.objects.sent().filter(obligation__in=ids).order_by("sent_on", "pk"):
        gone.setdefault(notice.obligation_id, []).append(notice)
    rows = Obligation.objects.filter(pk__in=ids).select_related(*ITEM_ROWS)
    return {row.pk: Item(row, today, calendar, gone.get(row.pk, ())) for row in rows}


def _grouped(notices: Sequence[Notice], key: Callable[[Notice], Key]) -> Iterable[tuple[Key, list[Notice]]]:
    groups: dict[Key, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(key(notice), []).append(notice)
    return groups.items()
