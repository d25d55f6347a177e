"""A problem and what is done about it, side by side in one numbered paragraph or below it:

    1.问题：案卷质量不高。 / 整改措施：开展评查。 / 责任单位：市司法局 / 整改时限：6月底前

The measures are what has to be done, the problem is what has to be rectified; both bear the same owners and dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from ..blocks import Paragraph
from ..owners.words import FIELD, KEY
from ..sections import scoring
from ..text.characters import fold
from ..text.numbering import find_label

MEASURES = re.compile(
    r"\s*(?:[\u4e00-\u9fff]{0,4}(?:措施|举措)(?:及[\u4e00-\u9fff]{2,6})?|整改(?:要求|任务|内容|安排))[:：]\s*"
)
_PROBLEM = re.compile(
    r"\s*(?![\u4e00-\u9fff]{0,6}(?:解决|整改|化解))(?:[\u4e00-\u9fff]{0,4}(?:问题|表现|隐患|诉求)(?:[\u4e00-\u9fff]{0,3})?)[:：]\s*"
)
# A field that opens behind a full stop in the same paragraph.
_WITHIN = re.compile(r"(?<=[。；;\n])\s*(?=[\u4e00-\u9fff]{0,4}(?:措施|举措)[:：])")


@dataclass(slots=True)
class Part:
    """Words of one paragraph, from an offset on; `label` is their own number."""

    paragraph: Paragraph
    offset: int
    text: str
    label: str = ""


@dataclass(slots=True)
class Remedy:
    problem: list[Part] = field(default_factory=list)
    measures: list[Part] = field(default_factory=list)
    rest: list[Part] = field(default_factory=list)  # owners, dates, aims
    told: bool = False  # a field says that these words are the problem
    rectifies: bool = False  # 整改措施, 整改时限: a field says that something is wrong

    @property
    def is_fault(self) -> bool:
        """Whether the words before the measures admit something rather than ask for something."""
        words = self.problem[0].text
        return self.told or admits(words) or (self.rectifies and not asks(words))


def admits(words: str) -> bool:
    return scoring.words_of(words.split("。")[0]).leads_by("problem") > 0


def asks(words: str) -> bool:
    return scoring.words_of(words.split("。")[0]).leads_by("task") > 0


def find(paragraphs: list[Paragraph], is_pure: Callable[[str], bool], *, rectifies: bool) -> Remedy | None:
    """The problem and the measures of one leaf, or None where it does not tell both. `rectifies`: the document is a
    list of rectifications, where what stands above the measures is a problem unless it asks for something itself."""
    if not any("措施" in p.text or "举措" in p.text or "整改" in p.text for p in paragraphs):
        return None
    found, into = Remedy(), "problem"
    for part in _parts(paragraphs):
        into = _sort(found, part, into, is_pure)
    if not (found.problem and found.measures):
        return None
    found.rectifies |= rectifies
    return found if found.is_fault else None


def _parts(paragraphs: list[Paragraph]) -> list[Part]:
    out = []
    for paragraph in paragraphs:
        starts = [0, *(m.start() for m in _WITHIN.finditer(paragraph.text)), len(paragraph.text)]
        for a, b in pairwise(starts):
            words = paragraph.text[a:b]
            label = find_label(words) if a == 0 else None
            skipped = label.end if label else 0
            out.append(Part(paragraph, a + skipped, words[skipped:], label.text if label else ""))
    return out


def _sort(found: Remedy, part: Part, into: str, is_pure: Callable[[str], bool]) -> str:
    """Puts the part where it belongs; returns where plain words that follow it belong."""
    found.rectifies |= part.text.lstrip().startswith("整改")
    if opened := MEASURES.match(part.text):
        _keep(found.measures, part, opened.end(), numbered=False)
        return "measures"
    if is_pure(part.text) or _is_field(part.text):
        if opened := _PROBLEM.match(part.text):
            found.told = True
            _keep(found.problem, part, opened.end())
            return "problem"
        found.rest.append(part)
        return "rest" if found.measures else into
    if into == "rest":
        found.rest.append(part)
    else:
        _keep(found.measures if into == "measures" else found.problem, part, 0)
    return into


def _keep(parts: list[Part], part: Part, skipped: int, *, numbered: bool = True) -> None:
    """Without the word that opened the field; its number is none of the measure's."""
    text = part.text[skipped:]
    if text.strip(" 。；;"):
        parts.append(Part(part.paragraph, part.offset + skipped, text, part.label if numbered else ""))


def _is_field(text: str) -> bool:
    folded = fold(text.lstrip())
    return bool(KEY.match(folded) or FIELD.match(folded))
