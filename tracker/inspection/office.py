"""What a file of Word, Excel or PowerPoint would do beside being read: run a program that it brings along, ask another
machine for data, or hold a file of its own that nobody has looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tracker.inspection import fields, ole
from tracker.reading.readers.errors import UnreadableDocument

if TYPE_CHECKING:
    from tracker.reading.readers.ooxml import Package

MOST_HELD = 30 * 1024 * 1024  # bytes of what lies within one document
DEEPEST = 3  # a table within a chart within slides
FOREIGN = ("control", "activeXControlBinary", "aFChunk", "subDocument")
PROGRAMS = re.compile(r"vbaProject|wordVbaData|macrosheet", re.IGNORECASE)  # by relationship or by type
MACRO_TYPES = re.compile(rb"macroEnabled|ms-office\.vbaProject|macrosheet", re.IGNORECASE)
FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]*)<")
ASKING = re.compile(rb"\b(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s*\(", re.IGNORECASE)
PIPED = re.compile(rb"\w\|['\w]")  # program|topic!item, not within quotes
LINKED = re.compile(rb"<(?:\w+:)?ddeLink[\s>]", re.IGNORECASE)
CONNECTED = re.compile(rb"<(?:\w+:)?(?:webPr|dbPr|olapPr|textPr)[\s/>]", re.IGNORECASE)
PRESSED = re.compile(rb"ppaction://(?:program|macro)|<(?:\w+:)?hlinkMouseOver[\s>]", re.IGNORECASE)
WIDE = (b"\xff\xfe", b"\xfe\xff")  # UTF-16
Look = Callable[[str, bytes], str]


def why_not(kind: str, content: bytes, *, depth: int = 0) -> str:
    """`kind`: docx, xlsx or pptx. The thing that makes it more than a document, in words; empty if there is none.
    Raises UnreadableDocument for what cannot be looked into."""
    from tracker.reading.readers.ooxml import Package  # loads lxml, which no other page needs

    package = Package(content)
    looks: tuple[Iterator[str], ...] = (
        _programs(package), _objects(package, depth), _parts(package, _LOOKS[kind]),
    )  # fmt: skip
    return next((found for look in looks for found in look), "")


def _programs(package: Package) -> Iterator[str]:
    if MACRO_TYPES.search(package.read("[Content_Types].xml")):
        yield _("宏")
    if any(
        PROGRAMS.search(name) for name in (*package.names, *(kind for _at, kind, _to in package.all_links()))
    ):
        yield _("宏")


def _objects(package: Package, depth: int) -> Iterator[str]:
    left = MOST_HELD
    seen: set[str] = set()
    for _at, kind, target in package.all_links():
        if kind in FOREIGN:
            yield _("嵌入的控件或网页")
        elif kind in ("oleObject", "package") and target and target not in seen:
            seen.add(target)
            held = package.read_plain(target)
            left -= len(held)
            if left < 0:
                raise UnreadableDocument(
                    _("嵌入的文件大得不正常，不能逐一查看：请删去后另存，附在里面的文件请单独上传。")
                )
            if held and (why := _held(held, depth + 1)):
                yield why


def _held(content: bytes, depth: int) -> str:
    """What lies within a document is looked at as if it came by itself: a chart brings its table along."""
    from tracker.inspection.kinds import kind_of

    try:
        kind = kind_of(content)
    except UnreadableDocument:
        return _("嵌入的文件（%(what)s）") % {"what": _("看不了内容")}
    if kind == "ole":
        return ole.why_not(content)
    if kind in _LOOKS and depth < DEEPEST:
        return why_not(kind, content, depth=depth)
    return (
        "" if kind in ("png", "jpeg", "bmp", "tiff") else _("嵌入的文件（%(what)s）") % {"what": kind or "?"}
    )


def _parts(package: Package, look: Look) -> Iterator[str]:
    """All of them, wherever they lie and whatever they are called: Word goes by relationships."""
    for part in package.names:
        if is_markup(package.read_plain(part)) and (found := look(part, package.read(part))):
            yield found


def is_markup(data: bytes) -> bool:
    """By its first bytes, also in UTF-16."""
    return data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") or data.startswith(WIDE)


def _word(_part: str, data: bytes) -> str:
    if b"instr" not in data and b"fldSimple" not in data:
        return ""
    wrong = next((each for each in field_instructions(data) if fields.fetches(each)), "")
    return _("会取外部内容的域 %(field)s") % {"field": wrong.strip()[:40]} if wrong else ""


def field_instructions(data: bytes) -> list[str]:
    """Of one part, in whichever of Word's namespaces. Raises UnreadableDocument when the XML is broken."""
    from lxml import etree

    from tracker.reading.readers.ooxml import parsed

    found = []
    for element in parsed(data).iter(etree.Element):
        tag = etree.QName(element).localname
        if tag in ("instrText", "fldChar", "fldSimple"):
            named = (v for k, v in element.attrib.items() if k.rpartition("}")[2] in ("instr", "fldCharType"))
            found.append((tag, element.text or "", str(next(named, ""))))
    return fields.instructions(found)


def _sheet(_part: str, data: bytes) -> str:
    if LINKED.search(data) or CONNECTED.search(data):
        return _("外部数据连接")
    plain = data.replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    for match in FORMULA.finditer(plain):
        said = unescape(match[1].decode("utf-8", "ignore")).encode() if b"&" in match[1] else match[1]
        if ASKING.search(said) or any(map(_asks_a_program, said.split(b'"'))):
            return _("会取外部内容的公式 %(formula)s") % {"formula": said.decode("utf-8", "ignore")[:40]}
    return ""


def _asks_a_program(said: bytes) -> bool:
    found = PIPED.search(said)
    return found is not None and said.find(b"!", found.end()) >= 0


def _slide(_part: str, data: bytes) -> str:
    return _("会运行程序的动作") if PRESSED.search(data) else ""


_LOOKS: dict[str, Look] = {"docx": _word, "xlsx": _sheet, "pptx": _slide}
