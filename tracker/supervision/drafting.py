"""Formal steps become drafts of documents. Nothing here leaves: a draft waits for the head of office.

An order takes all that one unit is late with, unless the list says 一事一单; so does a talk. The office's circular is a
running draft: matters join and leave it until it is signed, once a month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.domain.actor import Actor
from tracker.domain.events import tell
from tracker.domain.formal.letter import WORDS, assembled, write
from tracker.domain.formal.matter import Matter, matters_of
from tracker.models import Dispatch, DispatchItem, DispatchKind, Notice, Numbering, Obligation, Receipt, Verb
from tracker.rules.periods import period_key
from tracker.rules.workdays import Calendar

DEFAULT_REPLY_WITHIN = 5  # working days, where an office has no numbering rule for the kind yet
# What belongs into one letter: its office and kind, its unit unless it goes to many, its matter where it stands alone.
Place = tuple[int, str, int | None, int | None]


def draft(notices: Sequence[Notice], *, today: date, calendar: Calendar) -> int:
    """Put each of these formal, still unsaved notices under a draft; returns how many drafts are new.

    Must run inside the `chronicle` of the batch: notices and drafts are written together or not at all.
    """
    if not notices:
        return 0
    batch = DraftingBatch.open(notices, today=today, calendar=calendar)
    return batch.draft(notices)


@dataclass(slots=True)
class DraftingBatch:
    """What drafting needs at hand for one batch, fetched at once."""

    today: date
    calendar: Calendar
    matters: dict[int, Matter]  # by id of the obligation
    reply_within: dict[tuple[int, str], int]  # by office and kind, in working days
    waiting: dict[Place, Dispatch] = field(default_factory=dict)

    @classmethod
    def open(cls, notices: Sequence[Notice], *, today: date, calendar: Calendar) -> DraftingBatch:
        matters = matters_of([n.ground_id for n in notices], today=today, calendar=calendar)
        offices = {matter.obligation.office_id for matter in matters.values()}
        # Held until the transaction ends: two sweeps must not begin the same letter twice.
        rules = Numbering.objects.filter(office__in=offices).order_by("pk").select_for_update(no_key=True)
        return cls(today, calendar, matters, {(r.office_id, r.kind): r.reply_within for r in rules})

    def draft(self, notices: Sequence[Notice]) -> int:
        """Matters of one place come together, in the draft that waits there or in a new one."""
        together: dict[Place, list[Notice]] = defaultdict(list)
        for notice in notices:
            together[self._place(notice)].append(notice)
        self.waiting = self._waiting(together)
        begun = self._begin({place: mine for place, mine in together.items() if place not in self.waiting})
        for place, dispatch in self.waiting.items():
            self._join(dispatch, together[place])
        return begun

    def _place(self, notice: Notice) -> Place:
        owed = self._owed(notice)
        if notice.kind == DispatchKind.CIRCULAR:
            return owed.office_id, notice.kind, None, None
        alone = owed.task and owed.task.task_list.one_matter_one_order
        if notice.kind == DispatchKind.GUIDANCE or (notice.kind == DispatchKind.ORDER and alone):
            return owed.office_id, notice.kind, owed.unit_id, owed.pk
        return owed.office_id, notice.kind, owed.unit_id, None

    def _waiting(self, wanted: dict[Place, list[Notice]]) -> dict[Place, Dispatch]:
        """Drafts that the system began and that still take matters, held: one could be signed meanwhile."""
        kinds = {place[1] for place in wanted}
        offices = {place[0] for place in wanted}
        rows = Dispatch.objects.drafts().filter(drafted_by=None, kind__in=kinds, office__in=offices)
        found: dict[Place, Dispatch] = {}
        held = {d.pk: d for d in rows.order_by("pk").select_for_update(no_key=True)}
        for receipt in Receipt.objects.filter(dispatch__in=held).order_by("dispatch", "unit"):
            dispatch = held[receipt.dispatch_id]
            unit = None if dispatch.kind == DispatchKind.CIRCULAR else receipt.unit_id
            place = dispatch.office_id, dispatch.kind, unit, None
            if place in wanted and (unit is None or not self._stands_alone(dispatch)):
                found.setdefault(place, dispatch)
        return found

    def _stands_alone(self, dispatch: Dispatch) -> bool:
        return dispatch.items.filter(obligation__task__task_list__one_matter_one_order=True).exists()

    # --- New letters ---------------------------------------------------------------------------------
    def _begin(self, places: dict[Place, list[Notice]]) -> int:
        letters = [(self._new(mine), mine) for mine in places.values()]
        items = []
        for dispatch, mine in letters:
            listed = [DispatchItem(dispatch=dispatch, obligation_id=n.ground_id) for n in mine]
            write(dispatch, listed, self.matters)
            items += listed
        Dispatch.objects.bulk_create(dispatch for dispatch, _mine in letters)
        for item in items:
            item.dispatch_id = item.dispatch.pk
        DispatchItem.objects.bulk_create(items)
        for dispatch, mine in letters:
            self._put(dispatch, mine)
        return len(letters)

    def _new(self, notices: Sequence[Notice]) -> Dispatch:
        owed, kind = self._owed(notices[0]), notices[0].kind
        return Dispatch(
            kind=kind,
            office=owed.office,
            period=period_key("monthly", self.today) if kind == DispatchKind.CIRCULAR else "",
            reply_within=self.reply_within.get((owed.office_id, kind), DEFAULT_REPLY_WITHIN),
            drafted_on=self.today,
        )

    # --- Letters that wait ---------------------------------------------------------------------------
    def _join(self, dispatch: Dispatch, notices: Sequence[Notice]) -> None:
        """New matters stand at the end. A circular may hold thousands: its earlier ones are not written anew
        before it is signed."""
        earlier = list(dispatch.items.order_by("order", "pk"))
        known = {item.obligation_id for item in earlier}
        listed = [
            DispatchItem(dispatch=dispatch, obligation_id=n.ground_id)
            for n in notices
            if n.ground_id not in known
        ]
        if dispatch.kind == DispatchKind.CIRCULAR:
            self._append(dispatch, earlier, listed)
        else:
            self._rewrite(dispatch, earlier, listed)
        dispatch.save(update_fields=WORDS)
        DispatchItem.objects.bulk_create(listed)
        self._put(dispatch, notices)

    def _append(self, dispatch: Dispatch, earlier: list[DispatchItem], listed: list[DispatchItem]) -> None:
        if listed:
            write(dispatch, listed, self.matters)
        for place, item in enumerate(listed, start=len(earlier) + 1):
            item.order = place
        dispatch.matter = assembled(dispatch, [*earlier, *listed])

    def _rewrite(self, dispatch: Dispatch, earlier: list[DispatchItem], listed: list[DispatchItem]) -> None:
        missing = {item.obligation_id for item in earlier} - self.matters.keys()
        self.matters |= matters_of(missing, today=self.today, calendar=self.calendar)
        write(dispatch, [*earlier, *listed], self.matters)
        DispatchItem.objects.bulk_update(earlier, ["order", "text"], batch_size=100)

    # --- Small things --------------------------------------------------------------------------------
    def _owed(self, notice: Notice) -> Obligation:
        return self.matters[notice.ground_id].obligation

    def _put(self, dispatch: Dispatch, notices: Sequence[Notice]) -> None:
        units = sorted({self._owed(n).unit_id for n in notices})
        receipts = [Receipt(dispatch=dispatch, unit_id=unit) for unit in units]
        Receipt.objects.bulk_create(receipts, ignore_conflicts=True)
        for notice in notices:
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
