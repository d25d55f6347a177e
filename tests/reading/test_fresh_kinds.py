"""Kinds of a second fresh hand: headers of two things, starts and ends of projects, an office's own plan, names before what they
are to do, several days of a rhythm, stray numbers, and numbered orders by one rule."""

import pytest

from tests.reading.test_mended_kinds import who
from tests.reading.test_spoken import proposal
from tests.reading.test_turns import read
from tracker.reading.blocks import Document, Table
from tracker.reading.dates.engine import parse_dates
from tracker.reading.outline import counted
from tracker.reading.owners.clause import parse_clause
from tracker.reading.owners.reporting import reporting_unit
from tracker.reading.owners.units import split_units
from tracker.reading.proposal import propose_blocks
from tracker.reading.tables.columns import column_role


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("发改委、华润燃气、国网供电公司，月底前各报一份方案。", ["发改委", "华润燃气", "国网供电公司"]),
        ("住建局牵头，城管、交警配合，5月底前修好。", ["住建局", "城管", "交警"]),
        (
            "由市住建局牵头,市城管局、珠山区、昌江区配合,10月底前完成。",
            ["市住建局", "市城管局", "珠山区", "昌江区"],
        ),
        ("经市人大常委会选任工委与市政府办公室共同研究，请于3个月内办结。", []),
        ("经开区管委会要在6月底前完成。", ["经开区管委会"]),
        ("珠山区、昌江区政府工作人员参加了会议。", []),
        ("城区划片方案由市教体局会后一周内向社会公布。", ["市教体局"]),
    ],
)
def test_whom_they_name(text, names):
    assert who(text) == names


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("责任单位/包保领导", "co"), ("牵头单位及联系领导", "lead"), ("责任单位、县级领导", "co"),
        ("计划开工", "note"), ("开工时间", "note"), ("计划竣工", "due"), ("预计完工时间", "due"), ("建成日期", "due"),
    ],
)  # fmt: skip
def test_what_a_header_says(header, role):
    assert column_role(header) == role


def test_units_beside_persons_and_the_end_of_a_project():
    rows = [
        ["项目名称", "责任单位/包保领导", "计划开工", "计划竣工"],
        ["博览中心", "市文旅局/陈芳", "2023.6", "2026.10"],
        ["供水一体化", "市水利局；乐平市/李军", "2025.3", "2026年底"],
    ]
    found = propose_blocks(Document([Table(rows, "表")], [], "xlsx"), year=2025).items
    assert [([o.name for o in i.co], str(i.due)) for i in found] == [
        (["市文旅局"], "2026-10-31"),
        (["市水利局", "乐平市"], "2026-12-31"),
    ]


@pytest.mark.parametrize(
    ("title", "issuer", "unit"),
    [
        ("市行政审批局2025年上半年工作总结及下半年工作安排", "市行政审批局", "市行政审批局"),
        ("县水利局2025年度工作总结", "", "县水利局"),
        ("区司法局关于2025年普法工作情况的报告", "区司法局", "区司法局"),
        ("市人民政府2025年法治政府建设工作报告", "市人民政府", ""),  # it plans for all
        ("市政府办公室关于2025年上半年应诉情况的通报", "市政府办公室", ""),
        ("市行政审批局2025年工作总结", "市政府督查室", ""),
    ],
)  # fmt: skip
def test_whose_report_it_is(title, issuer, unit):
    assert reporting_unit(title, issuer) == unit


REPORT = """市行政审批局2025年上半年工作总结及下半年工作安排
一、上半年工作情况
（一）网办提质。上半年共办理事项42.6万件，网办率达到93.5%。
二、存在的主要问题
一是部分县区进驻事项不全。
三、下半年工作安排
（一）深化改革。9月底前再推出主题12个；年底前实现全覆盖。
（二）数据共享。会同市大数据局、市自然资源和规划局，11月底前打通6个系统。
（三）大厅管理。10月份对各县（市、区）大厅开展一轮暗访。
市行政审批局
2025年7月8日
"""


def test_an_office_takes_on_what_its_own_report_promises():
    found = proposal(REPORT, year=None).tasks
    assert [str(i.due) for i in found] == ["2025-09-30", "2025-12-31", "2025-11-30", "2025-10-31"]
    assert [len(i.co) for i in found] == [1, 1, 3, 1] and all(o.basis == "inferred" for o in found[0].co)
    assert any("按报告单位推断" in doubt for doubt in found[0].doubts)


