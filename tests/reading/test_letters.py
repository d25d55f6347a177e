"""Letters that send something round, documents in traditional characters, plans of legislation: kinds that real documents showed."""

from __future__ import annotations

import pytest

from tracker.reading.blocks import Document, Paragraph, Table
from tracker.reading.proposal import propose_blocks
from tracker.reading.text.traditional import simplified


def proposed(text: str, year: int = 2026):
    return propose_blocks(
        Document([Paragraph(line) for line in text.splitlines() if line.strip()]), "件.txt", year=year
    )


def owners(item) -> list[str]:
    return [o.name for o in (*item.lead, *item.co)]


TRADITIONAL = """市政府辦公室關於做好防汛備汛工作的通知
各縣區人民政府：
1.壓實責任，排查隱患。各縣區政府要對轄區內水庫逐一排查，於2026年4月20日（星期一）前報市水務局。
2.備足物資，強化演練。市應急局要會同市財政局備足搶險物資，每月25日前通報儲備情況。
"""


def test_traditional_characters_are_read_and_told_as_written():
    proposal = proposed(TRADITIONAL)
    first, second = proposal.items
    assert first.text.startswith("壓實責任，排查隱患。各縣區政府要對轄區")
    assert (owners(first), str(first.due)) == (["各縣區政府"], "2026-04-20")
    assert [o.full_name for o in first.co] == ["各县区政府"]
    assert (owners(second), second.recurrence) == (["市應急局", "市財政局"], "monthly")
    assert any("繁体" in words for words in proposal.warnings)


def test_a_table_in_traditional_characters_is_read():
    rows = [
        ["序號", "工作任務", "責任單位", "完成時限"],
        ["1", "編製應急預案", "市應急局", "6月底前"],
        ["2", "開展實戰演練", "市消防救援支隊", "9月底前"],
    ]
    items = propose_blocks(Document([Table(rows)]), "表.xlsx", year=2026).items
    assert [(owners(i), str(i.due)) for i in items] == [
        (["市應急局"], "2026-06-30"),
        (["市消防救援支隊"], "2026-09-30"),
    ]


@pytest.mark.parametrize(
    "text", ["市司法局负责。", "与著名作家于右任故居（於右任）相关的修缮由市文旅局负责。" * 3]
)
def test_a_name_in_traditional_characters_makes_no_such_document(text):
    assert simplified(Document([Paragraph(text)]))[1] is None


@pytest.mark.parametrize(
    "slogan",
    ["明确任务，压实责任。", "加强督考，狠抓落实。", "深入开展评价。", "统一思想、提高认识，抓好落实。"],
)
@pytest.mark.parametrize("unit", ["各牵头单位", "市政府督查室", "各县区政府"])
def test_a_slogan_before_the_sentence_hides_nobody(slogan, unit):
    (item, _) = proposed(
        f"关于抓好落实的通知\n1.{slogan}{unit}要建立台账。\n2.按时报送。市统计局要每季度汇总。\n"
    ).items
    assert owners(item) == [unit]


@pytest.mark.parametrize(
    "sentence",
    ["加强领导，市司法局要牵头组织全市的行政执法人员集中培训。对象为全体人员。", "根据安排部署和有关要求。"],
)
def test_no_slogan_no_owner_from_behind_it(sentence):
    assert all(
        o != "对象"
        for i in proposed(f"关于培训的通知\n1.{sentence}\n2.抓好落实。\n").items
        for o in owners(i)
    )


CONTACT = "（办公室设在市委办市府办督查室，联系电话：12345678，电子邮箱：a@b.cn）"


@pytest.mark.parametrize(
    "contact", [CONTACT, "（联系人：张三，电话：12345678）", "（地址设于市行政中心办公室，邮编：000000）"]
)
def test_the_contact_in_a_bracket_owns_nothing(contact):
    (item, _) = proposed(
        f"关于报送方案的通知\n一、各牵头单位要细化方案，于4月20日（星期一）前报市督查组{contact}。\n二、各单位要在每季度末报送进展。\n"
    ).items
    assert (owners(item), str(item.due)) == (["各牵头单位"], "2026-04-20")


