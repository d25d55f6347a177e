"""Tables of PDF pages: by whatever lines are drawn, by level lines, by words alone."""

import itertools

import pytest

from tests.reading.readers.made import blocks, lines, rows, tables
from tests.reading.readers.pdfs import (
    FONT,
    LINES,
    at,
    in_a_form,
    pdf,
    ruled,
    together,
    watermark,
    written,
)
from tracker.reading.blocks import Table


# --- Tables ----------------------------------------------------------------------------------------
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
