"""What a text is found by: its pairs of neighbouring characters, in one spelling.

Most Chinese words have two characters and no blanks between them, so a text is cut into all its pairs, and a word is found
where its pairs stand next to one another. Widths, case, quotes, brackets, punctuation and blanks do not count.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

APART = "z"  # stands between two texts: no pair, so that no word reaches from one into the other
# Stand before the pairs of what is no task, so that a word of very many tasks is found with the few others at once. Characters
# of private use: indexes take them for letters, and `folded` takes them out of whatever a person writes.
MARKS = {"dispatch": "\ue001", "source": "\ue002"}


def folded(text: str) -> str:
    """景法督〔2026〕３ 号 → 景法督20263号."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def pairs(text: str) -> str:
    """依法行政 → 依法 法行 行政; of a single character, itself."""
    plain = folded(text)
    return " ".join(plain[at : at + 2] for at in range(len(plain) - 1)) or plain


def grams(texts: Iterable[str], kind: str = "task") -> str:
    """The pairs of several texts, as they are kept for a task, a dispatch or a source."""
    found = f" {APART} ".join(found for text in texts if (found := pairs(text)))
    return f"{MARKS[kind]} {found}" if kind in MARKS else found
