"""What holds for any text: no crash, nothing that is not in the document, the same answer each time."""

import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tracker.reading.blocks import Document, Paragraph, Table
from tracker.reading.proposal import propose_blocks, to_json
from tracker.reading.readers import UnreadableDocument, read_here
from tracker.reading.text.characters import fold, squeeze
from tracker.reading.text.numbering import find_label, to_chinese, to_int
from tracker.reading.text.shadow import shadow

PIECES = st.sampled_from([
    "一、", "（一）", "1.", "（1）", "①", "第一章 ", "第二条 ", "推进改革工作", "存在的主要问题", "2025年工作安排", "（责任单位：", "市司法局", "、", "，", "。",
    "；", "）", "〔牵头单位：", "〕", "完成时限：", "6月底前", "每季度", "由市发改委牵头", "市财政局等", "各县（市、区）政府", "\n", "100件", "近", "余", "如", "等",
    "一是", "二是", "“", "”", "《", "》", "特此报告。", "2025年2月18日", "附件：", "【责任单位】", " ", "\u3000", "3.5万", "收到通知后10个工作日内",
])  # fmt: skip
TEXTS = st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map("".join))
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def document(text):
    return Document(
        [Paragraph(line, f"第{n}行") for n, line in enumerate(text.split("\n"), 1)], [], "txt", True
    )


@quick
@given(TEXTS, st.one_of(st.none(), st.integers(2000, 2030)))
@example("0、一0（<单位牵头单位各（", None)
@example("一、推进改革（牵头单位：市财政局，责任单位：市司法局（法制股、各县（市、区", 2025)
def test_any_text_is_read_and_every_item_is_in_it(text, year):
    proposal = propose_blocks(document(text), "a.txt", year=year)
    whole = squeeze("\n".join(map(shadow, text.split("\n"))))
    for item in proposal.items:
        for line in item.text.split("\n"):
            assert squeeze(line) in whole
        assert item.passage is not None
        for owner in (*item.lead, *item.co):
            assert squeeze(owner.name) in whole
        for day in item.dates:
            assert day.explanation and day.wording
    orders = [p.order for p in proposal.passages]
    assert orders == list(range(1, len(orders) + 1))


@quick
@given(TEXTS)
def test_reading_twice_gives_the_same(text):
    assert to_json(propose_blocks(document(text), year=2024)) == to_json(
        propose_blocks(document(text), year=2024)
    )


@quick
@given(
    st.binary(max_size=600),
    st.sampled_from(["a.txt", "a.csv", "a.html", "a.docx", "a.xlsx", "a.pdf", "a.xls"]),
)
def test_any_bytes_give_a_document_or_one_sentence(data, name):
    try:
        propose_blocks(read_here(data, name), name)
    except UnreadableDocument as error:
        assert re.search(r"[\u4e00-\u9fff].*。$", str(error))


CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "序号",
            "任务",
            "责任单位",
            "牵头单位",
            "完成时限",
            "市司法局",
            "1",
            "一、",
            "合计",
            "6月底",
            "备注",
            "",
        ]
    ),
)
AREAS = st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 7), st.integers(0, 6))


@quick
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8), st.lists(AREAS, max_size=3), st.booleans())
def test_any_table_is_read(rows, areas, knows):
    merges = [(a, b, max(a, c), max(b, d)) for a, b, c, d in areas]
    proposal = propose_blocks(
        Document([Table(rows, "表", merges=merges, knows_merges=knows)], [], "xlsx"), year=2024
    )
    whole = squeeze("".join(shadow(cell) for row in rows for cell in row))
    for item in proposal.items:
        assert all(squeeze(line) in whole for line in item.text.split("\n"))


@given(st.integers(1, 999))
def test_numbers_survive_the_round_trip(number):
    assert to_int(to_chinese(number)) == number
    for written in (
        f"{to_chinese(number)}、",
        f"（{to_chinese(number)}）",
        f"{number}.",
        f"（{number}）",
        f"第{to_chinese(number)}条",
    ):
        label = find_label(f"{written}推进工作")
        assert (
            label.ordinal == number
            and label.text == written
            and fold(label.text).startswith(fold(label.key)[:1])
        )


@quick
@given(TEXTS)
def test_blocks_survive_the_way_out_of_the_reading_process(text):
    import json

    blocks = document(text)
    assert Document.from_plain(json.loads(json.dumps(blocks.to_plain()))) == blocks
