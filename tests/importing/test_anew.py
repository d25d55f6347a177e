"""What is cut or joined is read anew, the first proposal comes back, and another year goes through all dates."""

import json
from datetime import date

import pytest

from tests.importing.support import YEAR_END, item
from tracker.domain.refusal import Refused
from tracker.importing import codec, editing, restoring, sentences, unread, years
from tracker.importing.editing import Edition
from tracker.importing.sentences import Beside
from tracker.reading.outline.single import duties_in
from tracker.reading.proposal import propose
from tracker.reading.proposed import Proposal, ProposedDate

PLAN = """某市2025年工作安排
一、主要任务
（一）修订目录。市司法局要在6月底前修订目录。完善台账；开展培训。
（二）开展评查。由市财政局开展评查，9月底前完成。
（三）办好实事。（牵头单位：市民政局；完成时限：11月底前）
某市人民政府
2025年3月3日"""


def edition(*items, year=2025) -> Edition:
    return Edition.of(Proposal(year=year, items=list(items)))


def kept(made: Edition) -> Edition:
    """As it comes back from its JSON."""
    return codec.from_plain(json.loads(json.dumps(codec.to_plain(made))))


def owners(entry) -> list[tuple[str, str]]:
    return [(o.name, o.basis) for o in (*entry.item.lead, *entry.item.co)]


def days(entry) -> list[tuple[date | None, str]]:
    return [(d.due_on, d.basis) for d in entry.item.dates]


# --- Parts -----------------------------------------------------------------------------------------
def test_a_part_has_what_its_own_words_say_and_the_rest_of_the_row_as_an_inference():
    """13: the row says 市人社局 and 20 June; the second measure names others and its own day."""
    text = "1．市人社局牵头建立台账。\n2．市住建局、市水利局于6月10日前完成检查。\n3．开展集中攻坚。"
    row = item(text, lead=["市人社局"], due=date(2025, 6, 20))
    row.lead[0].source = row.dates[0].source = "cell"
    first, second, third = editing.split(edition(row), 1, [1, 2])
    assert owners(first) == [("市人社局", "stated")]
    assert [name for name, _basis in owners(second)] == ["市住建局", "市水利局"]
    assert [d.due_on for d in second.item.dates] == [date(2025, 6, 10)]
    assert owners(third) == [("市人社局", "inferred")] and days(third) == [(date(2025, 6, 20), "inferred")]
    assert "取自拆分前的整条" in third.item.dates[0].explanation and third.item.confidence < 1


def test_who_acts_in_another_sentence_is_asked_about_and_not_handed_on():
    """12: 工信局、财政局、国资委三家… got 住建局."""
    one = item("住建局牵头，消防支队参加，国庆节前运行。三家把底数再核一遍，10月底前清零。", lead=["住建局"])
    one.lead[0].source = "subject"
    _first, second = editing.split_sentences(edition(one), 1)
    assert not owners(second) and any("整条的另一句写的是住建局" in d for d in second.item.doubts)
    assert days(second) == [(date(2025, 10, 31), "inferred")]


def test_the_subject_of_a_sentence_holds_up_to_its_stop():
    one = item("市司法局要修订目录；完善台账。", co=["市司法局"])
    one.co[0].source = "subject"
    _first, second = editing.split(edition(one), 1, [1])
    assert owners(second) == [("市司法局", "inferred")]


def test_what_a_person_set_stays_with_every_part():
    made = edition(item("甲局于6月底前修订。乙局于9月底前评查。", lead=["丙局"]))
    editing.set_owners(made.entries, lead="市司法局")
    editing.set_dates(made.entries, "2025-12-01", year=2025)
    for part in editing.split_sentences(kept(made), 1):
        assert owners(part) == [("市司法局", "decided")] and days(part) == [(date(2025, 12, 1), "decided")]


def test_a_doubt_stays_with_the_part_that_has_the_doubtful_words():
    one = item("推进政务公开。加强“双随机”监督。", lead=["市司法局"], due=YEAR_END)
    one.doubts = ["责任分工里的“双随机”没有看懂，请核对。"]
    first, second = editing.split_sentences(edition(one), 1)
    assert not first.item.doubts and second.item.doubts == ["责任分工里的“双随机”没有看懂，请核对。"]


def test_a_title_goes_with_the_sentence_below_it():
    made = edition(item("第三，拖欠账款。财政局要核清底数。第四，政策兑现。科技局要拿出清单。"))
    parts = editing.split_sentences(made, 1)
    assert [p.item.text[:7] for p in parts] == ["第三，拖欠账款", "第四，政策兑现"]


