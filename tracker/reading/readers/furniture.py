"""What is printed on pages beside the text: page numbers, and headers and footers that come back on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

_PAGE = re.compile(
    r"^\s*(?:[-—–－·]{1,3}\s*\d{1,4}\s*[-—–－·]{1,3}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|\d{1,3})\s*$"
)
_LONGEST = 40  # characters of a page number with the words around it
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.14  # share of the page's height at its top and foot
_DEPTH = 3  # lines from either end
_SOME = 0.4  # of the pages on which a header that stands apart comes back at least; two pages in any case
_MOST = 0.8  # of the pages on which one comes back that stands close to the text; three pages in any case
_APART = 1.3  # distances of lines


class Placed(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def height(self) -> float: ...


def is_page_number(text: str) -> bool:
    return len(text) <= _LONGEST and bool(_PAGE.match(text))


def repeated(pages: Sequence[tuple[Sequence[Placed], float, float]]) -> list[set[int]]:
    """For each page (its lines, foot and head of the paper) the lines that are its furniture."""
    usual, pitch = _usual(pages)
    candidates = [_at_the_edges(*page, usual, pitch) for page in pages]
    counts: Counter[tuple[str, int]] = Counter()
    for page in candidates:
        counts.update({key for key, _ in page.values()})
    near: Counter[tuple[str, int]] = Counter()
    for (text, height), count in counts.items():
        for step in (-1, 0, 1):  # printers shift a page by a hair
            near[text, height + step] += count
    some, most = max(2, _SOME * len(pages)), max(3, _MOST * len(pages))
    return [
        {n for n, (key, is_apart) in page.items() if near[key] >= most or (is_apart and near[key] >= some)}
        for page in candidates
    ]


def _usual(pages: Sequence[tuple[Sequence[Placed], float, float]]) -> tuple[float, float]:
    """Height of a line of text, and distance from one line to the next."""
    heights = sorted(line.height for lines, _, _ in pages for line in lines)
    steps = sorted(
        a.top - b.top
        for lines, _, _ in pages
        for a, b in pairwise(_downwards(lines))
        if a.top - b.top > 0.5 * a.height
    )
    return (heights[len(heights) // 2] if heights else 0), (steps[len(steps) // 4] if steps else 0)


def _downwards(lines: Sequence[Placed]) -> list[Placed]:
    return sorted(lines, key=lambda line: -line.top)


def _at_the_edges(
    lines: Sequence[Placed], foot: float, head: float, usual: float, pitch: float
) -> dict[int, tuple[tuple[str, int], bool]]:
    """Index -> (words without their figures and height; whether they stand apart from the text) of lines in the margins
    that are not set larger than the text."""
    margin = _MARGIN * (head - foot)
    order = sorted(range(len(lines)), key=lambda n: -lines[n].top)
    out = {}
    for way in (order, order[::-1]):
        apart = _before_the_gap([lines[n] for n in way], pitch)
        for depth, n in enumerate(way[:_DEPTH]):
            line = lines[n]
            is_outside = line.bottom > head - margin or line.top < foot + margin
            if is_outside and line.height <= 1.3 * usual:
                words = _DIGITS.sub("0", re.sub(r"\s", "", line.text))
                out[n] = ((words, round((line.top + line.bottom) / 2 - foot) // 4), depth < apart)
    return out


def _before_the_gap(lines: Sequence[Placed], pitch: float) -> int:
    """How many of the outermost lines stand apart from the rest; 0 when the text begins at once."""
    for n, (line, following) in enumerate(pairwise(lines[: _DEPTH + 1]), start=1):
        if abs(line.top - following.top) > _APART * pitch:
            return n
    return len(lines) if len(lines) <= _DEPTH else 0
