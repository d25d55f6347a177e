"""通报: document form, all that is overdue in one table, unit by unit."""

from __future__ import annotations

from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.matters import Matters

COLUMNS = [("序号", 14.0), ("单位", 30.0), ("事项", 64.0), ("时限", 28.0), ("逾期", 20.0)]


def circular(of: Matters) -> bytes:
    paper = OfficialDocument(
        mark=f"{of.agency}文件", number=of.number, letter_form=False, made_on=of.dated_on
    )
    paper.title(of.dispatch.title)
    paper.addressee("、".join(of.units) or "各有关单位")
    paper.body(of.dispatch.matter)
    if of.matters:
        paper.body(f"截至{of.dated_on.month}月{of.dated_on.day}日，逾期未办结的事项共{len(of.matters)}项：")
        paper.table(
            columns=COLUMNS,
            rows=[
                [str(i), m.unit, m.title, m.due, f"{m.late_days}天" if m.late_days else "未逾期"]
                for i, m in enumerate(of.matters, 1)
            ],
        )
    paper.body(of.dispatch.demand)
    paper.body(of.reply)
    if of.rests_on:
        paper.body(f"本通报依据{of.rests_on}发出。")
    paper.signature(of.agency, of.dated_on)
    if of.contact:
        paper.note(of.contact)
    paper.imprint(copies="，".join(of.copies), agency=of.agency, on=of.dated_on)
    return paper.to_bytes()
