"""督办单: document form, one matter or a few, with what is demanded and by when to answer."""

from __future__ import annotations

from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.matters import Matter, Matters

ORDINALS = "一二三四五六七八九十"


def order(of: Matters) -> bytes:
    paper = OfficialDocument(
        mark=f"{of.agency}督办单", number=of.number, letter_form=False, made_on=of.dated_on
    )
    paper.title(of.dispatch.title)
    paper.addressee("、".join(of.units) or "各有关单位")
    parts = [("督办事由", of.dispatch.matter), ("办理要求", f"{of.dispatch.demand}\n{of.reply}")]
    if of.matters:
        parts.insert(1, ("督办事项", "\n".join(_described(m, i, of) for i, m in enumerate(of.matters, 1))))
    for ordinal, (heading, text) in zip(ORDINALS, parts, strict=False):
        paper.heading(f"{ordinal}、{heading}")
        paper.body(text)
    if of.rests_on:
        paper.body(f"本督办单依据{of.rests_on}发出。对督办事项有异议的，可在办理期限内书面提出。")
    paper.signature(of.agency, of.dated_on)
    if of.contact:
        paper.note(of.contact)
    paper.imprint(copies="，".join(of.copies), agency=of.agency, on=of.dated_on)
    return paper.to_bytes()


def _described(matter: Matter, index: int, of: Matters) -> str:
    number = f"{index}. " if len(of.matters) > 1 else ""
    late = f"，至发文之日已逾期{matter.late_days}天" if matter.late_days else ""
    requirement = f"要求：{matter.requirement.rstrip('。')}。" if matter.requirement else ""
    source = f"（出处：{matter.source}）" if matter.source else ""
    return f"{number}{matter.title}。{requirement}{source}承担单位：{matter.unit}；时限：{matter.due}{late}。"
