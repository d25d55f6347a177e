"""Kinds that a fresh hand found: offices with a day each behind commas, persons by office, words of a meeting, what is wrong
below a heading, running heads, parties of an agreement, and rows that a page width broke."""

import pytest

from tests.reading.test_mended_kinds import who
from tests.reading.test_turns import read
from tracker.reading.blocks import Table
from tracker.reading.outline.turns import turns
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here
from tracker.reading.tables.flattened import with_tables


def proposal(text, year=2025):
    return propose_blocks(read_here(text.encode(), "文件.txt"), "文件.txt", year=year)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("推进改革。市行政审批局6月底前完成梳理，市数据局9月底前完成对接，实现一网通办。", [("市行政审批局", 6), ("市数据局", 9)]),
        ("清理河道，市水利局4月底前摸清底数，市城管局5月底前清除垃圾。", [("市水利局", 4), ("市城管局", 5)]),
        ("市应急管理局于3月20日前修订预案，各县区于4月20日前组织演练。", [("市应急管理局", 3), ("各县区", 4)]),
        ("由市水务集团6月底前完成设计，市住建局8月底前办结许可。", [("市水务集团", 6), ("市住建局", 8)]),
    ],
)  # fmt: skip
def test_offices_with_a_day_each_behind_commas(words, found):
    told = read(f"某某市2025年重点工作任务分解方案\n一、重点任务\n（一）{words}\n（二）完善制度。\n")[:-1]
    assert [(names, int(due[5:7])) for _, names, due, _ in told] == [([name], month) for name, month in found]


@pytest.mark.parametrize(
    "words",
    [
        "市住建局于5月底前完成排查，市财政局做好资金保障。",  # no day of his own
        "市住建局牵头5月底前完成排查，市财政局6月底前配合。",  # who helps
        "市住建局于5月底前完成排查，6月底前完成整改。",  # the same office
        "完成改造（市住建局5月底前报方案，市财政局6月底前拨款）。",  # within a bracket
    ],
)
def test_commas_that_part_nothing(words):
    assert turns([words]) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("各区县书记、区县长要亲自抓，年底前消化率不低于40%。", ["各区县书记", "区县长"]),
        ("分管副市长要每周调度。", ["分管副市长"]),
        ("县级领导每季度至少到联系点1次。", ["县级领导"]),
        ("市住建局局长、市水利局局长要现场督办，7月底前完成。", ["市住建局", "市水利局"]),  # the head stands for it
        ("各单位主要负责人要亲自部署，3月底前签订责任书。", ["各单位"]),
        ("由常务副市长牵头，市发改委配合，8月底前完成。", ["市发改委", "常务副市长"]),
        ("请刘副市长负责，9月底前清零。", []),  # whoever that is
        ("涉及群众利益的案件，主要负责人应当出庭。", []),
        ("相关部门主要负责同志要出席。", []),
        ("市长指出，要加快进度。", []),
        ("县长热线要24小时畅通。", []),
        ("财政局、审计局、国资委三家，把账再核一遍，10月底前报告。", ["财政局", "审计局", "国资委"]),
        ("资金问题财政局想办法解决。", ["财政局"]),
        ("用电问题请供电公司研究，能办的马上办。", ["供电公司"]),
        ("作为市场主体所取得的凭证，要妥善保管。", []),
    ],
)  # fmt: skip
def test_whom_spoken_words_burden(text, names):
    assert who(text) == names


def test_an_office_of_a_person_is_asked_about():
    (item,) = proposal("讲话要点\n一、关于招商\n分管副市长要每周调度。\n").items
    assert any("是职务，不是单位" in doubt for doubt in item.doubts)


RECORD = """某某市政府专题会议记录
李市长：复议场所这个事由市司法局牵头。机关事务局要支持。什么时候搬进去？我看就定在11月底。
王副市长：农贸市场改造不能再拖。市商务局10月15日前把方案报上来。财政局拿个意见。
李市长：督查室每周看一次进度，发现问题随时报我。
"""


def test_what_leaders_say_in_several_sentences():
    assert read(RECORD) == [
        ("李市长：复议", ["市司法局", "机关事务局"], "2025-11-30", None),
        ("市商务局10", ["市商务局"], "2025-10-15", None),
        ("财政局拿个意", ["财政局"], "", None),
        ("李市长：督查", ["督查室"], "", "weekly"),
    ]


@pytest.mark.parametrize("when", ["下周三前", "月底前", "这个月底前", "秋季开学前", "主汛期来临前"])
def test_a_day_without_a_date_is_asked_for(when):
    item = proposal(f"工作安排\n一、重点任务\n1.县水利局要在{when}完成检修。\n2.修订目录。\n").items[0]
    assert item.due is None and any("请填写" in doubt for doubt in item.doubts)


