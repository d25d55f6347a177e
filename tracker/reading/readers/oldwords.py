"""Office's old files (doc, xls, ppt and those of WPS), looked through as they are: marks of secrecy, and fields whose names fetch
something. Nobody reads their contents here. Words are searched and no patterns: however large a file is and whatever it is
full of, that takes a moment; a large one is looked through in the guarded process all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..blocks import Document, Paragraph
from .errors import UnreadableDocument
from .marks import refuse_starred

FETCHING = (
    "DDEAUTO", "DDE", "LINK", "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "DATABASE", "RD", "MACROBUTTON",
)  # fmt: skip
# Of these, the ones that no other begins.
NAMES = ("DDE", "LINK", "INCLUDE", "IMPORT", "DATABASE", "RD", "MACROBUTTON")
LONGEST = 400  # characters of an instruction that are looked at
BEGINS, ENDS = "\x13", re.compile("[\x13\x14\x15]")
BLANK = "\"'“” \t\r\n\xa0"
LAST = "密"  # of every level of secrecy
AROUND = 40  # bytes: as far as a mark reaches before and behind it
MOST_MENTIONS = 50_000  # of a word: no document of a thousand pages has so many
NOTHING = "-"
TOO_MANY = "文件的内部结构看不了：请用办公软件打开，另存为docx、xlsx或PDF后重新上传。"


def read(data: bytes) -> Document:
    """The instructions of fields that may fetch something, each a paragraph; a dash if there are none. Raises
    UnreadableDocument for a mark of secrecy, and for what is full of such words."""
    refuse_marks(data)
    return Document([Paragraph(text) for text in instructions(data)] or [Paragraph(NOTHING)])


def instructions(content: bytes) -> list[str]:
    """Of one byte a character, and of two."""
    lower = content.lower()  # of the letters A to Z
    found = []
    for encoding, width in (("latin-1", 1), ("utf-16-le", 2)):
        for name in NAMES:
            for at in _mentions(lower, name.lower().encode(encoding)):
                start = max(at % 2, at - 2 * LONGEST)  # a whole number of characters
                if content[start:at].decode(encoding, "ignore").rstrip(BLANK).endswith(BEGINS):
                    said = content[at : at + width * LONGEST].decode(encoding, "ignore")
                    found.append(ENDS.split(said, maxsplit=1)[0])
    return found


def refuse_marks(content: bytes) -> None:
    """In the encodings of such files, and of what stands beside a picture. What stands before a level's last character may
    begin within one."""
    for encoding in ("utf-16-le", "gb18030", "utf-8", "utf-16-be"):
        for at in _mentions(content, LAST.encode(encoding)):
            behind = content[at : at + AROUND].decode(encoding, "ignore")
            for start in (at - AROUND, at - AROUND + 1, at - AROUND + 2):
                around = content[max(0, start) : at].decode(encoding, "ignore") + behind
                refuse_starred(around)


def _mentions(content: bytes, word: bytes) -> Iterator[int]:
    """Where the word stands. Raises UnreadableDocument when it stands there more often than in any document."""
    at, count = content.find(word), 0
    while at >= 0:
        count += 1
        if count > MOST_MENTIONS:
            raise UnreadableDocument(TOO_MANY)
        yield at
        at = content.find(word, at + 1)
