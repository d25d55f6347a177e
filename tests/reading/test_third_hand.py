"""Kinds of a third fresh hand: brackets that say who leads, names that go on, cells that say nothing, fields before what they
hold, next steps of a project, what an inspection found, and several orders in one cell."""

import pytest

from tests.reading.test_mended_kinds import who
from tests.reading.test_spoken import proposal
from tracker.reading.blocks import Document, Table
from tracker.reading.outline.leaves import _asking
from tracker.reading.owners.subjects import owners_in_text
from tracker.reading.owners.units import looks_like_unit
from tracker.reading.proposal import propose_blocks
from tracker.reading.tables.columns import column_role


@pytest.mark.parametrize(
    "name", ["区住建局（区城管局", "④区气象局", "市水利局）", "（县财政局", "⑩各乡镇政府"]
)
def test_what_is_no_name(name):
    assert not looks_like_unit(name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各承办单位收到建议后，对不属于本单位职责的，5日内提出书面意见。", ["各承办单位"]),
        ("各镇街今天下午5点前报送防汛值班表；", ["各镇街"]),
        ("各镇街明天12时前报送人员名单。", ["各镇街"]),
        ("④区气象局自6日20时起雨情加密到每小时一报；", ["区气象局"]),
        ("⑫县水利局每2小时报一次水位；", ["县水利局"]),
        ("公安机关在9月1日开学前增设护学岗。", ["公安机关"]),
        ("税务机关在6月底前完成清册移交。", ["税务机关"]),
        ("行政机关作出立案决定后，应当指定三名以上人员。", []),
        ("教育部门牵头，消防救援机构、市场监管部门参与，10月31日前整治到位。", ["教育部门", "消防救援机构", "市场监管部门"]),
    ],
)  # fmt: skip
def test_whom_they_name(text, names):
    assert who(text) == names


@pytest.mark.parametrize(
    ("text", "lead", "co"),
    [
        ("区城管局、区住建局（区城管局牵头）6月底前清掏雨水口。", ["区城管局"], ["区住建局"]),
        ("市教育局、市卫健委（由市卫健委牵头）于9月底前完成体检。", ["市卫健委"], ["市教育局"]),
        ("县水利局、县农业农村局（县水利局主办）要在5月底前完成核查。", ["县水利局"], ["县农业农村局"]),
        ("市文旅局（市文旅局广电科）要在5月底前完成核查。", [], ["市文旅局（市文旅局广电科）"]),
    ],
)
def test_a_bracket_says_who_leads(text, lead, co):
    clause = owners_in_text(text)
    assert ([o.name for o in clause.lead], [o.name for o in clause.co]) == (lead, co)


@pytest.mark.parametrize(
    "header", ["下步节点", "下一步计划", "下阶段工作安排", "本月工作任务", "下周重点工作", "后续举措"]
)
def test_the_next_step_is_what_is_to_be_done(header):
    assert column_role(header) in ("content", "task")


@pytest.mark.parametrize("nothing", ["无", "-", "—", "/", "暂无", "无问题", ""])
def test_a_cell_that_says_nothing_is_no_problem(nothing):
    rows = [
        ["项目名称", "存在问题", "下步节点", "节点时限", "责任单位"],
        ["产业园", nothing, "完成主体封顶", "9月底", "市科技局"],
        ["医药基地", "用地指标没有落实", "取得用地批复", "6月底前", "市自然资源局"],
    ]
    found = propose_blocks(Document([Table(rows, "表")], [], "xlsx"), year=2025).items
    assert [(i.kind, str(i.due)) for i in found] == [
        ("task", "2025-09-30"),
        ("problem", "2025-06-30"),
        ("task", "2025-06-30"),
    ]
    assert "完成主体封顶" in found[0].text


@pytest.mark.parametrize("line", ["办理要求：", "来电内容：", "会议议定事项：", "主要问题："])
def test_a_field_is_nobody_the_letter_is_sent_to(line):
    assert (
        proposal(
            f"县政府办公室情况记录\n{line}\n1.县水利局6月底前完成清淤。\n2.县财政局7月底前拨付资金。"
        ).addressee
        == ""
    )


