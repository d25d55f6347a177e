"""What python-docx has no word for: fonts by script, rules, frames, grids, merged cells, page numbers.

Sizes, fonts and measures of GB/T 9704-2012 stand here too, because parts and page both reckon with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tracker.papers.fonts import FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG

STAND_INS = {
    FANGSONG: "FangSong",
    KAITI: "KaiTi",
    HEITI: "Noto Sans CJK SC",
    SONGTI: "Noto Serif CJK SC",
    XIAOBIAOSONG: "Noto Serif CJK SC",
}
TWO, THREE, FOUR, SMALL_FOUR = Pt(22), Pt(16), Pt(14), Pt(12)  # 2号 3号 4号 小4号
LINE = 225 / 22  # mm: one of 22 lines
CHARACTER = 156 / 28  # mm: one of 28 characters
FOOT_LINES = 1.35  # what the last line of an imprint takes, with the space of its rules
SMALL_CHARACTERS = 31  # of 4号 (14 pt, 4.94 mm) in a line
SEAL = 42  # mm: room for a round seal
RED = RGBColor(0xE6, 0x00, 0x12)
NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TWIPS_PER_MM = 1440 / 25.4
PITCH = int(LINE * TWIPS_PER_MM)  # twips, rounded down: else the last of the 22 lines would not fit
CELL_MARGIN = 108  # twips, of the template's tables
AFTER_INDENT = ("w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
BORDERS_BEFORE = [
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:kinsoku",
    "w:wordWrap",
    "w:overflowPunct",
    "w:topLinePunct",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:suppressOverlap",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:textboxTightWrap",
    "w:outlineLvl",
    "w:divId",
    "w:cnfStyle",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
]

BEHIND_FRAMES = ["w:widowControl", "w:numPr", "w:suppressLineNumbers", "w:pBdr", *BORDERS_BEFORE]
AFTER_SNAPPING = BORDERS_BEFORE[BORDERS_BEFORE.index("w:spacing") :]


def writable(text: str) -> str:
    """Without the characters that XML cannot hold: one that came along with pasted words must not keep a signed
    letter from leaving."""
    return NOT_IN_XML.sub(" ", text)


def speak_chinese(docx: Docx) -> None:
    """Line breaks and the drawing of characters follow the language; the template's is English and Japanese."""
    language = docx.styles.element.find(".//" + qn("w:lang"))
    theme = docx.settings.element.find(qn("w:themeFontLang"))
    for element in (language, theme):
        element.set(qn("w:eastAsia"), "zh-CN")


def close_up_digits(style: Any) -> None:
    """No gap between characters and digits or Latin letters, so that a line holds its 28 characters."""
    properties = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        element = OxmlElement(name)
        element.set(qn("w:val"), "0")
        properties.insert_element_before(element, *BORDERS_BEFORE[BORDERS_BEFORE.index("w:bidi") :])


def keep_stops(style: Any) -> None:
    """Said though it is Word's own way: LibreOffice (7.4) takes silence, and 0, for hanging punctuation, and its justified lines
    then lose the stop that hangs over the edge."""
    element = OxmlElement("w:overflowPunct")
    element.set(qn("w:val"), "1")
    before = BORDERS_BEFORE[BORDERS_BEFORE.index("w:topLinePunct") :]
    style.element.get_or_add_pPr().insert_element_before(element, *before)


def leave_grid(paragraph: Paragraph) -> None:
    element = OxmlElement("w:snapToGrid")
    element.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(element, *AFTER_SNAPPING)


def stand_at_foot(paragraph: Paragraph, *, above: float = 0) -> None:
    """In a frame as wide as the type area, on its last lines; or beginning so many lines above its end."""
    frame = OxmlElement("w:framePr")
    place = {"w": round(156 * TWIPS_PER_MM), "wrap": "notBeside", "hAnchor": "margin", "vAnchor": "margin"}
    place |= {"y": round((22 - above) * LINE * TWIPS_PER_MM)} if above else {"yAlign": "bottom"}
    for name, value in (place | {"xAlign": "left"}).items():
        frame.set(qn(f"w:{name}"), str(value))
    paragraph._p.get_or_add_pPr().insert_element_before(frame, *BEHIND_FRAMES)


def set_font(properties: Any, name: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)
    fonts.set(qn("w:hint"), "eastAsia")


def close_up(run: Run) -> None:
    """A quarter of a point less between characters, so that 28 of 16 pt fill the 156 mm of a line."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5")  # twentieths of a point
    size = run._r.get_or_add_rPr().find(qn("w:sz"))
    size.addprevious(spacing)


def rule(
    paragraph: Paragraph,
    side: str,
    eighths: int,
    *,
    colour: str = "000000",
    space: int = 1,
    style: str = "single",
) -> None:
    """A line above or below a paragraph; thickness in eighths of a point, distance in points."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *BORDERS_BEFORE)
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", style), ("sz", eighths), ("space", space), ("color", colour)):
        line.set(qn(f"w:{name}"), str(value))
    borders.append(line)


def widen(paragraph: Paragraph, mm: float) -> None:
    """Beyond the type area on both sides."""
    paragraph.paragraph_format.left_indent = Mm(-mm)
    paragraph.paragraph_format.right_indent = Mm(-mm)


def page_field(run: Run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def stand_at_edge(table: Table) -> None:
    """Its rules at the edge of the type area: left alone, a table hangs out of it by the margin of its cells."""
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), str(CELL_MARGIN))
    indent.set(qn("w:type"), "dxa")
    table._tbl.tblPr.insert_element_before(indent, *AFTER_INDENT)


def fix_widths(table: Table, mm: Sequence[float]) -> None:
    """In the grid and in each cell: programs differ in which of the two they follow."""
    for column, each in zip(table.columns, mm, strict=True):
        column.width = Mm(each)
    for row in table._tbl.tr_lst:
        for cell, each in zip(row.tc_lst, mm, strict=True):
            cell.width = Mm(each)


def fill(
    row: _Row,
    table: Table,
    texts: Sequence[str],
    *,
    font: str,
    right: frozenset[int] | set[int] = frozenset(),
    down: Sequence[int] = (),
) -> None:
    """`right`: columns of numbers. `down`: of the first columns, how many rows the cell goes down; 0 where it belongs to
    the one above."""
    for at, (tc, text) in enumerate(
        zip(row._tr.tc_lst, texts, strict=True)
    ):  # `row.cells` walks the whole table
        if at < len(down) and down[at] != 1:
            tc.vMerge = "restart" if down[at] else "continue"
        cell = _Cell(tc, table)
        write_cell(cell, "" if at < len(down) and not down[at] else text, font=font)
        if at in right:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def write_cell(cell: _Cell, text: str, *, font: str = FANGSONG, size: Pt = SMALL_FOUR) -> None:
    """小四 in a table, so that five columns fit."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(20)
    leave_grid(paragraph)
    run = paragraph.add_run(writable(text))
    run.font.size = size
    set_font(run._r.get_or_add_rPr(), font)


def repeat_as_heading(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
