"""What a file of Word, Excel or PowerPoint would do beside being read: fetch something from elsewhere as soon as somebody
opens it, run a program that it brings along, ask another machine for data, or hold a file of its own that nobody has looked
at. And the marks of secrecy that no page of it shows. For the guarded process, but for small files: a few kilobytes may
unpack to hundreds of megabytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from lxml import etree

from ..blocks import Document
from . import oleacts, wordfields
from .acts import ACTION, CONTROL, ELSEWHERE, FIELD, FORMULA, HELD, LINKED, MACRO, NO_ACT, NOTHING, Act
from .errors import UnreadableDocument
from .markedparts import may_be_marked, refuse_marked_part
from .ooxml import Package, parsed
from .parts import is_markup
from .realkind import kind_of

MOST_HELD = 30 * 1024 * 1024  # bytes of what lies within one document
DEEPEST = 3  # a table within a chart within slides
CLICKED = ("hyperlink", "externalLinkPath")  # a link, and another workbook: only when the reader says so
CLICKING = re.compile(r"hyperlink|hlink\w*|externalBook")  # elements that wait for it
# A path of the writer's own computer, as Word notes it of every template: nobody else has anything there.
LOCAL = re.compile(
    r"(?:file:/{0,3})?[a-z]:[\\/]|file:///[^\\/]|(?![a-z][a-z0-9+.-]+:)(?![\\/][\\/?])", re.IGNORECASE
)
FOREIGN = ("control", "activeXControlBinary", "aFChunk", "subDocument")
OBJECTS = ("oleObject", "package")
HOLDING = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # a file within the file, whether anything refers to it or not
PROGRAMS = re.compile(r"vbaProject|wordVbaData|macrosheet", re.IGNORECASE)  # by relationship or by type
MACRO_TYPES = re.compile(rb"macroEnabled|ms-office\.vbaProject|macrosheet", re.IGNORECASE)
_PREFIX = rb"<(?:[^\s<>/:!?\"'=]{1,40}:)?"  # in whichever letters
FORMULA_OF = re.compile(
    _PREFIX
    + rb"(?:f|formula[12]?|definedName|calculatedColumnFormula|totalsRowFormula)(?:\s[^<>]*)?>([^<]*)<"
)
# A function is called, or given to another one by its name alone: MAP(A1,_xleta.WEBSERVICE).
ASKING = re.compile(
    rb"\bWEBSERVICE\b|\b(?:IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC|SQL\.REQUEST)\s*\("
    rb"|_xleta\.(?:IMAGE|RTD|CALL|REGISTER|EXEC)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")  # a text, or the name of a sheet
DDE = re.compile(_PREFIX + rb"ddeLink[\s/>]", re.IGNORECASE)
CONNECTED = re.compile(
    _PREFIX + rb"(?:(?:webPr|dbPr|olapPr|textPr|oledbPr|dataFeedPr|modelTextPr)[\s/>]"
    rb"|connection\s[^<>]*\b(?:odcFile|sourceFile)\s*=)",
    re.IGNORECASE,
)
# Letters to many, whose addresses are asked for on another machine; a table on the writer's own disk nobody else has.
MERGED = re.compile(
    _PREFIX + rb"(?:connectString|query)\s[^<>]*(?:[\\/]{2}|\b(?:server|address|addr|url)\s*="
    rb"|\bdata source\s*=\s*(?:&quot;)?(?![a-z]:|[\s&]))",
    re.IGNORECASE,
)
PRESSED = re.compile(rb"ppaction://(?:program|macro)|" + _PREFIX + rb"hlinkMouseOver[\s/>]", re.IGNORECASE)
# What parts the words that are looked for, and what else they may be spelt with.
SPELT = (b"<!--", b"<![CDATA[", b"&#")
PICTURES = ("png", "jpeg", "bmp", "tiff")
TOO_MUCH_HELD = "嵌入的文件大得不正常，不能逐一查看：请删去后另存，附在里面的文件请单独上传。"
Look = Callable[[bytes], Act]


def read(data: bytes) -> Document:
    return found_in(data).to_document()


def found_in(content: bytes, depth: int = 0) -> Act:
    """The first thing that makes it more than a document. Raises UnreadableDocument for what cannot be looked into, and for a
    mark of secrecy."""
    package = Package(content)
    looks = (
        _fetched(package),
        _programs(package),
        _objects(package, depth),
        _parts(package, kind_of(content)),
    )
    return next((act for look in looks for act in look if act.kind != NOTHING), NO_ACT)


def _fetched(package: Package) -> Iterator[Act]:
    clicked: dict[str, dict[str, str]] = {}
    for at, link in package.all_links():
        if not link.address or LOCAL.match(link.address):
            continue
        if link.kind not in CLICKED:
            yield Act(ELSEWHERE, link.address)
        else:
            clicked.setdefault(at, {})[link.id.strip()] = link.address
    for at, addresses in clicked.items():
        yield from _shown(package, at, addresses)


def _shown(package: Package, at: str, addresses: dict[str, str]) -> Iterator[Act]:
    """What calls itself a link and is used as a picture: programs go by the place where it is used, and fetch it."""
    folder, _rels, name = at.rpartition("_rels/")
    data = package.read(folder + name.removesuffix(at[-5:]))
    for element in parsed(data).iter("*") if is_markup(data) else ():
        if CLICKING.fullmatch(etree.QName(element).localname):
            continue
        for attribute, value in element.attrib.items():
            if value.strip() in addresses and attribute.partition("}")[0].endswith("/relationships"):
                yield Act(ELSEWHERE, addresses[value.strip()])


def _programs(package: Package) -> Iterator[Act]:
    if MACRO_TYPES.search(package.read("[Content_Types].xml")):
        yield Act(MACRO)
    if any(PROGRAMS.search(name) for name in package.names):
        yield Act(MACRO)
    if any(PROGRAMS.search(link.kind) for _at, link in package.all_links()):
        yield Act(MACRO)


def _objects(package: Package, depth: int) -> Iterator[Act]:
    if any(link.kind in FOREIGN for _at, link in package.all_links()):
        yield Act(CONTROL)
    linked = [link.part for _at, link in package.all_links() if link.kind in OBJECTS and link.part]
    held = [name for name in package.names if package.read_plain(name, 4) in HOLDING]
    left = MOST_HELD
    for part in dict.fromkeys((*linked, *held)):
        inner = package.read_plain(part)
        left -= len(inner)
        if left < 0:
            raise UnreadableDocument(TOO_MUCH_HELD)
        if inner:
            yield _held(inner, depth + 1)


def _held(content: bytes, depth: int) -> Act:
    """What lies within a document is looked at as if it came by itself: a chart brings its table along."""
    try:
        kind = kind_of(content)
    except UnreadableDocument:
        return Act(HELD)
    if kind == "ole":
        return oleacts.found_in(content)
    if kind in _LOOKS and depth < DEEPEST:
        return found_in(content, depth)
    return NO_ACT if kind in PICTURES else Act(HELD, kind or "?")


def _parts(package: Package, kind: str) -> Iterator[Act]:
    """All of them, wherever they lie and whatever they are called: Word goes by relationships."""
    look = _LOOKS.get(kind)
    for part in package.names:
        if not is_markup(package.read_plain(part, 256)):
            continue
        data = package.read(part)
        if look is not None:
            yield look(data)
            if any(each in data for each in SPELT) or data.find(b"<?", 6) >= 0:
                yield look(_flat(data, part))
        if may_be_marked(data):
            refuse_marked_part(data)


def _flat(data: bytes, part: str) -> bytes:
    """Without comments and instructions, every character as itself. Old drawings are read by everybody as far as they go."""
    if not part.lower().endswith(".vml"):
        return bytes(etree.tostring(parsed(data), encoding="utf-8"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    root = etree.fromstring(data, parser)
    return b"" if root is None else bytes(etree.tostring(root, encoding="utf-8"))


def _word(data: bytes) -> Act:
    if b"mailMerge" in data and MERGED.search(data):
        return Act(LINKED)
    if b"instr" not in data and b"fldSimple" not in data:
        return NO_ACT
    wrong = next(filter(wordfields.fetches, field_instructions(data)), "")
    return Act(FIELD, wrong.strip()[:40]) if wrong else NO_ACT


def field_instructions(data: bytes) -> list[str]:
    """Of one part, in whichever of Word's namespaces. Raises UnreadableDocument when the XML is broken."""
    found = []
    for element in parsed(data).iter(etree.Element):
        tag = etree.QName(element).localname
        if tag in ("instrText", "fldChar", "fldSimple"):
            named = (v for k, v in element.attrib.items() if k.rpartition("}")[2] in ("instr", "fldCharType"))
            found.append((tag, element.text or "", str(next(named, ""))))
    return wordfields.instructions(found)


def _sheet(data: bytes) -> Act:
    if DDE.search(data) or CONNECTED.search(data):
        return Act(LINKED)
    plain = data.replace(b"<![CDATA[", b"").replace(b"]]>", b"")
    for match in FORMULA_OF.finditer(plain):
        said = unescape(match[1].decode("utf-8", "ignore")).encode() if b"&" in match[1] else match[1]
        if ASKING.search(said) or _asks_a_program(said):
            return Act(FORMULA, said.decode("utf-8", "ignore")[:40])
    return NO_ACT


def _asks_a_program(said: bytes) -> bool:
    """program|topic!item, each of them in quotes or not; a text and the name of a sheet may hold such signs."""
    plain = QUOTED.sub(b"q", said)
    at = plain.find(b"|")
    return at >= 0 and plain.find(b"!", at) >= 0


def _slide(data: bytes) -> Act:
    return Act(ACTION) if PRESSED.search(data) else NO_ACT


_LOOKS: dict[str, Look] = {"docx": _word, "xlsx": _sheet, "pptx": _slide}
