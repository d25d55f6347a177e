"""Kinds that a batch of ten new documents showed to be misread: lone quotation marks, blanks, agreements, offices told by their
trade, groups with a head, orders behind 责令, and tables with tabs."""

import pytest

from tests.reading.test_turns import read
from tracker.reading.dates.engine import parse_dates
from tracker.reading.outline.below import without_lists
from tracker.reading.outline.told import told_parts
from tracker.reading.outline.tree import Node
from tracker.reading.owners.crews import crew
from tracker.reading.owners.subjects import first_told, owners_in_text, watches
from tracker.reading.owners.trades import trade_names
from tracker.reading.text.characters import split_outside, without_lone_marks
from tracker.reading.text.sentences import enumeration, split


def who(text, **told):
    clause = owners_in_text(text, **told)
    return [o.name for o in (*clause.lead, *clause.co)] if clause else []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("做到“人不进危房。各乡镇要巡查。", ["做到“人不进危房。", "各乡镇要巡查。"]),
        ("落实《管理办法。各乡镇要巡查。", ["落实《管理办法。", "各乡镇要巡查。"]),
        ("做到“人不进。危房不进人。”各乡镇要巡查。", ["做到“人不进。危房不进人。”", "各乡镇要巡查。"]),
    ],
)
def test_a_quotation_mark_that_nobody_closes_holds_nothing_together(text, pieces):
    assert split(text) == pieces


def test_lone_marks_are_told_from_pairs_and_keep_every_place():
    text = "建“一园，办“两会”"
    assert without_lone_marks(text) == "建＿一园，办“两会”"
    assert without_lone_marks("“两会”") == "“两会”"
    assert split_outside("县“三防、县水利局", "、") == ["县“三防", "县水利局"]


@pytest.mark.parametrize(
    "when",
    ["_月_日前", "＿＿月＿＿日前", "2025年__月__日前", "11月__日前", "XX月XX日前", " 月 日前", "_月底前"],
)
def test_a_date_left_blank_is_asked_and_never_guessed(when):
    (day,) = parse_dates(f"县教育局要于{when}报送名单。", year=2025, loose=False)
    assert (day.due_on, day.recurrence) == (None, None) and "留着空" in day.explanation


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各学校与家长签订责任书，7月3日前存档。", ["各学校"]),
        ("县财政保障巡查经费。", ["县财政"]),
        ("住建、公安、市场监管等部门要建立机制。", ["住建", "公安", "市场监管"]),
        ("责令区教育局、临江镇分别开展清查。", ["区教育局", "临江镇"]),
        ("限临江镇一个月内补签合同。", ["临江镇"]),
        ("建议责成县住建局向县政府作出检查。", ["县住建局"]),
        ("区财政局商区教育局于8月31日前收回。", ["区财政局", "区教育局"]),
        ("征收由城西街道主要领导包抓，11月底前腾空。", ["城西街道"]),
        ("县委编办研究核定乡镇编制。", ["县委编办"]),
        ("甲方于5月31日前拨付资金。", ["甲方"]),
        ("县应急局年内对监管人员轮训一遍。", ["县应急局"]),
        ("县财政局加强监管。", ["县财政局"]),
        ("县财政收入增长5%。", []),
        ("教育、卫生等主管部门要加强指导。", []),  # whoever they are
        ("昨天县防溺水专班抽查发现问题，今天下班前到位。", []),
        ("出了问题县纪委要追责。", []),
        ("甲方：某某县人民政府", []),
    ],
)
def test_whom_a_sentence_burdens(text, names):
    assert who(text) == names


def test_who_only_punishes_owes_nothing():
    assert watches("县纪委要严肃追责。") and not watches("县纪委要报送名单。")
    assert [o.name for o in first_told("市市场监管局对酒店开展检查。")] == ["市市场监管局"]
    assert first_told("加强检查。") == []


def test_a_list_of_trades_is_one_only_where_all_of_it_are_offices():
    assert trade_names("县财政、县教育局") == ["县财政", "县教育局"]
    assert trade_names("水利、交通部门") == ["水利", "交通"]
    assert trade_names("县财政、群众") == [] and trade_names("县教育局") == []


def test_whoever_heads_a_group_answers_for_what_stands_below_it():
    (found,) = crew("赛事组（30人）", ["组长：市体育局局长　副组长：王某　成员：市文旅局、赛事公司、李某"])
    assert [o.name for o in found.lead] == ["市体育局"]
    assert [o.name for o in found.co] == ["市文旅局", "赛事公司"]
    assert crew("赛事组", ["组长：王某"]) == [] and crew("组织领导", ["组长：市体育局局长"]) == []


