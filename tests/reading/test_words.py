"""Dates, owners and figures, one wording at a time."""

import pytest

from tracker.reading.dates.engine import parse_dates
from tracker.reading.figures import find_figures
from tracker.reading.owners.finding import find_clauses, heading_clauses
from tracker.reading.owners.subjects import owners_in_text
from tracker.reading.owners.units import looks_like_unit, split_units
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here


@pytest.mark.parametrize(
    ("words", "due", "rule"),
    [
        ("2025年6月底前", "2025-06-30", "once"), ("6月底前", "2024-06-30", "once"), ("年底前", "2024-12-31", "once"), ("年内", "2024-12-31", "once"),
        ("上半年", "2024-06-30", "once"), ("第三季度", "2024-09-30", "once"), ("2024年2月", "2024-02-29", "once"), ("5月中旬", "2024-05-20", "once"),
        ("每季度", "None", "quarterly"), ("每半年", "None", "half-yearly"), ("持续推进", "None", "ongoing"), ("长期坚持", "None", "ongoing"),
        ("常态", "None", "ongoing"), ("全年", "None", "ongoing"), ("每周", "None", "weekly"), ("2023—2026年", "2026-12-31", "once"),
        ("2024.12.31", "2024-12-31", "once"), ("二〇二四年六月底", "2024-06-30", "once"), ("“十四五”末", "2025-12-31", "once"),
        ("上半年、下半年各一次", "None", "half-yearly"), ("上半年、下半年各组织1次", "None", "half-yearly"), ("上半年和下半年分别", "None", "half-yearly"),
        ("2025年Q2", "2025-06-30", "once"), ("2025Q3", "2025-09-30", "once"), ("Q4", "2024-12-31", "once"), ("2025年Ｑ１末", "2025-03-31", "once"),
        ("国庆节前", "2024-09-30", "once"), ("2025年元旦前", "2024-12-31", "once"), ("春节前", "None", "once"),
        ("明年3月底前", "2025-03-31", "once"), ("2024年5月10日至20日", "2024-05-20", "once"),
    ],
)  # fmt: skip
def test_wordings_of_dates(words, due, rule):
    (day, *_) = parse_dates(words, year=2024)
    assert (str(day.due_on), day.rule) == (due, rule)
    assert day.wording in words and words[:3] in day.explanation and day.explanation.endswith("。")


def test_recurring_days():
    assert [(d.rule, d.month, d.day) for d in parse_dates("每年3月1日前", year=2024)] == [("yearly", 3, 1)]
    assert [(d.rule, d.month, d.day) for d in parse_dates("每月5日前", year=2024)] == [("monthly", None, 5)]
    assert [(d.month, d.day) for d in parse_dates("每年6月底、12月底前", year=2024)] == [(6, 31), (12, 31)]


def test_relative_dates_are_shown_and_never_guessed():
    (day,) = parse_dates("收到通知后10个工作日内", year=2024)
    assert day.relative and day.due_on is None and day.relative_days == 10 and day.in_workdays
    assert "请填写" in day.explanation


def test_several_in_one_sentence_share_the_year():
    days = parse_dates("2025年3月底前制定方案，6月底前印发，11月底前完成", year=2024)
    assert [str(d.due_on) for d in days] == ["2025-03-31", "2025-06-30", "2025-11-30"]


def test_a_start_is_no_limit():
    assert [(d.due_on, d.rule) for d in parse_dates("自2025年起持续推进", year=2024)] == [(None, "ongoing")]


def test_lasting_is_read_in_running_text_only_where_it_is_said_of_the_task():
    said = parse_dates("6月底前完成治理，并长期坚持管护。", year=2024, loose=False)
    assert [(str(d.due_on), d.rule) for d in said] == [("2024-06-30", "once"), ("None", "ongoing")]
    assert not parse_dates("要长期坚持党的领导，持续推进改革。", year=2024, loose=False)


def test_halves_quarters_and_lasting_care_in_running_text():
    def read(text):
        return [(str(d.due_on), d.rule) for d in parse_dates(text, year=2024, loose=False)]

    assert read("上半年、下半年各开展一次执法检查。") == [("None", "half-yearly")]
    assert read("2025年Q2前完成改造。") == [("2025-06-30", "once")]
    assert read("Q4完成验收。") == [("2024-12-31", "once")]
    assert read("明确专人负责，长期抓好落实。") == [("None", "ongoing")]
    assert read("长期抓好落实党建责任的单位受到表扬。") == []
    assert read("型号为AQ4的设备完成验收。") == []


def test_planned_months_are_limits_and_past_meetings_are_none():
    (day,) = parse_dates("12月组织开展宪法宣传周活动。", year=2024, loose=False)
    assert str(day.due_on) == "2024-12-31"
    assert not parse_dates("落实3月召开的全国会议精神。", year=2024, loose=False)


def test_without_any_year_nothing_is_guessed():
    (day,) = parse_dates("6月底前", year=None)
    assert day.due_on is None and (day.month, day.day) == (6, 31) and "请填写" in day.explanation


