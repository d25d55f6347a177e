"""指引函 and 约谈通知: letter form (信函格式, chapter 10)."""

from __future__ import annotations

from tracker.models import DispatchKind
from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.matters import Matters


def letter(of: Matters) -> bytes:
    paper = OfficialDocument(mark=of.agency, number=of.number, letter_form=True, made_on=of.dated_on)
    paper.title(of.dispatch.title)
    paper.addressee("、".join(of.units) or "各有关单位")
    paper.body(of.dispatch.matter)
    for index, matter in enumerate(of.matters, 1):
        number = f"{index}. " if len(of.matters) > 1 else ""
        paper.body(f"{number}{matter.title}（{matter.unit}，时限{matter.due}）。")
    paper.body(of.dispatch.demand)
    if of.dispatch.kind != DispatchKind.GUIDANCE:
        paper.body(of.reply)
    paper.signature(of.agency, of.dated_on)
    if of.contact:
        paper.note(of.contact)
    return paper.to_bytes()
