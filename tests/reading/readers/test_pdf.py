"""PDF pages are read as they lie before the reader: turned upright, column by column, without what frames them."""

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from tests.reading.readers.made import blocks, lines, rows, warnings
from tests.reading.readers.pdfs import (
    FONT,
    HEIGHT,
    LINES,
    STRANGE,
    WIDTH,
    at,
    in_a_form,
    pdf,
    ruled,
    together,
    watermark,
    written,
)
from tracker.reading.blocks import BOX
from tracker.reading.readers import UnreadableDocument, read_here


# --- Watermarks ------------------------------------------------------------------------------------
def tiled(text, font=FONT):
    return together(
        *(watermark(text, 30, x, y, 14, font) for x in range(50, 500, 90) for y in range(560, 780, 60))
    )


MARKS = {
    "across": watermark("内部资料", 45),
    "downwards": watermark("内部资料", -30),
    "a little": watermark("内部资料", 12),
    "in a form": in_a_form(watermark("内部资料", 45)),
    "in tiles": tiled("内部资料"),
    "embedded": watermark("DRAFT", 45, 120, 640, font="Vera"),
    "embedded, in tiles": tiled("DRAFT", "Vera"),
}


@pytest.mark.parametrize("mark", MARKS.values(), ids=MARKS)
@pytest.mark.parametrize("is_first", [True, False])
def test_slanted_watermarks_are_no_text(mark, is_first):
    page = together(mark, written()) if is_first else together(written(), mark)
    assert [line.strip() for line in lines(pdf(page), "a.pdf")] == LINES


def test_text_that_a_scanner_took_a_little_askew_is_text():
    def draw(sheet):
        sheet.rotate(1.5)
        written()(sheet)

    assert [line.strip() for line in lines(pdf(draw), "a.pdf")] == LINES


@pytest.mark.parametrize(
    "page", [together(watermark("机密★1年", 45), written()), together(at(60, 815, "秘密★长期"), written())], ids=["watermark", "header"]
)  # fmt: skip
def test_marks_of_secrecy_are_seen_wherever_they_stand(page):
    with pytest.raises(UnreadableDocument, match="密级"):
        read_here(pdf(page, page), "a.pdf")


# --- What comes back on every page -----------------------------------------------------------------
def framed(number, header="某市全面依法治市委员会办公室文件", footer="— {} — 咨询电话：0798-8001234", size=9):
    return together(
        at(180, 812, header, size),
        written(LINES[:3] if number % 2 else LINES[3:6]),
        at(240, 30, footer.format(number), size),
    )


@pytest.mark.parametrize("count", [2, 3, 7])
def test_running_headers_and_footers_are_no_text(count):
    found = "".join(lines(pdf(*(framed(n) for n in range(1, count + 1))), "a.pdf"))
    assert "文件" not in found and "0798" not in found
    assert found.count("（一）") == (count + 1) // 2 and found.count("（四）") == count // 2


@pytest.mark.parametrize("footer", ["— {} —", "第{}页", "第 {} 页 共 9 页", "{}/9", "{}", "- {} -"])
def test_page_numbers_are_no_text(footer):
    assert [
        line.strip() for line in lines(pdf(together(written(), at(290, 30, footer.format(3)))), "a.pdf")
    ] == LINES


def test_headers_that_change_sides_are_no_text():
    pages = [
        together(at(60 if n % 2 else 380, 812, "工作要点汇编", 9), written([f"第{n}件事：{LINES[n]}"]))
        for n in range(6)
    ]
    found = lines(pdf(*pages), "a.pdf")
    assert len(found) == 6 and all(line.strip().startswith("第") for line in found)


def test_a_title_and_lines_that_only_stand_once_stay():
    first = together(at(180, 812, "2026年工作要点", 20), written(LINES[:3]))
    second = together(
        at(60, 812, "（四）推进督察。"), written(LINES[4:6]), at(60, 40, "市司法局办公室2026年5月6日印发")
    )
    found = [line.strip() for line in lines(pdf(first, second), "a.pdf")]
    assert found == [
        "2026年工作要点",
        *LINES[:3],
        "（四）推进督察。",
        *LINES[4:6],
        "市司法局办公室2026年5月6日印发",
    ]


def test_lines_that_come_back_within_the_text_stay():
    found = "".join(
        lines(
            pdf(written(["责任单位：市司法局"] * 3, top=600), written(["责任单位：市司法局"] * 3, top=600)),
            "a.pdf",
        )
    )
    assert found.count("市司法局") == 6


# --- Directions ------------------------------------------------------------------------------------
def turned(quarter, *, declared):
    """A page that is upright when it is turned by so many quarters, with or without saying so."""

    def draw(sheet):
        if declared:
            sheet.setPageSize((HEIGHT, WIDTH) if quarter % 2 else A4)  # which the library turns as well
            sheet.setPageRotation(90 * quarter)
        sheet.saveState()
        move = {1: (WIDTH, 0), 2: (WIDTH, HEIGHT), 3: (0, HEIGHT)}[quarter]
        sheet.translate(*move)
        sheet.rotate(90 * quarter)
        written(top=520, left=60)(sheet)
        ruled([["任务", "单位"], ["公布目录", "市司法局"]], left=60, top=300)(sheet)
        sheet.restoreState()

    return draw


