"""The docx package itself: stand-ins for fonts, and the same bytes for the same document."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter

FONT_TABLE = "word/fontTable.xml"
CORE = "docProps/core.xml"


def finished(docx: Document, *, stand_ins: dict[str, str], made_on: date) -> bytes:
    """Name a stand-in for each font; date everything by the document, so that a retry sends the same file."""
    package = docx.part.package
    for part in package.parts:
        part.before_marshal()
    parts = _Parts()
    PackageWriter._write_content_types_stream(parts, package.parts)
    PackageWriter._write_pkg_rels(parts, package.rels)
    PackageWriter._write_parts(parts, package.parts)  # type: ignore[arg-type]  # what it asks of a file, it has
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.written:
            if name == FONT_TABLE:
                data = _with_fonts(data.decode("utf-8"), stand_ins).encode("utf-8")
            entry = zipfile.ZipInfo(name, date_time=(made_on.year, made_on.month, made_on.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data)
    return out.getvalue()


class _Parts:
    """Stands where python-docx expects a file to write to: packed once here, and not once there as well."""

    def __init__(self) -> None:
        self.written: list[tuple[str, bytes]] = []

    def write(self, uri: PackURI, content: bytes) -> None:
        self.written.append((uri.membername, content))


def _with_fonts(xml: str, stand_ins: dict[str, str]) -> str:
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(stand_in)}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, stand_in in stand_ins.items()
    )
    return xml.replace("</w:fonts>", f"{fonts}</w:fonts>")
