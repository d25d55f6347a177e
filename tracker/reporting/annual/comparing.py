"""Two versions of a report beside one another, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher

SAME, ADDED, REMOVED, CHANGED, MOVED = "same", "added", "removed", "changed", "moved"


@dataclass(frozen=True, slots=True)
class Piece:
    """`how`: same, added or removed."""

    how: str
    text: str


@dataclass(slots=True)
class Difference:
    how: str
    part: int
    chapter: str
    pieces: list[Piece] = field(default_factory=list)


def compare(old: list[list], new: list[list]) -> list[Difference]:
    """What of `old` is no more as it was in `new`, in the order of `new`; contents of `ReportVersion`s. A sentence that only
    went to another chapter has moved."""
    before = {row[0]: row for row in old}
    after = {row[0] for row in new}
    found = [
        Difference(REMOVED, part, chapter, [Piece(REMOVED, text)])
        for key, part, chapter, text in old
        if key not in after
    ]
    for key, part, chapter, text in new:
        was = before.get(key)
        if was is None:
            found.append(Difference(ADDED, part, chapter, [Piece(ADDED, text)]))
        elif was[3] != text:
            found.append(Difference(CHANGED, part, chapter, pieces(was[3], text)))
        elif was[1:3] != [part, chapter]:
            found.append(Difference(MOVED, part, chapter, [Piece(SAME, text)]))
    return sorted(found, key=lambda one: one.part)


def pieces(old: str, new: str) -> list[Piece]:
    """Both texts in one, with what went and what came."""
    found = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece(SAME, old[a:b]))
            continue
        found += [Piece(how, text) for how, text in ((REMOVED, old[a:b]), (ADDED, new[c:d])) if text]
    return found
