"""Marks of secrecy in evidence, found as an import finds them: the same reader, in the same guarded process. What that
reader does not know (slides, OFD, Office's old files) is searched for the words of a mark. Pictures cannot be read; what is
written into their files beside the picture can."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.reading.blocks import Document, Paragraph
from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.guard import look_at, read_document
from tracker.reading.readers.marks import refuse_classified, refuse_starred
from tracker.reading.readers.oldwords import refuse_marks
from tracker.reading.readers.realkind import kind_of

SECONDS = 30
READ = frozenset({"docx", "xlsx", "xls", "csv", "pdf", "txt"})  # endings that the reader of imports knows
PICTURES = frozenset({"png", "jpg", "jpeg", "tif", "tiff", "bmp"})
NO_WORDS = ("里没有文字",)  # a scan is evidence all the same


def why_not(name: str, content: bytes) -> str:
    try:
        _look(name, content)
    except UnreadableDocument as error:
        if not any(words in str(error) for words in NO_WORDS):
            return _("“%(name)s”不能收：%(why)s") % {"name": name, "why": error}
    return ""


def _look(name: str, content: bytes) -> None:
    """Raises UnreadableDocument when a mark is found, or when nobody can look inside. OFD and Office's old files were looked
    through before by `active`, whose readers refuse their marks at the same time."""
    stem, _dot, ending = name.rpartition(".")
    refuse_classified(Document([Paragraph(stem)]))
    refuse_starred(stem)
    if ending.lower() in READ:
        read_document(content, name, seconds=SECONDS)
    elif ending.lower() in PICTURES:
        refuse_marks(content)
    elif kind_of(content) == "pptx":
        look_at(content, "parts", seconds=SECONDS)
