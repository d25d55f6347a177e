"""Matrices of duties, and what several people do within one measure, one month or one decision."""

from __future__ import annotations

import pytest

from tests.reading.test_letters import owners, proposed
from tracker.reading.blocks import Document, Table
from tracker.reading.proposal import propose_blocks
from tracker.reading.tables import matrix

UNITS = ["区住建局", "区财政局", "各街道办"]


def read(rows, **more):
    return propose_blocks(Document([Table(rows, **more)]), "表.xlsx", year=2026).items


def rows(lead="★", co="△", note=("注：★为牵头单位，△为配合单位。",)):
    return [
        ["某某区重点任务责任矩阵（2026年）", "", "", "", "", ""],
        ["序号", "重点任务", *UNITS, "完成时限"],
        ["1", "改造老旧小区30个", lead, co, co, "11月底前"],
        ["2", "筹集专项资金2亿元", "", lead, "", "3月底前"],
        ["3", "整治背街小巷50条", co, "", lead, "10月底前"],
        list(note),
    ]


@pytest.mark.parametrize(
    ("lead", "co", "note"),
    [
        ("★", "△", "注：★为牵头单位，△为配合单位。"),
        ("●", "○", "说明：●表示牵头，○表示配合"),
        ("○", "●", "注：○牵头、●配合"),
        ("牵头", "配合", ""),
        ("★", "☆", ""),
        ("▲", "△", ""),
    ],
)
def test_signs_below_units_say_who_leads_and_who_supports(lead, co, note):
    items = read(rows(lead, co, (note,)))
    assert [[o.name for o in i.lead] for i in items] == [["区住建局"], ["区财政局"], ["各街道办"]]
    assert [[o.name for o in i.co] for i in items] == [["区财政局", "各街道办"], [], ["区住建局"]]
    assert [str(i.due) for i in items] == ["2026-11-30", "2026-03-31", "2026-10-31"]


def test_one_sign_alone_only_says_who_is_responsible():
    items = read(rows("√", "√", ()))
    assert not any(i.lead for i in items)
    assert owners(items[0]) == UNITS


@pytest.mark.parametrize(
    "table",
    [
        [
            ["序号", "任务", "市住建局", "市财政局"],
            ["1", "改造小区", "30个", "2亿元"],
            ["2", "修路", "5公里", "1亿元"],
        ],
        [["序号", "任务", "一季度", "二季度"], ["1", "改造小区", "★", ""], ["2", "修路", "", "★"]],
        [["序号", "任务", "市住建局", "备注"], ["1", "改造小区", "★", ""], ["2", "修路", "★", ""]],
    ],
)
def test_other_tables_are_no_matrix(table):
    assert matrix.told(Table(table)).rows == table


MEASURES = """某某县督察反馈意见整改方案
二、整改任务
（一）城区污水直排问题突出。12个排口未截污。
责任单位：县住建局
整改时限：2026年12月底
整改措施：
1.4月底前完成排口排查，由县生态环境分局负责。
2.10月底前建设截污管网8公里，由县城投公司负责，县财政局保障资金。
3.建立巡查制度，县城管局每周巡查一次。
"""


def test_who_takes_a_measure_owes_it_beside_who_answers_for_the_problem():
    problem, *measures = proposed(MEASURES).items
    assert problem.kind == "problem"
    assert [[o.name for o in m.lead] for m in measures] == [["县生态环境分局"], ["县城投公司"], []]
    assert [[o.name for o in m.co] for m in measures] == [[], ["县财政局"], ["县城管局", "县住建局"]]
    assert measures[2].recurrence == "weekly"
    assert [str(m.due) for m in measures] == ["2026-04-30", "2026-10-31", "2026-12-31"]


def test_who_acts_behind_the_one_who_is_charged_owes_it_too():
    first, second, third = proposed(
        "某某县人民政府常务会议纪要\n一、研究停车场建设\n会议听取了汇报。会议明确，由县住建局负责5月15日前完善方案，县自然资源局做好用地保障，县城投公司作为业主单位抓紧开展前期工作。\n"
        "二、研究教师招聘\n会议同意招聘方案，编制由县委编办负责核定，经费由县财政局列入预算。请县教育局于8月20日前完成招聘。\n"
    ).items
    assert owners(first) == ["县住建局", "县自然资源局", "县城投公司"]
    assert owners(second) == ["县委编办", "县财政局"] and second.due is None
    assert owners(third) == ["县教育局"] and str(third.due) == "2026-08-20"


@pytest.mark.parametrize(
    ("words", "unit", "due"),
    [
        ("次年3月份，开展安全教育日活动，宣传科牵头。", "宣传科", "2027-03-31"),
        ("次年6月，组织防溺水行动，市水利局设立警示标志。", "市水利局", "2027-06-30"),
        ("11月份，组织应急演练，各学校每学期不少于2次。", "各学校", "2026-11-30"),
    ],
)
def test_months_of_a_school_year_and_who_acts_behind_them(words, unit, due):
    (item, _) = proposed(f"学校安全工作计划\n（一）{words}\n（二）7月10日前，各科室报送总结。\n").items
    assert (owners(item), str(item.due)) == ([unit], due)


def test_every_project_s_leading_unit_leads_nothing_here():
    (item, _) = proposed(
        "实施意见\n43.加强组织领导。（牵头单位：市委组织部，配合单位：各项目牵头单位，各有关区、县级市）\n44.完善考核。（牵头单位：市委组织部）\n"
    ).items
    assert [o.name for o in item.lead] == ["市委组织部"]
    assert [o.name for o in item.co] == ["各项目牵头单位", "各有关区、县级市"]
