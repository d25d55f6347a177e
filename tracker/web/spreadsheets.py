"""A small table that somebody uploads, as text: csv in the encodings that offices use, or xlsx."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from zipfile import BadZipFile

from charset_normalizer import from_bytes
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 5000


class UnreadableFile(ValueError):
    """`str()` is a sentence for the person who uploaded it."""


def as_table_text(upload: UploadedFile) -> str:
    if upload.size > LARGEST:
        raise UnreadableFile(_("文件超过 2 MB，不像是一年的放假安排。"))
    content = upload.read()
    if content.startswith(b"PK"):
        return _from_xlsx(content)
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(_("这不是 csv 或 xlsx 文件，请另存为 csv 或 xlsx 后再传。"))
    return _decoded(content)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    best = from_bytes(content).best()
    if best is None:
        raise UnreadableFile(_("文件的文字编码无法识别，请另存为 UTF-8 编码的 csv。"))
    return str(best)


def _from_xlsx(content: bytes) -> str:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.active.iter_rows(max_row=MOST_ROWS, max_col=3, values_only=True)
        out = io.StringIO()
        csv.writer(out).writerows([[_cell(v) for v in row] for row in rows])
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UnreadableFile(_("xlsx 文件已损坏或加密，请重新另存后再传。")) from error
    return out.getvalue()


def _cell(value) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
