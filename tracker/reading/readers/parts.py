"""OFD and slides, looked through for evidence in the guarded process: marks of secrecy in their words, and in OFD what does
more than being read: files attached, media, an address that is opened with the document. They are not read for their contents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..blocks import Document, Paragraph
from .errors import UnreadableDocument
from .marks import refuse_classified, refuse_starred

if TYPE_CHECKING:  # loads lxml, which the pages that only know the words below do not need
    from lxml.etree import _Element as Element

    from .ooxml import Package

MOST_BYTES = 16 * 1024 * 1024  # of markup, unpacked
HEAD = 30  # words that stand where a mark does
NOTHING, ATTACHED, MEDIA, ADDRESS = "-", "attached", "media", "address"
WORDS = ("t", "TextCode")
ACTS = {"Attachment": ATTACHED, "GotoA": ATTACHED, "Sound": MEDIA, "Movie": MEDIA}
CLICKED = "CLICK"
TOO_MUCH = "文件里的文字和标记大得不正常，不能逐一查看：请打印为PDF，或拆成几个文件后重新上传。"


def read(data: bytes) -> Document:
    """One paragraph: what was found, or that there is nothing. Raises UnreadableDocument for a mark of secrecy."""
    from .ooxml import Package

    words: list[str] = []
    found = NOTHING
    package = Package(data)
    markup = {name.lower() for name in package.names if name.lower().endswith(".xml")}
    for root in _roots(package):
        for element in root.iter("*"):
            name = _name(element)
            if name in WORDS and element.text:
                words.append(element.text)
            elif found == NOTHING:
                found = _act(name, element, markup)
    refuse_classified(Document([Paragraph(text) for text in words[:HEAD]]))
    if "密" in (said := "".join(words)):
        refuse_starred(said)
    return Document([Paragraph(found)])


def _act(name: str, element: Element, markup: set[str]) -> str:
    if name == "Attachment" and _is_invoice(element, markup):
        return NOTHING
    return ACTS.get(name) or (ADDRESS if name == "URI" and _opens_itself(element) else NOTHING)


def _is_invoice(element: Element, markup: set[str]) -> bool:
    """An electronic invoice brings its figures along in XML: a part like all the others, which is looked through with them."""
    place = next((each.text or "" for each in element if _name(each) == "FileLoc"), "")
    name = place.strip().replace("\\", "/").rpartition("/")[2].lower()
    return any(each == name or each.endswith(f"/{name}") for each in markup) if name else False


def _roots(package: Package) -> Iterator[Element]:
    """Of every part that is markup, wherever it lies and whatever it is called. A prefix that nobody explained is no reason
    to refuse: programs of offices write such files."""
    from lxml import etree

    from .markedparts import may_be_marked, refuse_marks_in

    left = MOST_BYTES
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    for name in package.names:
        if not is_markup(package.read_plain(name, 256)):
            continue
        markup = package.read(name)
        left -= len(markup)
        if left < 0:
            raise UnreadableDocument(TOO_MUCH)
        root = etree.fromstring(markup, parser)
        if root is not None:
            if may_be_marked(markup):
                refuse_marks_in(root)
            yield root


def is_markup(data: bytes) -> bool:
    """By its first bytes, also in UTF-16. Nothing but blanks in them: who knows what comes behind."""
    begins = data[:256].lstrip(b"\xef\xbb\xbf \r\n\t\x00")
    return (
        (bool(data) and not begins) or begins.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    )


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _opens_itself(element: Element) -> bool:
    """An address whose action waits for no click."""
    action = next((each for each in element.iterancestors() if _name(each) == "Action"), None)
    return action is None or action.get("Event", "") != CLICKED
