"""One leaf of the outline -> its items: one, or one for each owner clause, dated actor or sentence in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from ..blocks import Paragraph
from ..owners.clause import Clause
from ..owners.finding import without_bare
from ..owners.subjects import owners_in_text
from ..sections import scoring
from ..text import sentences
from . import counted, remedies, stretches
from .below import only_tells
from .drafts import Draft, merge
from .tree import Node, first_words, without
from .turns import asking_rows, first_words_asked, turns

_SEMICOLON = re.compile("[；;]")


def acting_spans(text: str) -> list[tuple[int, int]]:
    """The sentences; one in which each part up to ； gives somebody a date is several."""
    out = []
    for a, b in sentences.spans(text):
        stops = [a, *(m.end() for m in _SEMICOLON.finditer(text, a, b - 1)), b]
        parts = list(pairwise(stops))
        out += parts if len(parts) > 1 and all(_acts_by(text[x:y]) for x, y in parts) else [(a, b)]
    return out


def _acts_by(words: str) -> bool:
    return {"deadline", "actor"} <= set(scoring.score(words).rules)


def _acting(words: str, above: list[Clause]) -> list[Clause]:
    """…，由县城投公司负责 or …，县城管局巡查: whoever takes a measure, beside those who answer for all unless he leads."""
    acting = owners_in_text(words, dated=True)
    if acting is None:
        return []
    if not acting.lead:
        acting.add("co", [o for c in above[:1] for o in (*c.lead, *c.co)])
    return [acting]


def _with_rows(found: list[tuple[int, int]], rows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """要抓进度。西岭乡要… / 要抓质量。县林业局要…: where each paragraph asks for something, each begins a task, with the title
    that it begins with."""
    first = {row: min(at for r, at in found if r == row) for row, _ in found}
    starts = {row for row, _ in rows}
    kept = [(row, at) for row, at in found if row not in starts or at != first[row]]
    out = sorted({*kept, *rows})
    return [(0, 0), *out[1:]] if rows and out[0] == (1, 0) else out


_DONE = re.compile(r"\s*(?:均|现|业)?已经?(?!知|有的|建成的)")  # 已约谈7人


def _asking(words: str) -> list[tuple[int, str, str]]:
    """(start, label, words) of the measures: all, or, where some that are numbered tell what was done, each of the others."""
    parts = counted.numbered(words)
    left = [p for p in parts if not _DONE.match(words, p.words) and not only_tells([words[p.words : p.end]])]
    if not left or len(left) == len(parts):
        return [(0, "", words)]
    return [(p.words, p.label, words[p.words : p.end].strip(" ；;")) for p in left]


class Leaves:
    """What `Prose` does with a node that stands for itself."""

    kind: str
    cut: str
    drafts: list[Draft]

    _clauses: Callable[[str], list[Clause]]
    _duties: Callable[[list[Paragraph], Node], None]
    _is_pure: Callable[[str], bool]

    def _pieces(
        self,
        node: Node,
        paragraphs: list[Paragraph],
        inherited: list[Clause],
        *,
        label: str,
        path: list[str],
    ) -> None:
        """Items of one leaf: one, or one for each owner clause in it, or for each sentence that gives somebody a date."""
        if self.cut in ("sentence", "clause"):
            self._by_sentences(node, paragraphs, inherited, label=label, path=path)
            return
        if remedy := remedies.find(paragraphs, self._is_pure, rectifies=self.kind == "rectification"):
            self._remedied(node, remedy, inherited, label=label, path=path)
            return
        find = self._telling(paragraphs)
        found = stretches.cuts(paragraphs, find)
        said = any(
            c[2].has_owner or c[2].date_words for c in found
        )  # a telephone number says nothing of who and when
        if not said and (inner := self._inner(paragraphs)):
            self._by_numbers(node, paragraphs[-1], inner, inherited)
            return
        if not said and len(acts := self._acts(paragraphs, inherited)) > 1:
            self._by_actors(node, paragraphs, acts, inherited, label=label, path=path)
            return
        owner_cuts = [c for c in found if c[2].has_owner]
        last = len(paragraphs) - 1
        if len(owner_cuts) < 2:
            text, tail = stretches.between(paragraphs, (0, 0), (last, None), find, several=False)
            own = [merge([c[2] for c in found])] if found else []
            self._add(node, paragraphs[0], 0, text, own, inherited, label=label, path=path, index=0)
            self._duties([Paragraph(tail, paragraphs[-1].place, 0, paragraphs[-1].number)], node)
            return
        self._by_owners(node, paragraphs, owner_cuts, find, inherited, label=label, path=path)

    def _remedied(
        self, node: Node, remedy: remedies.Remedy, inherited: list[Clause], *, label: str, path: list[str]
    ) -> None:
        """The problem, and each measure as a task. A measure with a date of its own is bound by that, else by the date of
        all."""
        said = [c for part in (*remedy.rest, *remedy.problem) for c in self._clauses(part.text)]
        every = [*said, *(c for part in remedy.measures for c in self._clauses(part.text))]
        own = [merge(every)] if every else []
        first, at = remedy.problem[0], len(self.drafts)
        text = "\n".join(without(p.text, self._clauses(p.text)) for p in remedy.problem).strip()
        self._add(node, first.paragraph, first.offset, text, own, inherited, label=label, path=path, index=0)
        for draft in self.drafts[at:]:
            draft.kind = "problem"
        below = [*path, label + first_words(text)]
        if len(remedy.measures) == 1:
            self._measure(node, remedy.measures[0], own, inherited, path=below, index=1)
            return
        above = [merge(said), *inherited] if said else inherited
        for index, part in enumerate(remedy.measures, start=1):
            mine = self._clauses(part.text) or _acting(part.text, above)
            self._measure(node, part, [merge(mine)] if mine else [], above, path=below, index=index)

    def _measure(
        self,
        node: Node,
        part: remedies.Part,
        own: list[Clause],
        above: list[Clause],
        *,
        path: list[str],
        index: int,
    ) -> None:
        words = without(part.text, self._clauses(part.text)).strip()
        offset = part.offset + len(part.text) - len(part.text.lstrip())
        for at, label, asked in _asking(words):
            label = label or part.label
            self._add(
                node, part.paragraph, offset + at, asked, own, above, label=label, path=path, index=index
            )
            index += 1

    def _by_owners(
        self,
        node: Node,
        paragraphs: list[Paragraph],
        owner_cuts: list[tuple[int, int, Clause]],
        find: stretches.Finder,
        inherited: list[Clause],
        *,
        label: str,
        path: list[str],
    ) -> None:
        """One item for each clause of owners; what follows the last one may be a duty of somebody."""
        start, last = (0, 0), len(paragraphs) - 1
        for index, (row, end, clause) in enumerate(owner_cuts):
            text, _ = stretches.between(paragraphs, start, (row, end), find, several=True)
            self._add(node, paragraphs[start[0]], start[1], text, [clause], inherited, label="" if index else label,
                      path=path, index=index)  # fmt: skip
            start = (row, end) if end < len(paragraphs[row].text) else (min(row + 1, last), 0)
        if owner_cuts[-1][:2] == (last, len(paragraphs[last].text)):
            return
        rest = [
            paragraphs[row].text[start[1] if row == start[0] else 0 :] for row in range(start[0], last + 1)
        ]
        self._duties([Paragraph(t, paragraphs[-1].place, 0, paragraphs[-1].number) for t in rest], node)

    def _by_sentences(
        self,
        node: Node,
        paragraphs: list[Paragraph],
        inherited: list[Clause],
        *,
        label: str,
        path: list[str],
    ) -> None:
        """Each sentence or clause by itself, with the owners of the paragraph; the officer asked for it."""
        clauses = [c for p in paragraphs for c in self._clauses(p.text)]
        own, index = [merge(clauses)] if clauses else [], 0
        for paragraph in paragraphs:
            for part in sentences.parts(without(paragraph.text, self._clauses(paragraph.text)), self.cut):
                text = part.strip()
                where = max(0, paragraph.text.find(text))
                self._add(
                    node,
                    paragraph,
                    where,
                    text,
                    own,
                    inherited,
                    label="" if index else label,
                    path=path,
                    index=index,
                )
                index += 1

    def _telling(self, paragraphs: list[Paragraph]) -> stretches.Finder:
        """Clauses of one leaf; a bracket that only names somebody is none where another says who does what."""
        every = [c for p in paragraphs for c in self._clauses(p.text)]
        if not any(c.has_owner and not c.bare for c in every) or not any(c.bare for c in every):
            return self._clauses
        return lambda text: without_bare(text, self._clauses(text))

    def _inner(self, paragraphs: list[Paragraph]) -> list[counted.Part]:
        return counted.orders(paragraphs[-1].text) if self.cut == "auto" else []

    def _by_numbers(
        self, node: Node, paragraph: Paragraph, parts: list[counted.Part], inherited: list[Clause]
    ) -> None:
        """The parts that are numbered within a paragraph, below the heading that they stand under."""
        for index, part in enumerate(parts, start=1):
            text = paragraph.text[part.words : part.end].strip(" ；;")
            self._add(
                node,
                paragraph,
                part.words,
                text,
                [],
                inherited,
                label=part.label,
                path=node.path(),
                index=index,
            )

    def _acts(self, paragraphs: list[Paragraph], inherited: list[Clause]) -> list[tuple[int, int]]:
        """(paragraph, start) of each sentence that gives somebody something to do by a date, when there are several; of
        each turn where several offices are told by name."""
        found = [
            (row, a)
            for row, paragraph in enumerate(paragraphs)
            for a, b in acting_spans(paragraph.text)
            if _acts_by(paragraph.text[a:b])
        ]
        if self.cut == "auto" and not any(c.has_owner and not c.last for c in inherited):
            texts = [p.text for p in paragraphs]
            by_turns = turns(texts)
            found = by_turns if len(by_turns) > len(found) else found
            found = _with_rows(found, asking_rows(texts))
        return found if len(found) > 1 else []

    def _by_actors(
        self,
        node: Node,
        paragraphs: list[Paragraph],
        acts: list[tuple[int, int]],
        inherited: list[Clause],
        *,
        label: str,
        path: list[str],
    ) -> None:
        """各乡镇于3月底前编制目录。县直各单位于5月底前公布目录。"""
        last = (len(paragraphs) - 1, None)
        row, at = acts[0]
        first = (0, 0) if row else (0, first_words_asked(paragraphs[0].text, at))
        starts = [first, *acts[1:]]
        for index, (start, stop) in enumerate(zip(starts, [*acts[1:], last], strict=True)):
            text, _ = stretches.between(paragraphs, start, stop, self._clauses, several=True)
            text = text.rstrip("，, ")
            below = [*path, node.heading] if start[0] and node.label else path
            self._add(node, paragraphs[start[0]], start[1], text, [], inherited, label="" if index else label, path=below,
                      index=index)  # fmt: skip

    def _add(
        self,
        node: Node,
        paragraph: Paragraph,
        offset: int,
        text: str,
        own: list[Clause],
        inherited: list[Clause],
        *,
        label: str,
        path: list[str],
        index: int,
    ) -> None:
        if len(re.sub(r"[\W_]", "", text)) < 2:
            return
        piece = index > 0
        title = node.title if label or not path or path[-1] != node.heading else ""
        draft = Draft(
            text,
            node,
            paragraph.number,
            offset,
            label,
            (title if not piece else "") or first_words(text),
            list(path),
            own,
            inherited,
        )
        draft.piece, draft.place = piece, paragraph.place
        if node.role == "problems" and self.kind == "rectification":
            draft.kind = "problem"
        if piece:
            draft.address = f"{node.address}/项{index + 1}"
        elif not label and node.label:
            bodies = node.body
            index = next((i for i, p in enumerate(bodies, 1) if p.number == paragraph.number), 1)
            draft.address = f"{node.address}/段{index}"
        else:
            draft.address = node.address
        self.drafts.append(draft)
