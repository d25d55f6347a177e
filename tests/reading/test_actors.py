"""Who acts in running words, whatever the verb is, and the kinds that a fresh writer's fifteen documents showed."""

import pytest

from tests.reading.test_turns import read
from tracker.reading.owners.actors import actors, partners
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("县城投公司倒排工期，征收一户、推进一段。", ["县城投公司"]),
        (
            "剩余17户由城北街道逐户建立台账；拒不配合的，由县司法局指导申请强制执行。",
            ["城北街道", "县司法局"],
        ),
        ("城北街道和县公安局各明确1名班子成员驻点。", ["城北街道", "县公安局"]),
        ("学校由镇中心校统一通知，5月7日停课一天。", ["镇中心校"]),
        ("应急办备足编织袋2000条，今天下午6点前运到白沙村。", ["应急办"]),
        ("各村两委干部今晚8点前全部到岗，包组干部对隐患点逐一过一遍。", ["各村两委干部", "包组干部"]),
        ("平川县要对3家养殖场逐家制定方案。", ["平川县"]),
        ("（一）甲方在本协议签订后30日内成立专班。", ["甲方"]),
        ("做到不低于，所需经费县财政要列入2026年预算。", ["县财政"]),
        ("水口镇、石桥镇仍有6处野塘没有救生杆，请今天下班前整改到位。", ["水口镇", "石桥镇"]),
        ("由法规股、综合执法大队具体负责。", ["法规股", "综合执法大队"]),
        ("市公安局、市人社局等败诉较多的部门，每季度组织1次旁听庭审。", ["市公安局", "市人社局"]),
        ("派出所、卫生院做好应急准备。", ["派出所", "卫生院"]),
    ],
)
def test_who_acts_is_told_by_place_and_predicate(words, names):
    assert actors(words) == names


@pytest.mark.parametrize(
    "words",
    [
        "会议听取了县住建局的汇报。",
        "县住建局局长王强现场表态，保证按期完成。",
        "经县政府同意后实施。",
        "验收结果报市安委办备案。",
        "金水区锦绣家园反映室温不达标。",
        "县医院整体搬迁",
        "进一步缓解土地征收领域政府信息依申请公开压力。",
        "形成顺义区推行改革实施方案。",
        "参加：县住建局张伟，县财政局李丽",
        "县纪委要追责。",
        "西岭乡、大湾镇进度不到50%，部分地块成活率低。",
        "护林员工资要兑现到位。",
        "提请市政府专题会议研究。",
    ],
)
def test_what_only_stands_beside_acts_nowhere(words):
    assert actors(words) == []


def test_with_whom_it_is_done():
    assert partners("请住建局会同河坊街道现场查勘。") == ["河坊街道"]


def test_paragraphs_without_numbers_that_ask_are_tasks():
    found = read(
        "青龙镇人民政府关于做好强降雨防范的紧急通知\n各村、镇直各单位：\n5月6日夜间至7日我镇有一次强降雨过程。现就有关工作安排如下，请抓好落实。\n"
        "水利站负责两座水库24小时值守，5月6日18时前全部到岗。\n学校由镇中心校统一通知，5月7日停课一天。\n派出所、卫生院做好应急准备。\n"
        "青龙镇人民政府\n2025年5月6日\n"
    )
    assert [names for _, names, _, _ in found] == [["水利站"], ["镇中心校"], ["派出所", "卫生院"]]


def test_each_paragraph_below_a_heading_that_asks_is_a_task():
    found = read(
        "在造林现场会上的讲话\n一、抓住节点\n要抓进度。西岭乡要在11月20日前完成整地。\n要抓质量。县林业局要派出6个组包片指导。\n"
        "二、压实责任\n县财政局要及时拨付奖补资金，最迟不能晚于12月底。\n"
    )
    assert found == [
        ("一、抓住节点"[2:] + "\n要", ["西岭乡"], "2025-11-20", None),
        ("要抓质量。县", ["县林业局"], "", None),
        ("压实责任\n县", ["县财政局"], "2025-12-31", None),
    ]


def test_the_head_of_a_form_holds_where_nobody_is_named():
    found = read(
        "关于供暖诉求的督办单\n主办单位：市住建局\n来源：12345热线\n请你单位按以下要求办理：\n"
        "（一）换热站由市热力公司负责修复。\n（二）全面排查老旧换热站，11月底前建立台账。\n请于11月12日前将办理结果书面反馈市民热线办。\n"
    )
    assert [(names, due) for _, names, due, _ in found] == [
        (["市热力公司"], ""),
        (["市住建局"], "2025-11-30"),
        (["市住建局"], "2025-11-12"),
    ]


def test_a_year_that_looks_back_is_no_year_of_the_document():
    text = "工作安排\n一、县发改局对2023年以来涉企收费开展清理，5月底前公布。\n二、县司法局9月底前汇总。\n"
    found = propose_blocks(read_here(text.encode(), "文件.txt"), "文件.txt")
    assert found.year is None and [i.due for i in found.items] == [None, None]


def test_numbered_orders_in_one_cell_and_notes_below_are_tasks():
    head = "序号,工作任务,责任单位,完成时限\n1,推进审批提速,市行政审批局,6月底前\n"
    orders = '2,"1．市人社局牵头建立台账，5月15日前上报。\n2．市住建局负责专项检查，6月10日前报送。",市人社局,6月20日\n'
    note = "备注：各牵头单位每季度首月5日前向市营商办报送进展。,,,\n"
    found = propose_blocks(read_here((head + orders + note).encode(), "清单.csv"), "清单.csv", year=2025)
    assert [(i.text[:4], str(i.due or ""), i.recurrence) for i in found.items] == [
        ("推进审批", "2025-06-30", None),
        ("市人社局", "2025-05-15", None),
        ("市住建局", "2025-06-10", None),
        ("各牵头单", "", "quarterly"),
    ]


@pytest.mark.parametrize(
    "sentence", ["由法规股具体负责。", "责任单位为县司法局，各行政执法单位。", "市工信局负责审核把关。"]
)
def test_who_answers_in_a_sentence_of_his_own_belongs_to_the_one_before(sentence):
    found = read(
        f"方案\n（一）县交通局9月底前完成清理，县公安局开展巡查。{sentence}\n（二）县财政局6月底前拨付。\n"
    )
    assert not any(text.startswith(sentence[:6]) for text, *_ in found)
