"""The arrangements of a report for the next year: every sentence is a commitment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..blocks import Paragraph
from ..dates.engine import has_date
from ..outline.drafts import Draft
from ..outline.tree import Node, first_words
from ..outline.turns import ANSWERS, turns
from ..text import sentences

_APPEAL = re.compile(r"(?:各位(?:代表|委员|领导)|同志们|让我们)")  # to the hall, at the end of a speech


def sentence_drafts(node: Node) -> list[Draft]:
    """Drafts of one heading without numbered children: its sentences, each with its address 四/(二)/句2."""
    year = heading_year(node)
    paragraphs = list(node.body) or [Paragraph(node.own_text, node.line_of_label.place, 0, node.line)]
    extra = [Paragraph(c.paragraph.text, c.paragraph.place, 0, c.line) for c in node.walk() if c.paragraph]
    out: list[Draft] = []
    count, path = 0, node.path() if node.title else node.above.path()
    if not node.body:
        path = node.above.path()
    if (single := _single(node, [*paragraphs, *extra])) is not None:
        single.heading_year = year
        return [single]
    for paragraph in [*paragraphs, *extra]:
        for a, b in _turns(paragraph.text, _sentence_spans(paragraph.text, general=node.depth == 1)):
            if out and ANSWERS.fullmatch(paragraph.text[a:b].strip()):
                out[-1].text += paragraph.text[a:b]
                continue
            count += 1
            mark = sentences.counted(paragraph.text[a:b])
            text = paragraph.text[a + len(mark) : b]
            whole = node.line_of_label.text if node.line == paragraph.number else paragraph.text
            label = mark or ("" if node.body or not node.label else node.label.text)
            draft = Draft(
                text, node, paragraph.number, max(0, whole.find(text)), label, first_words(text), path
            )
            draft.address, draft.piece, draft.place = f"{node.address}/句{count}", True, paragraph.place
            draft.heading_year = year
            out.append(draft)
    return out


def _turns(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """甲局要在下半年…；乙局每季度…。: who takes turns within a sentence promises for himself."""
    for a, b in spans:
        starts = [at for _, at in turns([text[a:b]])]
        stops = [a + at for at in starts[1:]] or _dated_parts(text, a, b)
        yield from pairwise([a, *stops, b])


def _dated_parts(text: str, a: int, b: int) -> list[int]:
    """9月底前推出主题12个；年底前实现全覆盖。: where each part between ； has a day of its own, or is done beside one that has."""
    inner = [m.end() for m in re.finditer("[；;]", text[a : b - 1])]
    dated = [has_date(text[a + x : a + y]) for x, y in pairwise([0, *inner, b - a])]
    return [a + at for at in inner] if inner and all(dated) else []


_NAME = 6  # characters; longer titles are sentences of their own


def _single(node: Node, paragraphs: list[Paragraph]) -> Draft | None:
    """（一）稳投资。实施项目60个。: a title of a few characters says nothing without the one sentence below it."""
    if not (node.label and node.inline_body):
        return None
    pieces = [s for p in paragraphs for s in _turns(p.text, _sentence_spans(p.text, general=False))]
    if len(pieces) != 1 or len(paragraphs) != 1 or not 0 < len(node.title) <= _NAME:
        return None
    text = node.own_text.strip()
    draft = Draft(text, node, node.line, 0, node.label.text, node.title, node.above.path())
    draft.address, draft.piece, draft.place = f"{node.address}/句1", True, node.line_of_label.place
    return draft


def _sentence_spans(text: str, *, general: bool) -> list[tuple[int, int]]:
    """Sentences; 一是…二是… each by itself. `general`: the paragraph stands right under the section heading, where a
    first sentence like 下一步，…将深入学习贯彻… is an aim and no task when others follow."""
    out: list[tuple[int, int]] = []
    numbered = sentences.enumeration(text)
    if numbered:
        return numbered
    out = sentences.spans(text)
    if general and len(out) > 1 and re.match(r"下一步|下一阶段|20\d\d年|今后|新的一年|今年|接下来", text):
        out = out[1:]
    return [s for s in out if text[s[0] : s[1]][-1:] not in "：:" and not _APPEAL.match(text[s[0] : s[1]])]


def heading_year(node: Node) -> tuple[int, str] | None:
    """The year in the nearest heading that names one, with the heading."""
    while node is not None and node.parent is not None:
        match = re.search(r"(20\d\d)年(?:度)?(?!以来|以前)", node.title)
        if match:
            return int(match.group(1)), node.heading
        node = node.parent
    return None