@pytest.mark.parametrize(
    ("words", "rule", "due"),
    [
        ("每半年（6月20日、12月20日前）报送落实情况。", "half-yearly", None),
        ("每季度（3月底、6月底、9月底前）报送情况。", "quarterly", None),
        ("下次常务会议前拿出方案。", None, None),
        ("最迟不能超过9月20日。", None, "2025-09-20"),
        ("10月份对大厅开展一轮暗访。", None, "2025-10-31"),
    ],
)
def test_days_of_a_rhythm_and_other_limits(words, rule, due):
    (day,) = parse_dates(words, year=2025, loose=False)
    assert (day.recurrence, day.due_on and day.due_on.isoformat()) == (rule, due)


def test_what_fails_by_a_day_is_not_due_on_it():
    assert parse_dates("到年底，没有完成的，要说明情况。", year=2025, loose=False) == []


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("任务清单\n1.2024年已完成的改革经验要推广，12月20日前报告。\n2.2025年9月底前建成。", 2025),
        ("任务清单\n1.修订办法。\n2.建成平台。\n制表：市信访局  2025-8-20", 2025),
        ("任务清单\n1.修订办法，2025/10/31前印发。\n2.建成平台。", 2025),
    ],
)
def test_the_year_of_a_document(text, year):
    assert proposal(text, year=None).year == year


def test_a_span_above_binds_what_has_no_day():
    found = read(
        "百日攻坚行动方案\n一、行动时间\n2025年9月1日至12月10日。\n二、攻坚重点\n1.道路运输。开展检查。责任单位：市公安局\n"
        "2.城镇燃气。9月底前完成清零。责任单位：市住建局，市商务局、市市监局配合\n"
    )
    assert [(due, names) for _, names, due, _ in found] == [
        ("2025-12-10", ["市公安局"]),
        ("2025-09-30", ["市住建局", "市商务局", "市市监局"]),
    ]


def test_who_only_helps_behind_a_key_is_told_apart():
    clause = parse_clause("责任单位：市住建局，市商务局、市市监局配合")
    assert [o.name for o in clause.co if o.only_helps] == ["市商务局", "市市监局"] and not clause.unread


def test_groups_that_stay_one():
    assert split_units("各县（市、区）党委、政府，高新区") == ("各县（市、区）党委、政府", "高新区")


def test_an_item_whose_number_is_of_another_kind_heads_nothing():
    found = read(
        "责任分工\n4.开展走访。（市工信局）\n5.规范检查。（市司法局）\n三、建立清单，7月底前实施。（市发改委负总责）\n7.推广经验，由市数据局负责。\n"
    )
    assert [names for _, names, _, _ in found] == [["市工信局"], ["市司法局"], ["市发改委"], ["市数据局"]]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("会议决定：（1）由市财政局拨款；（2）由市审计局跟踪。", ["（1）", "（2）"]),
        ("1．市人社局5月底前建台账；2．市住建局6月底前检查", ["1．", "2．"]),
        ("①珠山区6月底前整改；②市卫健委7月底前报预案", ["①", "②"]),
        ("会议要求：1.提交可研报告；2.开展环评。", ["1.", "2."]),
        ("1.打桩；2.砌墙；3.粉刷。", []),  # asks nobody
        ("1.市人社局建台账；3.市住建局检查。", []),  # not counted in order
    ],
)
def test_numbered_orders_by_one_rule(text, labels):
    assert [part.label for part in counted.orders(text)] == labels


def test_cutting_loses_nothing():
    text = "按要求：1.甲；2.乙。"
    assert "".join(counted.cut(text, [0, *[p.start for p in counted.numbered(text)]])) == text


def test_what_is_done_in_its_own_row_is_offered():
    rows = [
        ["序号", "信访事项", "责任单位", "化解时限"],
        ["1", "办证难", "市住建局", "10月31日"],
        ["2", "征地补偿", "市财政局", "已化解"],
    ]
    found = propose_blocks(Document([Table(rows, "表")], [], "xlsx"), year=2025).items
    assert [i.ticked for i in found] == [True, False]


def test_a_row_of_signatures_is_no_task():
    rows = [
        ["序号", "任务", "责任单位", "时限"],
        ["1", "修订目录", "市司法局", "6月底"],
        ["填表人：周某", "审核人：", "联系电话：123", ""],
    ]
    found = propose_blocks(Document([Table(rows, "表")], [], "xlsx"), year=2025).items
    assert len(found) == 1
