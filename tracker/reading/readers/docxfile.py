"""Word documents: paragraphs with the labels that automatic numbering only draws, tables, text boxes, notes, and parts
that hold another document. Read is what the pages show with all revisions accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.etree import _Element as Element

from ..blocks import BOX, MARGIN, NOTE, TEXT, Document, Paragraph, Table
from ..secrecy import is_named, is_starred
from ..text.characters import clean
from ..text.numbering import find_label
from .docxchunks import chunk
from .docxnumbers import Numbering
from .docxruns import Runs, chosen, is_placeholder
from .docxstyles import Style, Styles, is_on
from .docxtables import Tables
from .errors import UnreadableDocument
from .limits import MAX_PARAGRAPHS
from .ooxml import MC, Package, R, W

_HEADING_MAX = 60
_THROUGH = {W + name for name in ("ins", "moveTo", "customXml", "smartTag")}
_CONTENTS_LINE = re.compile(r"\d+\s*$")
_DRAWN = {"diagramData": "图示", "chart": "图表"}
_LITTLE = 200  # characters; a document with less may well be pictures of text


def read(data: bytes, depth: int = 0) -> Document:
    """`depth`: how many documents hold this one."""
    package = Package(data)
    main = package.main("word/document.xml")
    root = package.tree(main)
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise UnreadableDocument("Word文档里没有正文：请检查后重新上传。")
    styles = Styles(package.first(main, "styles"))
    story = _Story(package, main, styles, Numbering(package.first(main, "numbering"), styles), depth)
    story.walk(body)
    story.flush()
    story.notes()
    marks = _marks(package, main)
    return Document(marks + story.blocks, story.warnings + _unread(package, main, story), "docx")


def _marks(package: Package, main: str) -> list[Paragraph | Table]:
    """Page headers and comments only matter for a classification mark; they are put first so that the check sees them."""
    found: list[Paragraph | Table] = []
    for name in package.related(main, "header")[:12]:
        root = package.tree(name)
        text = clean("".join(root.itertext(W + "t"))).strip() if root is not None else ""
        if is_named(text):
            found.append(Paragraph(text, "页眉", kind=MARGIN))
    for name in package.related(main, "comments"):
        root = package.tree(name)
        for paragraph in root.iter(W + "p") if root is not None else ():
            text = clean("".join(paragraph.itertext(W + "t"))).strip()
            if is_starred(text):
                found.append(Paragraph(text, "批注", kind=MARGIN))
    return found


def _unread(package: Package, main: str, story: _Story) -> list[str]:
    """What people see and no reader of text can read."""
    out = []
    little = sum(len(b.text) for b in story.blocks if isinstance(b, Paragraph)) < _LITTLE
    if story.pictures and (little or story.pictures > 2):
        out.append(f"文件里有{story.pictures}张较大的图片，图片里的文字没有读取，请核对。")
    for kind, words in _DRAWN.items():
        if count := len(package.related(main, kind)):
            out.append(f"文件里有{count}个{words}，其中的文字没有读取，请核对。")
    return out


class _Story:
    def __init__(self, package: Package, main: str, styles: Styles, numbering: Numbering, depth: int):
        self._package, self._main, self._depth = package, main, depth
        self._styles, self._numbering = styles, numbering
        self._runs = Runs(styles)
        self._tables = Tables(self._lines)
        self._carried = ""  # text before a paragraph mark that is hidden or deleted
        self._count, self._table_count, self._kind = 0, 0, TEXT
        self.blocks: list[Paragraph | Table] = []
        self.warnings: list[str] = []

    @property
    def pictures(self) -> int:
        return self._runs.pictures

    def walk(self, parent: Iterable[Element]) -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                self._paragraph(element)
            elif tag == W + "tbl":
                self._table(element)
            elif tag == W + "sdt":
                self._control(element)
            elif tag == MC + "AlternateContent":
                self.walk(chosen(element))
            elif tag == W + "altChunk":
                self._chunk(element)
            elif tag in _THROUGH:
                self.walk(element)

    def flush(self) -> None:
        text, self._carried = self._carried, ""
        if text.strip():
            self._add(text, Style())

    def notes(self) -> None:
        """Foot and end notes stand on the pages, beside the text."""
        self._kind = NOTE
        for kind in ("footnotes", "endnotes"):
            root = self._package.first(self._main, kind)
            for note in root if root is not None else ():
                if note.get(W + "type", "normal") == "normal":
                    self.walk(note)

    def _control(self, element: Element) -> None:
        """A content control, unless it is a table of contents or waits to be filled in."""
        is_contents = element.find(f".//{W}docPartGallery[@{W}val='Table of Contents']") is not None
        content = element.find(W + "sdtContent")
        if content is not None and not is_contents and not is_placeholder(element):
            self.walk(content)

    def _paragraph(self, element: Element) -> None:
        self._count += 1
        if self._count > MAX_PARAGRAPHS:
            raise UnreadableDocument(f"文件超过{MAX_PARAGRAPHS}段：请只上传有任务的部分，或拆成几个文件。")
        properties = element.find(W + "pPr")
        style = self._styles.of(properties)
        in_contents = self._runs.fields.in_contents
        text, _label = self._text(element, properties, style)
        in_contents = in_contents or self._runs.fields.in_contents
        if text and not style.is_toc and not (in_contents and _CONTENTS_LINE.search(text[-8:])):
            self._add(text, style)
        self._boxes()

    def _add(self, text: str, style: Style) -> None:
        place = f"第{self._count}段"
        for line in text.split("\n"):
            level = style.level if style.level and len(line) <= _HEADING_MAX else 0
            self.blocks.append(Paragraph(line, place, level, kind=self._kind))

    def _boxes(self) -> None:
        """Text boxes stand by themselves, after the paragraph that anchors them."""
        boxes, self._runs.boxes = self._runs.boxes, []
        if not boxes:
            return
        kind, carried, self._kind, self._carried = self._kind, self._carried, BOX, ""
        for box in boxes:
            self.walk(box)
            self.flush()
        self._kind, self._carried = kind, carried

    def _text(self, element: Element, properties: Element | None, style: Style) -> tuple[str, str]:
        """The text with its label, and the label alone. Nothing while the mark at its end is hidden or deleted."""
        text = self._carried + self._runs.text(element, style)
        self._carried = ""
        if _joins_next(properties, style):
            self._carried = text
            return "", ""
        label = self._numbering.label(properties, style)
        if label and text.strip() and not find_label(text):
            text = label + text.lstrip()
        return (text if text.strip() else ""), label

    def _lines(self, element: Element) -> tuple[list[str], str]:
        """Lines of a paragraph in a cell, and its label."""
        properties = element.find(W + "pPr")
        text, label = self._text(element, properties, self._styles.of(properties))
        return [line.strip() for line in text.split("\n") if line.strip()], label

    def _table(self, element: Element) -> None:
        self._table_count += 1
        table = self._tables.table(element, f"第{self._table_count}个表")
        self._carried = ""
        if table.rows:
            self.blocks.append(table)
        self._boxes()

    def _chunk(self, element: Element) -> None:
        link = self._package.links(self._main).get(element.get(R + "id", ""))
        document = chunk(self._package.read(link.part), self._depth) if link and link.part else None
        if document is None:
            self.warnings.append("文件里嵌有一个读不了的文件，其中的文字没有读取，请核对。")
            return
        self.blocks += document.blocks
        self.warnings += document.warnings


def _joins_next(properties: Element | None, style: Style) -> bool:
    mark = properties.find(W + "rPr") if properties is not None else None
    if mark is None:
        return style.hidden
    if is_on(mark, "del") or is_on(mark, "moveFrom"):
        return True
    hidden = is_on(mark, "vanish")  # one that is only struck out still ends its paragraph
    return style.hidden if hidden is None else hidden
