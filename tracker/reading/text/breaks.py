"""Breaks between numbered paragraphs, restored by the sequence of the numbers.

A number alone on its line belongs to the line below. A number in the middle of a paragraph begins a paragraph of its own
when it is the next one of its kind and no line begins with it (…。2.…, and the next line is 3.…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ..blocks import Paragraph, Table
from .characters import fold
from .numbering import Label, find_label

Block = Paragraph | Table

_ENDS = re.compile(r"(?<=[。)；;！])\s*(?=[(第一二三四五六七八九十\d①-⑳⑴-⒇⒈-⒛㈠-㈩])")
# …管委会（十）规范物流服务收费: behind owners even the full stop may be lost.
_AFTER_OWNERS = re.compile(
    r"(?<=[\u4e00-\u9fff])(?=\([一二三四五六七八九十]{1,3}\)[\u4e00-\u9fff]{4}|[一二三四五六七八九十]{1,3}、[\u4e00-\u9fff]{4})"
)
_OWNERS = re.compile(r"(?:责任|牵头|配合|落实|承办|参与)(?:单位|部门)?:[^。]*$")
_KINDS = ("chapter", "section", "article", "cn", "cn_paren", "ar", "ar_paren", "circled")
_FINE = ("ar_paren", "circled")  # these often stand within a paragraph on purpose


def own_label(text: str) -> Label | None:
    """The label that is all of the text, or None."""
    stripped = text.strip()
    if not 0 < len(stripped) <= 8:
        return None
    label = find_label(stripped + "　" if stripped[-1].isdigit() else stripped)
    return label if label and label.end >= len(stripped) and label.kind not in ("bullet", "named") else None


def joined_numbers(blocks: list[Block]) -> list[Block]:
    """Without lines that hold nothing but a number: it is put before the line below, unless that has a number too."""
    out: list[Block] = []
    waiting: Paragraph | None = None
    for block in blocks:
        if waiting is not None and isinstance(block, Paragraph) and not block.text.strip():
            continue  # an empty line between a number and its words
        if waiting is not None:
            block = _with_number(out, waiting, block)
            waiting = None
        if isinstance(block, Paragraph) and own_label(block.text):
            waiting = block
        else:
            out.append(block)
    return out if waiting is None else [*out, waiting]


def _with_number(out: list[Block], number: Paragraph, block: Block) -> Block:
    if not isinstance(block, Paragraph) or find_label(block.text.strip()):
        out.append(number)
        return block
    text = number.text.rstrip() + block.text.lstrip()
    written = (number.written or number.text).rstrip() + (block.written or block.text).lstrip()
    return replace(block, text=text, place=number.place, level=block.level or number.level, written=written)


class _Lines:
    """The labels at the beginnings of paragraphs, to ask what comes next."""

    def __init__(self, blocks: list[Block]):
        self._labels = [find_label(b.text) if isinstance(b, Paragraph) else None for b in blocks]
        self.kinds = {label.kind for label in self._labels if label}
        self._next: list[dict[str, int]] = [{} for _ in blocks]
        after: dict[str, int] = {}
        for i in range(len(blocks) - 1, -1, -1):
            self._next[i] = after
            if label := self._labels[i]:
                after = {**after, label.kind: label.ordinal}

    def label(self, i: int) -> Label | None:
        return self._labels[i]

    def is_missing(self, i: int, kind: str, ordinal: int) -> bool:
        """No line below begins with this number before the numbers of its kind begin anew."""
        return self._next[i].get(kind) != ordinal

    def begins_anew(self, i: int, kind: str) -> bool:
        """The first line of this kind below is number 2."""
        return self._next[i].get(kind) == 2


def apart(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with paragraphs cut up in which the break before the next number was lost."""
    lines = _Lines(blocks)
    open_: dict[str, int] = {}  # the last ordinal of each kind
    for i, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            yield block
            continue
        if label := lines.label(i):
            _open(open_, label)
        yield from _pieces(block, i, lines, open_)


def _pieces(block: Paragraph, i: int, lines: _Lines, open_: dict[str, int]) -> Iterator[Paragraph]:
    text, start = block.text, 0
    folded = fold(text)
    for match in sorted([*_ENDS.finditer(folded), *_AFTER_OWNERS.finditer(folded)], key=re.Match.end):
        if match.end() <= start or not _may_end(match, folded, start):
            continue
        label = find_label(text[match.end() : match.end() + 16])
        if label is None or not _begins(label, i, lines, open_) or _inside(folded, start, match.end()):
            continue
        if label.kind == "ar" and _counted_within(folded[start : match.end()], label.ordinal - 1):
            continue
        yield replace(block, text=text[start : match.end()].strip(), written="")
        start = match.end()
        _open(open_, label)
    yield replace(block, text=text[start:].strip(), level=0, written="") if start else block


def _counted_within(part: str, before: int) -> bool:
    """会议要求：1.…；2.…；3.…: the number before stands within the same paragraph, so these are its own."""
    return before > 0 and bool(re.search(rf"[:;。,]\s*{before}[.、](?!\d)", part))


def _may_end(match: re.Match, folded: str, start: int) -> bool:
    return match.re is _ENDS or bool(_OWNERS.search(folded[start : match.end()]))


def _begins(label: Label, i: int, lines: _Lines, open_: dict[str, int]) -> bool:
    if label.kind not in _KINDS or label.kind not in lines.kinds:
        return False
    if label.kind == "ar" and not label.text.endswith((".", "．", "、")):
        return False
    before = open_.get(
        label.kind, open_.get(f"last {label.kind}")
    )  # numbers may run on below the next heading
    if label.ordinal == 1:
        return lines.begins_anew(i, label.kind) and label.kind not in _FINE
    return before == label.ordinal - 1 and lines.is_missing(i, label.kind, label.ordinal)


def _inside(folded: str, start: int, end: int) -> bool:
    """Within a bracket or title that is still open; a bracket of owners that nobody closed ends where a number begins."""
    part = folded[start:end]
    if part.count("《") > part.count("》"):
        return True
    stopped = part.rfind("。") + 1
    opened = part.count("(", stopped) > part.count(")", stopped)
    return opened and not _OWNERS.search(part[stopped:])


_ORDER = ["part", "chapter", "section", "article", "cn", "cn_paren", "ar", "ar_paren", "circled"]


def _open(open_: dict[str, int], label: Label) -> None:
    """The label is the last of its kind; finer kinds begin anew below it."""
    if label.kind in _ORDER:
        for finer in _ORDER[_ORDER.index(label.kind) + 1 :]:
            if label.kind != "article":
                open_.pop(finer, None)
    open_[label.kind] = open_[f"last {label.kind}"] = label.ordinal
