"""What an uploaded file really is, told by its bytes, in a word; the words say how evidence may end."""

from __future__ import annotations

import re

from .errors import UnreadableDocument
from .zipfiles import MACROS, open_zip

STARTS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"II*\x00": "tiff", b"MM\x00*": "tiff"}
# Two letters begin a bitmap, and many a sentence: the size of its second head says that it is one.
BITMAP, BITMAP_HEADS = b"BM", (12, 40, 52, 56, 64, 108, 124)
PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
MARKUP = re.compile(rb"<(?:[a-z!?]|/[a-z])", re.IGNORECASE)
SYMBOLIC = b"ID;"  # a table in SYLK: Excel tells it by this, however the file ends, and runs its formulas
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
# What else lies in Office's old container and runs, or brings files along: installers, and mails of Outlook.
INSTALLER = b"\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
MAIL = "__substg1.0_".encode("utf-16-le")


def kind_of(content: bytes) -> str:
    """docx, xlsx, pptx, ofd, ole, pdf, png, jpeg, tiff, bmp or text; "" for everything else. Raises UnreadableDocument for a
    container that is locked, damaged, or brings macros along."""
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(content)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(BITMAP) and int.from_bytes(content[14:18], "little") in BITMAP_HEADS:
        return "bmp"
    known = next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
    return known or ("text" if _is_text(content) else "")


def _zip_kind(content: bytes) -> str:
    names = open_zip(content).namelist()
    return next((kind for part, kind in PARTS.items() if part in names), "")


def _ole_kind(content: bytes) -> str:
    """Office's old container, and the coat of an encrypted new one. Names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableDocument("文件加了密码，请取消密码保护后再传。")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableDocument(MACROS)
    return "" if INSTALLER in content or MAIL in content else "ole"


def _is_text(content: bytes) -> bool:
    begins = content[:4].removeprefix(b"\xef\xbb\xbf") + content[4:]
    begins = begins.lstrip()
    if MARKUP.match(begins) or begins.startswith(SYMBOLIC):
        return False
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return not CONTROLS.search(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False