@pytest.mark.parametrize(
    ("title", "faults"),
    [
        ("整治重点", ["施工工地。部分工地围挡不全。", "渣土运输。一些车辆带泥上路。"]),
        ("整治内容", ["政策兑现不及时。", "多头检查、重复检查。"]),
        ("治理重点", ["庸懒散漫。工作纪律松弛。", "吃拿卡要。办事不给好处不办。"]),
    ],
)
def test_what_is_wrong_below_a_heading_is_a_problem_and_offered(title, faults):
    lines = "".join(f"{n}.{words}\n" for n, words in enumerate(faults, 1))
    found = proposal(
        f"某某市专项整治方案\n一、{title}\n{lines}二、工作措施\n1.市住建局5月底前完成排查。\n2.市城管局6月底前验收。\n"
    )
    assert [(i.kind, i.ticked) for i in found.items] == [("problem", False)] * len(faults) + [
        ("task", True)
    ] * 2


def test_below_such_a_heading_what_asks_is_a_task():
    found = proposal(
        "某某市专项整治方案\n一、整治重点\n1.整治占道经营。\n2.清理乱停乱放。\n二、要求\n1.市城管局6月底前验收。\n2.各区自查。\n"
    )
    assert all(i.kind == "task" and i.ticked for i in found.items)


MINUTES = """某某市人民政府常务会议纪要
〔2025〕第12期
某某市人民政府办公室           2025年6月9日
会议议定事项如下：
一、关于防汛工作
会议议定，市水利局于6月20日前完成水库除险，
某某市人民政府办公室                      第12期
— 2 —
并做好物资储备。
二、关于财政运行
会议听取了市财政局关于上半年财政运行情况的汇报，上半年一般公共预算收入完成65.2亿元，同比增长4.1%。
三、关于征收
会议听取了市住建局的汇报。会议认为，征收总体平稳，签约率已达91.3%。
会议议定，剩余56户由东湖区政府作为责任主体，于7月31日前完成签约；市司法局要提前介入。
"""


def test_running_heads_are_dropped_and_what_was_heard_is_a_result():
    found = proposal(MINUTES)
    texts = [i.text for i in found.items if i.ticked]
    assert texts[0].endswith("完成水库除险，并做好物资储备。") and len(texts) == 3
    told = {f.text[:8]: f.fate for f in found.fates}
    assert told["会议听取了市财政"] == "result" and not any("第12期" in t for t in texts)


@pytest.mark.parametrize(
    "head",
    [
        "甲方：某某县人民政府（以下简称“甲方”）\n乙方：江北建设集团有限公司（以下简称“乙方”）",
        "发包方（甲方）：某某县人民政府\n承包方（以下简称乙方）：江北建设集团有限公司",
        "2025年3月，某某县人民政府（甲方）与江北建设集团有限公司（乙方）签订本协议。",
    ],
)
def test_parties_of_an_agreement_under_their_own_names(head):
    found = proposal(
        f"合作协议\n{head}\n一、甲方于5月底前完成平整。\n二、乙方每季度报送用工情况。\n三、双方每半年召开一次联席会议。\n"
    )
    owners = [(*i.lead, *i.co) for i in found.items]
    names = ["某某县人民政府", "江北建设集团有限公司"]
    assert [o[0].name for o in owners] == [*names, "双方"] and owners[2][0].members == names


GRID = "序号\t项目名称\t责任单位\t完成时限\n一、基础设施\n1\t城东污水处理厂提标改造工程，日处理能力达到5万吨\t市住建局、市水务集团\t9月底\n2\t市民公园二期建设\t市城管局\t2025年10月底前\n二、民生类\n3\t数字档案馆\t市档案馆\t\n4\t农贸市场升级改造8个\t市商务局、各县（市、区）政府\t11月底\n注：按月调度。"


def rows(text):
    return next((b.rows for b in with_tables(text.split("\n")) if isinstance(b, Table)), None)


@pytest.mark.parametrize("width", [11, 16, 20, 21, 25, 31, 36])
def test_rows_that_a_page_width_broke(width):
    broken = "\n".join(
        line[at : at + width] for line in GRID.split("\n") for at in range(0, len(line), width)
    )
    assert rows(broken) == rows(GRID)


def test_rows_whose_cells_were_broken():
    broken = "序号\t整改措施\t牵头单位\t时限\n1\t完善排查台账，\t县应急局\t5月底\n\t逐项销号\n2\t更换消防设\t县消防大队\t6月底\n施\n3\t开展培训\t县人社局\t7\n月底"
    assert rows(broken)[1:] == [
        ["1", "完善排查台账，逐项销号", "县应急局", "5月底"],
        ["2", "更换消防设施", "县消防大队", "6月底"],
        ["3", "开展培训", "县人社局", "7月底"],
    ]
