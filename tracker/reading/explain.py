"""Why a document was read as it was: each item with its owners and dates, the rows of the lexicon that made them, and
the words they stand on. `manage.py import_source FILE --dry-run --explain` prints it."""

from __future__ import annotations

from collections import Counter

from .proposed import Proposal, ProposedDate, ProposedItem, ProposedOwner

_FATES = {
    "task": "任务", "problem": "问题", "result": "已做的工作", "context": "说明", "heading": "标题", "furniture": "版面文字",
    "offered": "未定，可列为任务",
}  # fmt: skip
_SOURCES = {
    "clause": "责任分工",
    "heading": "上级标题",
    "cell": "单元格",
    "text": "正文",
    "subject": "句子的主语",
}


def explain(proposal: Proposal) -> str:
    lines = [
        f"标题：{proposal.title or '（无）'}　种类：{proposal.kind}　年份：{proposal.year or '（看不出）'}"
    ]
    for item in proposal.items:
        lines += ["", *_item(item)]
    counted = Counter(f.fate for f in proposal.fates)
    lines += ["", "　".join(f"{name}{counted[fate]}句" for fate, name in _FATES.items() if counted[fate])]
    lines += [f"{_FATES[f.fate]}　{f.place}　{f.text[:40]} ← {f.reason}" for f in proposal.fates if f.reason]
    return "\n".join(lines)


def _item(item: ProposedItem) -> list[str]:
    ticked = "" if item.ticked else "（没有勾选）"
    lines = [f"{item.address}　{item.label}{item.text[:40]}{ticked}"]
    for role, owners in (("牵头", item.lead), ("责任", item.co)):
        lines += [
            f"　　{role}　{o.full_name} ← {_owner(o)} ← {item.clause[:60] or item.text[:60]}" for o in owners
        ]
    lines += [f"　　时限　{_when(d)} ← {'、'.join(d.rules) or d.source} ← {d.wording}" for d in item.dates]
    return lines + [f"　　疑问　{doubt}" for doubt in item.doubts]


def _owner(owner: ProposedOwner) -> str:
    return "、".join(owner.rules) or _SOURCES.get(owner.source, owner.source)


def _when(day: ProposedDate) -> str:
    return (day.due_on.isoformat() if day.due_on else "") or day.recurrence or "待定"
