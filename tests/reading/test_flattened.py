"""Tables that somebody copied into plain text are put together again; text that is no table stays text."""

import pytest

from tracker.reading.blocks import Paragraph, Table
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here
from tracker.reading.tables.flattened import with_tables

HEADER = ["序号", "工作任务", "责任单位", "完成时限"]
ROWS = [
    ["1", "编制立法计划", "市司法局", "3月底前"],
    ["2", "建设执法监督平台", "市数据局", "2025年9月"],
    ["3", "开展案卷评查", "市司法局", "每季度"],
]
GRID = [HEADER, *ROWS]
SHAPES = {
    "markdown": "\n".join(f"| {' | '.join(r)} |" for r in [HEADER, ["---"] * 4, *ROWS]),
    "tabs": "\n".join("\t".join(r) for r in GRID),
    "blanks": "\n".join("    ".join(r) for r in GRID),
    "a cell on a line": "\n\n".join(cell for row in GRID for cell in row),
    "a bar after each cell": "\n".join(f"{cell} |" for row in GRID for cell in row),
    "bars on lines of their own": "\n".join(f"|\n{cell}" for row in GRID for cell in row) + "\n|",
}


def items(text):
    return propose_blocks(read_here(text.encode(), "清单.txt"), "清单.txt", year=2025).items


@pytest.mark.parametrize("shape", SHAPES)
def test_a_table_in_plain_text(shape):
    found = items(f"2025年重点任务清单\n\n{SHAPES[shape]}\n\n注：本表由市司法局解释。\n")
    assert [(i.label, i.text, [o.name for o in (*i.lead, *i.co)]) for i in found] == [(r[0], r[1], [r[2]]) for r in ROWS]  # fmt: skip
    assert [str(i.due or i.recurrence) for i in found] == ["2025-03-31", "2025-09-30", "quarterly"]


def test_several_units_of_a_cell_and_a_second_row_under_one_number():
    lines = [
        *HEADER, "1", "养护县道八十公里。", "县交通局", "县财政局", "12月底前",
        "2", "建成便民服务中心。", "县民政局", "5月底前", "扩建职工学院。", "9月底前", "3", "修缮旧住宅区。", "县住建局", "年底前", "分享到",
    ]  # fmt: skip
    found = items("民生实事任务分解表\n" + "\n".join(lines))
    assert [(i.label, i.text, [o.name for o in i.co], str(i.due)) for i in found] == [
        ("1", "养护县道八十公里。", ["县交通局", "县财政局"], "2025-12-31"),
        ("2", "建成便民服务中心。", ["县民政局"], "2025-05-31"),
        ("2", "扩建职工学院。", ["县民政局"], "2025-09-30"),
        ("3", "修缮旧住宅区。", ["县住建局"], "2025-12-31"),
    ]


def test_the_officer_is_told_that_a_table_was_put_together():
    proposal = propose_blocks(
        read_here(SHAPES["a cell on a line"].encode(), "清单.txt"), "清单.txt", year=2025
    )
    assert any("拼回" in warning for warning in proposal.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "一、总体要求\n责任单位：市司法局\n完成时限：6月底前\n1.开展普法\n2.开展评查",
        "工作任务    责任单位    完成时限",
        "序号\n工作任务\n责任单位\n完成时限\n以上各栏由各单位填写。",
        "收入 | 支出 | 结余\n1 | 2 | 3",
    ],
)
def test_what_is_no_table_stays_text(text):
    blocks = with_tables(text.split("\n"))
    assert not any(isinstance(b, Table) for b in blocks)
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == text.split("\n")