def test_what_one_unit_is_told_point_by_point():
    text = "书记现场要求县住建局：一是完成排查；二是楼道照明由县城管局负责。王某表态。"
    assert [(text[a:b][:4], [o.name for o in (*c.lead, *c.co)]) for a, b, c in told_parts(text)] == [
        ("一是完成", ["县住建局"]),
        ("二是楼道", ["县城管局"]),
    ]
    assert told_parts("书记要求大家：一是努力；二是加油。") == [] and told_parts("一是努力；二是加油。") == []


def test_points_may_be_counted_with_yao():
    assert len(enumeration("一要稳住队伍。二要配齐药品。")) == 2
    assert read(
        "审议意见\n一要稳住队伍。县卫健局要会同县人社局落实。二要配齐药品。县医保局要做好结算。\n"
    ) == [
        ("一要稳住队伍", ["县卫健局", "县人社局"], "", None),
        ("二要配齐药品", ["县医保局"], "", None),
    ]


def test_names_below_an_annex_of_names_are_no_tasks():
    annex, place, section = (
        Node(title=t, own_text=t) for t in ("附件：改造名单", "青山镇：柳林村", "二、要求")
    )
    annex.tail = "annex"
    section.children = [Node()]
    assert without_lists([annex, place, section]) == [annex, section][1:]
    annex.title = "附件：任务分工"
    assert without_lists([annex, place]) == [place]


AGREED = """框架协议
甲方：东江区人民政府
乙方：石林县人民政府
第一条 甲方于2025年5月31日前拨付资金；乙方应在资金到账后20日内下达。
第二条 乙方人社局每季度向甲方人社局提供清单。
第三条 甲方商务局牵头，供销社配合，全年销售1.2亿元。
"""


def test_an_agreement_binds_its_parties_and_is_no_regulation():
    found = read(AGREED)
    assert [names for _, names, _, _ in found] == [
        ["东江区人民政府"],
        ["石林县人民政府"],
        ["乙方人社局"],
        ["甲方商务局", "供销社"],
    ]
    assert [due for _, _, due, _ in found[:2]] == ["2025-05-31", ""] and found[2][3] == "quarterly"


TABBED = """前期工作倒排工期表
项目名称|工作内容|完成时限|责任单位|服务单位|备注
一、交通类
滨河路|可研批复|3.31|市交投集团|市发改委|
|用地预审|＿月＿日|市交投集团||待定
二、产业类
冷链园|土地出让|二季度|云台县政府||
"""


@pytest.mark.parametrize("mark", ["\t", "|"])
def test_a_table_with_tabs_may_end_its_rows_with_empty_cells_and_have_parts(mark):
    assert read(TABBED.replace("|", mark)) == [
        ("可研批复", ["市交投集团", "市发改委"], "2025-03-31", None),
        ("用地预审", ["市交投集团"], "", None),
        ("土地出让", ["云台县政府"], "2025-06-30", None),
    ]


REPLY = """关于第5号提案的答复
一、已开展的工作
（一）2024年，市医保局出台规范，签约率达100%。
（二）市医保局将12项服务纳入支付，累计惠及1万人次。
二、下一步打算
（一）服务方面，我委将在年底前建立档案。
（二）保险方面，市医保局正在测算，计划明年6月报市政府。
"""


def test_a_reply_tells_what_was_done_and_promises_the_rest():
    assert read(REPLY) == [
        ("服务方面，我", ["我委"], "2025-12-31", None),
        ("保险方面，市", ["市医保局"], "2026-06-30", None),
    ]


def test_closing_words_of_an_inquiry_are_a_task_of_their_own():
    text = """坍塌事故调查报告
六、整改措施建议
（一）整治隐患。县住建局牵头，9月30日前完成初查。
（二）打击转包。住建、公安等部门要建立机制，每月至少检查一次。岩头镇要对农房停工检查。
（三）做好善后。继续做好伤员治疗。
县安委办要在事故结案后一年内，会同县监委对整改措施落实情况开展评估。
"""
    found = [(text, names) for text, names, _, _ in read(text)]
    assert ("岩头镇要对农", ["岩头镇"]) in found
    assert ("县安委办要在", ["县安委办", "县监委"]) in found
    assert ("做好善后。继", []) in found
