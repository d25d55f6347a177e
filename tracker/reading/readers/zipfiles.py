"""Zip containers, looked at before anything is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from . import limits
from .errors import UnreadableDocument

MACROS = "文件带有宏，为安全起见不读取：请另存为不带宏的docx或xlsx后重新上传。"
BROKEN = "文件已损坏，打不开：请用办公软件打开修复，另存后重新上传。"
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The container, after checking what its directory promises. Raises UnreadableDocument."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = archive.infolist()
    except DAMAGED as error:
        raise UnreadableDocument(BROKEN) from error
    if any(p.flag_bits & 1 for p in parts):
        raise UnreadableDocument("文件加了密码：请取消密码保护后重新上传。")
    if any(p.filename.lower().endswith("vbaproject.bin") for p in parts):
        raise UnreadableDocument(MACROS)
    if len({p.filename.lower() for p in parts}) != len(
        parts
    ):  # which of the two Word would open, nobody knows
        raise UnreadableDocument(BROKEN)
    total = sum(p.file_size for p in parts)
    dense = any(
        p.file_size > 20_000_000 and p.file_size > limits.MAX_RATIO * max(1, p.compress_size) for p in parts
    )
    if total > limits.MAX_UNPACKED or len(parts) > limits.MAX_PARTS or dense:
        raise UnreadableDocument("文件解开后大得不正常（可能是压缩炸弹），已拒绝读取：请核对文件来源。")
    return archive
