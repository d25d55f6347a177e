"""Documents within a Word document (alternate chunks), as programs that put files together leave them there."""

from __future__ import annotations

import re

from ..blocks import Document
from .errors import UnreadableDocument
from .kinds import KINDS
from .sniff import refuse_too_big

_DEEPEST = 2
_MHT = re.compile(rb"^(?:MIME-Version|From|Content-Type|Date|Subject|X-)[^\n]*:", re.I)


def chunk(data: bytes, depth: int) -> Document | None:
    """The blocks of an embedded file; None when it is of a kind that is not read or lies too deep."""
    if depth >= _DEEPEST or not data.strip():
        return None
    refuse_too_big(len(data))
    if _MHT.match(data[:200].lstrip()):
        data = _page(data)
    name = next((kind.name for kind in KINDS if kind.sniff(data)), "")
    try:
        return _read(data, name, depth)
    except UnreadableDocument:
        return None


def _read(data: bytes, name: str, depth: int) -> Document | None:
    from . import docxfile, htmlfile, textfile

    if name == "docx":
        return docxfile.read(data, depth + 1)
    if name == "html":
        return htmlfile.read(data)
    return textfile.read(data) if name in ("csv", "txt") else None


def _page(data: bytes) -> bytes:
    """The page out of a saved web archive."""
    import email
    import email.policy  # large, and hardly ever needed

    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("html", "plain"))
    content = body.get_payload(decode=True) if body is not None else b""
    return content if isinstance(content, bytes) else b""
