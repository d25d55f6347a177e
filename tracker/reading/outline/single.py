"""One item of words that a person calls a task, wherever they stand in the document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..owners.clause import Clause
from ..owners.finding import find_clauses, heading_clauses
from ..proposed import ProposedItem
from ..sections import scoring
from ..text.numbering import find_label
from . import counted
from .drafts import Draft, merge
from .items import item_of
from .leaves import acting_spans
from .tree import first_words, without
from .turns import turns

_NOTHING = re.compile(r"备注|说明|注|\W|\d")  # 备注：1. before the first part


def item_of_words(
    text: str, *, headings: Iterable[str] = (), year: int | None = None, first_leads: bool = False
) -> ProposedItem:
    """Owners and dates from the words themselves, else from the nearest heading that states them. `headings`: those
    above, outermost first."""
    label = find_label(text.strip())
    number, own = (label.text, text.strip()[label.end :]) if label else ("", text.strip())
    clauses = find_clauses(own, first_leads=first_leads)
    words = without(own, clauses) or own
    above = list(headings)
    draft = Draft(words, None, 0, label=number, title=first_words(words), path=[_name(h) for h in above])
    draft.own = [merge(clauses)] if clauses else []
    draft.inherited = [clause for heading in reversed(above) for clause in _stated(heading)]
    return item_of(draft, year=year)


def items_of_words(text: str, *, headings: Iterable[str] = (), year: int | None = None) -> list[ProposedItem]:
    """The same for words that may hold the duties of several: an item for each part that burdens somebody, else one."""
    above = list(headings)
    return [item_of_words(part, headings=above, year=year) for part in duties_in(text.strip())]


def duties_in(text: str) -> list[str]:
    """One passage cut before the numbers within it whose parts ask for something, else before each sentence that gives
    somebody a date, or each turn. Nothing of it is lost; one part where there is nothing to cut."""
    starts = [part.start for part in counted.orders(text)]
    if not starts:
        acts = [a for a, b in acting_spans(text) if {"deadline", "actor"} <= _signs(text[a:b])]
        by_turns = [a for _row, a in turns([text])]
        starts = by_turns if len(by_turns) > len(acts) else acts
    if len(starts) < 2:
        return [text]
    before = text[: starts[0]]
    if _NOTHING.sub("", before):  # else it says nothing by itself
        starts = [0, *(starts[1:] if before.rstrip()[-1:] in ("：", ":") else starts)]
    return counted.cut(text, starts)


def _signs(words: str) -> set[str]:
    return set(scoring.score(words.strip()).rules)


def _stated(heading: str) -> list[Clause]:
    label = find_label(heading)
    own = heading[label.end :] if label else heading
    found = find_clauses(own) or heading_clauses(own)
    return [clause for clause in found if clause.has_owner or clause.date_words]


def _name(heading: str) -> str:
    return first_words(without(heading, find_clauses(heading)) or heading)
