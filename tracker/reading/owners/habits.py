"""What a document does throughout: whoever owes a task stands in a bracket at its end, without a word of duty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..blocks import Paragraph, Table
from ..text.characters import fold
from .units import looks_like_unit, split_units
from .words import KEY

_LAST = re.compile(r"\((?P<names>[^()\d:]{2,60})\)[。.;；]?\s*$")
_LEAST = 3  # paragraphs


def with_named_ends(blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    """…组织消防演练（安全办） in most paragraphs that end with a bracket: the brackets are written 〔安全办〕, as those are
    that tell owners."""
    ends = {id(b): m for b in blocks if isinstance(b, Paragraph) if (m := _LAST.search(fold(b.text)))}
    named = {at for at, match in ends.items() if _names(match)}
    if len(named) < _LEAST or 3 * len(named) < 2 * len(ends) or _says_so(blocks):
        return blocks
    return [_marked(b, ends[id(b)]) if id(b) in named and isinstance(b, Paragraph) else b for b in blocks]


def _names(match: re.Match) -> bool:
    names = split_units(match.group("names"))
    before = match.string[: match.start()].strip()
    return bool(names) and all(looks_like_unit(n) and len(n) <= 12 for n in names) and len(before) >= 4


def _says_so(blocks: Iterable[Paragraph | Table]) -> bool:
    """Where key words name who owes the tasks, a bracket of names may say anything."""
    return any(isinstance(b, Paragraph) and KEY.search(fold(b.text)) for b in blocks)


def _marked(paragraph: Paragraph, match: re.Match) -> Paragraph:
    a, b = match.start(), match.end("names")
    text = f"{paragraph.text[:a]}〔{paragraph.text[a + 1 : b]}〕{paragraph.text[b + 1 :]}"
    return replace(paragraph, text=text, written=paragraph.written or paragraph.text)
