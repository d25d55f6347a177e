"""Marks of secrecy in evidence, found as an import finds them: the same reader, in the same guarded process. What that
reader does not know (slides, OFD, Office's old files) is searched for the words of a mark. Pictures cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from django.utils.translation import gettext as _

from tracker.inspection.kinds import ENDINGS, kind_of
from tracker.reading.blocks import Document, Paragraph
from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.guard import read_document
from tracker.reading.readers.marks import refuse_classified
from tracker.reading.readers.zipfiles import open_zip
from tracker.reading.secrecy import STARRED, spelt

SECONDS = 30
READ = frozenset({"docx", "xlsx", "xls", "csv", "pdf", "txt"})  # endings that the reader of imports knows
NO_WORDS = ("里没有文字",)  # a scan is evidence all the same
PART_BYTES, MOST_PARTS = 2_000_000, 300
WORDS = re.compile(r"<(?:\w+:)?(?:t|TextCode)(?:\s[^<>]*)?>([^<]*)<")


def why_not(name: str, content: bytes) -> str:
    try:
        _look(name, content)
    except UnreadableDocument as error:
        if not any(words in str(error) for words in NO_WORDS):
            return _("“%(name)s”不能收：%(why)s") % {"name": name, "why": error}
    return ""


def _look(name: str, content: bytes) -> None:
    """Raises UnreadableDocument when a mark is found, or when nobody can look inside."""
    stem, _dot, ending = name.rpartition(".")
    refuse_classified(Document([Paragraph(stem)]))
    _refuse_starred(stem)
    if ending.lower() in READ:
        read_document(content, name, seconds=SECONDS)
    elif ENDINGS[ending.lower()] == "ole":
        for encoding in ("utf-16-le", "gb18030"):
            _refuse_starred(content.decode(encoding, "ignore"))
            _refuse_starred(content[1:].decode(encoding, "ignore"))
    elif kind_of(content) in ("pptx", "ofd"):
        paragraphs = [Paragraph(text) for text in _texts(content)]
        refuse_classified(Document(paragraphs))
        _refuse_starred("".join(paragraph.text for paragraph in paragraphs))


def _refuse_starred(text: str) -> None:
    found = STARRED.search(spelt(text))
    if found:
        refuse_classified(Document([Paragraph(found[0])]))


def _texts(content: bytes) -> Iterator[str]:
    with open_zip(content) as archive:
        for part in [name for name in archive.namelist() if name.endswith(".xml")][:MOST_PARTS]:
            with archive.open(part) as file:
                markup = file.read(PART_BYTES).decode("utf-8", "ignore")
            yield from (unescape(text) for text in WORDS.findall(markup))
