"""The shown text of a Word paragraph: what is hidden, struck out, deleted, a placeholder or above a character is left out;
text boxes and pictures met on the way are collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml.etree import _Element as Element

from ..text.characters import clean
from .docxfields import Fields
from .docxstyles import PLAIN, Style, Styles, unread
from .ooxml import MC, A, R, W

_TXBX = W + "txbxContent"
_IGNORED = {
    W + name
    for name in (
        "del", "moveFrom", "footnoteReference", "endnoteReference", "commentReference", "annotationRef", "pPr", "rPr", "tblPr",
        "sdtPr", "sdtEndPr", "rt", "rubyPr", "softHyphen", "lastRenderedPageBreak", "proofErr", "bookmarkStart", "bookmarkEnd",
    )
}  # fmt: skip
_FRAMES = {W + "drawing", W + "pict", W + "object"}
_LARGE = 1_080_000  # 3 cm, in the units of drawings


class Runs:
    def __init__(self, styles: Styles):
        self._styles = styles
        self._out: list[str] = []
        self._hidden = False  # by the style of the paragraph
        self.fields = Fields()
        self.boxes: list[
            Element
        ] = []  # content of text boxes, to be read after the paragraph that anchors them
        self.pictures = 0

    def text(self, paragraph: Element, style: Style) -> str:
        self._out, self._hidden = [], style.hidden
        self._collect(paragraph)
        self._out += self.fields.close_codes()
        return clean("".join(self._out))

    def _collect(self, parent: Iterable[Element]) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._run(child)
            elif tag not in _IGNORED:
                self._other(child, tag)

    def _other(self, child: Element, tag: str) -> None:
        if tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None and not is_placeholder(child):
                self._collect(content)
        elif tag == MC + "AlternateContent":
            self._collect(chosen(child))
        elif tag == W + "fldSimple" or len(child):
            self._collect(child)

    def _run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        if self._is_unread(properties):
            self._control(run)
            return
        for child in run:
            tag = child.tag
            if tag == W + "t":
                self._say(child.text or "")
            elif tag not in _IGNORED:
                self._part(child, tag)

    def _part(self, child: Element, tag: str) -> None:
        """What stands in a run beside its text."""
        if tag == W + "tab":
            self._say(" ")
        elif tag in (W + "br", W + "cr"):
            if child.get(W + "type") not in ("page", "column"):
                self._say("\n")
        elif tag == W + "noBreakHyphen":
            self._say("-")
        elif tag == W + "fldChar" or tag == W + "instrText":
            self._out += self.fields.feed(child)
        elif tag == W + "ruby":
            base = child.find(W + "rubyBase")
            if base is not None:
                self._collect(base)
        elif tag == MC + "AlternateContent":
            self._frames(chosen(child))
        elif tag in _FRAMES:
            self._frame(child)

    def _frames(self, choice: Iterable[Element]) -> None:
        for child in choice:
            if child.tag in _FRAMES:
                self._frame(child)
            elif child.tag == W + "t":
                self._say(child.text or "")
            else:
                self._part(child, child.tag)

    def _frame(self, element: Element) -> None:
        """A drawing. A box within a box is read with the outer one."""
        for found in _outermost(element, _TXBX):
            self.boxes.append(found)
        if _is_large_picture(element):
            self.pictures += 1

    def _control(self, run: Element) -> None:
        """Hidden runs still begin and end fields."""
        for child in run:
            if child.tag in (W + "fldChar", W + "instrText"):
                self.fields.feed(child)

    def _say(self, text: str) -> None:
        if self.fields.shows:
            self._out.append(text)
        else:
            self.fields.say(text)

    def _is_unread(self, properties: Element | None) -> bool:
        if properties is None:
            return self._hidden
        direct = unread(properties)
        if direct is not None:
            return direct
        named = properties.find(W + "rStyle")
        own = self._styles.named(named.get(W + "val", "")) if named is not None else PLAIN
        return own.hidden != self._hidden  # switches of two styles cancel each other


def is_placeholder(sdt: Element) -> bool:
    """A form field that nobody has filled in shows what to type there."""
    found = sdt.find(f"{W}sdtPr/{W}showingPlcHdr")
    return found is not None and found.get(W + "val", "1") not in ("0", "false", "off")


def chosen(alternatives: Element) -> Iterable[Element]:
    """The one of several forms of the same content that a current Word shows."""
    choice = alternatives.find(MC + "Choice")
    if choice is None:
        choice = alternatives.find(MC + "Fallback")
    return choice if choice is not None else ()


def _outermost(element: Iterable[Element], tag: str) -> Iterator[Element]:
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == MC + "AlternateContent":
            yield from _outermost(chosen(child), tag)
        elif len(child):
            yield from _outermost(child, tag)


def _is_large_picture(element: Element) -> bool:
    pictures = [e for e in element.iter(A + "blip") if e.get(R + "embed") or e.get(R + "link")]
    sizes = [(int(e.get("cx", 0)), int(e.get("cy", 0))) for e in element.iter("{*}extent") if _sized(e)]
    large = not sizes or any(min(size) >= _LARGE for size in sizes)
    return large and bool(
        pictures or next(element.iter("{urn:schemas-microsoft-com:vml}imagedata"), None) is not None
    )


def _sized(element: Element) -> bool:
    return all(element.get(side, "").isdigit() for side in ("cx", "cy"))
