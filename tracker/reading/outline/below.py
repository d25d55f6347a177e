"""What stands below a node, and whom its paragraphs charge."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..blocks import Paragraph
from ..dates.engine import parse_dates
from ..owners.clause import Clause
from ..owners.colons import named_before_colon
from ..owners.finding import find_clauses
from ..owners.subjects import owners_in_text
from ..owners.words import KEY
from ..sections import scoring
from ..text import sentences
from ..text.characters import fold
from .tree import Node

ASKED_FOR = re.compile(
    r"(?:办理|工作|具体|督办|落实)要求[:：]|(?:批示|交办|督办|任务|事项|议定|立项)(?:内容|事项)[:：]"
)


# 主办单位：…, 来源：…: a field of a form, on a line of its own
FORM_FIELD = re.compile(r"\s*[\u4e00-\u9fff]{2,8}:(?!\s*$)[^。]{0,80}$")


def asking(sentence: str) -> int:
    """Where the words start behind 批示内容：."""
    found = ASKED_FOR.match(sentence)
    return found.end() if found else 0


def charged_lines(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """市教育局：负责…: what each of several units has to do, a paragraph for each."""
    told = [p for p in paragraphs if named_before_colon(p.text) and not KEY.match(fold(p.text))]
    if len(told) < 2:
        return told
    return [p for p in paragraphs if p in told or named_before_colon(p.text, listed=True)]


_STAGE = re.compile(
    r"\s*(?:——?\s*)?(?:第[一二三四五六]阶段|[\u4e00-\u9fff]{2,8}阶段\s*(?:[（(][^（()）]*\d|[：:]))"
)


def staged_lines(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """第一阶段：集中攻坚（1月—3月）。…: stages without a number of their own, a paragraph for each."""
    found = [p for p in paragraphs if _STAGE.match(p.text)]
    return found if len(found) > 1 else []


def most_name_actors(top: Node) -> bool:
    leaves = [n for n in top.walk() if n.label and not n.children]
    texts = ["\n".join([n.own_text, *(p.text for p in n.body)]) for n in leaves]
    named = [t for t in texts if any(map(owners_in_text, sentences.split(t)))]
    return len(named) > 1 and 2 * len(named) >= len(leaves)


def lines_below(node: Node) -> Iterator[Paragraph]:
    """All paragraphs of the nodes below."""
    for child in node.walk():
        if child.paragraph:
            text = child.paragraph.text
            if is_attribute(child) and find_clauses(child.own_text):
                text = child.own_text  # its label would be all that is left
            yield Paragraph(text, child.paragraph.place, 0, child.line)
        yield from child.body[1 if child.inline_body else 0 :]


def names_actor(text: str) -> bool:
    """县城投公司倒排工期: a numbered paragraph that tells an office by name what to do."""
    clause = owners_in_text(text)
    return clause is not None and any(not o.is_group for o in (*clause.lead, *clause.co))


_NAMES = re.compile(r"(?:名单|名册|通讯录|联系方式|联系表|联络员表|示意图|路线图)\s*$")


def without_lists(children: list[Node]) -> list[Node]:
    """The sections; what is numbered below 附件：…名单 only names places or persons."""
    out, skipped = [], False
    for node in children:
        if node.tail:
            skipped = node.tail == "annex" and bool(_NAMES.search(node.title))
        elif not skipped or node.children or len(node.own_text) > _LISTED_MOST:
            out.append(node)
    return out


_LISTED_MOST = 60  # characters of a line that names some


def is_attribute(node: Node) -> bool:
    """（二）督导单位：市水利局"""
    return bool(KEY.match(fold(node.own_text)))


_TIME = re.compile("(?:行动|整治|攻坚|治理)时间$")


def span_of_all(node: Node) -> list[Clause]:
    """一、行动时间 / 2025年9月1日至12月10日。: until when all is done that has no day of its own."""
    if not _TIME.search(node.title) or node.children or len(node.body) != 1:
        return []
    words = node.body[0].text.strip()
    days = parse_dates(words, year=2000)
    is_span = len(days) == 1 and "span" in days[0].rules and len(days[0].wording) >= len(words) - 2
    return [Clause(words=words, date_words=[words])] if is_span else []


_OUTWEIGHS = 1.5


def only_tells(texts: list[str]) -> bool:
    """会议听取了…汇报，已完成投资…: what was heard and done, in words that burden nobody."""
    found = [scoring.score(s) for text in texts for s in sentences.split(text)]
    told = any(s.leads_by("result") >= _OUTWEIGHS or "agreed" in s.rules for s in found)
    return told and not any(s.leads_by("task") > 0 for s in found)
