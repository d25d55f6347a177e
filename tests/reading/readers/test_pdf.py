"""PDF pages are read as they lie before the reader: turned upright, column by column, without what frames them."""

import io
import itertools

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from tests.reading.readers.made import blocks, lines, rows, tables, warnings
from tracker.reading.blocks import BOX, Table
from tracker.reading.readers import UnreadableDocument, read_here

FONT, STRANGE = "STSong-Light", "HeiseiMin-W3"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
pdfmetrics.registerFont(UnicodeCIDFont(STRANGE))
pdfmetrics.registerFont(
    TTFont("Vera", "Vera.ttf")
)  # one that is embedded: pdfium drops turned letters of others
WIDTH, HEIGHT = A4
LINES = [f"（{n}）推进第{n}批整治事项，建立工作台账，逐项明确整改措施。" for n in "一二三四五六七八九"]


def pdf(*pages, size=A4):
    """Each page is a function that draws on a canvas."""
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=size)
    for draw in pages:
        sheet.setFont(FONT, 12)
        draw(sheet)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def written(texts=LINES, *, left=60, top=760, size=12, step=22):
    def draw(sheet):
        sheet.setFont(FONT, size)
        for n, text in enumerate(texts):
            sheet.drawString(left, top - n * step, text)

    return draw


def together(*draws):
    def draw(sheet):
        for each in draws:
            each(sheet)

    return draw


def at(x, y, text, size=12):
    return written([text], left=x, top=y, size=size)


# --- Watermarks ------------------------------------------------------------------------------------
def watermark(text, angle, x=200, y=500, size=40, font=FONT):
    def draw(sheet):
        sheet.saveState()
        sheet.translate(x, y)
        sheet.rotate(angle)
        sheet.setFont(font, size)
        sheet.drawString(0, 0, text)
        sheet.restoreState()

    return draw


def in_a_form(inner):
    def draw(sheet):
        sheet.beginForm("mark")
        inner(sheet)
        sheet.endForm()
        sheet.doForm("mark")

    return draw


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


# --- Tables ----------------------------------------------------------------------------------------
def ruled(cells, *, left=60, top=700, width=110, height=30, pen=None):
    """A table; `pen(sheet, xs, ys)` draws its lines."""

    def draw(sheet):
        xs = [left + n * width for n in range(len(cells[0]) + 1)]
        ys = [top - n * height for n in range(len(cells) + 1)]
        (pen or sheet.grid)(*((sheet,) if pen else ()), xs, ys)
        sheet.setFont(FONT, 10)
        for r, row in enumerate(cells):
            for c, text in enumerate(row):
                for n, line in enumerate(text.split("\n")):
                    sheet.drawString(xs[c] + 4, ys[r] - 12 - 12 * n, line)

    return draw


def boxes(sheet, xs, ys):
    for x, following in itertools.pairwise(xs):
        for y, below in itertools.pairwise(ys):
            sheet.rect(x, below, following - x, y - below)


def thin_areas(sheet, xs, ys):
    for x in xs:
        sheet.rect(x, ys[-1], 0.7, ys[0] - ys[-1], stroke=0, fill=1)
    for y in ys:
        sheet.rect(xs[0], y, xs[-1] - xs[0], 0.7, stroke=0, fill=1)


def one_path(sheet, xs, ys):
    path = sheet.beginPath()
    for x in xs:
        path.moveTo(x, ys[0])
        path.lineTo(x, ys[-1])
    for y in ys:
        path.moveTo(xs[0], y)
        path.lineTo(xs[-1], y)
    sheet.drawPath(path)


def open_sides(sheet, xs, ys):
    for y in ys:
        sheet.line(xs[0], y, xs[-1], y)
    for x in xs[1:-1]:
        sheet.line(x, ys[0], x, ys[-1])


def strokes(sheet, xs, ys):
    """Lines in short pieces, as some printers draw them, not quite on one height."""
    for n, y in enumerate(ys):
        for x, following in itertools.pairwise(xs):
            sheet.line(x, y + 0.4 * (n % 2), following, y)
    for x in xs:
        for y, below in itertools.pairwise(ys):
            sheet.line(x, y, x, below)


