"""Office's old files (doc, xls, ppt and those of WPS): the names of their streams tell what they bring along, and the fields of
Word stand in the text behind a mark."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from tracker.inspection import fields

_DAMAGE = re.compile(r"[\x00-\x08\x0b-\x1f]")
LONGEST = 400  # characters of an instruction that are looked at


def _named(*names: str) -> tuple[bytes, ...]:
    return tuple(name.encode("utf-16-le") for name in names)


MACROS = _named("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA\0dir", "PROJECTwm", "Macros\0")
PACKAGES = _named("\x01Ole10Native")  # a file of any kind, put in by the packager of Windows
# Of an old workbook: a sheet of macros of Excel 4, in the record that names the sheets (BOUNDSHEET, type 1).
XLM = re.compile(rb"\x85\x00[\x08-\x48]\x00[\x00-\xff]{4}[\x00-\x02]\x01[\x01-\x1f][\x00\x01]")
FIELD_8 = re.compile(rb"\x13[^\x14\x15\x13]{2,%d}" % LONGEST)
FIELD_16 = re.compile(rb"\x13\x00(?:[^\x13\x14\x15]\x00){2,%d}" % LONGEST)


def why_not(content: bytes) -> str:
    """The thing that makes it more than a document, in words; empty if there is none."""
    if any(name in content for name in MACROS) or _has_macro_sheet(content):
        return _("宏")
    if any(name in content for name in PACKAGES):
        return _("嵌入的文件（%(what)s）") % {"what": "Package"}
    wrong = next((each for each in _fields(content) if fields.fetches(each)), "")
    return _("会取外部内容的域 %(field)s") % {"field": _DAMAGE.sub("", wrong).strip()[:40]} if wrong else ""


def _has_macro_sheet(content: bytes) -> bool:
    is_book = any(name in content for name in _named("Workbook\0", "Book\0"))
    return is_book and XLM.search(content) is not None


def _fields(content: bytes) -> list[str]:
    narrow = (match[0][1:].decode("latin-1") for match in FIELD_8.finditer(content))
    wide = (match[0][2:].decode("utf-16-le", "ignore") for match in FIELD_16.finditer(content))
    return [*narrow, *wide]
