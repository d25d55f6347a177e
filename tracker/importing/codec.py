"""A proposal as JSON and back: what an import keeps while an officer edits it. Only what differs from the default is
written, so a list of 10,000 rows stays a few megabytes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from tracker.reading.proposed import (
    Proposal,
    ProposedDate,
    ProposedFate,
    ProposedFigure,
    ProposedItem,
    ProposedOwner,
    ProposedPassage,
)

from .editing import Edition, Entry

_DAYS = {ProposedItem: ("due",), ProposedDate: ("due_on",), Proposal: ("dated_on",)}
_NESTED: dict[Any, dict[str, Any]] = {
    ProposedItem: {"lead": ProposedOwner, "co": ProposedOwner, "dates": ProposedDate}
}
_HEAD = (
    "filename", "title", "issuer", "addressee", "number", "dated_on", "year", "report_year", "kind", "warnings",
)  # fmt: skip


def _defaults(kind: type) -> list[tuple[str, Any]]:
    return [
        (f.name, f.default if f.default is not MISSING else f.default_factory() if f.default_factory is not MISSING else MISSING)
        for f in fields(kind)
    ]  # fmt: skip


_FIELDS = {
    kind: _defaults(kind)
    for kind in (Proposal, ProposedDate, ProposedFigure, ProposedItem, ProposedOwner, ProposedPassage)
}


def pack(row: Any) -> dict:
    """One dataclass as a dictionary of plain values."""
    kind: Any = type(row)
    nested: dict[str, Any] = _NESTED.get(kind, {})
    packed = {}
    for name, default in _FIELDS[kind]:
        value = getattr(row, name)
        if value == default:
            continue
        if name in nested:
            value = [pack(each) for each in value]
        packed[name] = value.isoformat() if isinstance(value, date) else value
    return packed


def unpack(kind: type, packed: dict) -> Any:
    values: dict[str, Any] = {
        name: list(v) if isinstance(v, list) else dict(v) if isinstance(v, dict) else v
        for name, v in packed.items()
    }
    for name, each in _NESTED.get(kind, {}).items():
        if name in values:
            values[name] = [unpack(each, row) for row in values[name]]
    for name in _DAYS.get(kind, ()):
        if values.get(name):
            values[name] = date.fromisoformat(values[name])
    return kind(**values)


def to_plain(edition: Edition) -> dict:
    """The edition without the document's passages, which are kept by themselves (`passages_to_plain`)."""
    head = pack(edition.head)
    return {
        "head": {name: head[name] for name in _HEAD if name in head},
        "figures": [pack(f) for f in edition.head.figures],
        "entries": [_entry(e) for e in edition.entries],
        "next": edition.next_id,
        "mapping": edition.mapping,
        "target": edition.target,
        "merged": {str(gone): into for gone, into in edition.merged.items()},
        "originals": edition.originals,
        "first": {str(number): _entry(entry) for number, entry in edition.first.items()},
        "as_written": edition.as_written,
    }


def _entry(entry: Entry) -> list:
    packed = pack(entry.item) if entry.packed is None else entry.packed
    row = [entry.id, int(entry.is_dropped), int(entry.is_edited), packed]
    return [*row, sorted(entry.by_hand)] if entry.by_hand else row


def remember_first(edition: Edition, before: dict) -> None:
    """Entries of the first proposal that differ from what they were before this change are kept as they were.
    `before`: the JSON that the edition was made of."""
    now = {entry.id: entry for entry in edition.entries}
    for row in before["entries"]:
        number, entry = row[0], now.get(row[0])
        if number > edition.originals or number in edition.first:
            continue
        if (
            entry is None
            or (entry.packed is None and _entry(entry) != row)
            or entry.is_dropped != bool(row[1])
        ):
            edition.first[number] = _from_row(row)


def _from_row(row: list) -> Entry:
    number, dropped, edited, packed, *by_hand = row
    entry = Entry.of_packed(number, packed, _unpack_item)
    entry.is_dropped, entry.is_edited = bool(dropped), bool(edited)
    entry.by_hand = set(by_hand[0]) if by_hand else set()
    return entry


def from_plain(plain: dict) -> Edition:
    head = unpack(Proposal, plain["head"])
    head.figures = [unpack(ProposedFigure, f) for f in plain["figures"]]
    edition = Edition(
        head, [_from_row(row) for row in plain["entries"]], plain["next"], plain["mapping"], plain["target"]
    )
    edition.merged = {int(gone): into for gone, into in plain.get("merged", {}).items()}
    edition.originals = plain.get("originals", 0)  # none where it was read before this was kept
    edition.first = {int(number): _from_row(row) for number, row in plain.get("first", {}).items()}
    edition.as_written = plain.get("as_written", [])
    return edition


def _unpack_item(packed: dict) -> ProposedItem:
    item: ProposedItem = unpack(ProposedItem, packed)
    return item


def passages_to_plain(
    passages: list[ProposedPassage], fates: Iterable[ProposedFate] = ()
) -> list[dict[str, Any]]:
    """Each passage with the fates of its sentences: (text, fate, reason, promises, number of its entry or 0)."""
    found: dict[int | None, list[list]] = defaultdict(list)
    for f in fates:
        number = 0 if f.item is None else f.item + 1
        found[f.passage].append([f.text, f.fate, f.reason, int(f.promises), number])
    return [pack(p) | ({"fates": found[p.order]} if p.order in found else {}) for p in passages]


def passages_from_plain(plain: list[dict[str, Any]]) -> list[ProposedPassage]:
    return [
        unpack(ProposedPassage, {name: value for name, value in p.items() if name != "fates"}) for p in plain
    ]
