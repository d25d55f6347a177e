"""Back to the first proposal, of a section or of the whole document (ADR 102). What a person typed since is named, and
stays if it can and is wanted. Pure."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from tracker.domain.refusal import Refused

from .editing import MADE, Edition, Entry
from .sentences import Beside

# What a person set of an entry -> the fields of its item.
_FIELDS = {
    "text": ("text", "title", "number"),
    "owners": ("lead", "co"),
    "dates": ("dates", "due", "recurrence"),
    "duty": ("duty",),
    "kind": ("kind",),
}


@dataclass(slots=True)
class Way:
    """What going back would do below one heading."""

    now: list[Entry] = field(default_factory=list)  # entries that stand there now
    back: list[Entry] = field(default_factory=list)  # those of the first proposal, as they were
    stays: list[Entry] = field(default_factory=list)  # a person set something of them that can be kept
    goes: list[Entry] = field(default_factory=list)  # a person set something of a part that was cut later

    @property
    def is_changed(self) -> bool:
        return len(self.now) != len(self.back) or any(e.is_edited or e.by_hand for e in self.now)


def way_back(edition: Edition, beside: Beside, order: int) -> Way:
    """`order`: the passage of a heading, 0 for the whole document."""
    if not edition.originals:
        raise Refused("这次导入是在升级以前读取的，没有保存最初的提议；要重来，请放弃后重新上传。")
    section = beside.below(order)
    current = {e.id: e for e in edition.entries}
    wanted = _wanted(edition, current, section, order)
    way = Way(back=[_first(edition, current, number) for number in sorted(wanted)])
    for entry in edition.entries:
        if entry.id not in wanted and not _is_later(edition, entry, section, order):
            continue
        way.now.append(entry)
        if entry.by_hand:
            (way.stays if entry.id in wanted or MADE in entry.by_hand else way.goes).append(entry)
    return way


def _wanted(edition: Edition, current: dict[int, Entry], section: set[int], order: int) -> set[int]:
    """Numbers of the first entries below the heading, and of those that were joined across it: they come apart together."""
    every = range(1, edition.originals + 1)
    wanted = {n for n in every if not order or (_first(edition, current, n).item.passage or 0) in section}
    for gone, into in edition.merged.items():
        if gone in wanted or into in wanted:
            wanted |= {n for n in (gone, into) if n <= edition.originals}
    return wanted


def _is_later(edition: Edition, entry: Entry, section: set[int], order: int) -> bool:
    return entry.id > edition.originals and (not order or (entry.item.passage or 0) in section)


def _first(edition: Edition, current: dict[int, Entry], number: int) -> Entry:
    return edition.first.get(number) or current[number]


def go_back(edition: Edition, beside: Beside, order: int, *, keep: bool) -> int:
    """The first proposal again. `keep`: with what a person set of its entries, and with the tasks that a person made.
    Returns how many entries stand there then."""
    way = way_back(edition, beside, order)
    if not way.is_changed:
        raise Refused("这里就是最初的提议，没有改动。")
    hand = {e.id: e for e in way.stays} if keep else {}
    back = [_as_first(before, hand.get(before.id)) for before in way.back]
    gone = {e.id for e in way.now} - {n for n, e in hand.items() if MADE in e.by_hand}
    rest = [e for e in edition.entries if e.id not in gone]
    edition.entries = _in_order(back, rest, edition.originals)
    numbers = {e.id for e in back}
    for number in numbers:
        edition.first.pop(number, None)
    edition.merged = {n: into for n, into in edition.merged.items() if not {n, into} & (gone | numbers)}
    return len(back) + len(hand.keys() - numbers)


def _as_first(before: Entry, now: Entry | None) -> Entry:
    entry = Entry(before.id, deepcopy(before.item))
    entry.is_dropped = before.is_dropped
    if now is None:
        return entry
    entry.by_hand, entry.is_edited = set(now.by_hand), True
    for fact in now.by_hand & _FIELDS.keys():
        for name in _FIELDS[fact]:
            setattr(entry.item, name, deepcopy(getattr(now.item, name)))
    if "choice" in now.by_hand:
        entry.is_dropped, entry.item.ticked = now.is_dropped, now.item.ticked
    if now.by_hand - {"choice", "kind"}:
        entry.item.doubts, entry.item.confidence = list(now.item.doubts), now.item.confidence
    return entry


def _in_order(back: list[Entry], rest: list[Entry], originals: int) -> list[Entry]:
    """Those that come back in their places among those that stayed: the first entries are numbered as they stand."""
    out, waiting = [], list(back)
    for entry in rest:
        while waiting and entry.id <= originals and waiting[0].id < entry.id:
            out.append(waiting.pop(0))
        out.append(entry)
    return out + waiting