CELLS = [["序号", "任务", "单位"], ["1", "公布目录", "市司法局"], ["2", "开展评估\n并公开", "市财政局"]]


@pytest.mark.parametrize(
    "pen",
    [None, boxes, thin_areas, one_path, open_sides, strokes],
    ids=lambda pen: pen.__name__ if pen else "grid",
)
def test_tables_however_their_lines_are_drawn(pen):
    assert rows(pdf(ruled(CELLS, pen=pen)), "a.pdf") == CELLS


def test_a_table_in_a_form():
    assert rows(pdf(in_a_form(ruled(CELLS))), "a.pdf") == CELLS


def test_merged_cells_are_known():
    def pen(sheet, xs, ys):
        for y in (ys[0], ys[1], ys[3]):
            sheet.line(xs[0], y, xs[-1], y)
        sheet.line(xs[1], ys[2], xs[-1], ys[2])
        for x in (xs[0], xs[-1]):
            sheet.line(x, ys[0], x, ys[-1])
        sheet.line(xs[1], ys[1], xs[1], ys[-1])
        sheet.line(xs[2], ys[1], xs[2], ys[-1])

    cells = [["任务分工表", "", ""], ["1", "公布目录", "市司法局"], ["", "开展评估", "市财政局"]]
    table = tables(pdf(ruled(cells, pen=pen)), "a.pdf")[0]
    assert table.rows == cells and sorted(table.merges) == [(0, 0, 0, 2), (1, 0, 2, 0)]


def test_text_between_tables_keeps_its_place():
    page = together(
        at(60, 780, "一、任务"),
        ruled(CELLS, top=760),
        at(60, 640, "二、问题"),
        ruled(CELLS, top=620),
        at(60, 500, "注：汇总。"),
    )
    found = [b if isinstance(b, Table) else b.text.strip() for b in blocks(pdf(page), "a.pdf")]
    assert [f if isinstance(f, str) else "表" for f in found] == [
        "一、任务",
        "表",
        "二、问题",
        "表",
        "注：汇总。",
    ]


def test_words_that_run_through_a_wall_without_a_blank_are_two_cells():
    def draw(sheet):
        ruled([["", ""], ["", ""]], width=60)(sheet)
        sheet.setFont(FONT, 12)
        sheet.drawString(60, 680, "推进改革工作市司法局")
        sheet.drawString(60, 650, "加强督察公开市财政局")

    found = rows(pdf(draw), "a.pdf")
    assert ["".join(row) for row in found] == ["推进改革工作市司法局", "加强督察公开市财政局"] and all(
        row[0] and row[1] for row in found
    )


def test_words_from_top_to_bottom_in_a_narrow_cell_are_one_word():
    cells = [["K\nP\nI\nS", "公布目录", "市司法局"], ["2", "开展评估", "市财政局"]]
    assert rows(pdf(together(written(), ruled(cells, height=60, top=500))), "a.pdf")[0][0] == "KPIS"


def test_crosswise_words_in_a_cell_belong_to_it():
    page = together(
        written(LINES[:1]),
        ruled([["", "公布目录"], ["2", "开展评估"]], height=60),
        watermark("NAME", 90, 100, 645, 10, "Vera"),
    )
    assert rows(pdf(page), "a.pdf")[0][0] == "NAME"


def test_a_watermark_over_a_table_is_in_none_of_its_cells():
    assert rows(pdf(together(ruled(CELLS), watermark("POLICE", 30, 80, 620, font="Vera"))), "a.pdf") == CELLS


def test_a_table_goes_on_over_pages_with_headers_and_page_numbers_between():
    frame = [at(180, 812, "某市司法局文件", 9), at(290, 30, "— {} —", 9)]
    more = [CELLS[0], ["3", "组织培训", "市教育局"]]
    data = pdf(together(ruled(CELLS), *frame), together(ruled(more), *frame))
    assert rows(data, "a.pdf") == [*CELLS, more[1]] and lines(data, "a.pdf") == []


def test_a_row_that_the_page_break_cuts_is_one():
    data = pdf(
        ruled([*CELLS, ["3", "组织", "市教育局"]]), ruled([["", "培训", ""], ["4", "开展督察", "市审计局"]])
    )
    assert rows(data, "a.pdf")[3:] == [["3", "组织培训", "市教育局"], ["4", "开展督察", "市审计局"]]


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


