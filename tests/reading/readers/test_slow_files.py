"""Files that are made to be slow, nested or endless cost little, in every reader."""

import io

import openpyxl
import pytest
from reportlab.pdfgen import canvas

from tests.reading.readers.made import blocks, p, run, warnings, word
from tests.reading.readers.test_pdf import FONT, LINES, pdf, written
from tests.reading.readers.test_sheets import inline, raw
from tests.reading.test_hostile import processor_seconds
from tracker.reading.readers import UnreadableDocument, read_document, read_here


def page(body, head=""):
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


PAGES = {
    "rules": page("<p class=x>甲</p>" * 20_000, "<style>" + "".join(f".a{n}{{display:none}}" for n in range(20_000)) + "</style>"),
    "comments that never end": page("<p>甲</p>", "<style>.x{display:none}" + "/*" * 200_000 + "</style>"),
    "at-rules that never end": page("<p>甲</p>", "<style>" + "@" * 400_000 + "{</style>"),
    "braces": page("<p>甲</p>", "<style>" + "{" * 200_000 + "}" * 200_000 + "</style>"),
    "styles": page(f"<p style='{'left:' * 100_000}'>甲</p>"),
    "hidden parts in hidden parts": page("<div hidden>" * 200 + "甲" * 100_000 + "</div>" * 200 + "<p>乙</p>"),
    "items": page("<ol>" + "<li>甲</li>" * 3_000 + "</ol>"),
}  # fmt: skip


@pytest.mark.parametrize("data", PAGES.values(), ids=PAGES)
def test_web_pages(data):
    with processor_seconds(10):
        assert blocks(data, "a.html")


DOCUMENTS = {
    "fields that never end": p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 5_000, "甲"),
    "formulas": p(*(f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>EQ {chr(92)}o(({"(" * 3_000}</w:instrText></w:r>'
                    '<w:r><w:fldChar w:fldCharType="end"/></w:r>' for _ in range(300)), "甲"),
    "figures in a table of contents": p('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r>') + p("1" * 100_000 + "x"),
    "marks between paragraphs": p("甲", properties="<w:rPr><w:vanish/></w:rPr>") * 20_000,
    "runs": p(run("甲") * 30_000),
}  # fmt: skip


@pytest.mark.parametrize("body", DOCUMENTS.values(), ids=DOCUMENTS)
def test_word_documents(body):
    with processor_seconds(10):
        assert blocks(word(body), "a.docx")


def test_styles_based_on_themselves_and_on_one_another():
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 500}"/></w:style>'
        for n in range(500)
    )
    with processor_seconds(10):
        assert blocks(word(p("甲", properties='<w:pStyle w:val="s0"/>'), styles=styles), "a.docx")


def test_elements_nested_deeper_than_anybody_writes():
    with pytest.raises(UnreadableDocument, match="损坏"):
        read_document(word("<w:ins>" * 5_000 + p("甲") + "</w:ins>" * 5_000), "a.docx")


SHEETS = {
    "gaps": "".join(f'<row r="{3 * n}" {"hidden=" + chr(34) + "1" + chr(34) if n < 20_000 else ""}>{inline(f"A{3 * n}", "甲")}</row>' for n in range(1, 40_000)),
    "empty rows": f'<row r="1">{inline("A1", "甲")}</row>' + "<row/>" * 200_000,
    "far cells": "".join(f'<row r="{n}">{inline(f"XFD{n}", "甲")}{inline(f"A{n}", "甲")}</row>' for n in range(1, 2_000)),
}  # fmt: skip


@pytest.mark.parametrize("body", SHEETS.values(), ids=SHEETS)
def test_sheets(body):
    with processor_seconds(20):
        assert blocks(raw(f"<sheetData>{body}</sheetData>"), "a.xlsx")


def lines_everywhere(sheet):
    for n in range(3_000):
        sheet.line(10, 10 + n * 0.25, 580, 10 + n * 0.25)
        sheet.line(10 + n * 0.19, 10, 10 + n * 0.19, 800)
    written()(sheet)


def curves(sheet):
    path = sheet.beginPath()
    for n in range(30_000):
        path.lineTo(n % 500, n % 700) if n else path.moveTo(0, 0)
    sheet.drawPath(path)
    written()(sheet)


def letters(sheet):
    for n in range(20_000):
        sheet.drawString(n % 500, (n * 7) % 800, "ab")


@pytest.mark.parametrize("draw", [lines_everywhere, curves, letters])
def test_pdf_pages_full_of_drawings(draw):
    with processor_seconds(20):
        assert blocks(pdf(draw), "a.pdf")


def test_a_page_with_more_drawings_than_anybody_looks_at_is_told():
    def draw(sheet):
        for n in range(70_000):
            sheet.rect(n % 500, n % 700, 1, 1)
        written()(sheet)

    with processor_seconds(30):
        assert "图形太多" in warnings(pdf(draw), "a.pdf")


def test_forms_within_forms():
    out = io.BytesIO()
    sheet = canvas.Canvas(out)
    for n in range(40):
        sheet.beginForm(f"f{n}")
        sheet.doForm(f"f{n - 1}") if n else sheet.line(0, 0, 9, 9)
        sheet.doForm(f"f{n - 1}") if n else sheet.line(0, 0, 9, 9)
        sheet.endForm()
    sheet.setFont(FONT, 12)
    for n, line in enumerate(LINES):
        sheet.drawString(60, 700 - 20 * n, line)
    sheet.save()
    assert read_document(out.getvalue(), "a.pdf", seconds=30).blocks


def test_a_book_of_many_small_sheets():
    book = openpyxl.Workbook()
    for n in range(300):
        book.create_sheet(f"表{n}").append([f"任务{n}"])
    out = io.BytesIO()
    book.save(out)
    with processor_seconds(20):
        assert len(read_here(out.getvalue(), "a.xlsx").blocks) == 300
