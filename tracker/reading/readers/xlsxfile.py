"""Spreadsheets (.xlsx): every visible sheet as a table, values as they are shown, and the text boxes that lie on it."""

from __future__ import annotations

import re
from html import unescape

from lxml.etree import _Element as Element

from ..blocks import BOX, MARGIN, Document, Paragraph, Table
from ..secrecy import is_named, is_starred
from ..text.characters import clean
from .errors import UnreadableDocument
from .formats import EPOCH, EPOCH_1904
from .limits import MAX_ROWS
from .ooxml import A, Package, R, S
from .xlsxsheet import Book, Sheet, read_sheet
from .xlsxstyles import looks, texts

_ON = ("1", "true", "on")
_TYPED = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]{1,300})<")  # words that stand in their cell itself
MOST_MARKS = 20


def read(data: bytes) -> Document:
    package = Package(data)
    main = package.main("xl/workbook.xml")
    root = package.tree(main)
    if root is None:
        raise UnreadableDocument("Excel文件里没有工作表：请用表格软件打开修复，另存后重新上传。")
    properties = root.find(S + "workbookPr")
    is_1904 = properties is not None and properties.get("date1904") in _ON
    book = Book(
        texts(package.first(main, "sharedStrings")),
        looks(package.first(main, "styles")),
        EPOCH_1904 if is_1904 else EPOCH,
    )
    document = Document([*_marks(package, root, book)], [], "xlsx")
    count = 0
    for element in root.iter(S + "sheet"):
        part = _sheet_part(package, main, element, document)
        if part:
            count += _sheet(package, part, element.get("name", ""), book, document, MAX_ROWS - count)
    return document


def _marks(package: Package, root: Element, book: Book) -> list[Paragraph]:
    """Names of sheets, and whatever any sheet says, the hidden ones too, only matter for a classification mark here."""
    names = [element.get("name", "") for element in root.iter(S + "sheet")]
    parts = [name for name in package.names if name.lower().startswith("xl/worksheets/")]
    written = (
        unescape(text.decode("utf-8", "ignore"))
        for part in parts
        for text in _TYPED.findall(package.read(part))
    )
    return [
        Paragraph(clean(text), "工作表", kind=MARGIN)
        for text in (*names, *book.texts, *written)
        if "密" in text and is_starred(text)
    ][:MOST_MARKS]


def _sheet_part(package: Package, main: str, element: Element, document: Document) -> str:
    """Name of the part with the sheet, or "" when it is not to be read."""
    if element.get("state", "visible") != "visible":
        document.warnings.append(f"工作表“{element.get('name', '')}”是隐藏的，没有读取。")
        return ""
    link = package.links(main).get(element.get(R + "id", ""))
    return link.part if link and link.kind == "worksheet" else ""


def _sheet(package: Package, part: str, name: str, book: Book, document: Document, allowed: int) -> int:
    """Adds the blocks of the sheet; how many rows it has."""
    sheet = read_sheet(package.read(part), book, allowed)
    place = f"工作表“{name}”"
    document.blocks += _page_headers(sheet)
    if sheet.rows:
        first = sheet.numbers[0]
        told = sheet.numbers if sheet.numbers[-1] - first + 1 != len(sheet.numbers) else []
        document.blocks.append(Table(sheet.rows, place, name, sheet.merges, True, first, told))
    document.blocks += _boxes(package, part, place)
    document.warnings += warnings_of(sheet, place)
    return len(sheet.rows)


def warnings_of(sheet: Sheet, place: str) -> list[str]:
    """What people see of the sheet and what they do not, where that is worth a look."""
    out = []
    if sheet.hidden_rows or sheet.hidden_columns:
        counts = ((sheet.hidden_rows, "行"), (len(sheet.hidden_columns), "列"))
        said = "、".join(f"{count}{word}" for count, word in counts if count)
        out.append(f"{place}有{said}是隐藏的（或被筛选掉了），没有读取，请核对。")
    if sheet.struck:
        out.append(f"{place}有{sheet.struck}个单元格的字划了删除线，没有读取，请核对。")
    if sheet.is_cut:
        out.append(f"{place}右边还有很远的列，没有读取，请核对。")
    if sheet.unsolved:
        cells = "、".join(sheet.unsolved[:5])
        out.append(
            f"{place}的{cells}等{len(sheet.unsolved)}个单元格是没有结果的公式：请用表格软件打开并保存一次后重新上传。"
        )
    return out


def _page_headers(sheet: Sheet) -> list[Paragraph]:
    """What is printed above every page only matters for a classification mark."""
    words = [clean(re.sub(r"&(?:\"[^\"]*\"|\d+|[A-Z])", "", text)).strip() for text in sheet.headers]
    return [Paragraph(text, "页眉", kind=MARGIN) for text in words if is_named(text)]


def _boxes(package: Package, part: str, place: str) -> list[Paragraph]:
    """The words of text boxes and shapes."""
    out = []
    for drawing in package.related(part, "drawing"):
        root = package.tree(drawing)
        for body in root.iter("{*}txBody") if root is not None else ():
            lines = ("".join(p.itertext(A + "t")) for p in body.iter(A + "p"))
            out += [Paragraph(text, place, kind=BOX) for line in lines if (text := clean(line).strip())]
    return out
