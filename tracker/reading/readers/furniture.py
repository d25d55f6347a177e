"""What is printed on pages beside the text: page numbers, and headers and footers that come back on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

_PAGE = re.compile(
    r"^\s*(?:[-—–－·]{1,3}\s*\d{1,4}\s*[-—–－·]{1,3}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|\d{1,3})\s*$"
)
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.14  # share of the page's height at its top and foot
_DEPTH = 3  # lines from either end
_SHARE = 0.4  # of the pages on which a header stands at least; two pages in any case
_MARK = re.compile(r"[绝机秘]\s*密")


class Placed(Protocol):
    text: str
    top: float
    bottom: float
    height: float


def is_page_number(text: str) -> bool:
    return bool(_PAGE.match(text))


def is_mark(text: str) -> bool:
    """May be a mark of secrecy, which has to be seen wherever it stands."""
    return bool(_MARK.search(text))


def repeated(pages: Sequence[tuple[Sequence[Placed], float, float]]) -> list[set[int]]:
    """For each page (its lines from top to bottom, foot and head of the paper) the lines that are its furniture."""
    usual = _usual_height(pages)
    candidates = [_at_the_edges(*page, usual) for page in pages]
    counts: Counter[tuple[str, int]] = Counter()
    for page in candidates:
        counts.update(set(page.values()))
    least = max(2, _SHARE * len(pages))
    near: Counter[tuple[str, int]] = Counter()
    for (text, height), count in counts.items():
        for step in (-1, 0, 1):  # printers shift a page by a hair
            near[text, height + step] += count
    return [{n for n, key in page.items() if near[key] >= least} for page in candidates]


def _usual_height(pages) -> float:
    heights = sorted(line.height for lines, _, _ in pages for line in lines)
    return heights[len(heights) // 2] if heights else 0


def _at_the_edges(lines, foot: float, head: float, usual: float) -> dict[int, tuple[str, int]]:
    """Index -> (words without their figures, height) of lines in the margins that are not set larger than the text."""
    margin = _MARGIN * (head - foot)
    out = {}
    order = sorted(range(len(lines)), key=lambda n: -lines[n].top)
    for n in (*order[:_DEPTH], *order[-_DEPTH:]):
        line = lines[n]
        is_outside = line.bottom > head - margin or line.top < foot + margin
        if is_outside and line.height <= 1.3 * usual:
            words = _DIGITS.sub("0", re.sub(r"\s", "", line.text))
            out[n] = (words, round((line.top + line.bottom) / 2 - foot) // 4)
    return out
