"""Several offices that one paragraph tells what to do, and the other kinds that batches 13 to 18 misread."""

from itertools import pairwise

import pytest

from tests.reading.test_neighbours import LEADS
from tracker.reading.outline.turns import turns
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here


def read(text, year=2025):
    found = propose_blocks(read_here(text.encode(), "文件.txt"), "文件.txt", year=year)
    return [
        (i.text[:6], [o.name for o in (*i.lead, *i.co)], str(i.due or ""), i.recurrence) for i in found.items
    ]


PAIRS = [("县水利局", "县财政局"), *pairwise(LEADS[:7])]


@pytest.mark.parametrize(("first", "second"), PAIRS)
@pytest.mark.parametrize("mark", ["。", "；"])
def test_who_takes_turns_has_a_task_of_his_own(first, second, mark):
    words = f"{first}要对隐患逐一整改，7月25日前到位{mark}{second}要会同各乡镇完善机制。"
    assert turns([words]) == [(0, 0), (0, words.index(second, 8))]


@pytest.mark.parametrize(
    "words",
    [
        "市政府办公室牵头编制目录；市司法局负责合法性审查；市委编办、市财政局配合。",  # roles in one task
        "市司法局负责制定计划，3月底前印发。市财政局负责落实经费保障。",  # who pays for it
        "各责任单位于9月5日前反馈。区安委办将适时组织“回头看”。",  # who looks on
        "各单位要高度重视。各部门要加强配合。",
    ],
)
def test_roles_and_appeals_are_no_turns(words):
    assert turns([words]) == []


def test_minutes_begin_where_somebody_is_told_what_to_do():
    found = read(
        "县政府常务会议纪要\n一、传达防汛工作会议精神\n会议传达学习了全省防汛工作视频会议精神。会议要求，县水利局要对剩余隐患逐一明确责任人，"
        "7月25日前全部整改到位；县应急管理局要会同县气象局完善机制。\n二、其他事项\n（一）由县教育局于8月底前完成招聘。\n"
    )
    assert found == [
        ("会议要求，县", ["县水利局"], "2025-07-25", None),
        ("县应急管理局", ["县应急管理局", "县气象局"], "", None),
        ("由县教育局于", ["县教育局"], "2025-08-31", None),
    ]


@pytest.mark.parametrize(
    ("words", "names", "due"),
    [
        ("环评、能评由生态环境分局和市发改局分别盯办。", ["生态环境分局", "市发改局"], ""),
        ("由县自然资源局牵头，县教育局、城关镇配合，8月10日前上报。", ["县自然资源局", "县教育局", "城关镇"], "2025-08-10"),
        ("县商务局要在5月20日前完成改造，县城管局同步清理占道经营。", ["县商务局", "县城管局"], "2025-05-20"),
        ("各参演单位要明确联络员，名单于3月12日下班前报县森防办。", ["各参演单位"], "2025-03-12"),
        ("县住建局要在汛期来临前（4月底）完成清淤。", ["县住建局"], "2025-04-30"),
        ("请投资发展部按董事意见修改后于5月15日前印发。", ["投资发展部"], "2025-05-15"),
        ("各承办单位收到建议后，要逐件登记，4月5日前签收。", ["各承办单位"], "2025-04-05"),
        ("完成石上公路路面硬化，7月1日通车。责任单位：县交通局", ["县交通局"], "2025-07-01"),
        ("建成数字档案室。责任领导：刘某    责任单位：县档案局    配合村：上塘村", ["县档案局", "上塘村"], ""),
    ],
)  # fmt: skip
def test_words_around_units_and_days(words, names, due):
    (_, found, day, _), *_ = read(f"某某县2025年工作要点\n一、重点任务\n1.{words}\n2.修订目录。\n")
    assert (found, day) == (names, due)


def test_headings_that_ask_a_unit_and_closing_words_for_all():
    found = read(
        "关于管网改造有关事项的交办函\n一、请市住建局\n1.开展管网检测，5月31日前出具报告。\n2.编制改造方案，6月20日前报市政府。\n"
        "二、请市财政局\n统筹安排前期工作经费，5月10日前拨付到位。\n以上事项，请各单位于每月25日前将进展情况报市委督查室。\n"
    )
    assert [(names, day) for _, names, day, _ in found] == [
        (["市住建局"], "2025-05-31"), (["市住建局"], "2025-06-20"), (["市财政局"], "2025-05-10"), (["各单位"], ""),
    ]  # fmt: skip
    assert found[-1][3] == "monthly"


def test_stages_without_numbers_and_numbers_within_a_paragraph():
    stages = read(
        "某某区活动实施方案\n一、活动内容\n1.集中梳理工单，区热线办每月5日前通报。\n二、时间安排\n活动分两个阶段：\n"
        "第一阶段：集中攻坚（1月—3月）。对重办工单清零。\n第二阶段：巩固提升（4月—10月）。建立诉求清单，4月15日前印发。\n"
    )
    assert [words for words, *_ in stages] == ["集中梳理工单", "第一阶段：集", "第二阶段：巩"]
    inner = read(
        "办公会议纪要\n一、上次事项\n1.招标已完成。\n2.方案待批复。\n二、本次事项\n（一）关于煤改气项目。会议要求：1.工程技术部须提交可研报告；"
        "2.安全环保部开展环评；3.资金由财务部对接。\n（二）同意绩效方案，7月5日前印发。\n"
    )
    assert [words for words, *_ in inner][-4:] == [
        "工程技术部须",
        "安全环保部开",
        "资金由财务部",
        "同意绩效方案",
    ]
