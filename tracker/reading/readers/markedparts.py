"""Marks of secrecy in markup that no page shows, or not where a page is read: properties of the file, heads and feet, charts,
drawings, comments, words that were deleted or hidden, what stands for a picture. A mark with its star is one wherever it
stands; a level alone, where a file says what it is: in its properties, or under the name 密级."""

from __future__ import annotations

from lxml import etree

from .marks import refuse_marked, refuse_starred

LAST = "密".encode()  # of every level
ENTITY = b"&#"
# A text goes on from one element to the next until one of these begins.
BREAKS = frozenset({"p", "si", "is", "c", "row", "comment", "text", "TextObject", "title", "property"})
PROPERTIES = frozenset(
    {"coreProperties", "Properties", "OFD", "DocInfo"}
)  # roots of what a file says of itself
LEVEL = "密级"


def may_be_marked(data: bytes) -> bool:
    return LAST in data or ENTITY in data


def refuse_marked_part(data: bytes) -> None:
    """Raises UnreadableDocument for a mark. Broken markup is read as far as it goes."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(data, parser)
    if root is not None:
        refuse_marks_in(root)


def refuse_marks_in(root: etree._Element) -> None:
    """The same of what was parsed already."""
    says_what_it_is = _name(root) in PROPERTIES
    said: list[str] = []
    for element in root.iter("*"):
        if _name(element) in BREAKS:
            _refuse(said)
            said = []
        values = [value for value in element.attrib.values() if "密" in value]
        for value in values:
            refuse_starred(value)
        if any(LEVEL in value for value in values):
            refuse_marked([f"{LEVEL}:{''.join(element.itertext())}"])
        texts = [text for text in (element.text, element.tail) if text]
        if says_what_it_is:
            refuse_marked(text for text in texts if "密" in text)
        said += texts
    _refuse(said)


def _refuse(said: list[str]) -> None:
    whole = "".join(said)
    if "密" in whole:
        refuse_starred(whole)


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]
