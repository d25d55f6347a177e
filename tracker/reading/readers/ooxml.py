"""docx and xlsx containers: parts found through their relationships, whatever their names, and read without trusting them."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from .errors import UnreadableDocument
from .zipfiles import BROKEN, DAMAGED, open_zip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PARSER = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# Strict files say the same under other names: …/ooxml/wordprocessingml/main is …/wordprocessingml/2006/main.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16
_MARKED = b"\xef\xbb\xbf"  # UTF-8, whatever it says besides
_DECLARED = re.compile(
    r"^\s{0,200}<\?xml\b[^>]{0,200}?\bencoding\s{0,20}=\s{0,20}[\"']([\w.:-]{1,40})[\"'][^>]{0,200}\?>"
)
# What a part of one byte a character may say of itself; nobody's office writes anything else. One that says it has two is
# not believed.
_CODECS = {
    "utf-8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16be": "utf-8",
    "iso-8859-1": "latin-1", "windows-1252": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5",
}  # fmt: skip
ODD_CODE = "文件内部用了少见的编码，不能逐一查看：请用办公软件打开，另存后重新上传。"

MOST_RELATIONS = (
    2 * 1024 * 1024
)  # bytes of one part that says what another refers to: ten thousand pictures have fewer
TOO_MANY = "文件内部的引用多得不正常，不能逐一查看：请另存，或打印为PDF后重新上传。"


@dataclass(slots=True, frozen=True)
class Link:
    kind: str  # last word of the relationship's type: styles, numbering, header
    part: str  # name of the part; "" for what lies outside the file
    address: str = ""  # of what lies outside
    id: str = ""  # under which the part refers to it


class Package:
    """A container whose parts were looked at: no bomb, no entities, no macros, no password."""

    def __init__(self, data: bytes):
        self._archive = open_zip(data)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        self._links: dict[str, dict[str, Link]] = {}
        self._all_links: list[tuple[str, Link]] | None = None
        for info in self._archive.infolist():
            if info.filename.lower().endswith((".xml", ".rels")):
                _refuse_entities(self._bytes(info.filename, 4096))

    @property
    def names(self) -> list[str]:
        """Of all parts, as they are written."""
        return list(self._names.values())

    def all_links(self) -> list[tuple[str, Link]]:
        """(where it stands, what it is) of every relationship of the container."""
        if self._all_links is None:
            self._all_links = []
            for name in self.names:
                root = self._relations(name)
                folder = posixpath.dirname(posixpath.dirname(name))
                leading = root.iter("*") if root is not None else ()
                self._all_links += [(name, _link(each, folder)) for each in leading if each.get("Target")]
        return self._all_links

    def _relations(self, name: str) -> etree._Element | None:
        if not name.lower().endswith(".rels"):
            return None
        if len(data := self.read(name)) > MOST_RELATIONS:
            raise UnreadableDocument(TOO_MANY)
        return parsed(data) if data else None

    def main(self, usual: str) -> str:
        """The part that the package is about; `usual` is its name in files that do not say."""
        return next((link.part for link in self.links("").values() if link.kind == "officeDocument"), usual)

    def links(self, part: str) -> dict[str, Link]:
        """What the part refers to, by id."""
        if part not in self._links:
            folder, name = posixpath.split(part)
            root = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
            self._links[part] = {e.get("Id", ""): _link(e, folder) for e in root} if root is not None else {}
        return self._links[part]

    def related(self, part: str, kind: str) -> list[str]:
        return [link.part for link in self.links(part).values() if link.kind == kind and link.part]

    def tree(self, part: str) -> etree._Element | None:
        """The root of one part; None when there is no such part. Raises UnreadableDocument when the XML is broken."""
        data = self.read(part)
        if not data:
            return None
        return parsed(data)

    def first(self, part: str, kind: str) -> etree._Element | None:
        return next((self.tree(name) for name in self.related(part, kind)), None)

    def read(self, part: str) -> bytes:
        """The bytes of one part, in the namespaces of transitional files; a part that lies about its size is refused."""
        name = self._names.get(part.lower())
        data = in_utf8(self._bytes(name)) if name else b""
        _refuse_entities(data)
        return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)

    def read_plain(self, part: str, most: int = -1) -> bytes:
        """The bytes of one part as they are, or the first of them; empty where there is no such part."""
        name = self._names.get(part.lower())
        return self._bytes(name, most) if name else b""

    def _bytes(self, name: str, most: int = -1) -> bytes:
        try:
            with self._archive.open(name) as stream:
                return stream.read(most)
        except DAMAGED as error:
            raise UnreadableDocument(BROKEN) from error


def in_utf8(data: bytes) -> bytes:
    """Markup as the programs that open it read it, in whichever encoding: what is looked for in it is looked for in one.
    Raises UnreadableDocument for an encoding that nobody uses."""
    codec = "utf-8" if data.startswith(_MARKED) else _wide_codec(data)
    head = data[:1000].decode(codec or "latin-1", "replace").lstrip("\ufeff")
    declared = _DECLARED.match(head)
    if not codec and declared:
        codec = _CODECS.get(declared[1].lower(), "")
        if not codec:
            raise UnreadableDocument(ODD_CODE)
    if codec in ("", "utf-8"):
        return data
    text = data.decode(codec, "replace").lstrip("\ufeff")
    return (text.replace(declared[0], "", 1) if declared else text).encode()


def _wide_codec(data: bytes) -> str:
    """Of two bytes a character, with a mark of it or without: blanks and `<` then have a zero beside them."""
    if data.startswith(_WIDE):
        return "utf-16"
    if data[1:2] == b"\x00" and data[:1] in b" \t\r\n<" and data[:1]:
        return "utf-16-le"
    return "utf-16-be" if data[:1] == b"\x00" and data[1:2] in b" \t\r\n<" and data[1:2] else ""


def parsed(data: bytes) -> etree._Element:
    """The root of markup that nobody trusts: nothing is fetched, nothing is expanded. Raises UnreadableDocument."""
    try:
        return etree.fromstring(data, etree.XMLParser(**_PARSER))
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("文件内部的XML已损坏：请用办公软件打开修复，另存后重新上传。") from error


def _link(element: etree._Element, folder: str) -> Link:
    kind = element.get("Type", "").rsplit("/", 1)[-1]
    target = unquote(element.get("Target", "")).replace("\\", "/")
    if element.get("TargetMode", "").strip().lower() == "external" or "://" in target:
        return Link(kind, "", unquote(element.get("Target", "")).strip(), element.get("Id", ""))
    part = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Link(kind, part, id=element.get("Id", ""))


def _refuse_entities(data: bytes) -> None:
    """At the beginning in any encoding; further back, behind blanks, in the usual one: there a text never has `<`."""
    head = data[:4096].replace(b"\x00", b"")
    if _ENTITIES.search(head) or _ENTITIES.search(data):
        raise UnreadableDocument(
            "文件的XML里带有实体或外部引用，为安全起见不读取：请用办公软件打开，另存后重新上传。"
        )
