"""Reads with the reader of a format, and refuses what may not be taken in."""

from __future__ import annotations

from importlib import import_module

from ..blocks import Document, Table
from .errors import UnreadableDocument
from .limits import MAX_PARAGRAPHS, MAX_ROWS
from .marks import refuse_classified


def read_with(reader: str, data: bytes) -> Document:
    """Blocks of the file, read by this module of the folder. Raises UnreadableDocument."""
    document: Document = import_module(f".{reader}", __package__).read(data)
    if not any(isinstance(b, Table) or b.text.strip() for b in document.blocks):
        raise UnreadableDocument("文件里没有文字：请检查后重新上传。")
    refuse_classified(document)
    _refuse_too_long(document)
    return document


def _refuse_too_long(document: Document) -> None:
    rows = sum(len(b.rows) for b in document.blocks if isinstance(b, Table))
    if rows > MAX_ROWS:
        raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
    if len(document.blocks) > MAX_PARAGRAPHS:
        raise UnreadableDocument(f"文件超过{MAX_PARAGRAPHS}段：请只上传有任务的部分，或拆成几个文件。")
