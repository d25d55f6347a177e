"""Nothing disappears and nothing is invented: fates, leftovers of clauses, asked dates, cuts, reasons."""

import pytest

from tracker.importing.sentences import CUTS as IMPORT_CUTS
from tracker.reading.dates.engine import parse_dates
from tracker.reading.explain import explain
from tracker.reading.figures import find_figures
from tracker.reading.owners.finding import find_clauses
from tracker.reading.proposal import CUTS, propose

REGULATION = """临川县招商引资促进办法
第一章 总则
第一条 为了促进招商引资，制定本办法。
第二条 县商务局负责全县招商引资工作的指导和协调。
第三条 各乡镇应当明确专人负责招商工作。
第四条 本办法自2025年5月1日起施行。"""

PLAN = """某县2025年工作方案
为推进工作，制定本方案。
一、主要任务
1.修订目录。完善清单，6月底前公布。（县司法局牵头，县财政局做好经费保障）
2.开展评查。抽查案卷120卷。（县司法局牵头，9月底前完成）
二、保障措施
（一）加强领导。各单位要高度重视。
（二）按时报送。各单位于每月5日前报送进展。
某县人民政府
2025年3月3日"""


def read(text, **more):
    return propose(text.encode(), "样本.txt", year=2025, **more)


def test_a_regulation_is_named_and_proposes_nothing():
    proposal = read(REGULATION)
    assert proposal.kind == "regulation" and not proposal.items
    assert any("规章制度" in warning for warning in proposal.warnings)
    assert {f.fate for f in proposal.fates} <= {"context", "heading", "furniture"}


def test_each_sentence_of_a_plan_has_the_fate_that_a_reader_would_give_it():
    fates = {f.text: f.fate for f in read(PLAN).fates}
    assert fates["为推进工作，制定本方案。"] == "context"
    assert fates["一、主要任务"] == "heading" and fates["2025年3月3日"] == "furniture"
    assert fates["抽查案卷120卷。"] == "task" and fates["各单位于每月5日前报送进展。"] == "task"
    assert fates["各单位要高度重视。"] == "offered"


def test_general_words_are_offered_and_not_ticked():
    ticked = {item.label: item.ticked for item in read(PLAN).items}
    assert ticked == {"1.": True, "2.": True, "（一）": False, "（二）": True}


def test_a_part_that_was_not_understood_is_kept_and_voids_nothing():
    (clause,) = find_clauses("修订目录。（县司法局牵头，县财政局做好经费保障，另行商定事宜，8月底前完成）")
    assert [o.name for o in clause.lead] == ["县司法局"] and [o.name for o in clause.co] == ["县财政局"]
    assert clause.unread == ["另行商定事宜"] and clause.date_words == ["8月底前完成"]


@pytest.mark.parametrize("key", ["争先目标", "资金来源", "工作亮点"])
def test_an_unknown_key_word_opens_a_field_and_names_no_unit(key):
    (clause,) = find_clauses(f"推行帮办（牵头部门：县行政审批局；{key}：进入前二；分管领导：周某）")
    assert [o.name for o in clause.lead] == ["县行政审批局"] and not clause.co
    assert clause.notes[key] == "进入前二"


@pytest.mark.parametrize(
    "name", ["不动产登记中心", "第三方机构", "县“物业提升”工作专班办公室", "一中心", "各乡镇（街道）"]
)
def test_a_name_may_begin_with_any_character(name):
    (clause,) = find_clauses(f"推行联审。（县资规局牵头，{name}配合，5月底前完成）")
    assert [o.name for o in clause.co] == [name]


@pytest.mark.parametrize(
    "words", ["三年内完成", "每两个月", "本月底前", "次月5日前", "30日内", "年中前", "2025年6月至"]
)
def test_what_was_not_read_whole_is_asked(words):
    days = parse_dates(words, year=2025)
    assert days and all(d.due_on is None and d.recurrence is None for d in days)
    assert all("填写" in d.explanation for d in days)


def test_several_dated_actors_are_several_tasks():
    text = "关于编制目录的通知\n一、编制目录\n各乡镇于3月底前编制目录。县直各单位于5月底前公布目录。县数据局于8月底前完成改造。"
    items = read(text).items
    assert [(i.co[0].name, str(i.due)) for i in items] == [
        ("各乡镇", "2025-03-31"), ("县直各单位", "2025-05-31"), ("县数据局", "2025-08-31"),
    ]  # fmt: skip


def test_the_lead_comes_from_the_heading_and_does_not_support_as_well():
    text = "分解表\n一、水利（牵头单位：县水利局）\n1.加固堤防。（责任单位：县水利局、县财政局）\n2.清淤。（责任单位：各乡镇）"
    assert [([o.name for o in i.lead], [o.name for o in i.co]) for i in read(text).items] == [
        (["县水利局"], ["县财政局"]), (["县水利局"], ["各乡镇"]),
    ]  # fmt: skip


def test_the_officer_chooses_how_finely_text_is_cut():
    assert len(read(PLAN, cut="sentence").items) > len(read(PLAN).items) == len(read(PLAN, cut="item").items)
    assert all(i.lead for i in read(PLAN, cut="sentence").items if i.path[-1] == "一、主要任务")


def test_clauses_are_the_finest_cut_and_keep_the_owners_of_their_paragraph():
    text = "2025年工作方案\n一、主要任务\n1.修订目录；完善清单。公布结果。（县司法局牵头，6月底前完成）"
    assert [i.text for i in read(text, cut="sentence").items] == ["修订目录；完善清单。", "公布结果。"]
    clauses = read(text, cut="clause").items
    assert [i.text for i in clauses] == ["修订目录；", "完善清单。", "公布结果。"]
    assert {(i.lead[0].name, str(i.due)) for i in clauses} == {("县司法局", "2025-06-30")}


def test_command_and_page_offer_the_same_cuts():
    assert ("auto", *IMPORT_CUTS) == CUTS


def test_reasons_are_told_with_rule_and_words():
    told = explain(read(PLAN))
    assert "时限　2025-09-30 ← month ← 9月底前完成" in told
    assert "说明" in told and "指导思想、目标或发文缘由" in told


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("累计对501个市场主体和32496人次机动车驾驶人适用免罚。", ["市场主体", "机动车驾驶人"]),
        ("全市54个司法所规范化建设率达100%。", ["司法所", "司法所规范化建设率"]),
        ("推荐1个示范地区和6个示范项目。", ["示范地区", "示范项目"]),
        ("明确法治政府建设42项具体工作任务。", ["具体工作任务"]),
    ],
)
def test_a_figure_is_named_by_what_it_counts(text, names):
    assert [f.name for f in find_figures(text, year=2024)] == names
