"""Orders that are numbered within words: 会议决定：（1）由甲局…；（2）乙局…, 1．市人社局牵头…；2．市住建局…. One rule for paragraphs,
for cells, and for what an officer calls a task."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ..sections import scoring

_MARK = re.compile(
    r"(?:^|(?<=[\n：:。；;，,]))\s*(?:[(（](?P<p>\d{1,2}|[一二三四五六七八九])[)）]|(?P<n>\d{1,2})[.．、](?!\d)|(?P<c>[①-⑨]))\s*"
)
# 会议要求：1.…；2.…: what is counted is what is asked.
_TOLD = re.compile(r"(?:会议|领导|书记|[省市县区]长|同志)(?:要求|决定|议定|明确|确定|强调)[:：]\s*$")
_MOST = 30  # parts


@dataclass(slots=True, frozen=True)
class Part:
    """One numbered part: from its number, from its words, to the next number."""

    start: int
    words: int
    end: int
    label: str


def numbered(text: str) -> list[Part]:
    """The parts that are counted from one, each number once and in order; whatever they say."""
    marks = list(_MARK.finditer(text))[:_MOST]
    if len(marks) < 2 or [_ordinal(m) for m in marks] != list(range(1, len(marks) + 1)):
        return []
    ends = [*(m.start() for m in marks[1:]), len(text)]
    return [Part(m.start(), m.end(), end, m.group().strip()) for m, end in zip(marks, ends, strict=True)]


def _ordinal(mark: re.Match) -> int:
    digit = mark["p"] or mark["n"]
    if digit is None:
        return ord(mark["c"]) - ord("①") + 1
    return "一二三四五六七八九".find(digit) + 1 or int(digit)


def orders(text: str) -> list[Part]:
    """The same where they are orders: a meeting asks for all of them, or two thirds say who acts or by when."""
    parts = numbered(text)
    if not parts or _TOLD.search(text[: parts[0].start]):
        return parts
    asking = [
        p for p in parts if {"actor", "deadline"} & set(scoring.score(text[p.words : p.end].strip()).rules)
    ]
    return parts if len(asking) > 1 and 3 * len(asking) >= 2 * len(parts) else []


def cut(text: str, starts: list[int]) -> list[str]:
    """The text cut at these places; nothing of it is lost."""
    return [part for a, b in pairwise([*starts, len(text)]) if (part := text[a:b].strip())]
