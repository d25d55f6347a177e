"""What a PDF does beside being read: scripts, programs that it starts, files that it holds, forms that send themselves.

The names of such actions are looked for in the bytes, whichever way they are spelt, and in the containers in which newer files
keep their objects compressed. A file under the password of its owner alone is opened first: that needs the PDF library, and so
the guarded process, for which `read` is there."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from ..blocks import Document, Paragraph
from .errors import UnreadableDocument

ACTIONS = (
    b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"SubmitForm", b"ImportData", b"XFA", b"RichMedia",
    b"GoToE", b"GoToR",
)  # fmt: skip
FETCHES = b"URI"  # without a click
NOTHING = "-"
ENCRYPTED = re.compile(rb"/Encrypt(?=[\x00-\x20<\d])")
REMOVE_SECURITY = 3  # FPDF_REMOVE_SECURITY
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
PLAIN = re.compile(rb"/(" + b"|".join(sorted(ACTIONS, reverse=True)) + rb")(?=[\x00-\x20()<>\[\]{}/%]|$)")
ESCAPED = re.compile(rb"/[^\x00-\x20()<>\[\]{}/%]{0,40}#[0-9A-Fa-f]{2}[^\x00-\x20()<>\[\]{}/%]{0,40}")
FETCHED = re.compile(rb"/OpenAction\s*<<[^>]{0,400}/URI[\s(/]")
STREAM = re.compile(rb"stream\r?\n")
HEAD = 700  # bytes before a stream in which its dictionary begins
MOST_BYTES, MOST_STREAMS = 64 * 1024 * 1024, 20_000
MOST_MENTIONS = 200_000  # of any kind: no scan of a thousand pages has so many


def looked_through(content: bytes) -> bytes:
    """The name of the first action that no document needs; b"" if there is none."""
    for piece in (content, *_objects(content)):
        if match := PLAIN.search(piece):
            return match[1]
        for escaped in ESCAPED.finditer(piece):
            name = ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), escaped[0][1:])
            if name in ACTIONS:
                return name
        if FETCHED.search(piece):
            return FETCHES
    return b""


def _objects(content: bytes) -> Iterator[bytes]:
    """What the containers of objects hold. One that is packed in another way than all programs do is not looked into:
    nobody needs it, but whoever hides something."""
    left, count = MOST_BYTES, 0
    for number, match in enumerate(STREAM.finditer(content)):
        if number > MOST_MENTIONS:
            raise UnreadableDocument("PDF的内部结构看不了：请另存或打印为新的PDF后重新上传。")
        head = content[max(0, match.start() - HEAD) : match.start()].rpartition(b"obj")[2]
        if b"ObjStm" not in head and b"#" not in head:
            continue
        plain = ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), head)
        if b"/ObjStm" not in plain:
            continue
        count += 1
        filters = re.search(rb"/Filter\s*\[?\s*/(\w+)\s*(?:\]|/|>>|\s)", plain)
        is_odd = b"/Filter" in plain and (filters is None or filters[1] not in (b"FlateDecode", b"Fl"))
        if is_odd or re.search(rb"/Predictor\s+(?!1\b)", plain) or count > MOST_STREAMS or left <= 0:
            raise UnreadableDocument("PDF的内部结构看不了：请另存或打印为新的PDF后重新上传。")
        piece = (
            _unpacked(content, match.end(), left)
            if b"/Filter" in plain
            else content[match.end() : match.end() + left]
        )
        left -= len(piece)
        yield piece


def _unpacked(content: bytes, start: int, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(memoryview(content)[start:], most)
    except zlib.error:
        return b""


def read(data: bytes) -> Document:
    """One paragraph: the name that was found, or that there is none."""
    import pypdfium2 as pdfium

    opened = BytesIO()
    try:
        pdfium.PdfDocument(data).save(opened, flags=REMOVE_SECURITY)
    except pdfium.PdfiumError as error:
        raise UnreadableDocument("文件加了密码，或已损坏：请取消密码保护后重新上传。") from error
    return Document([Paragraph(looked_through(opened.getvalue()).decode() or NOTHING)])
