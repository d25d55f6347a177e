"""Formal letters as files: the page of GB/T 9704-2012, the words that were signed, and nothing invented."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.factories import TODAY
from tracker.models import Dispatch, Installation, Unit, business_date
from tracker.papers import paper_of, slip_of
from tracker.papers.fitting import CLOSER
from tracker.papers.titles import ROOM, title_lines, width

SIGNED_AT = "2026-01-12T09:30+08:00"
ENTRIES = (
    "截至2026年1月12日，下列事项仍未完成，现予通报：\n"
    "1．市发改委：办结“清理存量文件”。办结时限为2025年12月31日，仍未办结。\n"
    "2．市教体局：办结“法治副校长全覆盖”。办结时限为2025年12月31日，仍未办结。\n"
    "请对照整改。"
)


def signed(cast, kind="order", **fields):
    return factories.dispatch(
        office=cast.office,
        units=fields.pop("units", (cast.bureau,)),
        kind=kind,
        state="signed",
        number="景法督〔2026〕3号",
        number_year=2026,
        number_seq=3,
        signed_by=cast.head,
        signed_on=date(2026, 1, 12),
        signed_at=SIGNED_AT,
        **fields,
    )


def opened(paper):
    return Document(BytesIO(paper.content))


def words(docx):
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in docx.paragraphs), *cells])


@pytest.mark.parametrize("kind", ["order", "circular", "guidance", "talk"])
def test_the_page_has_the_margins_and_lines_of_the_standard(cast, kind):
    section = opened(paper_of(signed(cast, kind=kind))).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(m.mm) for m in margins] == [37, 26, 35, 28]
    pitch = int(section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")))
    lines = round(225 / (pitch / 1440 * 25.4))
    assert lines == 22 or (kind == "circular" and lines in CLOSER)  # its imprint and the seal would not fit
    assert 224 < lines * pitch / 1440 * 25.4 <= 225  # a hair more, and the last line would not fit


def test_an_order_says_what_was_signed(cast):
    dispatch = signed(
        cast, title="关于限期办结的督办单", matter="事由甲。\n事由乙。", demand="一、立即办理。"
    )
    docx = opened(paper_of(dispatch))
    texts = [p.text for p in docx.paragraphs if p.text]
    assert texts[:6] == [
        "市司法局督办单",
        "景法督〔2026〕3号",
        "关于限期办结的督办单",
        "市发改委：",
        "事由甲。",
        "事由乙。",
    ]
    assert "请自送达次日起5个工作日内书面回复办理情况。" in texts
    signature = texts.index("市司法局")
    assert texts[signature + 1] == "2026年1月12日"


def test_the_reply_limit_is_not_said_twice(cast):
    text = words(opened(paper_of(signed(cast, demand="请自送达次日起5个工作日内书面回复。"))))
    assert text.count("个工作日") == 1


def test_body_is_16_pt_fangsong_and_the_mark_red(cast):
    docx = opened(paper_of(signed(cast, matter="事由甲。")))
    mark, body = docx.paragraphs[0], next(p for p in docx.paragraphs if p.text == "事由甲。")
    assert str(mark.runs[0].font.color.rgb) == "E60012"
    run = body.runs[0]
    assert run.font.size == Pt(16)
    assert run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert body.paragraph_format.first_line_indent.mm == pytest.approx(2 * 156 / 28, abs=0.1)


def test_fonts_that_may_not_be_shipped_have_free_stand_ins(cast):
    with ZipFile(BytesIO(paper_of(signed(cast)).content)) as package:
        fonts = package.read("word/fontTable.xml").decode()
    assert 'w:name="仿宋_GB2312"><w:altName w:val="FangSong"' in fonts
    assert not any("embed" in line for line in fonts.split("<w:font ") if "仿宋_GB2312" in line)


def test_a_circular_puts_its_entries_in_a_table_word_for_word(cast):
    docx = opened(paper_of(signed(cast, kind="circular", matter=ENTRIES, units=(cast.bureau, cast.college))))
    (table,) = docx.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["序号", "单位", "逾期未完成事项"]
    assert rows[2] == ["2", "市教体局", "办结“法治副校长全覆盖”。办结时限为2025年12月31日，仍未办结。"]
    texts = [p.text for p in docx.paragraphs]
    assert "截至2026年1月12日，下列事项仍未完成，现予通报：" in texts and "请对照整改。" in texts
    assert "市发改委、市教体局：" in texts


def test_a_letter_has_no_page_number_on_its_first_page(cast):
    section = opened(paper_of(signed(cast, kind="guidance"))).sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_footer.paragraphs[0].text == ""
    assert "PAGE" in section.footer.paragraphs[0]._p.xml and "PAGE" in section.even_page_footer._element.xml


def test_guidance_asks_for_no_reply(cast):
    assert "书面回复" not in words(opened(paper_of(signed(cast, kind="guidance", demand="请按期办理。"))))


def test_a_draft_says_that_it_is_one(cast):
    paper = paper_of(factories.dispatch(office=cast.office, units=(cast.bureau,)))
    assert "（待签发）" in words(opened(paper)) and paper.filename.startswith("待签发 ")


def test_rule_contact_and_copies_are_named(cast):
    rung = factories.ladder()["circular"]
    Installation.objects.filter(pk=1).update(contact="周敏", phone="0798-1234567")
    dispatch = signed(cast, kind="circular")
    obligation = factories.obligation(unit=cast.bureau, due_on=TODAY, office=cast.office)
    factories.notice(obligation=obligation, rung=rung, dispatch=dispatch)
    text = words(opened(paper_of(dispatch)))
    assert "本通报依据重点工作指引、提醒和督办工作制度发出。" in text
    assert "（联系人：周敏，电话：0798-1234567）" in text
    assert "抄送：市政府分管领导。" in text
    assert f"{cast.office.name}文件" in text
    Unit.objects.filter(pk=cast.office.pk).update(formal_name="某某县司法局", copied_to="县委分管领导")
    text = words(opened(paper_of(Dispatch.objects.get(pk=dispatch.pk))))
    assert "某某县司法局文件" in text and "抄送：县委分管领导。" in text


def test_the_same_dispatch_gives_the_same_bytes(cast):
    dispatch = signed(cast)
    assert paper_of(dispatch).content == paper_of(dispatch).content


def test_a_file_name_holds_no_path(cast):
    assert paper_of(signed(cast, title="甲/乙\\丙:丁")).filename == "景法督〔2026〕3号 甲 乙 丙 丁.docx"


def test_the_slip_tells_how_the_letter_came_and_who_signed_for_it(cast):
    dispatch = signed(cast)
    dispatch.receipts.update(
        via="paper", witness="王明", served_by=cast.officer, sent_on=date(2026, 1, 13), sent_at=SIGNED_AT,
        signed_for_on=date(2026, 1, 13), signed_for_at="2026-01-13T15:05+08:00", signed_for_name="吴芳",
    )  # fmt: skip
    rows = slip_rows(dispatch.receipts.get())
    assert rows["送达方式"] == "纸质送达" and rows["见证人"] == "王明" and rows["送达人"] == "周敏"
    assert rows["签收人"] == "吴芳" and rows["签收时间"] == "2026年1月13日 15:05"


def test_the_slip_keeps_the_servers_words(cast):
    dispatch = signed(cast)
    dispatch.letters.create(
        person=cast.liaison, office=cast.office, kind="dispatch", digest_on=TODAY, message_id="<1@x>",
        address="wu@example.com", state="failed", answer="550 5.1.1 no such user",
    )  # fmt: skip
    rows = slip_rows(dispatch.receipts.get())
    assert "550 5.1.1 no such user" in rows["邮件（吴芳）"] and rows["送达方式"] == "尚未送达"


def test_the_slip_of_a_circular_says_what_it_asks(cast):
    dispatch = signed(cast, kind="circular", demand="请对照查摆。")
    rows = slip_rows(dispatch.receipts.get())
    assert rows["所提要求"] == "请对照查摆。"

    guidance = slip_rows(signed(cast, kind="guidance").receipts.get())
    assert "回复期限" not in guidance and "不要求回复" not in guidance.values()


def slip_rows(receipt):
    table, boxes = opened(slip_of(receipt)).tables
    assert [cell.text for cell in boxes.rows[0].cells] == ["受送达单位（盖章）：", "签收人（签名）："]
    return {row.cells[0].text: row.cells[1].text for row in table.rows}


@pytest.mark.parametrize("kind", ["order", "circular", "guidance", "talk"])
def test_characters_that_xml_cannot_hold_keep_no_letter_back(cast, kind):
    """They come along when somebody pastes from another program."""
    odd = "限期\x0b办结\x01\x08\x1b[2J\ufffe=cmd|x"
    dispatch = signed(cast, kind=kind, title=f"关于{odd}", matter=f"一、{odd}", demand=odd)
    factories.obligation(unit=cast.bureau, due_on=TODAY)
    text = words(opened(paper_of(dispatch)))
    assert "办结" in text
    assert words(opened(slip_of(dispatch.receipts.get())))


# --- Titles and the foot ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于约谈市政务局负责人的通知", ["关于约谈市政务局负责人的通知"]),
        ("关于2025年法治政府建设任务逾期情况的通报", ["关于2025年法治政府", "建设任务逾期情况的通报"]),
        (
            "关于限期报送“推进‘审管执信服’协同，‘互联网+监管’行为全覆盖”的督办单",
            ["关于限期报送“推进‘审管执信服’协同，", "‘互联网+监管’行为全覆盖”的督办单"],
        ),
    ],
)
def test_a_title_breaks_into_like_lines_and_parts_no_word(title, lines):
    assert title_lines(title) == lines


@given(st.text("关于法治政府建设的任务，“”2025", min_size=1, max_size=120))
def test_a_title_loses_nothing_and_every_line_fits(title):
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(0 < width(line) <= ROOM for line in lines)


def test_the_imprint_stands_at_the_foot_of_the_page_that_the_text_ends_on(cast):
    paragraphs = opened(paper_of(signed(cast))).paragraphs
    framed = [p for p in paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:framePr")) is not None]
    assert framed and "印发" in framed[-1].text
    assert framed[-1]._p.pPr.find(qn("w:framePr")).get(qn("w:yAlign")) == "bottom"
    assert paragraphs[-2]._p is framed[-1]._p and not paragraphs[-1].text  # a frame needs something behind it


def test_the_copies_of_an_imprint_stand_in_a_frame_of_their_own_above_the_foot(cast):
    """In one frame with the line below LibreOffice draws no rules."""
    dispatch = signed(cast, kind="circular")
    obligation = factories.obligation(unit=cast.bureau, due_on=TODAY, office=cast.office)
    factories.notice(obligation=obligation, rung=factories.ladder()["circular"], dispatch=dispatch)
    copies, printed = opened(paper_of(dispatch)).paragraphs[-3:-1]
    assert "抄送" in copies.text and "印发" in printed.text
    above, foot = (line._p.pPr.find(qn("w:framePr")) for line in (copies, printed))
    two_lines_up = (Mm(225) / 22 * (22 - 2.35)) / Twips(1)  # and the space of the rules
    assert int(above.get(qn("w:y"))) == pytest.approx(two_lines_up, abs=2)
    assert foot.get(qn("w:yAlign")) == "bottom" and above.get(qn("w:yAlign")) is None


def test_a_draft_has_the_day_on_which_it_would_be_signed(cast):
    drafted = factories.dispatch(
        office=cast.office, units=(cast.bureau,), drafted_on=TODAY - timedelta(days=30)
    )
    today = business_date()
    assert f"{today.year}年{today.month}月{today.day}日" in words(opened(paper_of(drafted)))


def test_a_document_speaks_chinese(cast):
    docx = opened(paper_of(signed(cast)))
    assert docx.styles.element.find(".//" + qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
