"""What makes a file more than a document, as the guarded process says it: one word, and what was found, cut short.
`tracker.inspection.active` has the sentences."""

from __future__ import annotations

from typing import NamedTuple

from ..blocks import Document, Paragraph
from ..text.characters import clean

MACRO, CONTROL, HELD, FIELD, LINKED, FORMULA, ACTION, ELSEWHERE = (
    "macro", "control", "held", "field", "linked", "formula", "action", "elsewhere",
)  # fmt: skip
NOTHING = "-"
LONGEST = 80  # characters of what was found


class Act(NamedTuple):
    kind: str = NOTHING
    what: str = ""

    def to_document(self) -> Document:
        return Document([Paragraph(self.kind), Paragraph(clean(self.what).strip()[:LONGEST])])

    @classmethod
    def told(cls, document: Document) -> Act:
        kind, what = (block.text for block in document.blocks if isinstance(block, Paragraph))
        return cls(kind, what)


NO_ACT = Act()
