"""What a file or a page says, piece by piece, without its looks: paragraphs, and the cells of tables with each merged cell
said in every row that it covers."""

import re
from io import BytesIO
from zipfile import ZipFile

import lxml.html
import openpyxl
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BLANK = re.compile(r"\s+")
DATE = re.compile(r"(20\d\d)(?:-|年)(\d{1,2})(?:-|月)(\d{1,2})日?")
NUMBER = re.compile(r"[^\s，。；：、（）“”《》/]{1,4}〔20\d\d〕\d+号|20\d\d-\d\d-\d\d|\d+(?:\.\d+)?%?")


def plain(text):
    """Without blanks; what says that a cell is no formula is no word of it."""
    return BLANK.sub("", str(text)).removeprefix("'")


def numbers(text):
    """Dates (one way of writing them), document numbers and all other numbers."""
    dated = DATE.sub(lambda m: f" {m[1]}-{int(m[2]):02}-{int(m[3]):02} ", text)
    return set(NUMBER.findall(dated))


def of_docx(content):
    with ZipFile(BytesIO(content)) as package:
        body = etree.fromstring(package.read("word/document.xml"))[0]
    said = []
    for block in body:
        if block.tag == f"{W}p":
            said.append(_words(block))
        elif block.tag == f"{W}tbl":
            said += _cells(block)
    return [piece for piece in map(plain, said) if piece]


def rows_of(content):
    """Of the first table of a docx, below its heads."""
    with ZipFile(BytesIO(content)) as package:
        grid = next(etree.fromstring(package.read("word/document.xml")).iter(f"{W}tbl"))
    columns = len(grid.find(f"{W}tr").findall(f"{W}tc"))
    cells = [plain(words) for words in _cells(grid)]
    return [cells[at : at + columns] for at in range(columns, len(cells), columns)]


def _words(element):
    parts = {f"{W}t": lambda e: e.text or "", f"{W}br": lambda e: "\n", f"{W}tab": lambda e: " "}
    return "".join(parts[e.tag](e) for e in element.iter() if e.tag in parts)


def _cells(table):
    above = []
    for row in table.iter(f"{W}tr"):
        now = []
        for at, cell in enumerate(row.iterchildren(f"{W}tc")):
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merged is not None and merged.get(f"{W}val") != "restart"
            now.append(above[at] if goes_on else _words(cell))
        yield from now
        above = now


def of_xlsx(content):
    said = []
    for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
        merged = {}
        for area in sheet.merged_cells.ranges:
            first = sheet.cell(area.min_row, area.min_col).value
            if area.min_col == area.max_col:
                merged |= {(row, area.min_col): first for row in range(area.min_row, area.max_row + 1)}
        for row in sheet.iter_rows():
            said += [merged.get((cell.row, cell.column), cell.value) for cell in row]
    return [piece for piece in (plain(value) for value in said if value is not None) if piece]


def of_html(content, within="//body"):
    (root,) = lxml.html.fromstring(content).xpath(within)
    said = []
    for element in root.iter("h1", "h2", "h3", "p", "li", "dt", "dd", "table"):
        said += _rows(element) if element.tag == "table" else [element.text_content()]
    return [piece for piece in map(plain, said) if piece]


def _rows(table):
    yield from (caption.text_content() for caption in table.iter("caption"))
    goes_on = {}  # by column: for how many rows more, and what it says
    for row in table.iter("tr"):
        at = 0
        for cell in [*row.xpath("(./td|./th)[not(@class='once')]"), None]:
            while goes_on.get(at, (0, ""))[0]:
                left, words = goes_on[at]
                goes_on[at] = (left - 1, words)
                yield words
                at += 1
            if cell is not None:
                words = cell.text_content()
                yield words
                goes_on[at] = (int(cell.get("rowspan", 1)) - 1, words)
                at += 1
