"""Office's old files (doc, xls, ppt and those of WPS): the names of their streams tell what they bring along, and the fields of
Word stand in the text behind a mark."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from tracker.inspection import fields
from tracker.reading.readers import oldwords
from tracker.reading.readers.guard import look_at

SECONDS = 20
SMALL = 1024 * 1024  # bytes that are looked through here; more of them, in the guarded process
_DAMAGE = re.compile(r"[\x00-\x08\x0b-\x1f]")


def _named(*names: str) -> tuple[bytes, ...]:
    return tuple(name.encode("utf-16-le") for name in names)


MACROS = _named("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA\0dir", "PROJECTwm", "Macros\0")
PACKAGES = _named("\x01Ole10Native")  # a file of any kind, put in by the packager of Windows
# Of an old workbook: a sheet of macros of Excel 4, in the record that names the sheets (BOUNDSHEET, type 1).
XLM = re.compile(rb"\x85\x00[\x08-\x48]\x00[\x00-\xff]{4}[\x00-\x02]\x01[\x01-\x1f][\x00\x01]")


def why_not(content: bytes) -> str:
    """The thing that makes it more than a document, in words; empty if there is none. Raises UnreadableDocument for what
    nobody can look through, and for a mark of secrecy."""
    if any(name in content for name in MACROS) or _has_macro_sheet(content):
        return _("宏")
    if any(name in content for name in PACKAGES):
        return _("嵌入的文件（%(what)s）") % {"what": "Package"}
    is_small = len(content) <= SMALL
    found = oldwords.read(content) if is_small else look_at(content, "oldwords", seconds=SECONDS)
    wrong = next((block.text for block in found.blocks if fields.fetches(block.text)), "")
    return _("会取外部内容的域 %(field)s") % {"field": _DAMAGE.sub("", wrong).strip()[:40]} if wrong else ""


def _has_macro_sheet(content: bytes) -> bool:
    is_book = any(name in content for name in _named("Workbook\0", "Book\0"))
    return is_book and XLM.search(content) is not None