FOUND = """关于督促整改的函
开发区管委会：
    {announced}
    1.罐区围堰破损，储罐基础沉降超标；
    2.消防通道被原料占用；
    3.特种作业人员3人无证上岗。
    一、9月20日前，开发区应急管理分局组织安全评价。
    二、请于11月5日前书面报告整改情况。
"""


@pytest.mark.parametrize(
    "announced",
    ["市安委办检查了你区化工企业，发现以下重大事故隐患：", "检查发现主要问题如下：", "该企业存在下列问题："],
)
def test_what_was_found_is_a_problem(announced):
    found = proposal(FOUND.format(announced=announced)).items
    assert [i.kind for i in found] == ["problem"] * 3 + ["task"] * 2
    assert not any(i.ticked for i in found[:3])


def test_what_is_asked_below_such_a_line_is_a_task():
    text = FOUND.format(announced="为解决存在的问题，现提出以下要求：").replace(
        "罐区围堰破损，储罐基础沉降超标；", "立即修复罐区围堰；"
    )
    assert proposal(text).items[0].kind == "task"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("（1）已约谈7名责任人。（2）收回津补贴126万元。", ["收回津补贴126万元。"]),
        ("①修订管理办法。②已于5月完成清查。③开展培训。", ["修订管理办法。", "开展培训。"]),
        ("（1）修订管理办法。（2）开展培训。", ["（1）修订管理办法。（2）开展培训。"]),
        ("（1）已约谈7人。（2）已收回津补贴。", ["（1）已约谈7人。（2）已收回津补贴。"]),
    ],
)
def test_measures_that_are_done_are_no_tasks(words, left):
    assert [asked for _, _, asked in _asking(words)] == left


def test_a_bracket_answers_for_words_with_a_day_of_their_own():
    text = """某某市燃气整治方案
二、主要任务
（一）管网行动。2025年5月底前，排查老化管道；（责任单位：市城管局、市应急局）11月底前，改造管道86公里。（市城投集团）
（二）用户行动。10月底前更换软管3.5万套（市燃气协会）。（责任单位：市民政局）
"""
    found = [([o.name for o in (*i.lead, *i.co)], str(i.due)) for i in proposal(text).items]
    assert found == [
        (["市城管局", "市应急局"], "2025-05-31"),
        (["市城投集团"], "2025-11-30"),
        (["市民政局"], "2025-10-31"),
    ]


def test_orders_numbered_within_a_record_are_each_a_task():
    text = """县政府值班室电话记录
来电人：何某
市防办通知，6日夜间有暴雨。县领导要求：①各乡镇6月5日前报送值班表；②县应急局6月6日前备足物资；③带班领导必须在岗在位。
"""
    assert [i.text for i in proposal(text).items] == [
        "各乡镇6月5日前报送值班表",
        "县应急局6月6日前备足物资",
        "带班领导必须在岗在位。",
    ]


FORM = [
    ["主办单位", "县水务局", "协办单位", "县卫生健康局、锦屏街道办事处"],
    ["办结时限", "2025年7月21日", "文件标题", "关于自来水发黄的专报"],
    ["批示内容", "请水务局牵头，7月10日前查明原因；锦屏街道要及时公布结果。", "", ""],
]


def test_several_told_in_one_cell_of_a_form():
    items = propose_blocks(Document([Table(FORM, "表")], [], "docx"), year=2025).items
    assert [([o.full_name for o in (*i.lead, *i.co)], str(i.due)) for i in items] == [
        (["县水务局"], "2025-07-10"),
        (["锦屏街道办事处"], "2025-07-21"),
    ]


@pytest.mark.parametrize("you", ["你局", "贵局"])
def test_a_letter_calls_whom_it_is_sent_to_you(you):
    text = f"关于办理批示件的函\n县水务局：\n    现将有关事项函告如下。请{you}会同县财政局，8月底前研究提出改造意见，报县政府。\n县政府督查室\n2025年7月8日\n"
    found = [[o.name for o in (*i.lead, *i.co)] for i in proposal(text).items]
    assert found == [["县水务局", "县财政局"]]
