"""督办单: document form (公文格式), the words as they were signed."""

from __future__ import annotations

from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.letter_items import LetterItems


def order(of: LetterItems) -> bytes:
    paper = OfficialDocument(
        mark=f"{of.agency}督办单", number=of.number, letter_form=False, made_on=of.dated_on
    )
    paper.title(of.dispatch.title)
    paper.addressee(of.addressee)
    paper.body(of.dispatch.matter)
    paper.body("现提出以下要求：")
    paper.body(of.demand)
    if of.rests_on:
        paper.body(f"本督办单依据{of.rests_on}发出。")
    paper.signature(of.agency, of.dated_on)
    if of.contact:
        paper.note(of.contact)
    paper.imprint(copies=of.copies, agency=of.agency, on=of.dated_on)
    return paper.to_bytes()
