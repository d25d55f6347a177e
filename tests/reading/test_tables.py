"""Layouts of task tables that offices really send round, each in the smallest form that shows the kind."""

import pytest

from tests.reading import containers
from tracker.reading.blocks import Document, Table
from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here
from tracker.reading.tables.cells import owner_words, without_people
from tracker.reading.tables.columns import column_role


def items_of(*tables, year=2025):
    return propose_blocks(Document(list(tables)), "表.xlsx", year=year).items


def rows_of(*rows, merges=(), **fields):
    return items_of(Table([list(r) for r in rows], "表", merges=list(merges), **fields))


def facts(item):
    return (
        item.text,
        item.path,
        [o.name for o in item.lead],
        [o.name for o in item.co],
        str(item.due or item.recurrence or ""),
    )


def test_numbers_with_points_make_the_row_above_them_a_heading():
    found = rows_of(
        ["编号", "任务", "责任部门", "完成时限"],
        ["1", "健全制度体系", "", ""],
        ["1.1", "编制立法计划", "市司法局", "2月底前"],
        ["1.2", "开展立法后评估", "市司法局", "11月底前"],
        ["2", "提升复议质效", "市司法局", "年底前"],
    )
    assert [(i.label, i.text, i.path) for i in found] == [
        ("1.1", "编制立法计划", ["1.健全制度体系"]),
        ("1.2", "开展立法后评估", ["1.健全制度体系"]),
        ("2", "提升复议质效", ["1.健全制度体系"]),
    ]


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("决策承办单位", "co"), ("整改牵头部门", "lead"), ("市级责任处室", "co"), ("责任单位及责任人", "co"), ("责任领导/牵头单位", "lead"),
        ("答复时限", "due"), ("决策时间", "due"), ("拟提请审议时间", "due"), ("问题序号", "number"),
        ("实际完成时间", "note"), ("开工时间", "note"), ("交办日期", "note"), ("责任人", "note"), ("联系人及电话", "note"),
        ("试点单位", ""), ("填报单位", ""), ("案件数", ""),
    ],
)  # fmt: skip
def test_header_words_of_offices(header, role):
    assert column_role(header) == role


def test_persons_beside_units_are_no_owners():
    assert without_people("市信访局 张某某") == "市信访局"
    assert without_people("市信访局（张某某）、市司法局（李某）") == "市信访局、市司法局"
    assert without_people("市司法局：李某") == "市司法局"
    assert without_people("各县（市、区）政府\n王某") == "各县（市、区）政府"
    found = rows_of(
        ["序号", "任务", "牵头单位及负责人", "时限"], ["1", "化解积案二十件", "市信访局 张某某", "9月底前"]
    )
    assert facts(found[0]) == ("化解积案二十件", [], ["市信访局"], [], "2025-09-30")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("市公安局、市市场监\n管局", "市公安局、市市场监管局"),
        ("市住建局；各\n县（市、区）政府", "市住建局；各县（市、区）政府"),
        ("各县（市、\n区）政府", "各县（市、区）政府"),
        ("市委\n组织部\n市委宣\n传部", "市委组织部\n市委宣传部"),
        ("市司法局\n（牵头）\n市公安局", "市司法局（牵头）\n市公安局"),
        ("市司法局牵头\n市公安局配合", "市司法局牵头，市公安局配合"),
        ("市公安局\n等部门", "市公安局等部门"),
        ("高新区、\n昌南新区管委会", "高新区、昌南新区管委会"),
        ("各县（市、区）党委\n和政府", "各县（市、区）党委和政府"),
        ("牵头单位：\n市司法局", "牵头单位：市司法局"),
        ("1.市司法局\n2.市公安局", "市司法局\n市公安局"),
        ("①市司法局②市公安局", "市司法局\n市公安局"),
    ],
)
def test_lines_of_a_cell_of_units(cell, words):
    assert owner_words(cell) == words


def test_a_sentence_about_owners_that_the_column_broke_is_put_together():
    found = rows_of(
        ["序号", "任务", "责任分工", "时限"],
        ["1", "推行扫码入企", "市司法局牵头，市公安局、市市场监\n管局配合", "12 月 底 前"],
    )
    assert facts(found[0]) == (
        "推行扫码入企",
        [],
        ["市司法局"],
        ["市公安局", "市市场监管局"],
        "2025-12-31",
    )


def test_a_table_of_numbers_and_a_list_of_members_hold_no_tasks():
    assert not rows_of(
        ["序号", "单位", "案件数", "同比增长"],
        ["1", "市公安局", "120", "5%"],
        ["2", "市市场监管局", "88", "-3%"],
    )
    assert not rows_of(["序号", "姓名", "单位", "职务"], ["1", "张某", "市司法局", "局长"])


HEADER = ["序号", "任务", "牵头单位", "完成时限"]


@pytest.mark.parametrize(
    ("number", "heading"), [("一", "一、依法决策"), ("（一）", "（一）依法决策"), ("一、", "一、依法决策")]
)
def test_a_section_row_is_headed_by_its_number(number, heading):
    found = rows_of(HEADER, [number, "依法决策", "", ""], ["1", "公布决策目录", "市政府办公室", "3月底前"])
    assert found[0].path == [heading]


def test_a_header_repeated_on_the_next_page_does_not_end_the_section():
    found = rows_of(
        HEADER,
        ["一、依法决策", "", "", ""],
        ["1", "公布决策目录", "市政府办公室", "3月底前"],
        HEADER,
        ["2", "开展后评估", "市司法局", "11月底前"],
    )
    assert [i.path for i in found] == [["一、依法决策"], ["一、依法决策"]]


