"""Drafts: items of running text before their owners and dates are settled."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..owners.clause import Clause
from ..proposed import ProposedOwner
from .tree import Node


@dataclass(slots=True)
class Draft:
    """An item before owners and dates are settled."""

    text: str
    node: Node | None
    number: int  # paragraph number, for order
    offset: int = 0  # position within the paragraph
    label: str = ""
    title: str = ""
    path: list[str] = field(default_factory=list)
    own: list[Clause] = field(default_factory=list)
    inherited: list[Clause] = field(default_factory=list)  # nearest heading first
    kind: str = "task"
    address: str = ""
    piece: bool = False  # less than a paragraph: gets a passage of its own
    place: str = ""
    heading_year: tuple[int, str] | None = None
    ticked: bool = True  # False: offered only


def merge(clauses: list[Clause]) -> Clause:
    """One clause of several that stand side by side."""
    if len(clauses) == 1:
        return clauses[0]
    out = Clause()
    leads: list[ProposedOwner] = []
    supports: list[ProposedOwner] = []
    for clause in clauses:
        (supports if clause.presumed and leads else leads).extend(clause.lead)
        supports += clause.co
        out.date_words += clause.date_words
        out.notes.update(clause.notes)
        out.unread += clause.unread
        out.duty = out.duty or clause.duty
        out.keyed |= clause.keyed
    out.add("lead", leads)
    out.add("co", supports)
    out.plain = all(c.plain for c in clauses)
    out.words = "".join(c.words for c in clauses)
    if clauses:
        out.start, out.end = clauses[0].start, clauses[-1].end
    return out
