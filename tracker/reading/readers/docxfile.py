"""Word documents: paragraphs with the labels that automatic numbering only draws, tables with merged cells."""

from __future__ import annotations

from lxml import etree

from ..blocks import Document, Paragraph, Table
from ..text.characters import clean
from ..text.numbering import find_label
from . import ooxml
from .docxnumbers import Numbering
from .errors import UnreadableDocument
from .limits import MAX_ROWS
from .sniff import open_zip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIP = {
    W + "del",
    W + "moveFrom",
    W + "instrText",
    _MC + "Fallback",
    W + "footnoteReference",
    W + "pPr",
    W + "rPr",
}
_HEADING_MAX = 60


def read(data: bytes) -> Document:
    archive = open_zip(data)
    ooxml.check_all(archive)
    root = ooxml.parse(ooxml.part(archive, "word/document.xml"))
    body = root.find(W + "body") if root is not None else None
    if body is None:
        raise UnreadableDocument("Word文档里没有正文：请检查后重新上传。")
    reader = _Body(
        Numbering(
            ooxml.parse(ooxml.part(archive, "word/numbering.xml")),
            ooxml.parse(ooxml.part(archive, "word/styles.xml")),
        )
    )
    reader.walk(body)
    document = Document(reader.blocks, [], "docx")
    document.warnings += _headers(archive, document)
    return document


def _headers(archive, document: Document) -> list[str]:
    """Page headers only matter for a classification mark; they are put first so that the check sees them."""
    for name in sorted(n for n in archive.namelist() if n.startswith("word/header"))[:6]:
        root = ooxml.parse(ooxml.part(archive, name))
        text = "".join(root.itertext(W + "t")).strip() if root is not None else ""
        if text and any(mark in text for mark in ("秘密", "机密", "绝密")):
            document.blocks.insert(0, Paragraph(clean(text), "页眉"))
    return []


class _Body:
    def __init__(self, numbering: Numbering):
        self.numbering = numbering
        self.blocks: list[Paragraph | Table] = []
        self.count, self.rows, self.tables = 0, 0, 0

    def walk(self, parent: etree._Element) -> None:
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                self._paragraph(element)
            elif tag == W + "tbl":
                self.tables += 1
                table = self._table(element)
                if table.rows:
                    self.blocks.append(table)
            elif tag == W + "sdt":
                if element.find(f".//{W}docPartGallery[@{W}val='Table of Contents']") is None:
                    content = element.find(W + "sdtContent")
                    if content is not None:
                        self.walk(content)
            elif tag in (W + "ins", W + "moveTo", W + "customXml", W + "smartTag"):
                self.walk(element)

    def _paragraph(self, element: etree._Element) -> None:
        self.count += 1
        properties = element.find(W + "pPr")
        style = self.numbering.style_of(properties)
        if style.is_toc:
            return
        text = self._text(element, properties)
        place = f"第{self.count}段"
        for line in text.split("\n"):
            level = style.level if style.level and len(line) <= _HEADING_MAX else 0
            self.blocks.append(Paragraph(line, place, level))

    def _text(self, element: etree._Element, properties: etree._Element | None) -> str:
        text = clean(_run_text(element))
        label = self.numbering.label(properties) if text.strip() else ""
        if label and not find_label(text):
            text = label + text.lstrip()
        return text

    def _cell_text(self, cell: etree._Element) -> str:
        """Lines of a cell. A cell that holds nothing but an automatic number shows that number."""
        paragraphs = list(cell.iter(W + "p"))
        lines = [t for p in paragraphs if (t := self._text(p, p.find(W + "pPr")).strip())]
        if not lines and len(paragraphs) == 1:
            return self.numbering.label(paragraphs[0].find(W + "pPr"))
        return "\n".join(lines)

    def _table(self, element: etree._Element) -> Table:
        rows: list[list[str]] = []
        merges: list[list[int]] = []
        open_above: dict[int, list[int]] = {}  # column -> merged area that may go on in the next row
        for tr in element.iter(W + "tr"):
            if (
                tr.getparent() is not element
                and tr.getparent().getparent() is not element
                and _table_of(tr) is not element
            ):
                continue
            self.rows += 1
            if self.rows > MAX_ROWS:
                raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
            self._row(tr, rows, merges, open_above)
        areas = [tuple(m) for m in merges if m[0] != m[2] or m[1] != m[3]]
        return Table(rows, f"第{self.tables}个表", merges=areas)

    def _row(self, tr, rows, merges, open_above) -> None:
        r, cells = len(rows), []
        before = tr.find(f"{W}trPr/{W}gridBefore")
        column = _count(before)
        cells += [""] * column
        seen: dict[int, list[int]] = {}
        for tc in _cells(tr):
            properties = tc.find(W + "tcPr")
            span_element = properties.find(W + "gridSpan") if properties is not None else None
            span = max(1, _count(span_element))
            vertical = properties.find(W + "vMerge") if properties is not None else None
            goes_on = vertical is not None and vertical.get(W + "val", "continue") == "continue"
            if goes_on and column in open_above:
                area = open_above[column]
                area[2] = r
                text = ""
            else:
                area = [r, column, r, column + span - 1]
                merges.append(area)
                text = self._cell_text(tc)
            if vertical is not None:
                seen[column] = area
            cells += [text] + [""] * (span - 1)
            column += span
        open_above.clear()
        open_above.update(seen)
        rows.append(cells)


def _count(element) -> int:
    """A number of columns, as far as it makes sense."""
    value = element.get(W + "val", "") if element is not None else ""
    return min(100, int(value)) if value.isascii() and value.isdigit() else 0


def _cells(tr):
    for child in tr:
        if child.tag == W + "tc":
            yield child
        elif child.tag == W + "sdt":
            yield from child.iterfind(f"{W}sdtContent/{W}tc")


def _table_of(tr):
    node = tr.getparent()
    while node is not None and node.tag != W + "tbl":
        node = node.getparent()
    return node


def _run_text(element: etree._Element) -> str:
    out: list[str] = []
    _collect(element, out)
    return "".join(out)


def _collect(element: etree._Element, out: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == W + "t":
            out.append(child.text or "")
        elif tag in _SKIP:
            continue
        elif tag == W + "tab":
            out.append(" ")
        elif tag in (W + "br", W + "cr"):
            if child.get(W + "type") not in ("page", "column"):
                out.append("\n")
        elif tag == W + "noBreakHyphen":
            out.append("-")
        elif len(child):
            _collect(child, out)
