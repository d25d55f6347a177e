"""The formats, each in one entry: how its files end, how their bytes look, what reads them and what people call it.

To add a format, write a module with `read(data) -> Document` and add its entry to KINDS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .zipfiles import DAMAGED, open_zip

Sniff = Callable[[bytes], bool]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_RAR = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_HTML = re.compile(rb"<!doctype html|<html|<table|<body|<p[ >]")


@dataclass(slots=True, frozen=True)
class Kind:
    name: str
    endings: tuple[str, ...]
    sniff: Sniff  # whether these bytes are of this kind
    reader: str  # module in this folder; imported only when needed, as each brings a library with it
    words: str
    also: Sniff | None = None  # what else may stand under its endings

    def takes(self, data: bytes) -> bool:
        return self.sniff(data) or (self.also is not None and self.also(data))


@dataclass(slots=True, frozen=True)
class Stranger:
    """What is known, but not read: people are told what it is and how to save it."""

    words: str
    sniff: Sniff | None = None
    endings: tuple[str, ...] = ()
    save_as: str = ""


def _package(content: bytes, usual: str) -> Sniff:
    """A container whose list of contents names this type, or that has the usual part."""

    def sniff(data: bytes) -> bool:
        names, types = _contents(data)
        return content in types or (usual in names and b"main+xml" not in types)

    return sniff


def _contents(data: bytes) -> tuple[set[str], bytes]:
    if not data.startswith(_ZIP):
        return set(), b""
    archive = open_zip(data)
    names = set(archive.namelist())
    try:
        types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except DAMAGED:
        types = b""
    return names, types


def _holds(part: str) -> Sniff:
    return lambda data: part in _contents(data)[0]


def _ole(*streams: str) -> Sniff:
    names = [name.encode("utf-16-le") for name in streams]
    return lambda data: data.startswith(_OLE) and (not names or any(name in data for name in names))


def _starts(*heads: bytes) -> Sniff:
    return lambda data: data.startswith(heads)


def _pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024] and not data.startswith(_ZIP)


def _image(data: bytes) -> bool:
    return data.startswith(_IMAGES) or data[8:12] == b"WEBP"


def _text(data: bytes) -> bool:
    return not (data.startswith((_OLE, b"{\\rtf", *_ZIP, *_RAR)) or _pdf(data) or _image(data))


def _html(data: bytes) -> bool:
    return _text(data) and bool(_HTML.search(data[:2000].replace(b"\x00", b"").lower()))


def _json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and not data.startswith(b"{\\rtf")


encrypted = _ole("EncryptedPackage")

KINDS = (
    Kind("docx", (".docx",), _package(b"wordprocessingml.document.main+xml", "word/document.xml"), "docxfile", "Word文档"),
    Kind("xlsx", (".xlsx",), _package(b"spreadsheetml.sheet.main+xml", "xl/workbook.xml"), "xlsxfile", "Excel表格"),
    Kind("xls", (".xls",), _ole("Workbook", "Book"), "xlsfile", "旧版Excel表格"),
    Kind("pdf", (".pdf",), _pdf, "pdffile", "PDF"),
    Kind("html", (".html", ".htm"), _html, "htmlfile", "网页", also=_text),
    Kind("json", (".json",), _json, "jsonfile", "承诺公开格式"),
    Kind("csv", (".csv",), _text, "csvfile", "纯文本"),
    Kind("txt", (".txt", ".text"), _text, "textfile", "纯文本"),
)  # fmt: skip
STRANGERS = (
    Stranger("旧版Word文档", _ole("WordDocument"), (".doc", ".dot", ".wps", ".wpt"), "docx"),
    Stranger("旧版办公文件", _ole()),
    Stranger("OFD版式文件", _holds("OFD.xml"), (".ofd",), "docx或PDF"),
    Stranger("ODF文档", _holds("content.xml"), (".odt",), "docx"),
    Stranger("RTF文档", _starts(b"{\\rtf"), (".rtf",), "docx"),
    Stranger("压缩包", _starts(*_ZIP, *_RAR)),
    Stranger("图片", _image),
    Stranger("网页", None, (".mht",), "docx"),
    Stranger("表格", None, (".et", ".ett", ".ods", ".xlsb", ".xlt"), "xlsx"),
    Stranger("演示文稿", None, (".ppt", ".pptx", ".dps"), "docx"),
)
MACRO_ENDINGS = (".docm", ".xlsm", ".dotm", ".xltm")
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)
NAMES = tuple(kind.name for kind in KINDS)  # as people call them


def kind_of(ending: str) -> Kind | None:
    return next((kind for kind in KINDS if ending in kind.endings), None)


def words_for(data: bytes) -> str:
    """What these bytes really are."""
    return next(each.words for each in (*KINDS, *STRANGERS) if each.sniff and each.sniff(data))


def save_as(ending: str) -> str:
    return next((other.save_as for other in STRANGERS if ending in other.endings), "")
