"""What an officer does to a proposal, and how it is kept as JSON."""

import json
from datetime import date

import pytest

from tests.importing.support import YEAR_END, item
from tracker.domain.refusal import Refused
from tracker.importing import codec, editing
from tracker.importing.editing import Edition
from tracker.reading.dates.notes import read_dates, write_dates
from tracker.reading.proposal import propose
from tracker.reading.proposed import Proposal, ProposedDate

TEXT = "推进政务公开。加强执法监督；做好行政复议。"


def edition(*items) -> Edition:
    return Edition.of(Proposal(year=2025, items=list(items)))


def names(owners):
    return [(o.name, o.basis) for o in owners]


def test_what_a_person_sets_is_decided_and_what_stood_there_keeps_its_basis():
    [entry] = edition(item(TEXT, lead=["市司法局"])).entries
    editing.set_owners([entry], lead="市司法局；市发改委")
    assert names(entry.item.lead) == [("市司法局", "stated"), ("市发改委", "decided")]


def test_owners_for_many_leave_the_other_role_alone():
    made = edition(item("甲事项", co=["市教体局"]), item("乙事项"))
    editing.set_owners(made.entries, lead="市司法局")
    assert [names(e.item.lead) for e in made.entries] == [[("市司法局", "decided")]] * 2
    assert names(made.entries[0].item.co) == [("市教体局", "stated")]


def test_setting_an_owner_settles_the_doubt_about_it():
    one = item(TEXT)
    one.doubts, one.confidence = ["原文没有写责任单位，请指定。"], 0.6
    [entry] = edition(one).entries
    assert entry.needs_attention
    editing.set_owners([entry], lead="市司法局")
    assert (entry.needs_attention, entry.item.confidence) == (False, 1.0)


@pytest.mark.parametrize(
    ("note", "rule", "due_on", "month", "day", "label"),
    [
        ("2025-06-30", "once", date(2025, 6, 30), None, None, ""),
        ("每年3月1日（报送）", "yearly", None, 3, 1, "报送"),
        ("每年3月1日(报送)", "yearly", None, 3, 1, "报送"),
        ("每季度", "quarterly", None, None, None, ""),
        ("每半年第3个月15日", "half-yearly", None, 3, 15, ""),
        ("每月5日", "monthly", None, None, 5, ""),
        ("常态", "ongoing", None, None, None, ""),
    ],
)
def test_a_date_note_says_exactly_one_date(note, rule, due_on, month, day, label):
    [found] = read_dates(note, year=2025)
    assert (found.rule, found.due_on, found.month, found.day, found.label) == (
        rule,
        due_on,
        month,
        day,
        label,
    )
    assert found.basis == "decided"
    assert read_dates(write_dates([found]), year=None) == [found]


def test_the_documents_words_for_a_date_are_kept_in_quotes():
    [found] = read_dates("每季度“每季度末；遇节假日顺延”", year=2025)
    assert (found.rule, found.wording) == ("quarterly", "每季度末；遇节假日顺延")


def test_words_of_a_document_are_understood_as_dates_too():
    [found] = read_dates("6月底前", year=2025)
    assert found.due_on == date(2025, 6, 30)


@pytest.mark.parametrize("note", ["明年夏天", "2026年秋季", "明年夏天前完成"])
def test_a_date_is_not_read_out_of_half_the_words_that_somebody_typed(note):
    """Case 29: it became the last day of the year, as the office's decision, and 夏天 was gone even from the words."""
    with pytest.raises(ValueError, match=r"没有读懂.*2026-08-31“明年夏天”"):
        read_dates(note, year=2025)
    [found] = read_dates(f"2026-08-31“{note}”", year=2025)
    assert (found.due_on, found.wording) == (date(2026, 8, 31), note)
    [known] = read_dates("明年6月底前完成报送", year=2025)
    assert known.due_on == date(2026, 6, 30)


@pytest.mark.parametrize("note", ["2025-02-30", "尽快", "下一次"])
def test_what_is_no_date_is_refused_in_words(note):
    [entry] = edition(item(TEXT, due=YEAR_END)).entries
    with pytest.raises(Refused, match=r"日历上没有|看不出日期"):
        editing.set_dates([entry], note, year=2025)
    assert entry.item.due == YEAR_END


def test_an_item_is_cut_before_the_chosen_sentences():
    made = edition(item(TEXT, number="3", lead=["市司法局"], due=YEAR_END))
    parts = editing.split(made, 1, [1, 2])
    assert [e.item.text for e in made.entries] == ["推进政务公开。", "加强执法监督；", "做好行政复议。"]
    assert [e.item.number for e in parts] == ["3", "", ""]
    assert {e.id for e in parts} == {1, 2, 3}
    parts[1].item.lead[0].name = "别的局"
    assert parts[0].item.lead[0].name == "市司法局"


