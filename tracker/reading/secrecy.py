"""How a mark of secrecy is spelt: its levels and its star, in one place for whoever reads, takes in or publishes.

What a mark is depends on where it stands, and is decided there: the beginning of a document, a file that is taken in as evidence,
a text that is to be published."""

from __future__ import annotations

import re
import unicodedata

from .text.characters import clean

LEVEL = r"(?:绝\s*密|机\s*密|秘\s*密)"
_STAR = "★☆✩✭⭐🌟✪✯✰⋆"
_EVERYDAY = str.maketrans("絕機＊", "绝机*")

NAMED = re.compile(LEVEL)
# 机密★10年 in the middle of anything: the star is what nobody writes by chance.
STARRED = re.compile(rf"{LEVEL}\s*[{_STAR}]|[{_STAR}]\s*{LEVEL}")
# The same where words are typed and not bytes looked through: many type * for the star.
TYPED = rf"(?:{LEVEL}\s*[{_STAR}*]|[{_STAR}]\s*{LEVEL})"
KEYED = rf"密\s*级\s*(?:[:：]\s*)?{LEVEL}"
ALONE = rf"(?:密\s*级\s*(?:[:：]\s*)?)?{LEVEL}\s*(?:[{_STAR}*]?\s*(?:\d+\s*(?:年|个月|天)|长期)?)?"


def spelt(text: str) -> str:
    """In one spelling: without what nobody sees, and in the characters of every day."""
    return clean(unicodedata.normalize("NFKC", text)).translate(_EVERYDAY)


def is_named(text: str) -> bool:
    """May bear a mark, which has to be seen wherever it stands."""
    return bool(NAMED.search(spelt(text)))


def is_starred(text: str) -> bool:
    """Bears a mark that nobody writes by chance, whichever place it stands in."""
    return bool(STARRED.search(spelt(text)))


_WRITTEN = re.compile(TYPED)


def is_typed(text: str) -> bool:
    """Whether somebody typed a mark: with a star or what stands for it, wherever."""
    return "密" in text and _WRITTEN.search(spelt(text)) is not None
