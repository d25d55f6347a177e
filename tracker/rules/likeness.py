"""Whether a commitment speaks of what a problem says is wanting: an inference from their words, to be confirmed by a person.

The share of the problem's pairs of characters that the commitment has too, without words that every report is full of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ENOUGH = 0.2
_EVERYWHERE = re.compile(
    r"进一步|有待|需要|严格|加强|不断|较为|提升|提高|水平|落实|建设|工作|推动|推进|深化|全面|不到位|不够|法治|政府|\W"
)


def likeness(problem: str, commitment: str) -> float:
    """0 (nothing in common) to 1."""
    asked, offered = _pairs(problem), _pairs(commitment)
    return len(asked & offered) / len(asked) if asked else 0.0


def best_answer(problem: str, commitments: Sequence[str]) -> int | None:
    """Place of the commitment that speaks of the problem most; None when none does."""
    found = [(likeness(problem, text), -n) for n, text in enumerate(commitments)]
    share, place = max(found, default=(0.0, 0))
    return -place if share >= ENOUGH else None


def _pairs(text: str) -> set[str]:
    words = _EVERYWHERE.sub("", text)
    return {words[n : n + 2] for n in range(len(words) - 1)}
