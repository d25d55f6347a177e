"""Web pages: headings, paragraphs, lists and tables as a browser shows them."""

from __future__ import annotations

import re

from lxml import etree, html
from lxml.etree import _Element as Element

from ..blocks import Document, Paragraph, Table
from ..text.characters import clean
from .errors import UnreadableDocument
from .htmlframe import is_frame, is_frame_line, without_foot
from .htmllists import Numbers
from .htmlshown import Shown
from .htmltables import Tables, is_layout
from .textfile import decode

_BESIDE = {"nav", "footer", "aside"}  # what frames the article
_INLINE = {
    "a", "b", "strong", "i", "em", "u", "span", "font", "sub", "sup", "small", "big", "mark", "label", "o:p", "st1:chsdate", "abbr",
    "code", "ins", "bdo", "bdi", "wbr", "q", "cite", "time", "ruby", "rb", "tt", "kbd", "samp", "var", "dfn", "data", "nobr",
}  # fmt: skip
_LITTLE = 60  # characters: a form, or a page of pictures
_LITTLE_TEXT = 200
_HIDDEN_WORDS = 10


def read(data: bytes) -> Document:
    text, warnings = _decode(data)
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding=None
    )
    try:
        root = html.document_fromstring(clean(text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("网页文件读不懂：请在浏览器里打开，把正文复制到Word后上传。") from error
    shown = Shown(root)
    walker = _Walker(shown)
    walker.walk(root.find("body") if root.find("body") is not None else root)
    walker.flush()
    if not walker.titled and (title := clean(root.findtext(".//title") or "").strip()):
        walker.blocks.insert(0, Paragraph(title, "网页标题", 9))
    blocks = without_foot(walker.blocks)
    return Document(blocks, warnings + _unread(walker, shown), "html")


def _unread(walker: _Walker, shown: Shown) -> list[str]:
    out = []
    if shown.hidden_words >= _HIDDEN_WORDS:
        out.append("网页里有隐藏的文字，没有读取，请核对。")
    words = sum(len(b.text) for b in walker.blocks if isinstance(b, Paragraph))
    if walker.pictures and words < _LITTLE_TEXT and not any(isinstance(b, Table) for b in walker.blocks):
        out.append(f"网页里有{walker.pictures}张图片，图片里的文字没有读取，请核对。")
    return out


def _decode(data: bytes) -> tuple[str, list[str]]:
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:4000], re.I)
    name = declared.group(1).decode("ascii", "ignore").lower() if declared else ""
    if name in ("gb2312", "gbk"):
        name = "gb18030"
    if name and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = data.decode(name)
        except (LookupError, UnicodeDecodeError):
            text = ""
        if text:
            return re.sub(r"^\s*<\?xml[^>]*\?>", "", text), []
    text, warnings = decode(data)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text), warnings


class _Walker:
    def __init__(self, shown: Shown):
        self.blocks: list[Paragraph | Table] = []
        self._shown, self._tables, self._numbers = shown, Tables(shown), Numbers()
        self._words: list[str] = []
        self._linked = 0  # characters of these words that are links
        self._level, self._count, self._kept = 0, 0, 0
        self.titled, self.pictures = False, 0

    def walk(self, element: Element) -> None:
        self._say(element.text)
        for child in element:
            self._child(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        """Words of the page; their line breaks count only where the page keeps them."""
        if not text:
            return
        if not self._kept:
            self._words.append(text)
            return
        for n, line in enumerate(text.split("\n")):
            if n:
                self.flush()
            self._words.append(line)

    def _child(self, child: Element) -> None:
        tag = child.tag
        self.pictures += tag == "img"
        if not self._shown.is_shown(child) or tag in _BESIDE or is_frame(child) or _is_search(child):
            return
        if tag in ("br", "hr"):
            self.flush()
        elif tag == "table" and not is_layout(child):
            self.flush()
            table = self._tables.table(child)
            if table.rows:
                self.blocks.append(table)
        elif tag in _INLINE:
            self._inline(child)
        else:
            self._block(child)

    def _inline(self, child: Element) -> None:
        start = len(self._words)
        self.walk(child)
        if child.tag == "a" and child.get("href"):
            self._linked += len("".join(self._words[start:]).strip())

    def _block(self, child: Element) -> None:
        tag = child.tag
        self.flush()
        self._level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0
        if tag == "h1" and not self.titled:
            self._level, self.titled = 9, True
        if tag == "li" and (number := self._numbers.of(child)):
            self._words.append(number)
        keeps = tag == "pre" or "pre" in child.get("style", "")
        self._kept += keeps
        self.walk(child)
        self.flush()
        self._kept -= keeps

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\n\xa0]+", " ", clean("".join(self._words))).strip()
        text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text)
        if text.strip("\u3000 ") and not self._frames(text):
            self._count += 1
            level = self._level if len(text) <= 60 or self._level == 9 else 0
            self.blocks.append(Paragraph(text, f"第{self._count}段", level))
        self._words, self._level, self._linked = [], 0, 0

    def _frames(self, text: str) -> bool:
        """Menus, paths and lists of other articles consist of links; what an office orders does not."""
        return bool(is_frame_line(text)) or (
            self._level != 9 and self._linked >= 0.9 * len(text.replace(" ", ""))
        )


def _is_search(element: Element) -> bool:
    """A form that holds the whole page is no form to people; one with a few words is."""
    return element.tag == "form" and len("".join(element.itertext()).strip()) < _LITTLE
