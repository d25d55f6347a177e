"""What a file really is, told from its bytes; its ending must agree."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from ..text.characters import CONTROL, INVISIBLE
from . import limits
from .errors import UnreadableDocument

ENDINGS = {".docx": "docx", ".xlsx": "xlsx", ".xls": "xls", ".csv": "csv", ".pdf": "pdf", ".html": "html", ".htm": "html",
           ".txt": "txt", ".text": "txt"}  # fmt: skip
_SAVE_AS = {
    ".doc": "docx", ".wps": "docx", ".rtf": "docx", ".odt": "docx", ".ofd": "docx或PDF", ".et": "xlsx", ".ods": "xlsx",
    ".xlsb": "xlsx", ".ppt": "docx", ".pptx": "docx", ".dps": "docx", ".dot": "docx", ".xlt": "xlsx", ".ett": "xlsx",
    ".wpt": "docx", ".mht": "docx",
}  # fmt: skip
_NAMES = {"docx": "Word文档", "xlsx": "Excel表格", "xls": "旧版Excel表格", "pdf": "PDF", "html": "网页", "zip": "压缩包",
          "doc": "旧版Word文档", "image": "图片", "rtf": "RTF文档", "ole": "旧版办公文件", "text": "纯文本", "rar": "压缩包",
          "odf": "ODF文档", "ofd": "OFD版式文件"}  # fmt: skip
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")


def safe_name(filename: str) -> str:
    """The bare file name: no folders, no control or invisible characters, at most 150 characters."""
    name = (
        CONTROL.sub("", INVISIBLE.sub("", filename or ""))
        .replace("\\", "/")
        .rsplit("/", 1)[-1]
        .strip(" .\n\t\x00")
    )
    return name[-150:] or "未命名"


def file_kind(data: bytes, filename: str) -> str:
    """docx xlsx xls csv pdf html txt. Raises UnreadableDocument for everything else, saying what to do."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise UnreadableDocument("文件是空的：请检查后重新上传。")
    if len(data) > limits.MAX_BYTES:
        raise UnreadableDocument(
            f"文件有{len(data) // 1024 // 1024}MB，超过{limits.MAX_BYTES // 1024 // 1024}MB的上限：请删去图片或拆成几个文件。"
        )
    ending = _ending(filename)
    if ending in (".docm", ".xlsm", ".dotm", ".xltm"):
        raise UnreadableDocument("文件带有宏，为安全起见不读取：请另存为不带宏的docx或xlsx后重新上传。")
    if ending in _SAVE_AS:
        raise UnreadableDocument(
            f"不能直接读取{ending}文件：请用WPS或Office打开，另存为{_SAVE_AS[ending]}后重新上传。"
        )
    if ending not in ENDINGS:
        shown = f"“{ending}”文件" if ending else "没有扩展名的文件"
        raise UnreadableDocument(f"不支持{shown}：请上传docx、xlsx、xls、csv、pdf、html或txt文件。")
    wanted, real = ENDINGS[ending], _real_kind(data)
    if real == "encrypted":
        raise UnreadableDocument("文件加了密码：请取消密码保护后重新上传。")
    agrees = real == wanted or (real in ("text", "html") and wanted in ("txt", "csv", "html"))
    if not agrees:
        raise UnreadableDocument(
            f"文件名以{ending}结尾，内容却是{_NAMES[real]}：请用办公软件打开，按正确的格式另存后重新上传。"
        )
    return wanted


def _ending(filename: str) -> str:
    match = re.search(r"\.[A-Za-z0-9]{1,5}$", safe_name(filename))
    return match.group().lower() if match else ""


def _real_kind(data: bytes) -> str:
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(data)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"{\\rtf"):
        return "rtf"
    if data.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "rar"
    if data.startswith(_IMAGES) or data[8:12] == b"WEBP":
        return "image"
    head = data[:2000].replace(b"\x00", b"").lower()
    return "html" if re.search(rb"<!doctype html|<html|<table|<body|<p[ >]", head) else "text"


def _ole_kind(data: bytes) -> str:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage"):
        return "encrypted"
    if has("WordDocument"):
        return "doc"
    return "xls" if has("Workbook") or has("Book") else "ole"


def _zip_kind(data: bytes) -> str:
    names = {i.filename for i in open_zip(data).infolist()}
    if any(n.lower().endswith("vbaproject.bin") for n in names):
        raise UnreadableDocument("文件带有宏，为安全起见不读取：请另存为不带宏的docx或xlsx后重新上传。")
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "OFD.xml" in names:
        return "ofd"
    return "odf" if "content.xml" in names else "zip"


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The container, after checking what its directory promises. Raises UnreadableDocument."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableDocument("文件已损坏，打不开：请用办公软件打开修复，另存后重新上传。") from error
    if any(p.flag_bits & 1 for p in parts):
        raise UnreadableDocument("文件加了密码：请取消密码保护后重新上传。")
    total = sum(p.file_size for p in parts)
    dense = any(
        p.file_size > 20_000_000 and p.file_size > limits.MAX_RATIO * max(1, p.compress_size) for p in parts
    )
    if total > limits.MAX_UNPACKED or len(parts) > limits.MAX_PARTS or dense:
        raise UnreadableDocument("文件解开后大得不正常（可能是压缩炸弹），已拒绝读取：请核对文件来源。")
    return archive
