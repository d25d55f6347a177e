"""One item of words that a person calls a task, wherever they stand in the document."""

from __future__ import annotations

from collections.abc import Iterable

from ..owners.clause import Clause
from ..owners.finding import find_clauses, heading_clauses
from ..proposed import ProposedItem
from ..text.numbering import find_label
from .drafts import Draft, merge
from .items import settle
from .tree import first_words, without


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
    return settle(draft, year=year)


def _stated(heading: str) -> list[Clause]:
    label = find_label(heading)
    own = heading[label.end :] if label else heading
    found = find_clauses(own) or heading_clauses(own)
    return [clause for clause in found if clause.has_owner or clause.date_words]


def _name(heading: str) -> str:
    return first_words(without(heading, find_clauses(heading)) or heading)
