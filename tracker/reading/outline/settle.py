"""Drafts of running text -> items: whose, by when, how sure."""

from __future__ import annotations

from ..dates.engine import parse_dates
from ..dates.makers import heading_date
from ..owners.clause import Clause
from ..owners.subjects import owners_in_text
from ..proposed import ProposedDate, ProposedItem, ProposedOwner
from .drafts import Draft


def settle(draft: Draft, *, year: int | None) -> ProposedItem:
    item = ProposedItem(
        draft.text,
        draft.label,
        draft.label,
        draft.title,
        draft.path,
        address=draft.address,
        place=draft.place,
        kind=draft.kind,
    )
    own = draft.own[0] if draft.own else Clause()
    item.clause = own.words
    item.duty = own.duty
    item.notes.update(own.notes)
    _owners(item, own, draft)
    item.dates = _dates(item, own, draft, year)
    item.settle_dates()
    _doubts(item)
    for words in own.unread:
        item.doubts.append(f"责任分工里的“{words[:40]}”没有看懂，请核对。")
        item.confidence = min(item.confidence, 0.7)
    return item


def _owners(item: ProposedItem, own: Clause, draft: Draft) -> None:
    item.lead, item.co = _copies(own.lead), _copies(own.co)
    if not own.lead:
        for clause in draft.inherited:
            taken = {o.name for o in item.co}
            if clause.lead or (clause.co and not own.co):
                item.lead = [o for o in _copies(clause.lead, "heading") if o.name not in taken]
                if not own.co:
                    item.co = _copies(clause.co, "heading")
                item.duty = item.duty or clause.duty
                item.clause = item.clause or clause.words
                break
    if not item.lead and not item.co and (running := owners_in_text(draft.text, dated=bool(own.date_words))):
        item.lead, item.co = running.lead, running.co


def _copies(owners: list[ProposedOwner], source: str = "") -> list[ProposedOwner]:
    return [
        ProposedOwner(o.name, o.full_name, o.basis, source or o.source, o.is_group, list(o.members))
        for o in owners
    ]


def _dates(item: ProposedItem, own: Clause, draft: Draft, year: int | None) -> list[ProposedDate]:
    dates = [d for words in own.date_words for d in parse_dates(words, year=year)]
    text = parse_dates(draft.text, year=year, source="text", loose=False)
    if dates:
        known = {(d.due_on, d.rule) for d in dates}
        return dates + [d for d in text if (d.due_on, d.rule) not in known and d.due_on]
    if text:
        return text
    for clause in draft.inherited:
        if clause.date_words:
            return [d for words in clause.date_words for d in parse_dates(words, year=year, source="heading")]
    return [heading_date(*draft.heading_year)] if draft.heading_year else []


def _doubts(item: ProposedItem) -> None:
    if not item.lead and not item.co:
        item.doubts.append("原文没有写责任单位，请指定。")
        item.confidence = 0.6
    for day in item.dates:
        if day.relative or day.rule == "" or (day.rule == "once" and day.due_on is None):
            item.doubts.append(day.explanation)
            item.confidence = min(item.confidence, 0.7)
    if any(o.source in ("text", "subject") for o in (*item.lead, *item.co)):
        item.doubts.append("责任单位取自正文句子，请核对。")
        item.confidence = min(item.confidence, 0.8)