@pytest.mark.parametrize(
    "words",
    [
        "截至2023年底，完成50%",
        "2020年以来",
        "自2024年1月1日起施行",
        "由50个工作日压减至45个工作日",
        "让群众每年少跑腿",
        "2000年底前建成的老旧小区",
        "《2025年底前完成方案》",
    ],
)
def test_running_text_that_sets_no_limit(words):
    assert parse_dates(words, year=2024, loose=False) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市财政局等市直有关单位", ["市财政局", "市直有关单位"]),
        ("市财政局等12个部门", ["市财政局"]),
        ("市人力资源和社会保障局、市自然资源和规划局", ["市人力资源和社会保障局", "市自然资源和规划局"]),
        ("市教育局和市体育局及相关县区", ["市教育局", "市体育局", "相关县区"]),
        ("各县（市、区）人民政府，市直（驻市）进驻单位", ["各县（市、区）人民政府", "市直（驻市）进驻单位"]),
        ("各市、县政府", ["各市、县政府"]),
        ("县河长办\n县水利局", ["县河长办", "县水利局"]),
        ("市人力资源和社会\n保障局", ["市人力资源和社会保障局"]),
    ],
)
def test_lists_of_units(text, names):
    assert list(split_units(text)) == names


def test_elided_prefixes_and_suffixes_are_restored_beside_the_words():
    (clause,) = find_clauses("办理。（责任单位：市发改委、工信局、昌南新区、高新区管委会）")
    assert [(o.name, o.full_name) for o in clause.co] == [
        ("市发改委", "市发改委"),
        ("工信局", "市工信局"),
        ("昌南新区", "昌南新区管委会"),
        ("高新区管委会", "高新区管委会"),
    ]


@pytest.mark.parametrize(
    "words", ["加强组织领导", "经营场所", "社会公众", "分管领导", "工作机制", "张三", "市委书记"]
)
def test_words_that_are_no_units(words):
    assert not looks_like_unit(words, strict=True)


@pytest.mark.parametrize(
    "text",
    [
        "深化住所（经营场所）登记改革",
        "落实条例（国务院令第722号）。",
        "完善机制（含考核机制）。",
        "（以下简称《方案》）",
        "统筹推进（下同）。",
    ],
)
def test_brackets_that_name_nobody(text):
    assert not [c for c in find_clauses(text) if c.has_owner]


@pytest.mark.parametrize(
    "text",
    [
        "坚持把习近平法治思想作为各级党委理论学习的重要内容",
        "由各级政府根据企业需求提出要求",
        "市委、市政府主要负责同志带头学习",
    ],
)
def test_sentences_that_name_no_owner(text):
    assert owners_in_text(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("受理案件556件，审结473件。", [(556, "件", "="), (473, "件", "=")]),
        ("组织4000余名人员参加，覆盖近2.89万人次。", [(4000, "名", ">"), (28900, "人次", "<")]),
        ("减免罚款392.94万元，办结率达97.9%。", [(392.94, "万元", "="), (97.9, "%", "=")]),
        ("推行“四个一批”，落实“三项制度”，贯彻二十届三中全会精神。", []),
        ("2024年3月1日印发〔2024〕5号文件，热线12345开通。", []),
        ("建成五个应用场景、十个重点领域，入选第三批名单。", [(5, "个", "="), (10, "个", "=")]),
    ],
)
def test_figures(text, wanted):
    assert [(f.value, f.unit, f.qualifier) for f in find_figures(text, year=2024)] == wanted


@pytest.mark.parametrize(
    ("title", "lead"),
    [
        ("市教育局牵头任务", ["市教育局"]),
        ("市发展改革委（2项）", ["市发展改革委"]),
        ("市民服务中心", []),
        ("市场准入", []),
        ("加强部门协作", []),
        ("各部门职责", []),
    ],
)
def test_headings_that_name_a_unit(title, lead):
    assert [o.name for c in heading_clauses(title) for o in c.lead] == lead


def test_figures_after_the_word_contract_and_in_a_row():
    found = find_figures("审查合同45份；城乡居民收入分别达到4.2万元、2.1万元。", year=2024)
    assert [(f.name, f.value) for f in found] == [
        ("审查合同", 45),
        ("城乡居民收入分别", 4.2),
        ("城乡居民收入分别", 2.1),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "与市法院、市检察院建立联席会议制度，每半年召开一次。",
        "规范由企业负责的监测工作。",
        "向市司法局报送情况，6月底前完成。",
        "对各县区政府开展督察，10月底前完成。",
        "县医院新院区8月底前投入使用。",
        "支持市人民医院创建区域医疗中心。",
    ],
)
def test_a_unit_that_a_sentence_only_mentions_owns_nothing(sentence):
    assert owners_in_text(sentence) is None


def test_numerals_that_are_no_set_count():
    found = find_figures("举办赛事百余场，建成示范村一百二十个，落实三项制度。", year=2024)
    assert [(f.value, f.unit, f.qualifier) for f in found] == [(100, "场", ">"), (120, "个", "=")]


def test_a_list_of_a_thousand_units_joined_by_and_is_cut_up():
    names = split_units("市司法局和市财政局和" * 1_000 + "市教育局等")
    assert names[:2] == ("市司法局", "市财政局") and names[-1] == "市教育局"


def test_a_number_longer_than_any_amount_is_no_figure():
    assert not find_figures("办理案件" + "1" * 5_000 + "件。", year=2024)
    assert [f.value for f in find_figures("办理案件1,234件。", year=2024)] == [1234]


def test_two_units_in_the_middle_of_one_sentence_lead_what_stands_before_each():
    plan = "一、重点任务\n（一）统一部署。举办讲座（市司法局牵头），组织培训（市教育局牵头），开展竞赛。另行通报。\n"
    first, second = propose_blocks(read_here(plan.encode(), "a.txt"), year=2024).items
    assert (first.text, [o.name for o in first.lead]) == ("统一部署。举办讲座", ["市司法局"])
    assert second.text.startswith("组织培训") and [o.name for o in second.lead] == ["市教育局"]