LEGISLATION = """某某市人民政府2026年度立法工作计划
一、地方性法规草案拟定项目（1件）
某某市物业管理条例
起草单位：市住建局
报送审议时间：2026年9月底
二、调研论证项目（2件）
1.某某市文明行为促进条例
起草部门：市委宣传部
2.某某市养老服务办法
责任单位：市民政局
"""


def test_who_drafts_a_bill_owns_it():
    items = proposed(LEGISLATION).items
    assert [owners(i) for i in items] == [["市住建局"], ["市委宣传部"], ["市民政局"]]
    assert str(items[0].due) == "2026-09-30"


LETTER = """各镇人民政府，区政府各部门：
现将《政府工作报告任务分解表》印发给你们。
请各牵头单位紧扣目标任务，对工作再细化、再分解。各配合单位要加强协调。区政府督查室要适时开展督查。
附件：政府工作报告任务分解表
某某区人民政府办公室
2026年1月25日
"""


def test_a_letter_without_its_plan_offers_what_it_asks():
    items = proposed(LETTER).items
    assert [owners(i) for i in items] == [["各牵头单位"], ["各配合单位"], ["区政府督查室"]]
    assert not any(i.ticked for i in items)


@pytest.mark.parametrize(
    "text",
    [
        "办好60件实事是县政府对全县人民的承诺，要办一件成一件。今年以来已完成26件。",
        "截至9月底，已提前完成年度目标任务的有3项，其中某某区推进缓慢。",
    ],
)
def test_a_letter_that_only_tells_offers_nothing(text):
    assert not any(owners(i) for i in proposed(f"关于进展情况的公示\n{text}\n").items)


@pytest.mark.parametrize("unit", ["统筹办", "住建局", "新农办"])
def test_an_office_without_its_place_is_one_where_it_is_told_to_act(unit):
    (item, _) = proposed(
        f"县政府常务会议纪要\n（一）由{unit}组织对社区建设进行验收。\n（二）同意县财政局的意见。\n"
    ).items
    assert owners(item) == [unit]


@pytest.mark.parametrize("town", ["一条山镇", "三个庄镇", "九条龙街道"])
def test_the_name_of_a_place_may_begin_like_a_count(town):
    (item, _) = proposed(
        f"整治方案\n18、整治市容市貌。（责任单位：县城管局、{town}）\n19、整顿市场。（责任单位：县商务局）\n"
    ).items
    assert owners(item) == ["县城管局", town]


@pytest.mark.parametrize("words", ["三个部门", "一批项目", "三条措施"])
def test_a_count_is_no_unit(words):
    (item, _) = proposed(
        f"整治方案\n18、整治市容市貌。（责任单位：县城管局、{words}）\n19、整顿市场。（责任单位：县商务局）\n"
    ).items
    assert words not in owners(item)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("水利所和各村（社区）负责具体实施。", ["水利所", "各村（社区）"]),
        ("村建所、环卫公司和各村负责实施。", ["村建所", "环卫公司", "各村"]),
        ("卫生院、文教办负责组织。", ["卫生院", "文教办"]),
        ("经济办和农技站负责组织落实。", ["经济办", "农技站"]),
    ],
)
def test_offices_of_a_township_carry_out_what_stands_before(sentence, wanted):
    (item, _) = proposed(
        f"环境整治方案\n5.清理河道漂浮物，取缔种植。{sentence}\n6.清扫校园。各中小学校负责具体实施。\n"
    ).items
    assert owners(item) == wanted


@pytest.mark.parametrize("sentence", ["质量安全由大家负责落实。", "主体责任要负责到底、抓好组织。"])
def test_who_carries_out_must_be_an_office(sentence):
    (item, _) = proposed(
        f"环境整治方案\n5.清理河道漂浮物。{sentence}\n6.清扫校园。市教育局负责实施。\n"
    ).items
    assert owners(item) == []


SHEET = """工作任务分解表
序号

重点工作

主要责任单位

协同配合单位

一、主要预期目标

3

固定资产投资增长7.5%左右。

区发改委

区工信局、区住建局，各乡镇人民政府。

二、扩大投资

三、培育产业

68

推进义务教育优质均衡发展。

区教育局

区政府有关部门。

69

引进优质教育资源。

区教育局

区投资促进中心。
"""


