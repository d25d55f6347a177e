"""PDF with a text layer: lines in reading order and ruled tables, both from the same characters."""

from __future__ import annotations

import pypdfium2 as pdfium

from ..blocks import BOX, MARGIN, Document, Paragraph, Table
from .errors import UnreadableDocument
from .furniture import is_mark, is_page_number, repeated
from .limits import MAX_PAGES, MAX_ROWS
from .pdflines import Line
from .pdfpages import Page, read_page
from .pdfscan import Scanner
from .pdftables import append, goes_on

_LITTLE = 20  # characters of a whole document that is no text
_EMPTY = 5  # characters of a page


def read(data: bytes) -> Document:
    pages = _pages(_open(data))
    if sum(page.size for page in pages) < _LITTLE:
        raise UnreadableDocument("PDF里没有文字，多半是扫描件：请先做文字识别（OCR），或上传Word原件。")
    furniture = repeated([(page.lines, page.box[1], page.box[3]) for page in pages])
    blocks: list[Paragraph | Table] = _marks(pages, furniture)
    for page, left_out in zip(pages, furniture, strict=True):
        for block in _blocks(page, left_out):
            if isinstance(block, Table) and blocks and goes_on(blocks[-1], block):
                append(blocks[-1], block)
            else:
                blocks.append(block)
    return Document(blocks, _warnings(pages), "pdf", wrapped=True)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise UnreadableDocument("文件加了密码：请取消密码保护后重新上传。") from error
        raise UnreadableDocument("PDF文件已损坏，打不开：请重新导出后上传。") from error
    if len(pdf) > MAX_PAGES:
        raise UnreadableDocument(f"PDF有{len(pdf)}页，超过{MAX_PAGES}页的上限：请只上传有任务的部分。")
    return pdf


def _pages(pdf: pdfium.PdfDocument) -> list[Page]:
    scanner, pages, rows = Scanner(), [], 0
    for index in range(len(pdf)):
        pages.append(read_page(pdf[index], index + 1, scanner))
        rows += sum(len(table.rows) for _, table in pages[-1].tables)
        if rows > MAX_ROWS:
            raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
    return pages


def _marks(pages: list[Page], furniture: list[set[int]]) -> list[Paragraph | Table]:
    """Marks of secrecy are seen though they stand in a header or a watermark."""
    found = {page.lines[n].text for page, out in zip(pages, furniture, strict=True) for n in out}
    found |= {text for page in pages for text in page.slanted}
    return [Paragraph(text, "页眉", kind=MARGIN) for text in sorted(found) if is_mark(text)]


def _blocks(page: Page, left_out: set[int]) -> list[Paragraph | Table]:
    """From top to bottom, columns one after the other."""
    place = f"第{page.number}页"
    free = [line for n, line in enumerate(page.lines) if n not in left_out and not is_page_number(line.text)]
    columns = {
        column: _Column([line for line in free if line.column == column])
        for column in {line.column for line in free}
    }
    out: list[Paragraph | Table] = []
    tables = sorted(page.tables, key=lambda pair: -pair[0])
    for line in free:
        while tables and tables[0][0] > line.top:
            out.append(tables.pop(0)[1])
        indent = "\u3000\u3000" if columns[line.column].indents(line) else ""
        out.append(Paragraph(indent + line.text, place, page=page.number))
    out += [table for _, table in tables]
    return out + [Paragraph(text, place, kind=BOX, page=page.number) for text in page.beside]


class _Column:
    """The edges of the text on a page, or of one of its columns."""

    def __init__(self, lines: list[Line]):
        self._left, self._right = min(line.left for line in lines), max(line.right for line in lines)
        self._margin = min((line.left for line in lines if len(line.text) > 8), default=0)

    def indents(self, line: Line) -> bool:
        """Whether a paragraph begins here. A title stands in the middle and is no indented paragraph."""
        if line.left - self._margin <= 1.2 * line.height:
            return False
        off = abs((line.left - self._left) - (self._right - line.right))
        return off > line.height or line.right - line.left > 0.8 * (self._right - self._left)


def _warnings(pages: list[Page]) -> list[str]:
    out = []
    if empty := [page.number for page in pages if page.size < _EMPTY]:
        listed = "、".join(map(str, empty[:8])) + ("等" if len(empty) > 8 else "")
        out.append(f"第{listed}页共{len(empty)}页没有文字（可能是扫描页），没有读取，请核对。")
    if recognised := sum(1 for page in pages if page.is_recognised):
        out.append(f"有{recognised}页的文字是扫描后由机器识别的，可能有错字，请核对。")
    if pictures := [page.number for page in pages if page.is_half_picture and page.size >= _EMPTY]:
        out.append(f"第{'、'.join(map(str, pictures[:8]))}页有大幅图片，图片里的文字没有读取，请核对。")
    if any(page.is_crowded for page in pages):
        out.append("有的页面图形太多，其中的表格线没有全部辨认，请核对。")
    return out