# --- Joined ----------------------------------------------------------------------------------------
def test_joined_words_have_the_owners_that_they_name_together():
    """06: 责任单位为县司法局 was a task of its own, and 每家企业 the owner of the sentence before it."""
    one = item("推行“扫码入企”，每家企业每年接受检查不超过2次。", co=["每家企业"])
    one.co[0].source = "subject"
    made = edition(one, item("责任单位为县司法局，各行政执法单位。"))
    entry = editing.merge(made, 1)
    assert "县司法局" in [name for name, _basis in owners(entry)]
    assert "每家企业" not in [name for name, _basis in owners(entry)]


def test_joining_does_not_overwrite_what_a_person_set():
    made = edition(item("推进公开。"), item("市财政局要拨付资金。", co=["市财政局"]))
    editing.set_owners(made.entries[:1], lead="市司法局")
    assert owners(editing.merge(made, 1)) == [("市司法局", "decided"), ("市财政局", "stated")]


def test_cut_and_joined_again_is_what_it_was():
    made = edition(item("甲局要修订目录。乙局要开展评查。", lead=["市司法局"], due=YEAR_END))
    editing.split_sentences(made, 1)
    made = kept(made)
    entry = editing.merge(made, 1)
    assert owners(entry) == [("市司法局", "stated")] and days(entry) == [(YEAR_END, "stated")]


# --- A sentence with several duties ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("备注：1.主办单位须在7个工作日内答复；2.会办单位应于4月30日前送主办单位。", 2),
        ("市司法局于6月底前完成清理。市财政局于9月底前拨付资金。", 2),
        ("各单位要高度重视。", 1),
        ("总投资1.5亿元，2.3万人受益。", 1),
    ],
)
def test_a_sentence_is_as_many_tasks_as_it_gives_duties(text, count):
    assert len(duties_in(text)) == count


def test_each_duty_of_a_note_is_a_task_and_the_note_is_held_by_them():
    text = "某市2025年工作安排\n一、市司法局要修订目录。\n备注：1.市财政局须在7个工作日内答复；2.市民政局应于4月30日前报送。"
    proposal = propose(text.encode(), "安排.txt", year=2025)
    made, plain = Edition.of(proposal), codec.passages_to_plain(proposal.passages, proposal.fates)
    for passage in plain:  # as where the note stands below a table: nobody holds it
        passage["fates"] = [[*f[:4], 0] if "备注" in f[0] else f for f in passage.get("fates", ())]
    beside = Beside(plain, made)
    note = next(s for s in beside.every() if "备注" in s.text)
    made.entries = made.entries[:1]
    sentences.make_task(made, beside, note.place)
    new = [e for e in made.entries if editing.MADE in e.by_hand]
    assert [owners(e)[0][0] for e in new] == ["市财政局", "市民政局"]
    assert new[0].item.dates[0].relative and new[1].item.due == date(2025, 4, 30)
    again = Beside(plain, kept(made))
    assert next(s for s in again.every() if "备注" in s.text).is_held


# --- The first proposal ------------------------------------------------------------------------------
@pytest.fixture
def read():
    proposal = propose(PLAN.encode(), "安排.txt", year=2025)
    return Edition.of(proposal), codec.passages_to_plain(proposal.passages, proposal.fates)


def shown(made: Edition) -> list[tuple]:
    return [(e.id, e.is_dropped, e.item.text, owners(e), days(e)) for e in made.entries]


def test_the_first_proposal_comes_back_after_any_cutting(read):
    made, plain = read
    before = shown(made)
    for cut in ("sentence", "item", "clause"):
        sentences.recut(made, Beside(plain, made), 0, cut)
    made = kept(made)
    assert shown(made) != before
    restoring.go_back(made, Beside(plain, made), 0, keep=True)
    assert shown(made) == before and not made.merged
    with pytest.raises(Refused, match="没有改动"):
        restoring.go_back(kept(made), Beside(plain, made), 0, keep=True)


