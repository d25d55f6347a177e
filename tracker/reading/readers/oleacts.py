"""Office's old files (doc, xls, ppt and those of WPS): the names of their streams tell what they bring along, and the fields of
Word stand in the text behind a mark."""

from __future__ import annotations

import re

from ..blocks import Document, Paragraph
from . import oldwords, wordfields
from .acts import ACTION, CONTROL, FIELD, HELD, LINKED, MACRO, NO_ACT, Act


def _named(*names: str) -> tuple[bytes, ...]:
    """In small letters: the container finds a stream by its name in whichever."""
    return tuple(name.lower().encode("utf-16-le") for name in names)


MACROS = _named("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA\0dir", "PROJECTwm", "Macros\0")
PACKAGES = _named("\x01Ole10Native")  # a file of any kind, put in by the packager of Windows
CONTROLS = _named("\x03OCXNAME", "\x03OCXDATA")
BOOKS = _named("Workbook\0", "Book\0")
# An object that is fetched anew when the file is opened: the stream that says so, and from where (a moniker of an address, or
# of a file on another machine).
SAYS_SO = _named("\x01Ole\0")
FETCHED = re.compile(rb"\x01\x00\x00\x02[\x01\x03\x05\x07\x09\x0b\x0d\x0f]\x00{3}[\x00-\xff]{4}\x00{4}")
FROM = re.compile(
    rb"\xe0\xc9\xea\x79\xf9\xba\xce\x11\x8c\x82\x00\xaa\x00\x4b\xa9\x0b"
    rb"|\x03\x03\x00\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46[\x00-\xff]{6}[\\/]{2}"
)
# Of an old workbook: a program and its topic (SUPBOOK without sheets, of which no file is named), a question to another machine
# (EXTERNNAME of a function of later years), data from elsewhere (DCONN, DBQUERYEXT).
ASKING = re.compile(
    rb"\xae\x01[\x00-\xff]{2}\x00\x00[\x01-\xff]\x00\x00[\x21-\xff][^\x00-\x02\x04-\x1f]{0,250}\x03"
    rb"|\xae\x01[\x00-\xff]{2}\x00\x00[\x01-\xff]\x00\x01[\x21-\xff]\x00(?:[\x20-\xff][\x00-\xff]){0,250}\x03\x00"
    rb"|\x23\x00[\x00-\xff]{2}[\x00-\xff]{6}[\x00-\xff][\x00\x01](?:_\x00?x\x00?l\x00?f\x00?n\x00?\.\x00?)?"
    rb"(?:W\x00?E\x00?B\x00?S\x00?E\x00?R\x00?V\x00?I\x00?C\x00?E|I\x00?M\x00?A\x00?G\x00?E|R\x00?T\x00?D)"
    rb"|(?:\x76\x08[\x00-\xff]{2}\x76\x08|\x03\x08[\x00-\xff]{2}\x03\x08)\x00\x00"
)
# Of an old workbook: a sheet of macros of Excel 4, in the record that names the sheets (BOUNDSHEET, type 1).
XLM = re.compile(rb"\x85\x00[\x08-\x48]\x00[\x00-\xff]{4}[\x00-\x02]\x01[\x01-\x1f][\x00\x01]")

# Of old slides: what a press on them runs (InteractiveInfoAtom with a macro or a program), and a film or sound that is kept on
# another machine (ExMediaAtom, and the path behind it).
SLIDES = _named("PowerPoint Document")
PRESSED = re.compile(rb"\x00\x00\xf3\x0f\x10\x00\x00\x00[\x00-\xff]{8}[\x01\x02]")
FILMED = re.compile(
    rb"\x00\x00\x04\x10\x08\x00\x00\x00[\x00-\xff]{10}\xba\x0f[\x00-\xff]{4}"
    rb"(?:[\\/]\x00[\\/]\x00|[a-z]\x00(?:[a-z]\x00){1,8}:\x00)",
    re.IGNORECASE,
)


def read(data: bytes) -> Document:
    return found_in(data).to_document()


def found_in(content: bytes) -> Act:
    """Raises UnreadableDocument for what nobody can look through, and for a mark of secrecy."""
    lower = content.lower()
    if _has(lower, MACROS) or (_has(lower, BOOKS) and XLM.search(content)):
        return Act(MACRO)
    if _has(lower, PACKAGES):
        return Act(HELD, "Package")
    if _has(lower, CONTROLS):
        return Act(CONTROL)
    if _is_fetched(content, lower) or (_has(lower, BOOKS) and ASKING.search(content)):
        return Act(LINKED)
    if _has(lower, SLIDES):
        if PRESSED.search(content):
            return Act(ACTION)
        if FILMED.search(content):
            return Act(LINKED)
    said = (block.text for block in oldwords.read(content).blocks if isinstance(block, Paragraph))
    wrong = next(filter(wordfields.fetches, said), "")
    return Act(FIELD, wrong.strip()[:40]) if wrong else NO_ACT


def _has(lower: bytes, names: tuple[bytes, ...]) -> bool:
    return any(name in lower for name in names)


def _is_fetched(content: bytes, lower: bytes) -> bool:
    return _has(lower, SAYS_SO) and FETCHED.search(content) is not None and FROM.search(content) is not None
