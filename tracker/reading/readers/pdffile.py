"""PDF with a text layer: lines in reading order and ruled tables, both from the same characters."""

from __future__ import annotations

import pypdfium2 as pdfium

from ..blocks import BOX, MARGIN, Document, Paragraph, Table
from ..secrecy import is_named
from .errors import UnreadableDocument
from .furniture import is_page_number, repeated
from .limits import MAX_PAGES, MAX_ROWS
from .pdfpages import Page, read_page
from .pdfpieces import Piece
from .pdfscan import Scanner
from .pdftables import append, goes_on

_LITTLE = 20  # characters of a whole document that is no text
_EMPTY = 5  # characters of a page


def read(data: bytes) -> Document:
    pages = _pages(_open(data))
    if sum(page.size for page in pages) < _LITTLE:
        if any(page.is_lost for page in pages):
            raise UnreadableDocument(
                "PDF里的文字读不出来，因为没有嵌入字体：请重新导出并选择嵌入字体，或上传Word原件。"
            )
        raise UnreadableDocument("PDF里没有文字，多半是扫描件：请先做文字识别（OCR），或上传Word原件。")
    furniture = repeated([(page.lines, page.box[1], page.box[3]) for page in pages])
    blocks: list[Paragraph | Table] = _marks(pages, furniture)
    for page, left_out in zip(pages, furniture, strict=True):
        for block in _blocks(page, left_out):
            before = blocks[-1] if blocks else None
            if isinstance(block, Table) and goes_on(before, block):
                append(before, block)
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
    return [Paragraph(text, "页眉", kind=MARGIN) for text in sorted(found) if is_named(text)]


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

    def __init__(self, lines: list[Piece]):
        self._left, self._right = min(line.left for line in lines), max(line.right for line in lines)
        self._margin = min((line.left for line in lines if len(line.text) > 8), default=0)

    def indents(self, line: Piece) -> bool:
        """Whether a paragraph begins here. A title stands in the middle and is no indented paragraph."""
        if line.left - self._margin <= 1.2 * line.height:
            return False
        off = abs((line.left - self._left) - (self._right - line.right))
        return off > line.height or line.right - line.left > 0.8 * (self._right - self._left)


def _warnings(pages: list[Page]) -> list[str]:
    lost = [page for page in pages if page.is_lost]
    empty = [page for page in pages if page.size < _EMPTY and not page.is_lost]
    pictures = [page for page in pages if page.is_half_picture and page.size >= _EMPTY]
    recognised = [page for page in pages if page.is_recognised]
    told = (
        (lost, "的文字没有嵌入字体，读不全：请重新导出PDF并选择嵌入字体，或上传Word原件。"),
        (empty, "没有文字（可能是扫描页），没有读取，请核对。"),
        (pictures, "有大幅图片，图片里的文字没有读取，请核对。"),
        (recognised, "的文字是扫描后由机器识别的，可能有错字，请核对。"),
        ([page for page in pages if page.is_crowded], "图形太多，其中的表格线没有全部辨认，请核对。"),
    )
    return [_listed(found) + words for found, words in told if found]


def _listed(pages: list[Page]) -> str:
    numbers = "、".join(str(page.number) for page in pages[:8])
    return f"第{numbers}页" if len(pages) <= 8 else f"第{numbers}页等{len(pages)}页"
