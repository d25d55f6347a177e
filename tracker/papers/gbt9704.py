"""The page of an official document after GB/T 9704-2012 (党政机关公文格式), as a docx.

A4, margins 37/26/35/28 mm, so a type area of 156 × 225 mm that holds 22 lines of 28 characters; body 3号仿宋
(16 pt), title 2号小标宋 (22 pt); red only for the agency's mark and its rule. Fonts that may not be passed on
are named, never shipped; the file names a free stand-in for each (`STAND_INS`), and its language, by which a
program that ignores stand-ins (LibreOffice does) chooses a Chinese font.
"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from tracker.papers.package import finished
from tracker.papers.titles import title_lines, width

FANGSONG = "仿宋_GB2312"
KAITI = "楷体_GB2312"
HEITI = "黑体"
SONGTI = "宋体"
XIAOBIAOSONG = "方正小标宋简体"
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
SEAL = 42  # mm: room for a round seal
RED = RGBColor(0xE6, 0x00, 0x12)
NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TWIPS_PER_MM = 1440 / 25.4
PITCH = int(LINE * TWIPS_PER_MM)  # twips, rounded down: else the last of the 22 lines would not fit
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


class OfficialDocument:
    """Write from top to bottom, then `to_bytes()`.

    `mark`: the agency's mark in red, with 文件 for the document form. `letter_form`: chapter 10, 信函格式.
    """

    def __init__(self, *, mark: str, number: str, letter_form: bool, made_on: date) -> None:
        self.docx: Docx = Document()
        self.letter_form, self.made_on = letter_form, made_on
        self._page()
        self._head(mark, number)

    # --- What a document says ----------------------------------------------------------------------
    def title(self, text: str, *, spaced: bool = True) -> None:
        """Two lines below what stands above it, one line above what follows; a form needs the room (`spaced`)."""
        if spaced:
            self._paragraph("", space_lines=1)
        lines = "\n".join(title_lines(text))
        paragraph = self._paragraph(
            lines, font=XIAOBIAOSONG, size=TWO, align=WD_ALIGN_PARAGRAPH.CENTER, exact=36
        )
        paragraph.paragraph_format.keep_with_next = True
        if spaced:
            self._paragraph("")

    def addressee(self, names: str) -> None:
        self._paragraph(f"{names}：")

    def body(self, text: str) -> None:
        """Each line of the text becomes a paragraph that begins two characters in."""
        for line in text.splitlines():
            if line.strip():
                self._indented(line.strip())

    def heading(self, text: str) -> None:
        """一、… in 黑体, as the first of the four levels."""
        self._indented(text, font=HEITI).paragraph_format.keep_with_next = True

    def table(self, *, columns: list[tuple[str, float]], rows: list[list[str]]) -> None:
        """`columns`: heading and width in mm. The heading is repeated on each page."""
        table = self.docx.add_table(rows=1, cols=len(columns))
        table.style = "Table Grid"
        table.autofit = False
        _fill(table, 0, [name for name, _ in columns], font=HEITI)
        _repeat_as_heading(table)
        for row in rows:
            table.add_row()
            _fill(table, len(table.rows) - 1, row, font=FANGSONG)
        for column, (_, mm) in zip(table.columns, columns, strict=True):
            column.width = Mm(mm)
        for row in table.rows:
            _keep_whole(row)
            for cell, (_, mm) in zip(row.cells, columns, strict=True):
                cell.width = Mm(mm)

    def signatures(self, who: list[str]) -> None:
        """Boxes side by side, high enough for a seal or a name by hand."""
        self._paragraph("", exact=6)  # or the two tables would become one
        table = self.docx.add_table(rows=1, cols=len(who))
        table.style = "Table Grid"
        table.rows[0].height = Mm(SEAL)
        _keep_whole(table.rows[0])
        for cell, name in zip(table.rows[0].cells, who, strict=True):
            write_cell(cell, f"{name}：")
        self._paragraph("", exact=1)  # a document cannot end with a table; this end takes no room

    def signature(self, agency: str, on: date) -> None:
        """Agency centred over the date, the date four characters in from the right; room for the seal above."""
        dated = f"{on.year}年{on.month}月{on.day}日"
        self._paragraph("", space_lines=1)
        offset = 4 + (width(dated) - width(agency)) / 2
        name = self._paragraph(agency, align=WD_ALIGN_PARAGRAPH.RIGHT)
        name.paragraph_format.right_indent = Mm(max(offset, 0) * CHARACTER)
        name.paragraph_format.keep_with_next = True
        when = self._paragraph(dated, align=WD_ALIGN_PARAGRAPH.RIGHT)
        when.paragraph_format.right_indent = Mm(4 * CHARACTER)

    def note(self, text: str) -> None:
        """附注: in brackets, two characters in."""
        self._indented(f"（{text}）")

    def imprint(self, *, copies: str, agency: str, on: date) -> None:
        """版记: who gets copies, who printed it and when, in 4号 between rules, at the foot of the last page."""
        lines = [self._paragraph(f"　抄送：{copies}。", size=FOUR)] if copies else []
        dated = f"{on.year}年{on.month}月{on.day}日印发"
        lines.append(self._paragraph(f"　{agency}\t{dated}　", size=FOUR))
        lines[-1].paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=2)
        for number, line in enumerate(lines):
            _rule(line, "top", 6 if number else 8)
            _stand_at_foot(line)
        _rule(lines[-1], "bottom", 8)
        self._paragraph("", exact=1)  # a frame stands on the page of the paragraph behind it

    def to_bytes(self) -> bytes:
        out = BytesIO()
        self.docx.save(out)
        return finished(out.getvalue(), stand_ins=STAND_INS, made_on=self.made_on)

    # --- The page ----------------------------------------------------------------------------------
    def _page(self) -> None:
        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(24)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        # Lines only: in a grid of characters LibreOffice gives each 16 pt character two cells of 15.79 pt.
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(PITCH))
        normal = self.docx.styles["Normal"]
        normal.font.size = THREE
        normal.paragraph_format.widow_control = False  # every page is filled with its 22 lines
        _font(normal.element.get_or_add_rPr(), FANGSONG)
        _close_up_digits(normal)
        _speak_chinese(self.docx)
        self._page_numbers(section)

    def _page_numbers(self, section: Section) -> None:
        """— 1 — in 4号宋体, outside on odd and even pages; the first page of the letter form has none."""
        self.docx.settings.odd_and_even_pages_header_footer = True
        section.different_first_page_header_footer = self.letter_form
        for footer, align, indent in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent"),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent"),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = align
            setattr(paragraph.paragraph_format, indent, Mm(CHARACTER))
            for piece in ("— ", None, " —"):
                run = paragraph.add_run(writable(piece or ""))
                run.font.size = FOUR
                _font(run._r.get_or_add_rPr(), SONGTI)
                if piece is None:
                    _page_field(run)

    def _head(self, mark: str, number: str) -> None:
        if self.letter_form:
            self._letter_head(mark, number)
            return
        # The mark stands 35 mm below the upper edge of the type area.
        line = self._mark(mark, before=Mm(35 - 8))
        line.paragraph_format.space_after = Mm(LINE)
        numbered = self._paragraph(number, align=WD_ALIGN_PARAGRAPH.CENTER)
        _rule(numbered, "bottom", 16, colour=str(RED), space=11)  # 4 mm below the number

    def _letter_head(self, mark: str, number: str) -> None:
        """Chapter 10: mark 30 mm from the page's edge, double red rules of 170 mm above and at the foot."""
        section = self.docx.sections[0]
        section.first_page_footer.is_linked_to_previous = False
        line = self._mark(mark, before=Mm(0))
        _widen(line, 7)
        _rule(line, "bottom", 24, colour=str(RED), space=4, style="thickThinSmallGap")
        foot = section.first_page_footer.paragraphs[0]
        _widen(foot, 7)
        _rule(foot, "bottom", 24, colour=str(RED), style="thinThickSmallGap")
        self._paragraph(number, align=WD_ALIGN_PARAGRAPH.RIGHT)

    def _mark(self, mark: str, *, before: Length) -> Paragraph:
        """The largest size, at most 22 mm high, at which the mark fits on one line."""
        fitting = 156 / max(len(mark), 1) * 72 / 25.4
        size = Pt(min(round(fitting * 0.96), 54))
        line = self._paragraph(mark, font=XIAOBIAOSONG, size=size, align=WD_ALIGN_PARAGRAPH.CENTER, exact=0)
        line.runs[0].font.color.rgb = RED
        line.paragraph_format.space_before = before
        return line

    def _indented(self, text: str, *, font: str = FANGSONG) -> Paragraph:
        paragraph = self._paragraph(text, font=font, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Mm(2 * CHARACTER)
        return paragraph

    def _paragraph(
        self,
        text: str,
        *,
        font: str = FANGSONG,
        size: Pt = THREE,
        align: WD_ALIGN_PARAGRAPH | None = None,
        space_lines: int = 0,
        exact: float = PITCH / 20,
    ) -> Paragraph:
        """`exact`: distance of lines in pt, 0 for as much as the font needs."""
        paragraph = self.docx.add_paragraph()
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Mm(space_lines * LINE), Pt(0)
        if exact:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(round(exact, 2))
        if exact != PITCH / 20:
            _leave_grid(paragraph)  # or it would take whole lines of the text
        if align is not None:
            paragraph.alignment = align
        run = paragraph.add_run(writable(text))
        run.font.size = size
        _font(run._r.get_or_add_rPr(), font)
        if size == THREE:
            _close_up(run)
        return paragraph


def writable(text: str) -> str:
    """Without the characters that XML cannot hold: one that came along with pasted words must not keep a signed
    letter from leaving."""
    return NOT_IN_XML.sub(" ", text)


def _speak_chinese(docx: Docx) -> None:
    """Line breaks and the drawing of characters follow the language; the template's is English and Japanese."""
    language = docx.styles.element.find(".//" + qn("w:lang"))
    theme = docx.settings.element.find(qn("w:themeFontLang"))
    for element in (language, theme):
        element.set(qn("w:eastAsia"), "zh-CN")


def _close_up_digits(style: Any) -> None:
    """No gap between characters and digits or Latin letters, so that a line holds its 28 characters."""
    properties = style.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        element = OxmlElement(name)
        element.set(qn("w:val"), "0")
        properties.insert_element_before(element, *BORDERS_BEFORE[BORDERS_BEFORE.index("w:bidi") :])


def _leave_grid(paragraph: Paragraph) -> None:
    element = OxmlElement("w:snapToGrid")
    element.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(element, *AFTER_SNAPPING)


def _stand_at_foot(paragraph: Paragraph) -> None:
    """In a frame as wide as the type area, on its last lines."""
    frame = OxmlElement("w:framePr")
    place = {"w": round(156 * TWIPS_PER_MM), "wrap": "notBeside", "hAnchor": "margin", "vAnchor": "margin"}
    for name, value in (place | {"xAlign": "left", "yAlign": "bottom"}).items():
        frame.set(qn(f"w:{name}"), str(value))
    paragraph._p.get_or_add_pPr().insert_element_before(frame, *BEHIND_FRAMES)


def _font(properties: Any, name: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _close_up(run: Run) -> None:
    """A quarter of a point less between characters, so that 28 of 16 pt fill the 156 mm of a line."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5")  # twentieths of a point
    size = run._r.get_or_add_rPr().find(qn("w:sz"))
    size.addprevious(spacing)


def _rule(
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


def _widen(paragraph: Paragraph, mm: float) -> None:
    """Beyond the type area on both sides."""
    paragraph.paragraph_format.left_indent = Mm(-mm)
    paragraph.paragraph_format.right_indent = Mm(-mm)


def _page_field(run: Run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _fill(table: Table, index: int, texts: list[str], *, font: str) -> None:
    for cell, text in zip(table.rows[index].cells, texts, strict=True):
        write_cell(cell, text, font=font)


def write_cell(cell: _Cell, text: str, *, font: str = FANGSONG, size: Pt = SMALL_FOUR) -> None:
    """小四 in a table, so that five columns fit."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(20)
    _leave_grid(paragraph)
    run = paragraph.add_run(writable(text))
    run.font.size = size
    _font(run._r.get_or_add_rPr(), font)


def _repeat_as_heading(table: Table) -> None:
    element = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(element)


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