def test_what_a_person_typed_is_named_and_stays_only_if_wanted(read):
    made, plain = read
    before = shown(made)
    plain_before = codec.to_plain(made)
    editing.set_owners(made.entries[:1], lead="市审计局", co="")
    codec.remember_first(made, plain_before)
    first = made.entries[0]
    parts = editing.split_sentences(made, first.id)
    editing.set_owners(parts[1:2], lead="市体育局")
    way = restoring.way_back(made, Beside(plain, made), 0)
    assert first in way.stays and parts[1] in way.goes
    one, two = kept(made), kept(made)
    restoring.go_back(one, Beside(plain, one), 0, keep=True)
    assert owners(one.entries[0]) == [("市审计局", "decided")] and len(one.entries) == len(before)
    assert one.entries[0].item.text == before[0][2]
    restoring.go_back(two, Beside(plain, two), 0, keep=False)
    assert shown(two) == before


def test_a_change_that_is_saved_keeps_what_stood_there_first(read):
    made, _plain = read
    before = codec.to_plain(made)
    fresh = codec.from_plain(json.loads(json.dumps(before)))
    editing.drop([fresh.entries[0]])
    editing.set_duty([fresh.entries[1]], "each")
    codec.remember_first(fresh, before)
    assert set(fresh.first) == {1, 2}
    assert not fresh.first[1].is_dropped and not fresh.first[2].item.duty


def test_a_proposal_of_an_older_version_says_that_there_is_no_way_back(read):
    made, plain = read
    made.originals = 0
    with pytest.raises(Refused, match="升级以前"):
        restoring.way_back(made, Beside(plain, made), 0)


# --- The year ----------------------------------------------------------------------------------------
def test_dates_that_took_the_year_of_the_document_go_with_it_and_no_others():
    proposal = propose(PLAN.replace("11月底前", "2025年11月底前").encode(), "安排.txt", year=2023)
    made = Edition.of(proposal)
    by_person = made.entries[1]
    editing.set_dates([by_person], "2023-05-05", year=2023)
    taken = made.entries[0].item.due
    assert taken.year == 2023
    changed, left = years.change_year(made, 2025)
    assert (changed, left) == (1, 0) and made.head.year == 2025
    assert made.entries[0].item.due == taken.replace(year=2025)
    assert by_person.item.due == date(2023, 5, 5)
    assert made.entries[2].item.due == date(2025, 11, 30)


def test_a_date_that_was_asked_about_for_want_of_a_year_is_one_now():
    text = "一、修订目录。（牵头单位：市司法局；完成时限：6月底前）"
    made = Edition.of(propose(text.encode(), "安排.txt"))
    assert made.entries[0].item.due is None and made.entries[0].item.doubts
    years.change_year(made, 2025)
    assert made.entries[0].item.due == date(2025, 6, 30) and not made.entries[0].item.doubts


def test_days_outside_the_year_of_the_list_and_days_that_are_all_past_are_told():
    items = [item("甲", due=date(2023, 4, 10)), item("乙", due=date(2025, 4, 10))]
    odd = years.odd_days(items, year=2025, today=date(2025, 12, 3))
    assert (odd.outside, odd.first, odd.all_past) == (1, date(2023, 4, 10), True)
    assert not years.odd_days(items[1:], year=2025, today=date(2025, 3, 3))


# --- What was left unread ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("幼儿园秋季开学前投入使用。", ["秋季开学前"]),
        ("门诊楼年内主体封顶。", ["年内"]),
        ("存量一个月之内办完，10月中旬提交会议。", ["一个月之内", "10月中旬"]),
        ("改造2000年底前建成的小区。", []),
        ("截至6月30日前的案件，审理天数压减至80天以内。", []),
    ],
)
def test_words_of_a_deadline_that_no_date_has_are_named(text, words):
    one = item(text, lead=["市司法局"])
    assert unread.unread_deadlines(one) == words
    unread.mark_unread(one)
    unread.mark_unread(one)
    assert len(one.doubts) == bool(words) and (one.confidence < 1) == bool(words)


def test_words_that_a_date_has_are_not_named():
    one = item("6月底前公布。", lead=["市司法局"])
    one.dates = [ProposedDate("6月底前", date(2025, 6, 30), source="text")]
    assert not unread.unread_deadlines(one)


def test_an_owner_that_stands_plainly_in_the_text_is_a_quiet_mark():
    plain, other = (
        item("由市司法局负责修订。", lead=["市司法局"]),
        item("办公室设在市司法局。", lead=["市司法局"]),
    )
    for one in (plain, other):
        one.lead[0].source, one.doubts = "text", ["责任单位取自正文句子，请核对。"]
    first, second = edition(plain, other).entries
    assert not first.needs_attention and second.needs_attention
