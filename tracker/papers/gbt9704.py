"""The page of an official document after GB/T 9704-2012 (党政机关公文格式), as a docx.

A4, margins 37/26/35/28 mm, so a type area of 156 × 225 mm that holds 22 lines of 28 characters; body 3号仿宋
(16 pt), title 2号小标宋 (22 pt); red only for the agency's mark and its rule. Fonts that may not be passed on
are named, never shipped; the file names a free stand-in for each (`STAND_INS`), and its language, by which a
program that ignores stand-ins (LibreOffice does) chooses a Chinese font.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from math import ceil
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from tracker.papers.docx_parts import (
    CHARACTER,
    FOOT_LINES,
    FOUR,
    LINE,
    PITCH,
    RED,
    SEAL,
    SMALL_CHARACTERS,
    SMALL_FOUR,
    STAND_INS,
    THREE,
    TWO,
    close_up,
    close_up_digits,
    fill,
    fix_widths,
    keep_stops,
    keep_whole,
    leave_grid,
    page_field,
    repeat_as_heading,
    rule,
    set_font,
    speak_chinese,
    stand_at_edge,
    stand_at_foot,
    widen,
    writable,
    write_cell,
)
from tracker.papers.fitting import LINES, lines_of
from tracker.papers.fonts import FANGSONG, HEITI, KAITI, SONGTI, XIAOBIAOSONG
from tracker.papers.model import Form, Table, spans
from tracker.papers.package import finished
from tracker.papers.titles import title_lines, width

HEADINGS = {1: HEITI, 2: KAITI}  # deeper ones are set as the text
TABLE_GRID = "TableGrid"  # of the template, by its id: looking for its name takes a search of all styles
NAME_BY_HAND = "　　　"
FEW_LINES = 4  # of a paragraph that is not parted
LONG_CELL = 200  # characters: a third of a page in a column of text
PLAIN_ROOM, WIDE_ROOM = 19.0, 56.0  # characters of a title on one line
WIDE_PAGE = {
    "width": 420,
    "height": 297,
    "top": 20,
    "bottom": 18,
    "left": 20,
    "right": 15,
}  # mm; A3, bound at the left


class OfficialDocument:
    """Write from top to bottom, then `to_bytes()`.

    `mark`: the agency's mark in red, with 文件 for the document form. `lines`: on a page, see `fitting`.
    """

    def __init__(
        self,
        *,
        form: Form,
        made_on: date,
        mark: str = "",
        number: str = "",
        signer: str | None = None,
        lines: int = LINES,
    ) -> None:
        self.docx: Docx = Document()
        self.form, self.made_on, self.pitch = form, made_on, int(PITCH * LINES / lines)
        self._looks: dict[tuple[Any, ...], Any] = {}  # paragraphs without words
        self._page()
        if form == Form.DOCUMENT:
            self._document_head(mark, number, signer)
        elif form == Form.LETTER:
            self._letter_head(mark, number)

    # --- What a document says ----------------------------------------------------------------------
    def title(self, text: str, *, spaced: bool = True) -> None:
        """Two lines below what stands above it, one line above what follows; a form needs the room (`spaced`)."""
        if spaced:
            self._paragraph("", space_lines=1)
        lines = "\n".join(title_lines(text, WIDE_ROOM if self.form == Form.WIDE else PLAIN_ROOM))
        paragraph = self._paragraph(
            lines, font=XIAOBIAOSONG, size=TWO, align=WD_ALIGN_PARAGRAPH.CENTER, exact=36
        )
        paragraph.paragraph_format.keep_with_next = True
        if spaced:
            self._paragraph("")
        if self.form == Form.WIDE:
            self._running_head(text)

    def addressee(self, names: str) -> None:
        self._paragraph(f"{names}：")

    def body(self, text: str) -> None:
        """Each line of the text becomes a paragraph that begins two characters in. What leads to the next goes with it."""
        for line in text.splitlines():
            if line.strip():
                paragraph = self._indented(line.strip())
                if line.rstrip().endswith("："):
                    paragraph.paragraph_format.keep_with_next = True

    def line(self, text: str) -> None:
        """Centred under the title, in 楷体."""
        self._paragraph(text, font=KAITI, align=WD_ALIGN_PARAGRAPH.CENTER, size=FOUR, exact=24)

    def heading(self, text: str, level: int = 1) -> None:
        """一、… in 黑体, （一）… in 楷体, deeper ones as the text."""
        self._indented(text, font=HEADINGS.get(level, FANGSONG)).paragraph_format.keep_with_next = True

    def marked(self, text: str, mark: str) -> None:
        """A paragraph with a small remark at its end."""
        run = self._indented(text).add_run(writable(mark))
        run.font.size = SMALL_FOUR
        set_font(run._r.get_or_add_rPr(), KAITI)

    def table(self, of: Table) -> None:
        """The heading is repeated on each page; a row is not parted, unless it would leave half a page empty."""
        if of.title:
            self._paragraph(of.title, font=HEITI, size=FOUR, exact=24).paragraph_format.keep_with_next = True
        table = self.docx.add_table(rows=1 + len(of.rows), cols=len(of.columns))
        table._tbl.tblStyle_val, table.autofit = TABLE_GRID, False
        stand_at_edge(table)
        fix_widths(table, [column.mm for column in of.columns])
        rows = list(table.rows)
        fill(rows[0], table, [column.name for column in of.columns], font=HEITI)
        repeat_as_heading(rows[0])
        numbers = {at for at, column in enumerate(of.columns) if column.is_number}
        for row, cells, down in zip(rows[1:], of.rows, spans(of), strict=True):
            fill(row, table, [str(cell) for cell in cells], font=FANGSONG, right=numbers, down=down)
        for row, cells in zip(rows, ((), *of.rows), strict=True):
            if all(len(str(cell)) <= LONG_CELL for cell in cells):
                keep_whole(row)

    def annexes(self, titles: Sequence[str]) -> None:
        """附件说明: one line below the text, each numbered where there are several."""
        if not titles:
            return
        self._paragraph("")
        for at, title in enumerate(titles):
            number = f"{at + 1}．" if len(titles) > 1 else ""
            line = self._paragraph(f"{'附件：' if at == 0 else '　　　'}{number}{title}")
            line.paragraph_format.first_line_indent = Mm(2 * CHARACTER)

    def annex(self, name: str, title: str) -> None:
        """On a new page, 附件 in 黑体 at its upper left."""
        first = self._paragraph(name, font=HEITI)
        first.paragraph_format.page_break_before = True
        self._paragraph(title, font=XIAOBIAOSONG, size=TWO, align=WD_ALIGN_PARAGRAPH.CENTER, exact=36)

    def signatures(self, who: Sequence[str]) -> None:
        """Boxes side by side, high enough for a seal or a name by hand."""
        self._paragraph("", exact=6)  # or the two tables would become one
        table = self.docx.add_table(rows=1, cols=len(who))
        table._tbl.tblStyle_val = TABLE_GRID
        stand_at_edge(table)
        table.rows[0].height = Mm(SEAL)
        keep_whole(table.rows[0])
        for cell, name in zip(table.rows[0].cells, who, strict=True):
            write_cell(cell, f"{name}：")
        self._paragraph("", exact=1)  # a document cannot end with a table; this end takes no room

    def signature(self, agency: str, on: date) -> None:
        """Agency centred over the date, the date four characters in from the right; room for the seal above. The seal
        never stands on a page without text (7.3.5.4): two lines of it at least go with it."""
        dated = f"{on.year}年{on.month}月{on.day}日"
        if self.docx.element.body[-2].tag == qn("w:p"):  # behind a table stands no text
            self._go_with_the_seal()
        self._paragraph("", space_lines=1).paragraph_format.keep_with_next = True
        offset = 4 + (width(dated) - width(agency)) / 2
        name = self._paragraph(agency, align=WD_ALIGN_PARAGRAPH.RIGHT)
        name.paragraph_format.right_indent = Mm(max(offset, 0) * CHARACTER)
        name.paragraph_format.keep_with_next = True
        when = self._paragraph(dated, align=WD_ALIGN_PARAGRAPH.RIGHT)
        when.paragraph_format.right_indent = Mm(4 * CHARACTER)

    def _go_with_the_seal(self) -> None:
        *_others, before, last = [None, *self.docx.paragraphs]
        lines = lines_of(last.text)
        last.paragraph_format.keep_with_next = True
        if lines > FEW_LINES:
            last.paragraph_format.widow_control = True
        else:
            last.paragraph_format.keep_together = True
        if lines == 1 and before is not None and before._p.getnext() is last._p:
            before.paragraph_format.keep_with_next = True
            before.paragraph_format.widow_control = True

    def note(self, text: str) -> None:
        """附注: in brackets, two characters in."""
        self._indented(f"（{text}）")

    def imprint(self, *, copies: str, agency: str, on: date) -> None:
        """版记: who gets copies, who printed it and when, in 4号 between rules, at the foot of the last page."""
        if copies:  # a frame of its own: in one frame LibreOffice draws no rules at all
            told = f"　抄送：{copies}。"
            line = self._paragraph(told, size=FOUR)
            rule(line, "top", 8)
            stand_at_foot(line, above=FOOT_LINES + ceil(width(told) / SMALL_CHARACTERS))
        dated = f"{on.year}年{on.month}月{on.day}日印发"
        line = self._paragraph(f"　{agency}\t{dated}　", size=FOUR)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=2)
        rule(line, "top", 6 if copies else 8)
        rule(line, "bottom", 8)
        stand_at_foot(line)
        self._paragraph("", exact=1)  # a frame stands on the page of the paragraph behind it

    def to_bytes(self) -> bytes:
        return finished(self.docx, stand_ins=STAND_INS, made_on=self.made_on)

    # --- The page ----------------------------------------------------------------------------------
    def _page(self) -> None:
        section = self.docx.sections[0]
        self._measures(section)
        grid = section._sectPr.find(qn("w:docGrid"))
        if grid is None:
            grid = OxmlElement("w:docGrid")
            section._sectPr.append(grid)
        # Lines only: in a grid of characters LibreOffice gives each 16 pt character two cells of 15.79 pt.
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(self.pitch))
        normal = self.docx.styles["Normal"]
        normal.font.size = THREE
        normal.paragraph_format.widow_control = False  # every page is filled with its 22 lines
        set_font(normal.element.get_or_add_rPr(), FANGSONG)
        close_up_digits(normal)
        keep_stops(normal)
        speak_chinese(self.docx)
        self._page_numbers(section)

    def _measures(self, section: Section) -> None:
        if self.form == Form.WIDE:
            page = {name: Mm(mm) for name, mm in WIDE_PAGE.items()}
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = page["width"], page["height"]
            section.top_margin, section.bottom_margin = page["top"], page["bottom"]
            section.left_margin, section.right_margin = page["left"], page["right"]
            section.header_distance, section.footer_distance = Mm(10), Mm(9)
            return
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(24)

    def _page_numbers(self, section: Section) -> None:
        """— 1 — in 4号宋体, outside on odd and even pages; the first page of the letter form has none."""
        self.docx.settings.odd_and_even_pages_header_footer = True
        section.different_first_page_header_footer = self.form == Form.LETTER
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
                set_font(run._r.get_or_add_rPr(), SONGTI)
                if piece is None:
                    page_field(run)

    def _running_head(self, text: str) -> None:
        """The title at the upper right of each page: a sheet of a register that lies about by itself says what it is."""
        section = self.docx.sections[0]
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            paragraph = header.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(writable(text))
            run.font.size = SMALL_FOUR
            set_font(run._r.get_or_add_rPr(), SONGTI)

    def _document_head(self, mark: str, number: str, signer: str | None) -> None:
        """The mark stands 35 mm below the upper edge of the type area. What goes up names who signed it out (7.2.6): the
        number one character in from the left, 签发人 one from the right, the name in 楷体."""
        line = self._mark(mark, before=Mm(35 - 8))
        line.paragraph_format.space_after = Mm(LINE)
        if signer is None:
            numbered = self._paragraph(number, align=WD_ALIGN_PARAGRAPH.CENTER)
        else:
            numbered = self._paragraph(f"　{number}\t签发人：")
            numbered.paragraph_format.tab_stops.add_tab_stop(Mm(156), alignment=WD_TAB_ALIGNMENT.RIGHT)
            run = numbered.add_run(writable(f"{signer or NAME_BY_HAND}　"))
            run.font.size = THREE
            set_font(run._r.get_or_add_rPr(), KAITI)
        rule(numbered, "bottom", 16, colour=str(RED), space=11)  # 4 mm below the number

    def _letter_head(self, mark: str, number: str) -> None:
        """Chapter 10: mark 30 mm from the page's edge, double red rules of 170 mm above and at the foot."""
        section = self.docx.sections[0]
        section.first_page_footer.is_linked_to_previous = False
        line = self._mark(mark, before=Mm(0))
        widen(line, 7)
        rule(line, "bottom", 24, colour=str(RED), space=4, style="thickThinSmallGap")
        foot = section.first_page_footer.paragraphs[0]
        widen(foot, 7)
        rule(foot, "bottom", 24, colour=str(RED), style="thinThickSmallGap")
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
        exact: float | None = None,
    ) -> Paragraph:
        """`exact`: distance of lines in pt, that of the text if none is said, 0 for as much as the font needs. What has the
        same look is copied."""
        exact = self.pitch / 20 if exact is None else exact
        look = (font, size, align, space_lines, exact)
        paragraph = self.docx.add_paragraph()
        if look not in self._looks:
            self._dress(paragraph, *look)
            self._looks[look] = deepcopy(paragraph._p)
        else:
            paragraph._p.extend(deepcopy(self._looks[look]))
        paragraph.runs[0].text = writable(text)
        return paragraph

    def _dress(
        self,
        paragraph: Paragraph,
        font: str,
        size: Pt,
        align: WD_ALIGN_PARAGRAPH | None,
        space_lines: int,
        exact: float,
    ) -> None:
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(space_lines * self.pitch / 20), Pt(0)
        if exact:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(round(exact, 2))
        if exact != self.pitch / 20:
            leave_grid(paragraph)  # or it would take whole lines of the text
        if align is not None:
            paragraph.alignment = align
        run = paragraph.add_run()
        run.font.size = size
        set_font(run._r.get_or_add_rPr(), font)
        if size == THREE:
            close_up(run)
