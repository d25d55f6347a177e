"""Documents of other kinds: what is no plan is named as what it is; sheets, boxes, minutes and unsure years."""

from datetime import date

import pytest

from tracker.reading.blocks import BOX, NOTE, Document, Paragraph
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers.guard import read_here

CONTINGENCY = """某市突发公共卫生事件应急预案
1 总则
1.1 编制目的
有效预防、及时控制突发公共卫生事件。
2 组织体系
市人民政府成立指挥部。市卫生健康委负责日常管理。
3 应急响应
事件发生后，市卫生健康委应当在2小时内报告市人民政府。
"""
SHEET = """领导批示件分办单
批示内容：请抓紧研究内涝治理方案。
批示时间：2025年7月8日
主办单位：市住房城乡建设局
协办单位：市水利局、市城市管理局
办理要求：7月31日前提出治理方案；8月起每两个月报告一次进度。
"""
WINTER = """全市根治欠薪冬季专项行动方案
一、行动时间
2025年11月1日至2026年春节前。
二、行动任务
（一）集中排查。市人社局会同市住建局对在建项目全面排查，11月20日前建立台账。
（二）总结提高。各县区2026年2月10日前报送总结。
"""


def read(text, name="样本.txt", **more):
    return propose_blocks(read_here(text.encode(), name), name, **more)


@pytest.mark.parametrize(
    ("title", "words"), [("", "应急预案"), ("办理残疾证须知\n", "办事说明"), ("报表填报说明\n", "填报说明")]
)
def test_what_is_no_plan_is_named_as_what_it_is_and_proposes_nothing(title, words):
    text = title + "1.请携带身份证。\n2.在窗口领取表格。\n" if title else CONTINGENCY
    proposal = read(text)
    assert not proposal.items and proposal.title in (title.strip(), "某市突发公共卫生事件应急预案")
    assert any(words in warning for warning in proposal.warnings)


def test_a_sheet_about_one_matter_is_one_task_and_its_odd_rhythm_is_asked():
    (item,) = read(SHEET, year=2025).items
    assert [o.name for o in item.lead] == ["市住房城乡建设局"]
    assert [o.name for o in item.co] == ["市水利局", "市城市管理局"]
    assert item.due == date(2025, 7, 31) and "批示时间" not in item.text
    assert any("两个月" in doubt for doubt in item.doubts)


def test_a_year_that_only_a_later_date_names_is_asked_and_not_taken():
    items = read(WINTER).items
    first = next(i for i in items if "集中排查" in i.text or "集中排查" in i.title)
    last = next(i for i in items if "报送总结" in i.text)
    assert (first.due, last.due) == (None, date(2026, 2, 10))


def test_whoever_is_only_exhorted_beside_an_owner_owes_nothing():
    text = "会议纪要\n一、县公安局要于6月底前开展一次排查。会议强调，各有关部门要提高站位。"
    (item,) = read(text, year=2025).items
    assert [o.name for o in (*item.lead, *item.co)] == ["县公安局"]


def test_who_stands_behind_the_object_of_a_dated_sentence_is_read():
    text = "行动方案\n一、快速处置。对排查发现的问题，各乡镇要逐案化解，12月20日前清零。"
    (item,) = read(text, year=2025).items
    assert [o.name for o in (*item.lead, *item.co)] == ["各乡镇"]


def test_the_title_of_a_table_goes_before_the_name_of_the_file():
    text = "2025年代表建议交办表\n序号,建议标题,承办单位,答复期限\n1,关于增设客运站点的建议,市交通运输局,6月30日前\n"
    proposal = read(text, "下载(3)新建文件.csv")
    assert proposal.title == "2025年代表建议交办表" and proposal.items[0].due == date(2025, 6, 30)


def test_text_boxes_are_read_by_themselves_and_notes_are_told_of():
    blocks = [
        Paragraph("2025年工作要点"),
        Paragraph("1.修订目录。（牵头单位：市司法局；完成时限：6月底）"),
        Paragraph("2.开展评查。（牵头单位：市财政局）", kind=BOX),
        Paragraph("数据截至上年末。", kind=NOTE),
    ]
    proposal = propose_blocks(Document(blocks, format="docx"), "要点.docx", year=2025)
    assert [(i.label, i.address.startswith("文本框")) for i in proposal.items] == [
        ("1.", False),
        ("2.", True),
    ]
    assert [o.name for o in proposal.items[1].lead] == ["市财政局"]
    orders = [p.order for p in proposal.passages]
    assert orders == sorted(orders) and len({p.address for p in proposal.passages}) == len(orders)
    assert any("文本框" in w for w in proposal.warnings) and any("脚注" in w for w in proposal.warnings)
    assert "数据截至上年末" not in "".join(p.text for p in proposal.passages)
