"""Office's old files (doc, xls, ppt and those of WPS): the names of their streams tell what they bring along, and the fields of
Word stand in the text behind a mark."""

from __future__ import annotations

import re

from ..blocks import Document, Paragraph
from . import oldwords, wordfields
from .acts import FIELD, HELD, MACRO, NO_ACT, Act


def _named(*names: str) -> tuple[bytes, ...]:
    return tuple(name.encode("utf-16-le") for name in names)


MACROS = _named("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA\0dir", "PROJECTwm", "Macros\0")
PACKAGES = _named("\x01Ole10Native")  # a file of any kind, put in by the packager of Windows
BOOKS = _named("Workbook\0", "Book\0")
# Of an old workbook: a sheet of macros of Excel 4, in the record that names the sheets (BOUNDSHEET, type 1).
XLM = re.compile(rb"\x85\x00[\x08-\x48]\x00[\x00-\xff]{4}[\x00-\x02]\x01[\x01-\x1f][\x00\x01]")


def read(data: bytes) -> Document:
    return found_in(data).to_document()


def found_in(content: bytes) -> Act:
    """Raises UnreadableDocument for what nobody can look through, and for a mark of secrecy."""
    if any(name in content for name in MACROS) or _has_macro_sheet(content):
        return Act(MACRO)
    if any(name in content for name in PACKAGES):
        return Act(HELD, "Package")
    said = (block.text for block in oldwords.read(content).blocks if isinstance(block, Paragraph))
    wrong = next(filter(wordfields.fetches, said), "")
    return Act(FIELD, wrong.strip()[:40]) if wrong else NO_ACT


def _has_macro_sheet(content: bytes) -> bool:
    return any(name in content for name in BOOKS) and XLM.search(content) is not None
