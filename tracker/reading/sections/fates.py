"""What became of every sentence, heading and row: exactly one fate each, so that nothing disappears unseen.

task problem   an item holds it                     offered    nobody knows: shown unticked, one press makes it a task
result         it tells what was done               context    it says why, how or for whom, with the reason
heading        it is a title                        furniture  head and foot, signatures, totals
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict

from ..proposed import Proposal, ProposedFate, ProposedPassage
from ..text.characters import squeeze
from ..text.numbering import find_label
from ..text.sentences import split
from . import scoring

_FURNITURE = {
    "title": "标题", "number": "文号", "addressee": "主送机关", "date": "日期", "signature": "落款", "annex": "附件说明",
    "closing": "结束语",
}  # fmt: skip
_REASONS = {
    "aims": "指导思想、目标或发文缘由", "rules": "规章条文", "agreed": "协议通用条款", "speech": "对会场说的话", "appeal": "一般号召", "past": "讲已经做了的事",
    "lack": "讲不足",
}  # fmt: skip
_TITLE = 40  # characters; a first sentence of so few, before others, is the title of its paragraph
_NAME = 16  # characters; a longer line that ends with a full stop tells something
_HEAD = re.compile(
    r"[^。]{2,16}[〔\[（(]20\d\d[〕\]）)]\d+号\s*$|[^。；]{2,200}[：:]\s*$|[（(]?20\d\d年\d+月\d+日[）)]?\s*$"
)
_WINDOW = 8  # items around the last one that may hold the next sentence
_SURE = 1.5  # by so much one reading must outweigh the others


def fates_of(proposal: Proposal) -> list[ProposedFate]:
    """In document order."""
    judge = _Judge(proposal)
    return [fate for p in proposal.passages if p.kind != "sentence" for fate in judge.of_passage(p)]


class _Judge:
    """Which item holds which words; items are asked for by their place in the document, so that each sentence is compared
    with a few of them only."""

    def __init__(self, proposal: Proposal):
        self._kind = proposal.kind
        self._parents = {p.order: p.parent for p in proposal.passages if p.kind == "sentence"}
        self._at: dict[int, list[int]] = defaultdict(list)
        self._items = proposal.items
        self._words: dict[int, str] = {}
        for index, item in enumerate(proposal.items):
            order = item.passage or 0
            self._at[self._parents.get(order) or order].append(index)
        self._orders = sorted(self._at)
        self._last = 0  # the item that held the sentence before

    def of_passage(self, passage: ProposedPassage) -> list[ProposedFate]:
        if passage.kind in ("row", "note"):
            return [self._of_row(passage)]
        if passage.role in ("preamble", "paragraph", "") and _HEAD.match(passage.text):
            return [self._made(passage, passage.text, "furniture", "文号、主送机关或日期")]
        if passage.role in _FURNITURE:
            return [self._made(passage, passage.text, "furniture", _FURNITURE[passage.role])]
        near = self._near(passage.order)
        label = find_label(passage.text)
        text = passage.text[label.end :] if label else passage.text
        if passage.kind == "heading" and not _is_told(text) and self._holder(near, text) is None:
            return [self._made(passage, passage.text, "heading", "")]
        found = [self._of_sentence(passage, s, near) for s in split(text)]
        if label and len(found) > 1 and found[0].item is None and len(found[0].text) <= _TITLE:
            found[0] = self._made(passage, found[0].text, "heading", "")
        return found

    def _of_row(self, row: ProposedPassage) -> ProposedFate:
        held = self._at.get(row.order)
        if held:
            return self._by_item(row, row.text, held[0])
        if row.kind == "note":
            return self._made(row, row.text, "furniture", "表头、合计或说明")
        return self._made(row, row.text, "offered", "这一行没有读成任务")

    def _of_sentence(self, passage: ProposedPassage, sentence: str, near: list[int]) -> ProposedFate:
        holder = self._holder(near, sentence)
        if holder is not None:
            return self._by_item(passage, sentence, holder)
        fate = self._made(passage, sentence, *_judged(sentence, passage.role, self._kind))
        fate.promises = fate.fate != "result" and scoring.score(sentence).leads_by("task") > 0
        return fate

    def _by_item(self, passage: ProposedPassage, words: str, index: int) -> ProposedFate:
        item = self._items[index]
        fate = "offered" if not item.ticked else item.kind
        made = self._made(passage, words, fate, "" if item.ticked else "像是一般要求，没有勾选", index)
        made.promises = not item.ticked
        return made

    def _made(
        self, passage: ProposedPassage, words: str, fate: str, reason: str, item: int | None = None
    ) -> ProposedFate:
        return ProposedFate(words.strip(), fate, reason, passage.order, passage.address, passage.place, item)

    def _near(self, order: int) -> list[int]:
        """Items of the passage, and of the last one before it that has any."""
        before = bisect_right(self._orders, order - 1) - 1
        last = self._at[self._orders[before]][-_WINDOW:] if before >= 0 else []
        return [*last, *self._at.get(order, ())]

    def _holder(self, near: list[int], sentence: str) -> int | None:
        words = re.sub(r"[\W_]", "", squeeze(sentence))
        if not words:
            return near[0] if near else None
        found = self._first(near, words)
        return self._by_parts(near, sentence) if found is None else found

    def _first(self, near: list[int], words: str) -> int | None:
        """Sentences and items stand in the same order, so only those around the last one that was found are asked."""
        if not near:
            return None
        here = bisect_left(near, self._last) if len(near) > _WINDOW else 0
        window = near[max(0, here - 1) : here + _WINDOW]
        found = next((i for i in window if words in self._squeezed(i) or self._bare(i) in words), None)
        self._last = self._last if found is None else found
        return found

    def _bare(self, index: int) -> str:
        """The words of the item alone; a sentence may hold several problems."""
        return re.sub(r"[\W_]", "", squeeze(self._items[index].text)) or "\0"

    def _by_parts(self, near: list[int], sentence: str) -> int | None:
        """A sentence whose last words are the owners of the item."""
        head = re.sub(r"[\W_]", "", squeeze(re.split("[（(〔【]", sentence)[0]))
        return self._first(near, head) if len(head) > 3 else None

    def _squeezed(self, index: int) -> str:
        if index not in self._words:
            item = self._items[index]
            self._words[index] = re.sub(r"[\W_]", "", squeeze(f"{item.title} {item.text} {item.clause}"))
        return self._words[index]


def _is_told(text: str) -> bool:
    """第二条 县商务局应当于6月底前制定目录。: a sentence on the line of its number is no title."""
    if text.rstrip()[-1:] not in ("。", "；", ";"):
        return False
    return len(text) > _NAME or scoring.score(text).leads_by("task") >= scoring.ACTOR


def _judged(sentence: str, role: str, kind: str) -> tuple[str, str]:
    """The fate of a sentence that no item holds, and why."""
    if kind == "regulation":
        return "context", _REASONS["rules"]
    score = scoring.score(sentence)
    if score.leads_by("task") >= scoring.DEADLINE:
        told = (
            "写明了时限" if "deadline" in score.rules else "点了名" if "actor" in score.rules else "像是要求"
        )
        return "offered", f"{told}，没有读成任务"
    if role in ("results", "duty") or score.leads_by("result") >= _SURE:
        return "result", _REASONS["past"]
    if role == "problems":
        return "context", "问题部分的说明"
    if score.leads_by("context") >= _SURE:
        return "context", next((_REASONS[r] for r in score.rules if r in _REASONS), "说明")
    if role in ("preamble", "general"):
        return (
            ("offered", "像是要求，没有读成任务") if score.leads_by("task") >= _SURE else ("context", "说明")
        )
    return "offered", "看不出是不是任务"
