"""Paragraphs of one leaf -> the words of its items: where owner clauses cut them, and what is left without those."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from ..blocks import Paragraph
from ..owners.clause import Clause
from ..owners.subjects import owners_in_text
from ..text import sentences
from ..text.characters import squeeze
from .drafts import merge

Finder = Callable[[str], list[Clause]]  # the clauses of a text
Position = tuple[int, int | None]  # number of the paragraph, position in it; None is its end

_TELLING = 12  # characters that tell one place of a document from others


def cuts(paragraphs: list[Paragraph], find: Finder) -> list[tuple[int, int, Clause]]:
    """(paragraph, end, clause) of each clause that ends an item; clauses side by side count as one."""
    found: list[tuple[int, int, list[Clause]]] = []
    for row, paragraph in enumerate(paragraphs):
        stops = [end for _, end in sentences.spans(paragraph.text)]
        for clause in find(paragraph.text):
            if not (clause.has_owner or clause.date_words or clause.notes):
                continue
            if found and _goes_with(clause, row, paragraph.text, found[-1]):
                found[-1] = (row, clause.end, [*found[-1][2], clause])
                continue
            if found and found[-1][0] == row and found[-1][1] > clause.start:  # two in one sentence
                found[-1] = (row, found[-1][2][-1].end, found[-1][2])
            found.append((row, _end_of(clause, stops), [clause]))
    return [(row, end, merge(beside)) for row, end, beside in found]


def _goes_with(clause: Clause, row: int, text: str, last: tuple[int, int, list[Clause]]) -> bool:
    """Whether the clause stands right beside the ones before it and does not name a lead of its own."""
    above, end, beside = last
    if above not in (row, row - 1) or text[end if above == row else 0 : clause.start].strip(" 。.；;，,"):
        return False
    return not (clause.lead and not clause.presumed and any(c.lead for c in beside))


def between(
    paragraphs: list[Paragraph], start: Position, stop: Position, find: Finder, *, several: bool
) -> tuple[str, str]:
    """Words from start to stop without the clauses that end them, and what follows the clause on the last line.
    `several`: each clause ends an item."""
    kept, tail = [], ""
    for row in range(start[0], stop[0] + 1):
        text = paragraphs[row].text
        a = start[1] or 0 if row == start[0] else 0
        b = stop[1] if row == stop[0] and stop[1] is not None else len(text)
        words, after = _line(text, a, b, find, several=several, last=row == len(paragraphs) - 1)
        kept.append(words if words.strip(" 。.") else "")
        tail = tail if after is None else after
    if len(squeeze(kept[0])) < _TELLING:
        _fill_gaps(kept, [p.text for p in paragraphs[start[0] : stop[0] + 1]])
    return "\n".join(words for words in kept if words).strip(), tail


def _starting_within(clauses: list[Clause], a: int, b: int) -> list[Clause]:
    first, last = (bisect_left(clauses, position, key=lambda c: c.start) for position in (a, b))
    return clauses[first:last]


def _line(text: str, a: int, b: int, find: Finder, *, several: bool, last: bool) -> tuple[str, str | None]:
    """The words of one paragraph from a to b without its clauses, and what follows the clause that ends them."""
    found = _starting_within(find(text), a, b)
    while found and _opens(text, found[0], a, b):
        a = found.pop(0).end
    if not found:
        return text[a:b].strip(), None
    after = text[found[-1].end : b].strip(" 。.；;")
    duty = last and found[-1].has_owner and owners_in_text(after) is not None
    ends = not after or (several and not found[-1].aside) or duty
    end = _trim_back(text, found, a) if ends else b
    return text[a:end].strip(" ；;").lstrip("。，,"), after if ends else None


_WORDS = re.compile("[^ 。]")


def _opens(text: str, clause: Clause, a: int, b: int) -> bool:
    """〔责任单位：…〕 before the words of the item."""
    return not text[a : clause.start].strip(" ，,；;") and bool(_WORDS.search(text, clause.end, b))


def _trim_back(text: str, found: list[Clause], a: int) -> int:
    """Start of the run of clauses that ends the text."""
    end = found[-1].start
    for clause in reversed(found[:-1]):
        if text[clause.end : end].strip(" 。.；;，,"):
            break
        end = clause.start
    return max(a, end)


def _fill_gaps(kept: list[str], lines: list[str]) -> None:
    """A title of a few words is found again in the document only with the line that follows it there, even where
    that line names owners."""
    last = max((i for i, words in enumerate(kept) if words), default=0)
    if last and kept[0] and lines[0].strip().startswith(kept[0]):
        kept[0] = lines[0].strip()  # 滨江公园工程（责任单位：…） / 建设内容：…
    for i in range(1, last):
        kept[i] = kept[i] or lines[i].strip()


def _end_of(clause: Clause, stops: list[int]) -> int:
    """新建学校12所（市教育局牵头），8月底前投用。: a clause within a sentence ends with it."""
    at = bisect_left(stops, clause.end)
    return stops[at] if clause.aside and at < len(stops) else clause.end
