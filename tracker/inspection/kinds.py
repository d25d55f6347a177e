"""What may be evidence: documents, tables and pictures, told by their bytes, with an ending that agrees. Programs, web
pages and archives may not: nobody can look into them, and whoever opens them runs them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.zipfiles import open_zip

ENDINGS = {
    "pdf": "pdf", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "tif": "tiff", "tiff": "tiff", "bmp": "bmp",
    "docx": "docx", "xlsx": "xlsx", "pptx": "pptx", "ofd": "ofd",
    "doc": "ole", "xls": "ole", "ppt": "ole", "wps": "ole", "et": "ole", "dps": "ole", "txt": "text", "csv": "text",
}  # fmt: skip
STARTS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"BM": "bmp",
}
PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "OFD.xml": "ofd",
}
MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf\s*)?<(?:!doctype|html|svg|script|\?xml|body|iframe|\?php)", re.IGNORECASE
)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")


def why_not(name: str, content: bytes) -> str:
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS:
        return _(
            "“%(name)s”不能作佐证：只收 pdf、ofd、图片（png、jpg、tif、bmp）、Word、Excel、PowerPoint、WPS 和 txt、csv 文件；压缩包请解开后逐个上传。"
        ) % {"name": name}
    try:
        real = kind_of(content)
    except UnreadableDocument as error:
        return _("“%(name)s”不能作佐证：%(why)s") % {"name": name, "why": error}
    if real != ENDINGS[ending]:
        return _("“%(name)s”的内容与扩展名不符，请用办公软件打开，另存为正确的格式后再传。") % {"name": name}
    return ""


def kind_of(content: bytes) -> str:
    """One of the values above, or "" for everything else. Raises UnreadableDocument for a container that is locked,
    damaged, or brings macros along."""
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(content)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    known = next((kind for start, kind in STARTS.items() if content.startswith(start)), "")
    return known or ("text" if _is_text(content) else "")


def _zip_kind(content: bytes) -> str:
    names = open_zip(content).namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableDocument(_("文件带有宏，请另存为不带宏的文件后再传。"))
    return next((kind for part, kind in PARTS.items() if part in names), "")


def _ole_kind(content: bytes) -> str:
    """Office's old container, and the coat of an encrypted new one. Names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableDocument(_("文件加了密码，请取消密码保护后再传。"))
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise UnreadableDocument(_("文件带有宏，请另存为不带宏的文件后再传。"))
    return "ole"


def _is_text(content: bytes) -> bool:
    if MARKUP.match(content):
        return False
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return not CONTROLS.search(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return False
