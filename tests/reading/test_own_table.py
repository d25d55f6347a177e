"""What people type and what the export writes: notes of dates, our own table there and back, one item of chosen words."""

from datetime import date

import pytest

from tracker.reading.dates.notes import read_dates, wording_of, write_dates
from tracker.reading.outline.single import item_of_words
from tracker.reading.proposal import propose_blocks
from tracker.reading.proposed import ProposedDate, ProposedOwner
from tracker.reading.readers import read_here
from tracker.reading.tables.template import Record, write_owners
from tracker.reading.tables.template_file import table_file

NOTES = ["2025-12-31", "每年3月1日（报送）", "每季度“每季度末”", "常态", "每半年", "每月5日", "每周", "2025-06-30“6月底前”", "待定“适时推进”", "每季度第2个月10日"]  # fmt: skip


@pytest.mark.parametrize("note", NOTES)
def test_a_note_of_a_date_comes_back_as_it_was_typed(note):
    assert write_dates(read_dates(note, year=2025)) == note


def test_several_notes_and_words_as_in_a_document():
    found = read_dates("每年3月1日（报送）；6月底前", year=2025)
    assert [(d.rule, d.month, d.day, d.label, d.due_on) for d in found] == [
        ("yearly", 3, 1, "报送", None),
        ("once", None, None, "", date(2025, 6, 30)),
    ]
    assert {d.basis for d in found} == {"decided"} and "6月底前" in wording_of(found)


@pytest.mark.parametrize(
    ("note", "said"),
    [("2025-02-30", "日历上没有"), ("尽快", "看不出日期"), ("明年夏天6月底前", "没有读懂")],
)
def test_what_is_no_date_is_said(note, said):
    with pytest.raises(ValueError, match=said):
        read_dates(note, year=2025)


def record(**more):
    dates = [ProposedDate("6月底前", date(2025, 6, 30)), ProposedDate("每季度末", rule="quarterly")]
    return Record("3", "一、依法行政 / （一）决策", "修订目录。", "目录", "公布", [ProposedOwner("市司法局")],
                  [ProposedOwner("市财政局"), ProposedOwner("各县区")], "each", dates, **more)  # fmt: skip


def test_our_own_table_comes_back_cell_by_cell():
    written = [record(notes={"备注": "=1+1", "经费": "5万元"}), Record("4", "二、监督", "开展评查", notes={})]
    document = read_here(table_file("2025年任务清单", written), "导出.xlsx")
    proposal = propose_blocks(document, "导出.xlsx")
    one, two = proposal.items
    assert (one.number, one.text, one.title, one.path, one.duty) == (
        "3", "修订目录。", "目录", ["一、依法行政", "（一）决策"], "each",
    )  # fmt: skip
    assert [o.name for o in one.lead] == ["市司法局"] and [o.name for o in one.co] == ["市财政局", "各县区"]
    assert [(d.due_on, d.rule) for d in one.dates] == [(date(2025, 6, 30), "once"), (None, "quarterly")]
    assert one.notes["备注"] == "=1+1" and one.notes["经费"] == "5万元"
    assert (two.number, two.lead, two.co, two.dates) == ("4", [], [], [])
    assert proposal.title == "2025年任务清单" and proposal.year == 2025


def test_names_that_hold_separators_and_those_who_only_help_are_written_so_that_they_come_back():
    assert write_owners([ProposedOwner("昌南新区、高新区管委会")]) == "昌南新区、高新区管委会；"
    assert write_owners([ProposedOwner("甲局；乙局")]) == "“甲局；乙局”"
    helper = ProposedOwner("市财政局")
    helper.mark_helping()
    assert write_owners([helper]) == "市财政局（配合）；"


def test_words_that_a_person_calls_a_task_take_what_the_nearest_heading_states():
    headings = ["一、重点任务（牵头单位：市司法局）", "（一）6月底前完成的任务"]
    own = item_of_words("1.修订目录。（牵头单位：市教育局）", headings=headings, year=2025)
    assert ([o.name for o in own.lead], own.due, own.label) == (["市教育局"], date(2025, 6, 30), "1.")
    bare = item_of_words("公布结果。", headings=headings, year=2025)
    assert [o.name for o in bare.lead] == ["市司法局"] and bare.due == date(2025, 6, 30)
