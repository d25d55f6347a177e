"""Words of a deadline that stand in a text and were taken for no date: said, not passed over."""

from __future__ import annotations

import re

from tracker.reading.proposed import ProposedItem
from tracker.reading.text.characters import squeeze

UNREAD = 0.7  # the most that is sure of an item with such words
_DAY = r"\d{1,2}月(?:份)?(?:\d{1,2}日|[上中下]旬|底|末)"
_COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|半)"
_DONE = "完成|提交|报送?|上报|定|公布|到位|办结|交"
_DEADLINE = re.compile(
    rf"{_DAY}(?:之?前|以前)|{_COUNT}个?(?:工作日|日|天|月|年)(?:之内|以内|内)"
    r"|(?<!\d)(?:年|月|季度?|学期)(?:底|末)(?:之?前|以前)|年内|(?:春季|秋季)?(?:开学|汛期|入汛|入冬)前"
    rf"|\d{{1,2}}月(?:[上中下]旬|底)(?=[^，,。；;]{{0,6}}(?:{_DONE})|[。；;])|按(?:月|季度?|半年)(?=通报|报送|上报|调度|公布)"
)
_PAST = re.compile(
    r"截至|截止到?|自|从|至|到|[^，,。；;]{0,2}以来|去年|上年|已|共|期满|届满|满"
)  # words before that tell of what was


def unread_deadlines(item: ProposedItem) -> list[str]:
    """Deadlines in the item's words that none of its dates has."""
    text = squeeze(item.text)
    said = [squeeze(d.wording) for d in item.dates]
    said += [
        "年底前年末前年内" for d in item.dates if d.due_on and (d.due_on.month, d.due_on.day) == (12, 31)
    ]
    if any(d.basis == "decided" for d in item.dates):
        return []
    found = []
    for match in _DEADLINE.finditer(text):
        words = match.group()
        if _PAST.search(text[max(0, match.start() - 3) : match.start()]):
            continue
        if not any(words in one or (one and one in words) for one in said) and words not in found:
            found.append(words)
    return found


def mark_unread(item: ProposedItem) -> None:
    """The doubt names the words; where one already quotes them, nothing is added."""
    told = "".join(item.doubts)
    left = [words for words in unread_deadlines(item) if words not in told]
    if left and item.kind == "task":
        item.doubts.append("正文里的“" + "”“".join(left) + "”没有读作时限，请核对。")
        item.confidence = min(item.confidence, UNREAD)