@pytest.mark.parametrize("quarter", [1, 2, 3])
@pytest.mark.parametrize("declared", [True, False])
def test_turned_pages_are_turned_back(quarter, declared):
    data = pdf(turned(quarter, declared=declared))
    assert [line.strip() for line in lines(data, "a.pdf")] == LINES
    assert rows(data, "a.pdf") == [["任务", "单位"], ["公布目录", "市司法局"]]


def test_text_set_crosswise_stands_beside_the_text():
    found = blocks(pdf(together(written(), watermark("BINDING", 90, 30, 400, 10, "Vera"))), "a.pdf")
    assert [(b.text, b.kind) for b in found if b.kind == BOX] == [("BINDING", BOX)]
    assert [b.text.strip() for b in found if b.kind != BOX] == LINES


# --- Columns ---------------------------------------------------------------------------------------
LEFT = [f"左栏第{n}行文字写满了这一栏的宽度为止" for n in range(10)]
RIGHT = [f"右栏第{n}行文字写满了这一栏的宽度为止" for n in range(10)]


def test_two_columns_are_read_one_after_the_other():
    page = together(at(200, 800, "全市重点工作通报", 18), written(LEFT, left=50), written(RIGHT, left=310))
    assert [line.strip() for line in lines(pdf(page), "a.pdf")] == ["全市重点工作通报", *LEFT, *RIGHT]


def test_a_line_over_both_columns_parts_them():
    page = together(
        written(LEFT[:5], left=50), written(RIGHT[:5], left=310), at(50, 640, "二、这一行标题横跨了左右两栏的全部宽度，所以上下两部分要分开来读"),
        written(LEFT[5:], left=50, top=610), written(RIGHT[5:], left=310, top=610),
    )  # fmt: skip
    found = [line.strip() for line in lines(pdf(page), "a.pdf")]
    assert found[:5] == LEFT[:5] and found[5:10] == RIGHT[:5] and found[11:] == [*LEFT[5:], *RIGHT[5:]]


def test_a_table_without_rules_is_no_text_in_columns():
    page = together(
        written([f"任务{n}" for n in range(10)], left=60), written([f"单位{n}" for n in range(10)], left=320)
    )
    assert [line.strip() for line in lines(pdf(page), "a.pdf")] == [f"任务{n} 单位{n}" for n in range(10)]


# --- What cannot be read ---------------------------------------------------------------------------
def picture(sheet, width=WIDTH, height=HEIGHT):
    from PIL import Image

    sheet.drawImage(ImageReader(Image.new("L", (8, 8), 200)), 0, 0, width, height)


def unseen(texts, **options):
    def draw(sheet):
        for n, text in enumerate(texts):
            thing = sheet.beginText(60, 760 - 22 * n)
            thing.setFont(FONT, 12)
            thing.setTextRenderMode(3)
            thing.textLine(text)
            sheet.drawText(thing)

    return draw


def test_scanned_pages_are_told_by_their_numbers():
    said = warnings(pdf(written(), picture, written(), picture), "a.pdf")
    assert "第2、4页" in said and "没有读取" in said


def test_what_a_scanner_recognised_is_read_and_told():
    data = pdf(together(picture, unseen(LINES)))
    assert [line.strip() for line in lines(data, "a.pdf")] == LINES and "机器识别" in warnings(data, "a.pdf")


def test_invisible_words_beside_visible_ones_are_not_read():
    assert [
        line.strip() for line in lines(pdf(together(written(), unseen(["看不见的字"]))), "a.pdf")
    ] == LINES


def test_words_beyond_the_edge_of_the_paper_are_not_read():
    assert [
        line.strip() for line in lines(pdf(together(written(), at(700, 500, "看不见的字"))), "a.pdf")
    ] == LINES


def test_large_pictures_beside_words_are_told():
    page = together(lambda sheet: picture(sheet, height=HEIGHT / 2), written())
    assert "大幅图片" in warnings(pdf(page), "a.pdf") and warnings(pdf(written()), "a.pdf") == ""


def nameless(made):
    """The same file, its font HeiseiMin-W3 of a set that no machine has: same length, so that its table still fits."""
    for written_, instead in ((b"(Japan1)", b"(Xapan1)"), (b"UniJIS-UCS2-H", b"Identity-H   ")):
        assert made.count(written_) == 1
        made = made.replace(written_, instead)
    return made


def test_letters_of_fonts_that_are_missing_are_told():
    """pdfium drops letters that stand alone when nobody knows their font."""

    def draw(sheet):
        sheet.setFont(STRANGE, 12)
        for n, text in enumerate(LINES):
            for k, letter in enumerate(text):
                sheet.drawString(60 + 12 * k, 760 - 22 * n, letter)

    assert "嵌入字体" in warnings(nameless(pdf(written(), draw)), "a.pdf")
    with pytest.raises(UnreadableDocument, match="嵌入字体"):
        read_here(nameless(pdf(draw)), "a.pdf")


def test_paragraphs_that_begin_with_an_indent_show_it():
    page = together(
        at(200, 800, "工作要点", 18),
        written(["  ", *LINES[:1]], left=84),
        written(["单位：市司法局，完成时限：2026年11月底前完成并报送有关情况。"], left=60, top=710),
    )
    assert "\u3000\u3000" + LINES[0] in lines(pdf(page), "a.pdf")


def test_signs_of_layout_are_no_text():
    assert "".join(
        lines(pdf(written(["推进\u00ad改革\u200b工作，落实各项任务，按期办结并报送情况。"])), "a.pdf")
    ).startswith("推进改革工作")
