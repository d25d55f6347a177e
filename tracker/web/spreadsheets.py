"""A small table that somebody uploads. It is read like any document: in a process of its own, with little memory
and time, because a spreadsheet of two megabytes can hold gigabytes."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tracker.reading.blocks import Table
from tracker.reading.readers import UnreadableDocument, read_document

LARGEST = 5 * 1024 * 1024


def first_table(upload: UploadedFile) -> list[list[str]]:
    """The rows of the first table of an xlsx, xls or csv. Raises UnreadableDocument with one Chinese sentence."""
    if upload.size > LARGEST:
        raise UnreadableDocument(_("文件超过 %(n)s MB，请确认选对了文件。") % {"n": LARGEST // 1024 // 1024})
    document = read_document(upload.read(), upload.name)
    table = next((block for block in document.blocks if isinstance(block, Table) and block.rows), None)
    if table is None:
        raise UnreadableDocument(_("文件里没有表格，请上传 xlsx、xls 或 csv 表格。"))
    return table.rows
