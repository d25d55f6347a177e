"""One document, one table: the same answers from every kind of file."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.reading import containers
from tracker.reading.proposal import propose, propose_blocks, to_json
from tracker.reading.readers import read_here
from tracker.reading.readers.formats import shape_of, shown
from tracker.reading.text.characters import squeeze

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

TWO_HEADER_ROWS = (
    [
        ["2024年重点任务分工表", "", "", "", "", "", ""],
        ["序号", "重点任务", "具体措施", "责任分工", "", "完成时限", "备注"],
        ["", "", "", "牵头单位", "配合单位", "", ""],
        ["一、优化服务", "", "", "", "", "", ""],
        ["1", "推进一网通办改革走深走实", "建成统一受理平台", "市政务局", "市数据局、市财政局", "2024年6月底前", "已立项"],
        ["", "", "归集电子证照数据", "市数据局", "市公安局\n市民政局", "2024年9月底前", ""],
        ["2", "压减审批时限", "审批时限压减30%", "市住建局", "各县（市、区）政府", "年底前", ""],
        ["二、强化监管", "", "", "", "", "", ""],
        ["3", "推行联合检查", "每季度发布检查计划", "市司法局", "市市场监管局", "每季度", ""],
        ["合计", "", "", "", "", "", ""],
        ["注：牵头单位负责汇总。", "", "", "", "", "", ""],
    ],
    [(0, 0, 0, 6), (1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5), (1, 6, 2, 6),
     (3, 0, 3, 6), (4, 0, 5, 0), (4, 1, 5, 1), (7, 0, 7, 6), (10, 0, 10, 6)],
)  # fmt: skip
TWO_HEADER_ANSWERS = [
    (
        "1",
        "建成统一受理平台",
        ["一、优化服务", "推进一网通办改革走深走实"],
        ["市政务局"],
        ["市数据局", "市财政局"],
        "2024-06-30",
        None,
    ),
    (
        "1",
        "归集电子证照数据",
        ["一、优化服务", "推进一网通办改革走深走实"],
        ["市数据局"],
        ["市公安局", "市民政局"],
        "2024-09-30",
        None,
    ),
    ("2", "审批时限压减30%", ["一、优化服务"], ["市住建局"], ["各县（市、区）政府"], "2024-12-31", None),
    ("3", "每季度发布检查计划", ["二、强化监管"], ["市司法局"], ["市市场监管局"], None, "quarterly"),
]

CATEGORIES = (
    [
        ["一级指标", "二级指标", "评价指标", "牵头单位", "责任单位"],
        ["一、政府职能", "（一）权责清单", "权责清单及时公布并动态调整", "市委编办", "市司法局"],
        ["", "", "行政许可事项依清单管理", "市政务局", "市直各部门；昌南新区、高新区管委会"],
        ["", "（二）营商环境", "开展公平竞争审查", "市市场监管局", "市发改委、市司法局"],
        ["二、依法决策", "（一）决策程序", "每年公布重大行政决策目录", "市政府办公室", "市司法局"],
    ],
    [(1, 0, 3, 0), (1, 1, 2, 1)],
)
CATEGORY_ANSWERS = [
    (
        "",
        "权责清单及时公布并动态调整",
        ["一、政府职能", "（一）权责清单"],
        ["市委编办"],
        ["市司法局"],
        None,
        None,
    ),
    (
        "",
        "行政许可事项依清单管理",
        ["一、政府职能", "（一）权责清单"],
        ["市政务局"],
        ["市直各部门", "昌南新区、高新区管委会"],
        None,
        None,
    ),
    (
        "",
        "开展公平竞争审查",
        ["一、政府职能", "（二）营商环境"],
        ["市市场监管局"],
        ["市发改委", "市司法局"],
        None,
        None,
    ),
    (
        "",
        "每年公布重大行政决策目录",
        ["二、依法决策", "（一）决策程序"],
        ["市政府办公室"],
        ["市司法局"],
        None,
        "yearly",
    ),
]

SHEETS = {
    "xlsx": containers.sheet_xlsx, "xls": containers.sheet_xls, "csv": containers.sheet_csv,
    "html": containers.sheet_html, "docx": containers.sheet_docx, "pdf": containers.sheet_pdf,
}  # fmt: skip


def answers(proposal):
    return [
        (
            i.label,
            i.text,
            i.path,
            [o.name for o in i.lead],
            [o.name for o in i.co],
            str(i.due) if i.due else None,
            i.recurrence,
        )
        for i in proposal.items
    ]


def read(data, filename, year=None):
    return propose_blocks(read_here(data, filename), filename, year=year)


@pytest.mark.parametrize("ending", SHEETS)
@pytest.mark.parametrize(
    ("table", "wanted"),
    [(TWO_HEADER_ROWS, TWO_HEADER_ANSWERS), (CATEGORIES, CATEGORY_ANSWERS)],
    ids=["two header rows", "categories"],
)
def test_the_same_table_gives_the_same_answers(ending, table, wanted):
    proposal = read(SHEETS[ending](*table), f"表.{ending}", year=2024)
    assert answers(proposal) == wanted


def test_columns_nobody_asked_for_become_notes():
    proposal = read(containers.sheet_xlsx(*TWO_HEADER_ROWS), "表.xlsx")
    assert proposal.items[0].notes == {"备注": "已立项"}
    assert proposal.title == "2024年重点任务分工表"
    assert proposal.year == 2024


def bare(proposal):
    return [
        (
            squeeze(i.text),
            i.label,
            [squeeze(p) for p in i.path],
            [o.name for o in i.lead],
            [o.name for o in i.co],
            i.due,
            i.recurrence,
            i.kind,
            i.address,
        )
        for i in proposal.items
    ]


@pytest.mark.parametrize(
    ("ending", "build"),
    [("docx", containers.text_docx), ("html", containers.text_html), ("pdf", containers.text_pdf)],
)
def test_the_report_gives_the_same_answers_from_every_container(ending, build):
    text = (SEEDS / "report-2024.txt").read_text(encoding="utf-8")
    wanted = read(text.encode(), "报告.txt")
    got = read(build(text.split("\n")), f"报告.{ending}")
    assert bare(got) == bare(wanted)
    assert [(f.value, f.unit, f.qualifier) for f in got.figures] == [
        (f.value, f.unit, f.qualifier) for f in wanted.figures
    ]
    assert [(n.level, n.label, squeeze(n.title)) for n in got.outline] == [
        (n.level, n.label, squeeze(n.title)) for n in wanted.outline
    ]


PLAN = """一、重点任务
（一）推进“一网通办”改革，年底前网上可办率达到95%以上，进一步压减审批时限，提升企业群众办事体验。（牵头单位：市政务局；责任单位：市直各部门、各县（市、区）人民政府；完成时限：2024年12月底前）
（二）规范行政执法行为，制定行政执法事项清单，完善行政裁量权基准制度，组织行政执法案卷评查活动。（市司法局牵头，市市场监管局、市生态环境局等有关部门配合，2024年10月底前完成）
（三）加强法治宣传教育。（责任单位：市委宣传部、市司法局；完成时限：持续推进）"""


@pytest.mark.parametrize(
    ("ending", "build"),
    [("docx", containers.text_docx), ("html", containers.text_html), ("pdf", containers.text_pdf)],
)
def test_a_plan_gives_the_same_answers_from_every_container(ending, build):
    wanted = read(PLAN.encode(), "方案.txt", year=2024)
    assert len(wanted.items) == 3 and all(i.lead or i.co for i in wanted.items)
    assert bare(read(build(PLAN.split("\n")), f"方案.{ending}", year=2024)) == bare(wanted)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_the_report_reads_alike(codec):
    text = (SEEDS / "report-2024.txt").read_text(encoding="utf-8")
    assert bare(read(text.encode(codec), "报告.txt")) == bare(read(text.encode(), "报告.txt"))


def test_labels_that_word_numbers_by_itself_are_read():
    import docx as word
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = word.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    ))  # fmt: skip
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in (
        (0, "重点任务"),
        (1, "推进改革。（责任单位：市司法局）"),
        (1, "加强监督。（责任单位：市审计局）"),
        (0, "其他任务"),
        (1, "做好宣传。（责任单位：市委宣传部）"),
    ):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
    got = read(containers.saved(document), "自动编号.docx", year=2024)
    assert [(i.label, i.path) for i in got.items] == [
        ("（一）", ["一、重点任务"]),
        ("（二）", ["一、重点任务"]),
        ("（一）", ["二、其他任务"]),
    ]


def test_text_and_annexed_table_in_one_document():
    import docx as word

    document = word.Document()
    for line in (
        "2024年工作方案",
        "一、总体要求",
        "坚持问题导向。",
        "二、组织领导",
        "各单位要高度重视。",
        "附件：任务分工表",
    ):
        document.add_paragraph(line)
    containers.add_table(
        document,
        [
            ["序号", "任务", "责任单位", "时限"],
            ["1", "制定实施细则", "市司法局", "6月底前"],
            ["2", "开展培训", "市委党校", "全年"],
        ],
    )
    got = read(containers.saved(document), "方案.docx")
    assert [(i.text, i.co[0].name, str(i.due)) for i in got.items] == [
        ("制定实施细则", "市司法局", "2024-06-30"),
        ("开展培训", "市委党校", "None"),
    ]
    assert [i.address for i in got.items] == ["表1/行2", "表1/行3"]


def test_several_sheets_and_several_tables_on_one():
    import openpyxl

    book = openpyxl.Workbook()
    first = book.active
    for row in (
        ["序号", "工作任务", "责任部门"],
        ["1", "修订制度", "办公室"],
        [],
        ["序号", "问题", "整改措施", "责任单位", "整改时限"],
        ["1", "台账不全", "补齐台账", "综合科", "2024年5月底"],
    ):
        first.append(row)
    second = book.create_sheet("第二批")
    for row in (
        ["任务名称", "主办单位", "协办单位", "办结期限"],
        ["建设智慧平台", "市大数据局", "市财政局", "2024年三季度"],
    ):
        second.append(row)
    hidden = book.create_sheet("草稿")
    hidden.append(["序号", "任务", "责任单位"])
    hidden.sheet_state = "hidden"
    got = read(containers.saved(book), "清单.xlsx", year=2024)
    assert [p.text for p in got.problems] == ["台账不全"]
    assert [(i.title, [o.name for o in i.lead], [o.name for o in i.co], str(i.due)) for i in got.tasks] == [
        ("修订制度", [], ["办公室"], "None"),
        ("补齐台账", [], ["综合科"], "2024-05-31"),
        ("建设智慧平台", ["市大数据局"], ["市财政局"], "2024-09-30"),
    ]
    assert "工作表“草稿”是隐藏的，没有读取。" in got.warnings


def test_json_has_the_keys_the_command_promises():
    body = json.loads(
        to_json(propose((SEEDS / "responsibility-list.csv").read_bytes(), "responsibility-list.csv"))
    )
    assert len(body["items"]) == 42
    assert {"text", "label", "path", "lead", "co", "due", "recurrence"} <= set(body["items"][0])
    assert {"figures", "outline", "warnings"} <= set(body)


def test_percent_formats_of_a_sheet_are_read_as_shown():
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["序号", "任务", "目标值", "责任单位", "完成时限"])
    for number, (rate, shape) in enumerate([(0.95, "0%"), (0.985, "0.0%"), (3, "General")], start=1):
        book.active.append([number, f"提高第{number}项办结率", rate, "市司法局", "2025年6月底前"])
        book.active.cell(number + 1, 3).number_format = shape
    items = read(containers.saved(book), "清单.xlsx", 2025).items
    assert [i.notes["目标值"] for i in items] == ["95%", "98.5%", "3"]


def test_cells_of_a_sheet_are_read_as_shown():
    """A month that the sheet stores as its first day is a month; 2025.1 with two decimals is October."""
    book = containers.openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "任务", "牵头单位", "完成时限"])
    days = [(datetime(2025, 6, 1), 'yyyy"年"m"月"'), (2025.1, "0.00"), (12, '0"月底前"'), (datetime(2025, 3, 5), "yyyy/m/d")]  # fmt: skip
    for number, (value, shape) in enumerate(days, start=1):
        sheet.append([number, f"第{number}项任务", "市司法局", value])
        sheet.cell(number + 1, 4).number_format = shape
    proposal = read(containers.saved(book), "表.xlsx", year=2025)
    assert [str(i.due) for i in proposal.items] == ["2025-06-30", "2025-10-31", "2025-12-31", "2025-03-05"]


@pytest.mark.parametrize(
    ("number", "code", "value", "text"),
    [
        (57, "General", 45809, "2025年6月"), (164, "yyyy\\-mm;@", datetime(2025, 6, 1), "2025年6月"), (164, "yyyy", datetime(2025, 6, 1), "2025年"),
        (10, "0.00%", 0.955, "95.50%"), (164, '"第"000"号"', 7, "第007号"), (164, 'General"项"', 3, "3项"),
        (164, "#,##0.0_ ;[Red]-#,##0.0", 12.5, "12.5"), (0, "General", 3.5, 3.5), (164, "0.00E+00", 3.2, 3.2), (164, "yyyy", True, True),
    ],
)  # fmt: skip
def test_number_formats(number, code, value, text):
    assert shown(value, shape_of(number, code)) == text


def test_a_cell_that_holds_only_an_automatic_number_shows_it():
    document = containers.docx.Document()
    containers.add_table(document, [["序号", "任务", "牵头单位"], ["", "公布目录", "市司法局"], ["", "开展评估", "市财政局"]])  # fmt: skip
    for row in (1, 2):
        document.tables[0].cell(row, 0).paragraphs[0].style = document.styles["List Number"]
    assert [i.label for i in read(containers.saved(document), "表.docx").items] == ["1", "2"]


PAGE = """<html><head><title>任务分解表_某市人民政府</title></head><body>
<ul class="menu"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li></ul>
<div class="crumb">您所在的位置：<a href="/">首页</a> &gt; 规划计划</div>
<table><tr><td><p>2025年任务分解表</p><table>
<tr><th>序号</th><th>工作任务</th><th>牵头单位</th></tr><tr><td>1</td><td>公布目录<table><tr><td>甲</td><td>乙</td></tr></table></td><td>市司法局</td></tr>
<tr><td>2</td><td>开展评估</td><td>市财政局</td></tr><tr style="display:none"><td>3</td><td>看不见</td><td>市审计局</td></tr></table></td></tr></table>
<div>【打印本页】 【关闭窗口】</div><h3>相关文档</h3><ul><li><a href="/1">关于印发2024年工作要点的通知</a></li></ul>
<div><p>主办单位：某市人民政府办公室　承办单位：某市大数据中心</p><p>网站标识码：3602000001</p><p>联系电话：0798</p></div></body></html>"""


def test_menus_and_the_foot_of_a_web_page_hold_no_tasks():
    proposal = read(PAGE.encode(), "通知.html", year=2025)
    assert [(i.label, [o.name for o in (*i.lead, *i.co)]) for i in proposal.items] == [
        ("1", ["市司法局"]),
        ("2", ["市财政局"]),
    ]
    words = "".join(p.text for p in proposal.passages)
    assert not any(frame in words for frame in ("首页", "打印本页", "相关文档", "大数据中心", "看不见"))


def test_lines_like_those_of_a_frame_stay_when_they_are_words():
    body = "<p>一、关闭非法煤矿十处。</p><p>二、打印店整治由市公安局牵头。</p><p>承办单位：市司法局</p>"
    words = [b.text for b in read_here(f"<html><body>{body}</body></html>".encode(), "方案.html").blocks]
    assert words == ["一、关闭非法煤矿十处。", "二、打印店整治由市公安局牵头。", "承办单位：市司法局"]