@pytest.mark.parametrize("header", [[], [HEADER]], ids=["without its header", "with its header again"])
def test_a_table_that_goes_on_in_the_next_one_is_read_on(header):
    first = Table([HEADER, ["一、依法决策", "", "", ""], ["1", "公布决策目录", "市政府办公室", "3月底前"]])
    second = Table([*header, ["2", "开展后评估", "市司法局", "11月底前"]])
    assert [facts(i) for i in items_of(first, second)] == [
        ("公布决策目录", ["一、依法决策"], ["市政府办公室"], [], "2025-03-31"),
        ("开展后评估", ["一、依法决策"], ["市司法局"], [], "2025-11-30"),
    ]


def test_a_table_of_other_things_is_not_the_next_page():
    first = Table([HEADER, ["1", "公布决策目录", "市政府办公室", "3月底前"]])
    second = Table([["1", "本年", "一百二十件", "较多"], ["2", "上年", "一百一十件", "较少"]])
    assert len(items_of(first, second)) == 1


def test_sections_that_name_a_unit_give_it_to_their_rows():
    rows = [
        ["一、市司法局牵头任务（1项）", "", "", ""],
        ["序号", "任务", "配合单位", "完成时限"],
        ["1", "制定规章", "市直有关部门", "6月底前"],
        ["二、市公安局牵头任务（1项）", "", "", ""],
        ["序号", "任务", "配合单位", "完成时限"],
        ["1", "整治交通违法", "市交通运输局", "9月底前"],
    ]
    found = rows_of(*rows, merges=[(0, 0, 0, 3), (3, 0, 3, 3)])
    assert [facts(i) for i in found] == [
        ("制定规章", ["一、市司法局牵头任务（1项）"], ["市司法局"], ["市直有关部门"], "2025-06-30"),
        ("整治交通违法", ["二、市公安局牵头任务（1项）"], ["市公安局"], ["市交通运输局"], "2025-09-30"),
    ]
    assert {o.source for i in found for o in i.lead} == {"heading"}


def test_a_section_of_a_unit_adds_nobody_to_rows_that_name_their_owners():
    found = rows_of(
        ["序号", "任务", "责任单位", "完成时限"],
        ["一、市司法局（1项）", "", "", ""],
        ["1", "制定规章", "市财政局", "6月底前"],
    )
    assert facts(found[0])[2:4] == ([], ["市财政局"])


def test_the_title_above_a_second_table_of_the_sheet_belongs_to_that_one():
    rows = [
        ["一、重点任务", "", "", ""],
        HEADER,
        ["1", "建立容错机制", "市纪委监委", "6月底前"],
        ["二、改革试点", "", "", ""],
        ["序号", "试点任务", "责任单位", "时间安排"],
        ["1", "开展简案快办", "市司法局", "9月底前"],
    ]
    assert [i.path for i in rows_of(*rows)] == [["一、重点任务"], ["二、改革试点"]]


@pytest.mark.parametrize("ending", ["xlsx", "xls", "docx", "html", "csv"])
def test_the_number_of_a_row_is_the_same_however_it_is_written(ending):
    rows = [HEADER, ["1.", "公布决策目录", "市政府办公室", "3月底前"]]
    data = getattr(containers, f"sheet_{ending}")(rows)
    assert propose_blocks(read_here(data, f"表.{ending}"), f"表.{ending}", year=2025).items[0].number == "1"


MERGED_OWNERS = [
    ["序号", "任务", "牵头单位", "配合单位"],
    ["1", "公布决策目录", "市政府办公室", "市财政局"],
    ["2", "开展后评估", "", "市司法局"],
    ["3", "清理文件", "", ""],
]


def test_csv_forgets_merged_cells_and_the_unit_above_is_an_inference():
    found = rows_of(*MERGED_OWNERS, knows_merges=False)
    assert [facts(i)[2:4] for i in found] == [
        (["市政府办公室"], ["市财政局"]),
        (["市政府办公室"], ["市司法局"]),
        (["市政府办公室"], []),
    ]
    assert [o.basis for i in found for o in i.lead] == ["stated", "inferred", "inferred"]
    assert [any("取自上一行" in doubt for doubt in i.doubts) for i in found] == [False, True, True]


def test_an_empty_cell_of_a_sheet_names_nobody():
    assert [facts(i)[2] for i in rows_of(*MERGED_OWNERS)] == [["市政府办公室"], [], []]


def test_a_new_section_of_a_csv_owes_nothing_to_the_one_before():
    rows = [*MERGED_OWNERS[:2], ["一、下一部分", "", "", ""], ["2", "开展后评估", "", ""]]
    assert [facts(i)[2] for i in rows_of(*rows, knows_merges=False)] == [["市政府办公室"], []]


def test_a_sheet_about_one_task_has_its_questions_beside_the_answers():
    rows = [
        ["督办事项登记表", "", "", ""],
        ["事项名称", "推进智慧法援平台建设", "编号", "2025-03"],
        ["牵头单位", "市司法局", "配合单位", "市数据局"],
        ["办理要求", "完成平台上线运行", "完成时限", "10月底前"],
    ]
    found = rows_of(*rows, merges=[(0, 0, 0, 3)])
    assert [(i.title, *facts(i)) for i in found] == [
        ("推进智慧法援平台建设", "完成平台上线运行", [], ["市司法局"], ["市数据局"], "2025-10-31")
    ]


def test_a_table_of_words_alone_is_no_such_sheet():
    assert not rows_of(["甲", "乙"], ["丙", "丁"])
    assert not rows_of(
        ["索引号", "014501", "主题", "司法"], ["发布机构", "市政府办公室", "日期", "2025年3月"]
    )
