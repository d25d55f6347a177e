"""One description of a paper, and what its writers make of it."""

from io import BytesIO

import openpyxl
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.factories import TODAY
from tests.papers.test_papers import opened, words
from tests.support.html import complaints
from tracker.domain.refusal import Refused
from tracker.papers import as_pdf
from tracker.papers.documents import written
from tracker.papers.fonts import KAITI
from tracker.papers.model import Annex, Boxes, Column, Document, Form, Heading, Table, Text, spans

EVERYTHING = Document(
    title="关于一切的报告",
    made_on=TODAY,
    form=Form.DOCUMENT,
    mark="市司法局文件",
    number="景法〔2025〕1号",
    addressee="各单位",
    blocks=[
        Heading("一、总体"),
        Heading("（一）细节", 2),
        Text("第一段。\n第二段。", mark="佐证：景教〔2025〕8号"),
        Table(
            (Column("类别", 40), Column("事项", 86), Column("件数", 30, is_number=True)),
            [("甲", "一", 1), ("甲", "二", 2), ("乙", "三", 30)],
            merged=1,
        ),
    ],
    agency="市司法局",
    signed_on=TODAY,
    copies="市政府办公室",
    annexes=[Annex("清单", [Text("附件内容。")]), Annex("回执", [Boxes(("签名", "盖章"))], is_listed=False)],
    has_imprint=True,
)


def test_one_description_says_the_same_as_docx_and_html():
    docx, html = written(EVERYTHING, "docx").content, written(EVERYTHING, "html").content.decode()
    for said in (
        "关于一切的报告",
        "景法〔2025〕1号",
        "一、总体",
        "第二段。",
        "佐证：景教〔2025〕8号",
        "附件：清单",
        "附件内容。",
        "签名：",
    ):
        assert said in words(docx), said
        assert said in html, said
    assert 'rowspan="2">' in html and "抄送：市政府办公室。" in html


def test_the_html_of_a_paper_has_no_fault_and_a_faulty_page_is_told():
    table = Table(
        (Column("单位", 78.0), Column("件", 78.0, is_number=True)), [("甲", 1), ("甲", 2)], merged=1
    )
    paper = Document(
        title="报告", made_on=TODAY, blocks=[Heading("一、情况"), Text("好。"), table], agency="办"
    )
    assert complaints(written(paper, "html").content) == []
    page = b"<!doctype html><p id=a><div id=a></p><h1>x</h1><h3>y</h3><input name=q><a href='#b'></a><table></table>"
    assert len(complaints(page)) >= 8


def test_levels_have_the_fonts_of_the_standard_and_the_grid_22_lines():
    docx = opened(written(EVERYTHING, "docx").content)
    second = next(p for p in docx.paragraphs if p.text.startswith("（一）"))
    assert second.runs[0]._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == KAITI
    assert second.runs[0].font.size == Pt(16)
    section = docx.sections[0]
    body = (section.page_height - section.top_margin - section.bottom_margin) / 12700  # pt
    pitch = int(section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch"))) / 20
    assert int(body / pitch) == 22
    line = (section.page_width - section.left_margin - section.right_margin) / 12700
    spacing = int(second.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(line / (16 + spacing)) == 28


def test_equal_neighbours_are_one_cell_in_docx_and_xlsx():
    assert spans(EVERYTHING.tables[0]) == [[2], [0], [1]]
    table = opened(written(EVERYTHING, "docx").content).tables[0]
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc and table.cell(3, 0).text == "乙"
    sheet = openpyxl.load_workbook(BytesIO(written(EVERYTHING, "xlsx").content)).active
    assert "A3:A4" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["C5"].value == 30


def test_the_annex_stands_on_a_page_of_its_own_before_the_imprint():
    paragraphs = opened(written(EVERYTHING, "docx").content).paragraphs
    breaks = [p for p in paragraphs if p.paragraph_format.page_break_before]
    assert [p.text for p in breaks] == ["附件", ""]
    assert paragraphs[-2].text.endswith("印发　")


def test_without_a_table_there_is_no_sheet():
    with pytest.raises(Refused, match="没有表格"):
        written(Document(title="空", made_on=TODAY, blocks=[Text("字")]), "xlsx")


def test_without_libreoffice_one_sentence_says_so(monkeypatch):
    monkeypatch.setattr(as_pdf, "PROGRAMS", ("no-such-office",))
    with pytest.raises(Refused, match=r"没有安装 LibreOffice.*改用 docx"):
        written(EVERYTHING, "pdf")


@pytest.mark.process
@pytest.mark.one_database
@pytest.mark.skipif(not as_pdf.is_there(), reason="no LibreOffice here")
def test_libreoffice_makes_a_pdf_of_it():
    import pypdfium2

    pdf = pypdfium2.PdfDocument(written(EVERYTHING, "pdf").content)
    assert len(pdf) == 4  # the text, what did not fit on its page, and two annexes
    assert "关于一切的报告" in pdf[0].get_textpage().get_text_bounded().replace("\r\n", "")
    line = "字" * 26 + "。"  # with two of indent a full line, and a stop that has no room on it
    full = Document(title="满行", made_on=TODAY, blocks=[Text(f"{line}后文。")])
    said = pypdfium2.PdfDocument(written(full, "pdf").content)[0].get_textpage().get_text_bounded()
    assert f"{line}后文。" in said.replace("\r\n", "")