# --- Tables with level lines only ------------------------------------------------------------------
def level_ruled(heights):
    """Three rows of four columns; the second task takes two lines, its other cells stand in the middle."""
    cells = [
        (740, ["序号", "任务", "牵头单位", "完成时限"]),
        (700, ["1", "修订目录", "市司法局", "6月底前"]),
        (660, ["2", "", "市财政局", "9月底前"]),
        (668, ["", "开展规范性文件", "", ""]),
        (652, ["", "专项清理", "", ""]),
        (620, ["3", "组织评查", "市教育局", "年底前"]),
    ]

    def draw(sheet):
        for y, words in cells:
            for x, text in zip((60, 120, 300, 420), words, strict=True):
                sheet.drawString(x, y, text)
        for y in heights:
            sheet.line(50, y, 540, y)

    return draw


@pytest.mark.parametrize("heights", [(760, 730, 685, 640, 600), (760, 730, 600)])
def test_level_lines_alone_make_a_table_whose_columns_the_words_tell(heights):
    found = tables(pdf(level_ruled(heights)), "a.pdf")
    assert [[c.replace("\n", "") for c in row] for row in found[0].rows] == [
        ["序号", "任务", "牵头单位", "完成时限"],
        ["1", "修订目录", "市司法局", "6月底前"],
        ["2", "开展规范性文件专项清理", "市财政局", "9月底前"],
        ["3", "组织评查", "市教育局", "年底前"],
    ]


def test_level_lines_under_headings_make_no_table():
    def draw(sheet):
        for n, text in enumerate(LINES[:4]):
            sheet.drawString(60, 740 - 40 * n, text)
            sheet.line(50, 730 - 40 * n, 540, 730 - 40 * n)

    assert not tables(pdf(draw), "a.pdf")


BARE = [
    ("序号", "重点任务", "牵头单位", "配合单位", "完成时限"),
    ("1", "修订裁量基准", "市司法局", "市市监局", "5月底"),
    ("2", "组织培训考试", "市司法局", "市委党校", "8月底"),
    ("3", "公布决策目录", "市政府办", "市发改委", "3月底"),
]


def columns_of(cells, *, step=30, second=()):
    """Cells at their places with nothing drawn between them; `second` are further lines of a row's second cell."""
    draws = [
        at(60 + 100 * c, 700 - step * r, cell) for r, row in enumerate(cells) for c, cell in enumerate(row)
    ]
    return [*draws, *(at(160, 700 - step * r - 12, text) for r, text in second)]


def test_a_table_on_which_nothing_is_ruled_is_told_by_numbers_and_header():
    title = at(180, 760, "2026年重点任务清单")
    body = at(60, 735, "根据年度安排，现将重点任务清单印发给你们，请各责任单位认真抓好落实。")
    draws = columns_of(BARE, second=[(1, "和实施办法")])
    table = rows(pdf(together(title, body, *draws)), "a.pdf")
    assert table[0] == list(BARE[0])
    assert [row[2:] for row in table[1:]] == [list(row[2:]) for row in BARE[1:]]
    assert "".join(table[1][1].split()) == "修订裁量基准和实施办法"


def test_what_stands_below_such_a_table_is_text():
    below = at(60, 560, "各责任单位要于每季度末报送进展情况，市司法局负责汇总并向市政府报告。")
    data = pdf(together(*columns_of(BARE), below))
    assert len(rows(data, "a.pdf")) == len(BARE)
    assert any("各责任单位" in line for line in lines(data, "a.pdf"))


@pytest.mark.parametrize(
    "cells",
    [
        [("1", "某县", "12.5"), ("2", "某市", "13.7"), ("3", "某区", "9.8")],
        [("序号", "地区", "增速"), ("1", "某县", "12.5"), ("2", "某市", "13.7"), ("3", "某区", "9.8")],
        [("1.", "压实责任，抓好落实", ""), ("2.", "加强督导，定期通报", ""), ("3.", "营造氛围", "")],
    ],
)
def test_numbers_beside_words_are_no_table_without_a_header_that_says_whose_or_when(cells):
    assert not tables(pdf(together(*columns_of(cells))), "a.pdf")
