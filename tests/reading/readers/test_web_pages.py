"""Web pages are read as a browser shows them."""

import pytest

from tests.reading.readers.made import lines, rows, tables, warnings

HIDDEN = "市公安局"


def page(body, head=""):
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode()
    )


UNSEEN = {
    "display": f'<span style="display: none">{HIDDEN}</span>',
    "display among others": f'<span style="color:red; DISPLAY:NONE!important">{HIDDEN}</span>',
    "visibility": f'<span style="visibility:hidden">{HIDDEN}</span>',
    "no opacity": f'<span style="opacity:0">{HIDDEN}</span>',
    "no size": f'<span style="font-size:0px">{HIDDEN}</span>',
    "beyond the edge": f'<span style="position:absolute;left:-9999px">{HIDDEN}</span>',
    "hidden": f"<span hidden>{HIDDEN}</span>",
    "hidden by name": f'<span hidden="hidden">{HIDDEN}</span>',
    "a class": f'<span class="a secret">{HIDDEN}</span>',
    "an id": f'<span id="gone">{HIDDEN}</span>',
    "a tag and a class": f'<b class="old">{HIDDEN}</b>',
    "template": f"<template>{HIDDEN}</template>",
    "script": f"<script>var a = '{HIDDEN}'</script>",
    "noscript": f"<noscript>{HIDDEN}</noscript>",
    "deleted": f"<del>{HIDDEN}</del>",
    "struck out": f"<s>{HIDDEN}</s><strike>{HIDDEN}</strike>",
    "struck out by style": f'<span style="text-decoration: line-through">{HIDDEN}</span>',
    "a reading": f"<ruby><rp>（</rp><rt>{HIDDEN}</rt><rp>）</rp></ruby>",
    "a closed dialog": f"<dialog>{HIDDEN}</dialog>",
    "what a form offers": f'<select><option>{HIDDEN}</option></select><input placeholder="{HIDDEN}" value="x"><textarea>{HIDDEN}</textarea>',
    "a comment": f"<!-- {HIDDEN} -->",
    "zero-width characters": "&#8203;&shy;&#xFEFF;",
}
CSS = "<style>/* .shown{display:none} */ .secret, #gone { display:none } b.old{visibility:hidden} @media print{.shown{display:none}} .shown .x{display:none}</style>"  # fmt: skip


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_what_is_not_shown_is_not_read(unseen):
    assert lines(page(f"<p>牵头单位：{unseen}市司法局</p>", CSS), "a.html") == ["牵头单位：市司法局"]
    table = f"<table><tr><td>单位</td><td>{unseen}市司法局</td></tr></table>"
    assert rows(page(table, CSS), "a.html") == [["单位", "市司法局"]]


SEEN = {
    "inserted": "<ins>市司法局</ins>",
    "for the eyes only": '<span aria-hidden="true">市司法局</span>',
    "a class that only print hides": '<span class="shown">市司法局</span>',
    "not the class that hides": '<i class="old">市司法局</i>',
    "below a reading": "<ruby>市<rp>(</rp><rt>shì</rt><rp>)</rp></ruby>司法局",
    "an open dialog": "<dialog open>市司法局</dialog>",
    "little opacity": '<span style="opacity:0.6">市司法局</span>',
    "no-break blanks": "市司法局&nbsp;",
}


@pytest.mark.parametrize("seen", SEEN.values(), ids=SEEN)
def test_what_is_shown_is_read(seen):
    assert "".join(lines(page(f"<p>牵头单位：{seen}</p>", CSS), "a.html")) == "牵头单位：市司法局"


def test_hidden_rows_and_cells_leave_no_gap():
    table = (
        "<table><tr><td>序号</td><td style='display:none'>密</td><td>任务</td></tr><tr hidden><td>1</td><td>密</td><td>看不见</td></tr>"
        "<tbody style='display:none'><tr><td>2</td><td>3</td></tr></tbody><tr><td>4</td><td class='secret'>密</td><td>公布目录</td></tr></table>"
    )
    assert rows(page(table, CSS), "a.html") == [["序号", "任务"], ["4", "公布目录"]]


def test_hidden_words_are_told():
    hidden = f'<div style="display:none">{HIDDEN * 5}</div>'
    assert "隐藏的文字" in warnings(page(f"<p>公布目录</p>{hidden}"), "a.html")
    assert warnings(page("<p>公布目录</p>"), "a.html") == ""


def test_a_page_that_is_one_form_is_read_and_a_search_is_not():
    assert lines(page(f"<form><p>{'一、推进改革工作，' * 12}</p></form>"), "a.html") == [
        "一、推进改革工作，" * 12
    ]
    assert lines(page("<form>站内搜索</form><p>公布目录</p>"), "a.html") == ["公布目录"]


@pytest.mark.parametrize(
    ("opening", "numbers"),
    [
        ("<ol>", ["1.", "2."]), ("<ol start=3>", ["3.", "4."]), ("<ol type=a>", ["a.", "b."]), ("<ol type=I>", ["I.", "II."]), ("<ol reversed>", ["2.", "1."]),
        ("<ol style='list-style-type: cjk-ideographic'>", ["一、", "二、"]), ("<ol style='list-style:none'>", ["", ""]), ("<ul>", ["", ""]),
    ],
)  # fmt: skip
def test_numbers_that_a_list_draws(opening, numbers):
    body = f"{opening}<li>公布目录</li><li>开展评估</li></ol>"
    assert lines(page(body), "a.html") == [numbers[0] + "公布目录", numbers[1] + "开展评估"]


def test_items_that_say_their_number():
    assert lines(page("<ol><li>甲</li><li value=7>乙</li><li>丙</li></ol>"), "a.html") == [
        "1.甲",
        "7.乙",
        "8.丙",
    ]


def test_lines_that_a_page_keeps():
    assert lines(page("<pre>一、公布目录\n二、开展评估</pre>"), "a.html") == ["一、公布目录", "二、开展评估"]


def test_a_page_of_pictures_is_told():
    assert "图片" in warnings(page("<p>通知</p><img src=1.jpg><img src=2.jpg>"), "a.html")


def test_cells_that_span_hidden_rows_and_lists_in_cells():
    table = "<table><tr><td rowspan=2>一</td><td>甲</td></tr><tr><td><ol><li>乙</li><li>丙</li></ol></td></tr></table>"
    found = tables(page(table), "a.html")[0]
    assert found.rows == [["一", "甲"], ["", "1.乙\n2.丙"]] and found.merges == [(0, 0, 1, 0)]
