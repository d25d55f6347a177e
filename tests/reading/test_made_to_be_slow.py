"""What is made to be slow or huge costs little: long lines, cells, sheets and pages."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.reading import containers
from tests.reading.readers.made import zipped
from tests.reading.test_hostile import TABLE, processor_seconds, refusal
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_document, read_here


@pytest.mark.parametrize(
    "line",
    [
        "一、办好。" + "责任单位：" * 3_000,
        "一、推进。（" + "市司法局、" * 4_000 + "）",
        "1." + "每年" * 8_000,
        "(" * 5_000 + "责任单位：市司法局" + ")" * 5_000,
        "一、" + "由市司法局" * 4_000,
    ],
    ids=["keys", "units", "dates", "brackets", "subjects"],
)
def test_long_lines_made_to_be_slow_are_read_at_once(line):
    with processor_seconds(10):
        propose_blocks(read_here(line.encode(), "a.txt"), year=2024)


# Long enough that work growing with the square would not end; 100,000 are measured in tests/benchmarks.
LENGTH = 30_000


def each(words):
    """Clauses in which each names a unit of its own."""
    count = LENGTH // len(words)
    return "".join(words.replace("某", chr(0x4E00 + n // 100) + chr(0x5400 + n % 100)) for n in range(count))


def again(words):
    return words * (LENGTH // len(words))


LONG = [
    *map(again, [
        "各县（市、区）政府、", "6月底前", "市司法局牵头，", "（责任单位：市司法局、市财政局；完成时限：2025年6月底前）", "（6月底前）", "（（））", "（市司法局）",
        "市司法局（牵头）、", "国庆节前", "完成时限：6月底前", "（市司法局牵头）", "“。", "“1件”", "1", "12件", "由市司法局牵头，会同市财政局制定，", "，责任领导：张某。甲", "（市司法局、市财政局）。",
        "，备注：", "市司法局负责制定方案，市财政局要落实；", "上半年、下半年各一次", "2025年Q2", "，长期抓好", "2025年", "每年", "各", "市", "、", "；", " ", "（", "）", "第一条", "①",
    ]),
    *map(each, [
        "（责任单位：市某局）", "做好某工作（市某局牵头），", "由市某局牵头办理，会同市某局制定，", "由市某局制定办法，", "牵头单位为市某局，", "做好某工作，市某局牵头，6月底前完成。",
    ]),
    "（责任单位：" + "市司法局和" * 980 + "等）",
    ("（市司法局" + " " * 4_900 + "局牵头）。") * 20,
    "责任单位" + " " * LENGTH,
    "做好工作，" + "市司法局牵头，" * 700 + "甲牵头。",
]  # fmt: skip
# Reads its input as an item and as the text of a report, which takes three seconds of processor time at most; what goes
# through a paragraph anew from each place of it takes minutes. The limit leaves room for a machine that is busy.
READER = """
import resource, sys, types
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
sys.modules["tracker"] = tracker = types.ModuleType("tracker")  # without Django
tracker.__path__ = [sys.argv[1]]
from tracker.reading.blocks import Document, Paragraph
from tracker.reading.proposal import propose_blocks
text = sys.stdin.buffer.read().decode()
plan = ["一、重点任务", "（一）" + text, "（二）推进改革。（责任单位：市司法局）"]
report = ["工作报告", "一、主要工作情况", text, "二、存在的问题", text, "三、下一步工作安排", text]
for lines in ([text], plan, report):
    propose_blocks(Document([Paragraph(line, "") for line in lines], [], "txt", True), year=2025)
"""


@pytest.mark.one_database
@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:12].strip())
def test_a_paragraph_without_end_is_read_in_one_pass(text):
    folder = Path(__file__).resolve().parents[2] / "tracker"
    done = subprocess.run(
        [sys.executable, "-I", "-c", READER, str(folder)],
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("column", [2, 3], ids=["units", "dates"])
@pytest.mark.parametrize("words", ["市司法局等", "市司法局牵头，", "6月底前", "2025年", "每季度"])
def test_cells_made_to_be_slow_are_left_alone_and_told(column, words):
    rows = [list(row) for row in TABLE]
    rows[1][column] = words * 15_000
    with processor_seconds(10):
        proposal = propose_blocks(read_here(containers.sheet_csv(rows), "a.csv"), year=2024)
    assert len(proposal.items) == 1
    assert any("没有读取" in warning and rows[0][column] in warning for warning in proposal.warnings)


def sheet_with(body):
    """A sheet whose XML is `body`."""
    sheet = "xl/worksheets/sheet1.xml"
    archive = zipfile.ZipFile(io.BytesIO(containers.sheet_xlsx(TABLE)))
    parts = {i.filename: archive.read(i.filename) for i in archive.infolist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(parts | {sheet: f'<worksheet xmlns="{space}">{body}</worksheet>'})


def cells(count):
    return "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>甲</t></is></c><c r="GR{n}"><v>1</v></c></row>'
        for n in range(1, count + 1)
    )


@pytest.mark.parametrize(
    "body",
    [
        f'<dimension ref="A1:XFD1048576"/><sheetData>{cells(3)}</sheetData>',
        f"<sheetData>{cells(600)}</sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:GR{n + 600}"/>' for n in range(1, 600))
        + "</mergeCells>",
        f"<sheetData>{cells(3)}</sheetData><mergeCells>"
        + "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(5, 60_000))
        + "</mergeCells>",
    ],
    ids=["dimensions", "areas over one another", "areas of nothing"],
)
def test_sheets_that_pretend_to_be_huge_cost_little(body):
    document = read_document(sheet_with(body), "a.xlsx", seconds=20)
    with processor_seconds(20):
        propose_blocks(document, year=2024)
    assert len(document.blocks[0].rows) <= 600


@pytest.mark.parametrize(
    "table",
    ["<tr><td rowspan=5000 colspan=200>甲</td></tr>" * 50, f"<tr>{'<td rowspan=5000 colspan=200>甲</td>' * 50}</tr>"],
    ids=["down", "across"],
)  # fmt: skip
def test_a_page_whose_cells_span_millions(table):
    sentence = refusal(f"<html><body><table>{table}</table></body></html>".encode(), "a.html")
    assert "大得不正常" in sentence
