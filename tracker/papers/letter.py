"""指引函 and 约谈通知: letter form (信函格式, chapter 10), the words as they were signed."""

from __future__ import annotations

from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.letter_items import LetterItems


def letter(of: LetterItems) -> bytes:
    paper = OfficialDocument(mark=of.agency, number=of.number, letter_form=True, made_on=of.dated_on)
    paper.title(of.dispatch.title)
    paper.addressee(of.addressee)
    paper.body(of.dispatch.matter)
    paper.body(of.demand)
    if of.rests_on:
        paper.body(f"本函依据{of.rests_on}发出。")
    paper.signature(of.agency, of.dated_on)
    if of.contact:
        paper.note(of.contact)
    return paper.to_bytes()
