"""Office-holders as owners: 责任人：市政府各部门主要负责人. A person is no unit, but whoever heads one answers with it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..proposed import STATED, ProposedItem, ProposedOwner
from . import units
from .posts import split_post

_PERSONS = re.compile("责任人|负责人|责任领导|主体|履职")


def with_holders(items: Iterable[ProposedItem]) -> None:
    """Where no unit is named, and a note of persons names nothing but heads of units, these are the owners. Of several
    heads none leads the others: each answers for himself."""
    for item in items:
        if not (item.lead or item.co):
            _from_notes(item)
        if item.co and not item.lead and split_post(item.co[-1].name)[1]:
            item.lead, item.co, item.duty = item.co, [], "each"


def _from_notes(item: ProposedItem) -> None:
    for key, value in item.notes.items():
        if _PERSONS.search(key) and (found := _holders(value)):
            item.co = found
            del item.notes[key]
            item.doubts = [doubt for doubt in item.doubts if "没有写责任单位" not in doubt]
            item.confidence = item.confidence if item.doubts else 1.0
            return


def _holders(value: str) -> list[ProposedOwner]:
    """甲局、乙局主要负责人: the office stands behind the last name, and means all of them."""
    names = units.split_units(value)
    if not names or not split_post(names[-1])[1]:
        return []
    bare = [split_post(name)[0] for name in names]
    if not all(units.looks_like_unit(name) or units.is_group(name) for name in bare):
        return []
    return units.owners(names, source="cell", basis=STATED)