def test_a_copied_table_may_begin_with_a_section_and_have_empty_ones():
    from tracker.reading.readers import read_here

    items = propose_blocks(read_here(SHEET.encode(), "表.txt"), "表.txt", year=2026).items
    assert [[o.name for o in i.lead] for i in items] == [["区发改委"], ["区教育局"], ["区教育局"]]
    assert [o.name for o in items[0].co] == ["区工信局", "区住建局", "各乡镇人民政府"]
    assert items[1].path[-1].startswith("三、")


@pytest.mark.parametrize("deed", ["集中人力清理", "组成考核组考核"])
def test_who_acts_within_a_dated_stage_owes_it(deed):
    (item, _) = proposed(
        f"整治活动方案\n一、时间安排\n（一）集中整治阶段（2026年3月10日—4月5日）\n各单位{deed}，不留死角。\n（二）总结阶段（2026年4月6日—4月20日）\n各单位总结经验。\n"
    ).items
    assert (owners(item), str(item.due)) == (["各单位"], "2026-04-05")


BARRED = """工作任务
|
具体要求
|
责任科室
|
时限要求
|
强化公开
|
1
|
公布规范性文件目录。
|
办公室
|
年底前
|
做好解读
|
2
|
提升政策解读质量，
丰富解读形式。
|
各科室
|
持续推进
|
3
|
规范发布主动公开内容。
|
法规科
|
6月底前
|
"""


def test_cells_between_lines_of_bars_are_a_table():
    from tracker.reading.readers import read_here

    items = propose_blocks(read_here(BARRED.encode(), "表.txt"), "表.txt", year=2026).items
    assert [owners(i) for i in items] == [["办公室"], ["各科室"], ["法规科"]]
    assert [(str(i.due), i.recurrence) for i in items] == [
        ("2026-12-31", None),
        ("None", "ongoing"),
        ("2026-06-30", None),
    ]
    assert items[1].text.endswith("提升政策解读质量，丰富解读形式。")


ORDER = """督办通知单
市住建局：
市长批示：“请抓紧研究。”请你局做好以下工作：
一、4月10日前制定工作方案。
二、每周五下午5时前将进展报市政府督查室。
三、会同市应急管理局、市城燃公司建立抢修队伍。
办理结果请于6月5日前书面报告。
"""


def test_an_order_to_one_unit_names_its_helpers_and_its_last_line_dates_no_task():
    items = proposed(ORDER).items[:3]
    assert [owners(i) for i in items] == [
        ["市住建局"],
        ["市住建局"],
        ["市住建局", "市应急管理局", "市城燃公司"],
    ]
    assert [(str(i.due), i.recurrence) for i in items] == [
        ("2026-04-10", None),
        ("None", "weekly"),
        ("None", None),
    ]


@pytest.mark.parametrize(
    ("words", "lead", "co"),
    [
        ("由市住建局主办，市公安局、市城管局会办。", ["市住建局"], ["市公安局", "市城管局"]),
        ("市卫健委主办，市医保局协办。", ["市卫健委"], ["市医保局"]),
        ("由市教育局承办。", ["市教育局"], []),
        ("请市文旅局单独办理。", [], ["市文旅局"]),
    ],
)
def test_who_answers_a_proposal(words, lead, co):
    first, _ = proposed(
        f"关于做好提案办理工作的通知\n（一）第1号提案《关于加快停车设施建设的建议》，{words}\n（二）第2号提案，由市司法局主办。\n"
    ).items
    assert ([o.name for o in first.lead], [o.name for o in first.co]) == (lead, co)


def test_who_reports_each_quarter_has_that_rhythm():
    (item, _) = proposed(
        "分工方案\n一、加强调度。县政府办公室每季度汇总一次进展并向县政府报告。\n二、抓好落实。县财政局要保障经费。\n"
    ).items
    assert (owners(item), item.recurrence) == (["县政府办公室"], "quarterly")
