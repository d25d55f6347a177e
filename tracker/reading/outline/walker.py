"""Outline -> items. An item is the smallest numbered paragraph that can have an owner of its own; in the
arrangements of a report, where no owner is named, it is the sentence."""

from __future__ import annotations

import re
from functools import cache, partial

from ..blocks import Paragraph
from ..dates.engine import has_date
from ..owners.clause import Clause
from ..owners.crews import crew
from ..owners.finding import find_clauses
from ..sections import scoring
from ..sections.arrangements import sentence_drafts
from ..text import sentences
from ..text.characters import fold
from .below import (
    ASKED_FOR,
    FORM_FIELD,
    charged_lines,
    is_attribute,
    lines_below,
    most_name_actors,
    names_actor,
    only_tells,
    span_of_all,
    staged_lines,
    without_lists,
)
from .closing import Closing
from .demands import Demands
from .drafts import Draft, merge
from .faults import are_faults
from .leaves import Leaves
from .loose import Loose
from .tree import Node, first_words, without

_ABSORBED = {"circled", "bullet", "ar_rparen"}  # too deep to stand alone: part of the paragraph above


_MEASURES = re.compile(r"(?:整改|具体|工作|主要|推进|落实)?(?:措施|举措)[:：]$")
# Sections whose numbered parts tell what is to be done until when.
_DEMANDS = 1.5  # words that ask for something outweigh a general title by so much
_STEPS = re.compile(r"步骤|阶段|(?:时间|进度|工作)安排$")


