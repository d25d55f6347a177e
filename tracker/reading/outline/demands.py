"""What the words around the tasks ask of somebody: a dated duty after them, or all that a letter without its plan says."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..blocks import Paragraph
from ..dates.engine import has_date
from ..owners.clause import Clause, unit_names
from ..owners.subjects import owners_in_text
from ..owners.units import is_group, owners
from ..proposed import INFERRED
from ..sections import scoring
from ..text import sentences
from . import counted
from .below import asking
from .drafts import Draft
from .items import YOU
from .leaves import acting_spans
from .told import told_parts
from .tree import Node, first_words
from .turns import spans_of, turns

# 26日17时前报县防指办: the day of a month that stands elsewhere.
_DAY_ONLY = re.compile(r"(?<!\d)\d{1,2}日(?:[上下]午)?(?:\d{1,2}(?:时|点|:\d{2}))?前")


_REPORTS = re.compile(
    "请[^。；]{0,16}(?:于|在|将|前)[^。；]*(?:报|反馈|回复|函复|送|提交|答复|办结)|(?:情况|结果|进展|报告|方案|台账)[^。；]{0,8}(?:请|务必|[于须])[^。；]*(?:报|反馈|回复|送)"
)


_QUOTED = re.compile("(?:批示|指示)[:：]?“")  # what was ordered, told above the orders themselves


def _is_told(sentence: str) -> bool:
    """8月18日至22日，区安委办…开展了督导检查: what was done, though it names who and when."""
    rules = set(scoring.score(sentence).rules)
    return "past" in rules and not rules & {"must", "urges", "will"}


class Demands:
    """What `Prose` makes of them."""

    root: Node
    kind: str
    drafts: list[Draft]
    front: dict[int, str]
    _early: list[tuple[list[Paragraph], Node]]
    _head_clauses: Callable[[], list[Clause]]

    def _bare_demands(self) -> None:
        """请各牵头单位…, in a letter whose plan is not in the file: what it asks of somebody is offered."""
        for paragraph in self.root.body:
            for a, b in sentences.spans(paragraph.text):
                found = scoring.score(paragraph.text[a:b])
                clause = owners_in_text(paragraph.text[a:b])
                if clause and found.leads_by("task") >= scoring.ACTOR:
                    self._add_demand(self.root, paragraph, (a, b), clause, ticked=False)

    def _duties(self, paragraphs: list[Paragraph], node: Node) -> None:
        """各地各部门要在每月底前将进展报送…: a dated duty of a named group in closing words, after the tasks."""
        if self.kind == "report":
            return
        if self.drafts:
            self._add_duties(paragraphs, node)
        else:
            self._early.append((paragraphs, node))

    def _add_duties(self, paragraphs: list[Paragraph], node: Node) -> None:
        for paragraph in paragraphs:
            for start, end, his in (told := told_parts(paragraph.text)):
                self._add_demand(node, paragraph, (start, end), his)
            if told or self._add_orders(node, paragraph):
                continue
            by_turns = turns([paragraph.text])
            for start, end in spans_of(by_turns, paragraph.text):
                if clause := owners_in_text(paragraph.text[start:end]):
                    self._add_demand(node, paragraph, (start, end), clause)
            for a, b in [] if by_turns else acting_spans(paragraph.text):
                a += asking(paragraph.text[a:b])
                sentence = paragraph.text[a:b]
                clause = owners_in_text(self._by_name(sentence)) or self._addressed(sentence)
                if sentence.rstrip()[-1:] in "：:" or _is_told(sentence):
                    continue  # 请你局做好以下工作：
                if clause and (has_date(sentence) or _DAY_ONLY.search(sentence)):
                    quoted = _QUOTED.search(sentence) is not None
                    self._add_demand(node, paragraph, (a, b), clause, ticked=not quoted)

    def _add_orders(self, node: Node, paragraph: Paragraph) -> bool:
        """县领导要求：①各乡镇…；②县应急局…: each that is numbered within the words."""
        orders = counted.orders(paragraph.text)
        for part in orders:
            words = paragraph.text[part.words : part.end].rstrip(" ；;")
            span = (part.words, part.words + len(words))
            self._add_demand(node, paragraph, span, owners_in_text(words) or Clause(), label=part.label)
        return bool(orders)

    def _addressed(self, sentence: str) -> Clause | None:
        """请于6月20日前将办理结果书面反馈…: whoever the letter is sent to reports, where it names nobody."""
        if not _REPORTS.search(sentence):
            return None
        if names := self._sent_to():
            return Clause(co=owners(names, source="heading", basis=INFERRED))
        form = next(iter(self._head_clauses()), None)
        return Clause(co=form.lead or form.co) if form else None

    def _sent_to(self) -> list[str]:
        said = (p.text for p in self.root.body if self.front.get(p.number) == "addressee")
        return unit_names(next(said, "").strip().rstrip("：:")) or []

    def _by_name(self, sentence: str) -> str:
        """请你局会同…: with the name of whoever the letter is sent to alone."""
        names = self._sent_to() if YOU.search(sentence) else []
        return YOU.sub(names[0], sentence) if len(names) == 1 and not is_group(names[0]) else sentence

    def _add_demand(
        self,
        node: Node,
        paragraph: Paragraph,
        span: tuple[int, int],
        clause: Clause,
        *,
        ticked: bool = True,
        label: str = "",
    ) -> None:
        """A sentence by itself, with whom it burdens."""
        sentence = paragraph.text[slice(*span)]
        own_line = node.paragraph and node.line == paragraph.number
        whole = node.line_of_label.text if own_line else paragraph.text
        start = max(0, whole.find(sentence))
        above = node.above.path() if node.parent else []
        draft = Draft(sentence, node, paragraph.number, start, label, first_words(sentence), above)
        draft.own, draft.piece, draft.place, draft.ticked = [clause], True, paragraph.place, ticked
        count = 1 + sum("/要求" in d.address for d in self.drafts)
        draft.address = f"{node.address or f'段{paragraph.number}'}/要求{count}"
        self.drafts.append(draft)
