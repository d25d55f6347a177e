"""Paragraphs without a number, above the first one or in a document that has none."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..blocks import Paragraph
from ..owners.clause import Clause
from ..owners.colons import named_before_colon
from ..sections import scoring
from ..text import sentences
from . import counted, stretches
from .below import ASKED_FOR
from .drafts import Draft, merge
from .tree import Node, first_words, without
from .turns import asks, spans_of, turns

# The plan that a letter sends round is not in the file: what it asks for is only offered.
_COVER = re.compile("现将(?!有关|相关|近期|具体|会议|议定)[^。]{2,120}|(?:印发|转发)给你们|见附件|附后")
_ORDERS = re.compile(
    "要(?![求素件闻点害])|必须|务必|须|请|限|责令|应(?![急对用])|不得|严禁|前(?:完成|报)|抓好落实"
)


class Loose:
    """What `Prose` does with them."""

    root: Node
    kind: str
    has_task_table: bool
    front: dict[int, str]  # number of a paragraph -> what it is in the head: title, addressee …
    drafts: list[Draft]

    _clauses: Callable[[str], list[Clause]]
    _is_pure: Callable[[str], bool]
    _holds: Callable[[Paragraph], bool]

    def _loose_paragraphs(self) -> None:
        """Paragraphs above the first number. Owners on lines of their own, in a closing sentence or before a colon make
        items only where several paragraphs do so."""
        groups: list[tuple[Paragraph, list[Clause]]] = []
        for paragraph in self.root.body:
            if groups and self._is_pure(paragraph.text):
                groups[-1][1].extend(self._clauses(paragraph.text))
            else:
                groups.append((paragraph, []))
        unsure = [
            g
            for g in groups
            if any(c.has_owner for c in g[1])
            or any(c.plain for c in self._clauses(g[0].text))
            or named_before_colon(g[0].text)
        ]
        for paragraph, below in groups:
            self._loose(paragraph, below if len(unsure) > 1 else [], with_plain=len(unsure) > 1)

    def _loose(self, paragraph: Paragraph, below: list[Clause], *, with_plain: bool) -> None:
        """An unnumbered paragraph is an item only when a clause in it or right below names owners."""
        found = [c for c in self._clauses(paragraph.text) if c.has_owner and not c.aside]
        found = [*[c for c in found if with_plain or not c.plain], *below]
        inner = [c for c in found if c not in below]
        named = any(c.has_owner for c in found) or (with_plain and named_before_colon(paragraph.text))
        if not named or self.kind == "report" or len(without(paragraph.text, inner)) < 8:
            return
        text, _ = stretches.between([paragraph], (0, 0), (0, None), self._clauses, several=False)
        draft = Draft(text, None, paragraph.number, 0, "", first_words(text), [], [merge(found)], [])
        draft.address, draft.place = f"段{paragraph.number}", paragraph.place
        self.drafts.append(draft)

    def _asked_loose(self) -> None:
        """Nothing is numbered: each paragraph that asks somebody for something is a task, and so is each turn in it."""
        if self.kind == "report" or self.has_task_table or any(d.node and d.node.label for d in self.drafts):
            return
        if _COVER.search("".join(p.text for p in self.root.body)):
            return
        for paragraph in self._those_that_ask():
            if orders := counted.orders(paragraph.text):
                for part in orders:
                    words = paragraph.text[part.words : part.end].strip(" ；;")
                    self._add_asked(paragraph, part.words, words, part.label)
                continue
            starts = [at for _, at in turns([paragraph.text])]
            for start, end in spans_of([(0, at) for at in (0, *starts[1:])], paragraph.text):
                self._add_asked(paragraph, start, paragraph.text[start:end].strip())

    def _those_that_ask(self) -> list[Paragraph]:
        """None where nothing is ordered, or only demanded of nobody."""
        rest = [p for p in self.root.body if self._may_ask(p)]
        if not (self.drafts or any(_ORDERS.search(p.text) for p in rest)):
            return []
        asked = [p for p in rest if asks(p.text) or _demands(p.text)]
        return asked if any(asks(p.text) for p in asked) else []

    def _may_ask(self, paragraph: Paragraph) -> bool:
        role = self.front.get(paragraph.number, "preamble")
        told = role in ("preamble", "paragraph") and paragraph.text.rstrip()[-1:] in "。；;！!"
        held = self._holds(paragraph) or (self.drafts and ASKED_FOR.match(paragraph.text.strip()))
        return told and not held

    def _add_asked(self, paragraph: Paragraph, start: int, text: str, label: str = "") -> None:
        draft = Draft(text, None, paragraph.number, start, label, first_words(text), [])
        draft.address, draft.place = f"段{paragraph.number}", paragraph.place
        if start:
            draft.address, draft.piece = f"段{paragraph.number}/要求{start}", True
        self.drafts.append(draft)


def _demands(text: str) -> bool:
    """严格执行值班制度，险情要随时报告。: words that ask, though nobody is named."""
    found = [scoring.score(s) for s in sentences.split(text) if s.rstrip()[-1:] not in "：:"]
    return any(s.leads_by("task") >= 1.5 for s in found) and not any(s.leads_by("context") > 1 for s in found)
