"""Marks of secrecy in what no page of a PDF shows: its title and keywords, its notes, bookmarks and forms. They are strings of
two bytes a character, plain, with some bytes in octal, or in hexadecimal; what a file says of itself in XML is UTF-8."""

from __future__ import annotations

import re
from collections.abc import Callable

from .marks import refuse_starred

LEVELS = ("绝密", "机密", "秘密")
STARS = "★☆"


def _plain(text: str) -> bytes:
    """Each byte as it is, or behind a stroke."""
    return b"".join(b"(?:%s|\\\\%03o)" % (re.escape(bytes([one])), one) for one in text.encode("utf-16-be"))


def _in_hexadecimal(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _pattern(spelt_as: Callable[[str], bytes], between: bytes, flags: int = 0) -> re.Pattern[bytes]:
    levels, stars = (b"|".join(map(spelt_as, each)) for each in (LEVELS, STARS))
    return re.compile(b"(?:" + levels + b")" + between + b"(?:" + stars + b")", flags)


MARKED = (
    _pattern(_plain, rb"(?:(?:\x00|\\000)(?:[ ]|\\040)){0,4}"),
    _pattern(_in_hexadecimal, rb"(?:0020){0,4}", re.IGNORECASE),
    _pattern(str.encode, rb"[ ]{0,4}"),
)


def refuse_marked(piece: bytes) -> None:
    """Raises UnreadableDocument."""
    if any(pattern.search(piece) for pattern in MARKED):
        refuse_starred(f"{LEVELS[1]}{STARS[0]}")
