"""The problems that a report admits: one item each, for rectification."""

from __future__ import annotations

import re

from ..blocks import Paragraph
from ..outline.drafts import Draft
from ..outline.tree import Node, first_words
from ..text import sentences
from ..text.characters import fold, split_outside
from .roles import next_step

_ETC = re.compile(
    r"(?:等(?:问题|方面|情况|现象|短板|不足|一些问题)*(?:还|仍)?(?:不同程度(?:地)?)?(?:存在)?|等问题[^，。；]{0,16})$"
)
_LEAD_IN = re.compile(
    r"(?:比如|例如|诸如|譬如|如(?!何|期|实|果|下|此|常|意)|主要(?:表现|体现)(?:在|为)|表现(?:在|为)|体现在|主要(?:有|是)(?:以下)?|集中(?:表现|体现)(?:在|为)|包括)(?:以下(?:几个)?(?:方面|几点))?[:,，：]?"
)
_GENERAL = re.compile(
    r"(?:虽然|尽管|但(?:是)?(?:仍|还|也|与|对照)|(?:还|仍)(?:然)?存在(?:着)?(?:一些|不少|以下|一定))"
)


def collect(root: Node) -> list[Draft]:
    """Drafts of kind `problem` from every section whose role is `problems`."""
    drafts: list[Draft] = []
    for node in root.children:
        _visit(node, drafts, {})
    return drafts


def _visit(node: Node, drafts: list[Draft], count: dict[int, int]) -> None:
    if node.role == "problems" and (node.parent is None or node.parent.role != "problems"):
        found = _section(node)
        for number, draft in enumerate(found, start=1):
            draft.address = f"{node.address}/问题{number}"
        drafts += found
        return
    for child in node.children:
        _visit(child, drafts, count)


def _section(node: Node) -> list[Draft]:
    children = [c for c in node.children if c.role == "problems"]
    if children:
        return [d for c in children for d in (_section(c) if _is_heading(c) else [_child(c, node)])]
    out: list[Draft] = []
    for paragraph in node.body:
        if next_step(paragraph.text):
            break
        out += [_draft(node, paragraph, a, b) for a, b in _spans(paragraph.text)]
    return out


def _is_heading(node: Node) -> bool:
    return any(c.role == "problems" for c in node.children) or bool(node.body and not node.inline_body)


def _child(child: Node, section: Node) -> Draft:
    """A numbered problem is one problem, with its whole paragraph."""
    text = child.own_text
    draft = Draft(
        text.strip(),
        child,
        child.line,
        0,
        child.label.text if child.label else "",
        child.title or first_words(text),
        section.path(),
    )
    draft.kind, draft.place = "problem", child.line_of_label.place
    return draft


def _draft(node: Node, paragraph: Paragraph, a: int, b: int) -> Draft:
    mark = sentences.counted(paragraph.text[a:b])
    text = paragraph.text[a + len(mark) : b]
    whole = node.line_of_label.text if node.line == paragraph.number else paragraph.text
    draft = Draft(
        text, node, paragraph.number, max(0, whole.find(text)), mark, first_words(text), node.path()
    )
    draft.kind, draft.piece, draft.place = "problem", True, paragraph.place
    return draft


def _spans(text: str) -> list[tuple[int, int]]:
    """Spans of the problems in one paragraph."""
    if numbered := sentences.enumeration(text):
        return [_trim_end(text, a, b) for a, b in numbered]
    out: list[tuple[int, int]] = []
    for a, b in sentences.spans(text):
        sentence = text[a:b]
        lead = _LEAD_IN.search(sentence)
        if lead and lead.end() < len(sentence) - 2:
            out += _listed(text, a + lead.end(), b)
        elif not _GENERAL.search(sentence) and sentence[-1] not in "：:":
            out.append(_trim_end(text, a, b))
    if not out:
        whole = sentences.spans(text)
        out = [_trim_end(text, *_after_but(text, *whole[-1]))] if whole else []
    return out


def _after_but(text: str, a: int, b: int) -> tuple[int, int]:
    """In 虽然…，但仍存在…: what follows 存在."""
    match = re.search(r"存在(?:着)?(?:一些|不少)?", text[a:b])
    return (a + match.end(), b) if match and match.end() < b - a - 4 else (a, b)


def _listed(text: str, a: int, b: int) -> list[tuple[int, int]]:
    body = text[a:b]
    folded = fold(body)
    mark = ";" if ";" in folded else ","
    if mark not in folded:
        mark = "、"
    out, position = [], a
    for piece in split_outside(body, mark):
        start = text.index(piece, position)
        position = start + len(piece)
        span = _trim_end(text, start, position)
        if span[1] - span[0] >= 4:
            out.append(span)
    return out


def _trim_end(text: str, a: int, b: int) -> tuple[int, int]:
    piece = text[a:b].rstrip("。；;，, ")
    etc = _ETC.search(piece)
    if etc and etc.start() > 3:
        piece = piece[: etc.start()]
    return a, a + len(piece.rstrip("，,、"))