class Prose(Closing, Demands, Leaves, Loose):
    """Collects the drafts of one document."""

    def __init__(
        self,
        root: Node,
        kind: str,
        *,
        first_leads: bool,
        has_task_table: bool = False,
        cut: str = "auto",
        front: dict[int, str] | None = None,
    ):
        self.root, self.kind, self.front = root, kind, front or {}
        self.has_task_table, self.cut = has_task_table, cut
        self.drafts: list[Draft] = []
        self._named: dict[int, bool] = {}  # the line of a top section: whether it names anybody
        # The line of a heading, the rank below it: whether that only says what is wrong.
        self._wrong: dict[tuple[int, str], bool] = {}
        self._early: list[tuple[list[Paragraph], Node]] = []  # duties told before any task
        # Every text of the document is asked for several times over.
        self._clauses = cache(partial(find_clauses, first_leads=first_leads))
        self.names_owners = any(self._subtree_has_owner(n) for n in root.children if not n.tail)

    def collect(self) -> list[Draft]:
        if self.kind == "regulation":
            return []
        self._loose_paragraphs()
        tops = without_lists(self.root.children)
        closing = self._closing_words(tops)
        above = self._head_clauses()
        within = [clause for node in tops for clause in span_of_all(node)]
        for node in tops:
            self._visit(node, above if node.role == "general" else [*above, *within])
        self._duties(closing, self.root)
        if not self.drafts and not tops:
            self._sheet()
        if self.kind in (
            "plan",
            "list",
            "other",
            "rectification",
        ):  # 各单位要于4月20日前将方案报…, in the letter that sends the plan round
            self._add_duties([p for p in self.root.body if not self._holds(p)], self.root)
        self._asked_loose()
        if not self.drafts:  # a notice that asks for nothing else
            for paragraphs, node in self._early:
                self._add_duties(paragraphs, node)
        if not self.drafts and self.kind != "report":
            self._bare_demands()
        return self.drafts

    def _head_clauses(self) -> list[Clause]:
        """主办单位：… / 会办单位：… among the fields of a form, above what is numbered."""
        if self.kind == "report" or not self.root.children:
            return []
        first = self.root.children[0].line
        fields = [p for p in self.root.body if p.number < first and FORM_FIELD.match(fold(p.text))]
        said = [c for p in fields if self._is_pure(p.text) for c in self._clauses(p.text) if c.keyed]
        named = [c for c in said if c.has_owner]
        if not named or len(fields) < 2:
            return []
        clause = merge(named)
        clause.last = True
        return [clause]

    def _holds(self, paragraph: Paragraph) -> bool:
        return any(d.number == paragraph.number for d in self.drafts)

    def _sheet(self) -> None:
        """主办单位：… / 办理要求：…: a sheet about one matter, on which nothing is numbered."""
        said = [c for p in self.root.body if self._is_pure(p.text) for c in self._clauses(p.text)]
        asked = [p for p in self.root.body if ASKED_FOR.match(p.text.strip())]
        if not asked or not any(c.has_owner for c in said):
            return
        text = "\n".join(ASKED_FOR.sub("", p.text.strip()) for p in asked)
        draft = Draft(text, None, asked[0].number, 0, "", first_words(text), [], [merge(said)], [])
        draft.address, draft.place = f"段{asked[0].number}", asked[0].place
        self.drafts.append(draft)

    # -- clauses ---------------------------------------------------------------------------------------------

    def _own_clauses(self, node: Node) -> list[Clause]:
        found = list(self._clauses(node.own_text))
        for paragraph in node.body[1 if node.inline_body else 0 :]:
            found += self._clauses(paragraph.text)
        return [c for c in found if c.has_owner or c.date_words]

    def _subtree_has_clause(self, node: Node) -> bool:
        return any(not c.plain for c in self._own_clauses(node)) or any(
            self._subtree_has_clause(c) for c in node.children
        )

    def _subtree_has_owner(self, node: Node) -> bool:
        return any(c.has_owner for n in [node, *node.walk()] for c in self._own_clauses(n))

    # -- walking ---------------------------------------------------------------------------------------------

    def _visit(self, node: Node, inherited: list[Clause]) -> None:
        if self.kind == "report" and node.role != "arrangements":
            for child in node.children:
                self._visit(child, inherited)
            return
        children = self._parts(node)
        if self.kind == "report" and not self._section_names_someone(node):
            self._promises(node, children)
            return
        lines = self._closing_lines(children)
        if not children or self._stands_for_children(node, children, lines):
            self._leaf(node, inherited, lines, whole=bool(children))
            return
        passed = [*self._passed_on(node, lines), *inherited]
        closing = self._closing_words(children)
        for child in children:
            self._visit(child, passed)
        if self.kind == "report":
            self._add_duties(closing, node)
        self._duties([*(node.body[1:] if node.inline_body else node.body), *closing], node)

    def _passed_on(self, node: Node, lines: list[Paragraph]) -> list[Clause]:
        """What a heading says for all below it, in its own line or in lines after it."""
        said = [c for c in node.clauses if c.has_owner or c.date_words]
        said = said if node.clauses else self._lead_in_clauses(node)
        said = said or crew(node.title or node.own_text, [p.text for p in node.body])
        return [merge([c for p in lines for c in self._clauses(p.text)]), *said] if lines else said

    def _promises(self, node: Node, children: list[Node]) -> None:
        """The arrangements of a report name no owners: each sentence is a promise."""
        for child in children:
            self._visit(child, [])
        if not children and self.cut in ("item", "clause"):
            self._item(node, self._own_clauses(node), [], [], whole=False)
        elif not children:
            self.drafts += sentence_drafts(node)

    def _parts(self, node: Node) -> list[Node]:
        """Children that stand for themselves; circled numbers and bullets do so only where most name owners."""
        fine = [c for c in node.children if c.rank in _ABSORBED]
        owned = [c for c in fine if any(clause.has_owner for clause in self._own_clauses(c))]
        if len(owned) > 1 and 2 * len(owned) > len(fine):
            return list(node.children)
        return [c for c in node.children if c not in fine]

    def _section_names_someone(self, node: Node) -> bool:
        """In clauses, or as whom the sentences of most of its numbered paragraphs burden."""
        top = node
        while top.parent is not None and top.parent.parent is not None:
            top = top.parent
        if top.line not in self._named:
            self._named[top.line] = self._subtree_has_clause(top) or most_name_actors(top)
        return self._named[top.line]

    def _lead_in_clauses(self, node: Node) -> list[Clause]:
        """责任单位：甲 / 督导单位：乙 on lines of their own count as one clause."""
        own = self._own_clauses(node)
        lines = [p.text for p in node.body if any(self._clauses(p.text))]
        return [merge(own)] if len(own) > 1 and all(map(self._is_pure, lines)) else own

    def _stands_for_children(self, node: Node, children: list[Node], lines: list[Paragraph]) -> bool:
        """A numbered paragraph with its own owner and body, followed by finer points that name none; or by its
        owner, its date, its aim … as points of their own."""
        if self._has_attributes(children):
            return True
        owned = bool(self._own_clauses(node))
        if any(map(self._subtree_has_clause, children)) or not (lines or owned):
            return False
        if node.body and _MEASURES.match(node.body[-1].text.strip()):
            return True  # 责任单位：… 整改措施：1.… 2.…
        deep = all(c.rank in ("ar_paren", "multi3", "multi4") for c in children)
        return deep and (bool(lines) or (owned and node.inline_body))  # or the measures first

    def _has_attributes(self, children: list[Node]) -> bool:
        attributes = [c for c in children if is_attribute(c)]
        return len(attributes) > 1 and any(c.has_owner for n in attributes for c in self._clauses(n.own_text))

    def _closing_lines(self, children: list[Node]) -> list[Paragraph]:
        """Owners on lines of their own after the last of several children that name none belong to all of them: the
        lines are taken from the last child."""
        if len(children) < 2 or any(c.children or self._own_clauses(c) for c in children[:-1]):
            return []
        last = children[-1]
        extra = last.body[1 if last.inline_body else 0 :]
        if last.children or not extra or not self._is_pure(extra[-1].text) or self._clauses(last.own_text):
            return []
        pure = [p for p in extra if self._is_pure(p.text)]
        last.body = [p for p in last.body if p not in pure]
        return pure

    def _is_pure(self, text: str) -> bool:
        found = self._clauses(text)
        return bool(found) and not without(text, found).strip(" 。.；;，,、）)】〕")

    # -- leaves ----------------------------------------------------------------------------------------------

    def _leaf(self, node: Node, inherited: list[Clause], lines: list[Paragraph], *, whole: bool) -> None:
        own = [*self._own_clauses(node), *(c for p in lines for c in self._clauses(p.text))]
        ticked = True
        if not own and not whole and self._only_tells(node, inherited):
            return
        if self._is_general(node, own, inherited):
            if self._says_aims(node) and not self._burdens(node, scoring.ACTOR):
                self._duties(node.body, node)
                return
            ticked = self._burdens(node, _DEMANDS)
        is_fault = not own and self._may_tell(inherited) and self._says_what_is_wrong(node.above, node.rank)
        before = len(self.drafts)
        self._item(node, own, inherited, lines, whole=whole)
        for draft in self.drafts[before:]:
            draft.ticked = ticked and not is_fault
            draft.kind = "problem" if is_fault else draft.kind

    def _is_general(self, node: Node, own: list[Clause], inherited: list[Clause]) -> bool:
        """A title says that the words are general, and no clause of owners says otherwise."""
        return (
            node.role == "general"
            and not any(c.has_owner and not c.plain for c in own)
            and not any(c.has_owner and not c.last for c in inherited)
            and not self._is_dated_step(node, own)
        )

    def _only_tells(self, node: Node, inherited: list[Clause]) -> bool:
        """会议听取了…汇报，已完成投资…: what was heard and done, in words that burden nobody."""
        return self._may_tell(inherited) and only_tells([node.own_text, *(p.text for p in node.body)])

    def _says_what_is_wrong(self, above: Node, rank: str) -> bool:
        if (above.line, rank) not in self._wrong:
            self._wrong[above.line, rank] = are_faults(above, rank)
        return self._wrong[above.line, rank]

    def _may_tell(self, inherited: list[Clause]) -> bool:
        return self.cut == "auto" and not any(c.has_owner and not c.last for c in inherited)

    def _says_aims(self, node: Node) -> bool:
        titles = [n.title or n.own_text[:4] for n in (node, node.above)]
        return any(scoring.words_of(t, "lean").weights.get("context") for t in titles)

    def _burdens(self, node: Node, least: float) -> bool:
        """Whether a sentence of the node asks for something, by so much more than it explains."""
        texts = [node.own_text, *(p.text for p in node.body), *(p.text for p in lines_below(node))]
        found = [scoring.score(s) for t in texts for s in sentences.split(t)]
        needed = "actor" if least >= scoring.ACTOR else ""
        return any(s.leads_by("task") >= least and (not needed or needed in s.rules) for s in found)

    def _item(
        self, node: Node, own: list[Clause], inherited: list[Clause], lines: list[Paragraph], *, whole: bool
    ) -> None:
        if (
            self.has_task_table
            and not own
            and not inherited
            and not any(names_actor(n.own_text) for n in node.above.children if n.label)
        ):
            # what is not in the table as well
            first = Paragraph(node.own_text, node.line_of_label.place, 0, node.line)
            self._add_duties([first, *(node.body[1:] if node.inline_body else node.body)], node)
            return
        extra = node.body[1:] if node.inline_body else node.body
        extra = [*extra, *lines_below(node), *lines]
        heading_only = bool(node.title) and not node.inline_body and not whole
        if heading_only and extra and self._has_items(node, extra):
            self._section_body(node, extra, inherited)
            return
        first = Paragraph(node.own_text, node.line_of_label.place, 0, node.line)
        self._pieces(
            node,
            [first, *extra],
            inherited,
            label=node.label.text if node.label else "",
            path=node.above.path(),
        )

    def _has_items(self, node: Node, extra: list[Paragraph]) -> bool:
        """Whether the paragraphs below a heading are items of their own."""
        if all(self._is_pure(p.text) for p in extra):
            return False
        return self._is_section(node) or len(charged_lines(extra)) > 1 or bool(staged_lines(extra))

    def _is_dated_step(self, node: Node, own: list[Clause]) -> bool:
        """（一）动员部署阶段（3月底前）… under 方法步骤, in a plan that names no owner of anything: its stages are then
        all that can be followed."""
        if self.names_owners or not (node.label and node.parent and _STEPS.search(node.parent.title)):
            return False
        return any(c.date_words for c in own) or has_date(node.own_text)

    def _is_section(self, node: Node) -> bool:
        """Whether nodes like this one are headings: a sibling has numbered children or several items, or no number."""
        siblings = [n for n in node.above.children if not n.tail]
        if any(self._owned_paragraphs(n) > 1 for n in siblings if n.rank == node.rank and not n.inline_body):
            return True
        return any(self._parts(n) for n in siblings) or node.rank.startswith("style")

    def _owned_paragraphs(self, node: Node) -> int:
        """Paragraphs that name owners, on their own line or on the lines right after them."""
        count, counted = 0, True
        for paragraph in node.body:
            owned = any(c.has_owner for c in self._clauses(paragraph.text))
            if not self._is_pure(paragraph.text):
                counted = False
            if owned and not counted:
                count, counted = count + 1, True
        return count

    def _section_body(self, node: Node, extra: list[Paragraph], inherited: list[Clause]) -> None:
        passed = [*[c for c in node.clauses if c.has_owner or c.date_words], *inherited]
        groups = self._groups(extra)
        if (
            len(groups) == 1
            and node.label
            and not self._acts(extra, inherited)
            and not any(c.has_owner for c in node.clauses)  # 三、请市财政局
        ):  # a heading and its only paragraph are one item
            first = Paragraph(node.own_text, node.line_of_label.place, 0, node.line)
            self._pieces(node, [first, *extra], inherited, label=node.label.text, path=node.above.path())
            return
        for group in groups:
            if self._may_tell(passed) and only_tells([p.text for p in group]):
                continue
            self._pieces(node, group, passed, label="", path=node.path())

    def _groups(self, extra: list[Paragraph]) -> list[list[Paragraph]]:
        """The paragraphs of each item."""
        charged = {id(p) for p in staged_lines(extra) or charged_lines(extra)}
        if len(charged) > 1 and extra[0].text.rstrip()[-1:] in "：:":
            extra = extra[1:]  # 各部门职责如下：
        groups: list[list[Paragraph]] = []
        for paragraph in extra:
            if len(charged) > 1:
                begins = id(paragraph) in charged
            else:
                begins = not self._is_pure(paragraph.text) and (not groups or self._splits(groups, extra))
            if begins or not groups:
                groups.append([paragraph])
            else:
                groups[-1].append(paragraph)
        return groups

    def _splits(self, groups: list[list[Paragraph]], extra: list[Paragraph]) -> bool:
        """Paragraphs of a section are separate items when the one before has ended with its owners, or when nobody
        names owners at all and every paragraph is a full one."""
        if any(self._clauses(p.text) for p in extra):
            return any(c.has_owner for p in groups[-1] for c in self._clauses(p.text))
        return all(len(p.text) >= 25 for p in extra)