def test_cutting_nowhere_is_refused():
    with pytest.raises(Refused, match="从哪里起"):
        editing.split(edition(item(TEXT)), 1, [0, 9])


def test_merging_joins_words_owners_and_dates():
    made = edition(
        item("推进政务公开。", lead=["市司法局"], co=["市发改委"], due=YEAR_END),
        item("（略）"),
        item("加强执法监督。", lead=["市发改委"], due=date(2025, 6, 30)),
    )
    editing.drop([made.entries[1]])
    editing.merge(made, 1)
    one = made.entries[0].item
    assert one.text == "推进政务公开。加强执法监督。"
    assert ([o.name for o in one.lead], one.co) == (["市司法局", "市发改委"], [])
    assert (len(one.dates), one.due) == (2, YEAR_END)
    assert [e.id for e in made.entries] == [1, 2]


def test_split_and_merge_give_back_the_item():
    made = edition(item(TEXT, number="3", lead=["市司法局"]))
    editing.split(made, 1, [1, 2])
    editing.merge(made, 1)
    editing.merge(made, 1)
    assert [(i.text, i.number, names(i.lead)) for i in made.items] == [(TEXT, "3", [("市司法局", "stated")])]


def test_an_item_cannot_lose_its_words():
    [entry] = edition(item(TEXT)).entries
    with pytest.raises(Refused, match="不能是空的"):
        editing.rename(entry, title="", text="  ", number="")


def test_a_proposal_survives_json():
    plan = "2025年工作安排\n一、依法行政\n（一）推进政务公开。（牵头单位：市司法局、工信局；完成时限：每年3月1日前报送）\n"
    proposal = propose(plan.encode(), "安排.txt")
    made = Edition.of(proposal)
    made.mapping["甲"] = "unit:1"
    passages = proposal.passages
    back = codec.from_plain(json.loads(json.dumps(codec.to_plain(made))))
    assert [(e.id, e.is_edited, e.item) for e in back.entries] == [
        (e.id, e.is_edited, e.item) for e in made.entries
    ]
    assert (back.mapping, back.next_id, back.head.title, back.head.year) == (
        made.mapping, made.next_id, made.head.title, 2025,
    )  # fmt: skip
    assert codec.passages_from_plain(json.loads(json.dumps(codec.passages_to_plain(passages)))) == passages


def test_changing_one_item_unpacks_one():
    plain = codec.to_plain(edition(item("甲事项"), item("乙事项"), item("丙事项")))
    back = codec.from_plain(plain)
    editing.set_owners([back.entry(2)], lead="市司法局")
    assert [entry.packed is None for entry in back.entries] == [False, True, False]
    again = codec.from_plain(codec.to_plain(back))
    assert [(i.text, names(i.lead)) for i in again.items] == [
        ("甲事项", []), ("乙事项", [("市司法局", "decided")]), ("丙事项", []),
    ]  # fmt: skip


def test_what_is_not_said_takes_no_room():
    packed = codec.pack(ProposedDate("年底前", YEAR_END))
    assert packed == {"wording": "年底前", "due_on": "2025-12-31"}


def test_a_sentence_is_cut_within_itself():
    made = edition(item("上周交办：①市场隐患已整改 ②预案已报 ③平台没上线，市文旅局11月25日前上线"))
    assert editing.bits("甲，乙。丙") == [["甲，", "乙。"], ["丙"]]
    with pytest.raises(Refused, match="从句内"):
        editing.split_sentences(made, 1)
    parts = editing.split(made, 1, [3])
    assert [p.item.text for p in parts] == [
        "上周交办：①市场隐患已整改 ②预案已报", "③平台没上线，市文旅局11月25日前上线",
    ]  # fmt: skip
    assert [d.due_on for d in parts[1].item.dates] == [date(2025, 11, 25)]


def test_the_name_of_a_task_goes_with_its_words_unless_somebody_named_it():
    [one, two, three] = edition(item("旧的要求。"), item("旧的要求。"), item("旧的要求。")).entries
    three.item.title = "项目名称"
    editing.rename(one, title="旧的要求。", text="新的要求。", number="")
    editing.rename(two, title="我起的名称", text="新的要求。", number="")
    editing.rename(three, title="项目名称", text="新的要求。", number="")
    assert [e.item.title for e in (one, two, three)] == ["新的要求", "我起的名称", "项目名称"]


def test_who_is_named_as_leader_does_not_stay_by_a_shorter_name():
    [entry] = edition(item(TEXT, co=["商务局", "昌江区商务局"])).entries
    entry.item.doubts = ["责任分工里的“商务局配合”没有看懂，请核对。", "别的疑问。"]
    editing.set_owners([entry], lead="市商务局", co="商务局；昌江区商务局")
    assert (names(entry.item.co), entry.item.doubts) == ([("昌江区商务局", "stated")], ["别的疑问。"])
