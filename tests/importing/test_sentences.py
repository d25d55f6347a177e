"""The document beside the entries: every sentence has its fate, any can become a task, a section is cut anew."""

import json
import re

import pytest

from tracker.domain.refusal import Refused
from tracker.importing import codec, editing, sentences
from tracker.importing.editing import Edition
from tracker.importing.sentences import Beside
from tracker.reading.proposal import propose

PLAN = """某市2025年法治建设工作安排
为做好全年工作，制定本安排。
一、主要任务（牵头单位：市司法局）
（一）修订目录。完善清单，6月底前公布；开展培训。9月底前总结。
（二）开展评查。（配合单位：市财政局）
二、保障措施
（一）加强领导。各单位要高度重视。
（二）加强宣传。营造氛围。推动形成合力。
某市人民政府
2025年3月3日"""


@pytest.fixture
def made():
    """An edition as it comes back from its JSON, with the document beside it."""
    proposal = propose(PLAN.encode(), "安排.txt", year=2025)
    plain = json.loads(json.dumps(codec.passages_to_plain(proposal.passages, proposal.fates)))
    edition = codec.from_plain(json.loads(json.dumps(codec.to_plain(Edition.of(proposal)))))
    return edition, plain


def beside(made) -> Beside:
    return Beside(made[1], made[0])


def fates(made) -> dict[str, str]:
    return {s.text: s.fate for s in beside(made).every()}


def place_of(made, text) -> str:
    return next(s.place for s in beside(made).every() if s.text == text)


def texts(edition) -> list[str]:
    return [e.item.text for e in edition.entries if not e.is_dropped]


def test_each_sentence_stands_once_with_its_fate_and_its_entry(made):
    found = fates(made)
    assert (
        found["完善清单，6月底前公布；开展培训。"] == "task"
        and found["为做好全年工作，制定本安排。"] == "context"
    )
    assert found["各单位要高度重视。"] == "offered"
    words = "".join(s.text for s in beside(made).every())
    unnumbered = re.sub("（[一二]）", "", PLAN)  # the number of a paragraph is its passage's
    assert "".join(unnumbered.split()) == "".join(words.split())


def test_a_sentence_becomes_a_task_with_the_owners_of_the_heading_above(made):
    edition, _plain = made
    place = place_of(made, "为做好全年工作，制定本安排。")
    entry = sentences.make_task(edition, beside(made), place)
    assert edition.entries[0] is entry and fates(made)["为做好全年工作，制定本安排。"] == "task"
    assert sentences.make_task(edition, beside(made), place) is entry  # twice is once
    heading = sentences.make_task(edition, beside(made), place_of(made, "一、主要任务（牵头单位：市司法局）"))
    assert [o.name for o in heading.item.lead] == ["市司法局"]


def test_what_was_only_offered_comes_in_and_what_was_left_out_comes_back(made):
    edition, _plain = made
    place = place_of(made, "各单位要高度重视。")
    entry = sentences.make_task(edition, beside(made), place)
    assert not entry.is_dropped and not any("没有勾选" in d for d in entry.item.doubts)
    editing.drop([entry])
    assert fates(made)["各单位要高度重视。"] == sentences.DROPPED
    assert not any(s.is_promise for s in beside(made).every() if s.text == "各单位要高度重视。")


def test_all_below_a_heading_becomes_tasks_paragraph_by_paragraph(made):
    edition, _plain = made
    order = next(p.order for p in beside(made).passages if p.text.startswith("二、"))
    before = len(texts(edition))
    made_now = sentences.make_all_below(edition, beside(made), order)
    assert len(texts(edition)) == before + made_now == before + 2
    with pytest.raises(Refused, match="都已列为任务"):
        sentences.make_all_below(edition, beside(made), order)


def test_a_section_is_cut_to_sentences_and_clauses_and_back_without_losing_owners_and_dates(made):
    edition, _plain = made
    order = next(p.order for p in beside(made).passages if p.text.startswith("一、"))
    whole, due = texts(edition), edition.entries[0].item.dates
    assert sentences.recut(edition, beside(made), order, "sentence") > 2
    assert sentences.recut(edition, beside(made), order, "clause") > 3
    for entry in edition.entries:
        if not entry.is_dropped:
            assert [o.name for o in entry.item.lead] == ["市司法局"]
    by_text = {e.item.text: [d.due_on.month for d in e.item.dates] for e in edition.entries if e.item.dates}
    assert by_text == {"完善清单，6月底前公布；": [6], "9月底前总结。": [9]}
    assert fates(made)["9月底前总结。"] == "task"
    sentences.recut(edition, beside(made), order, "item")
    assert ["".join(t.split()) for t in texts(edition)] == ["".join(t.split()) for t in whole]
    assert {d.due_on for d in edition.entries[0].item.dates} == {d.due_on for d in due}
    assert fates(made)["9月底前总结。"] == "task"


RECTIFICATION = """某市巡察反馈意见整改方案
一、整改任务
（一）关于巡河不到位的问题
整改目标：巡河率达到100%。
整改措施：
1.完善考核办法。
2.开展清理行动。
牵头单位：市水利局
整改时限：2025年6月底前"""


def test_numbered_items_go_down_to_the_numbered_lines_within_one_task():
    proposal = propose(RECTIFICATION.encode(), "整改.txt", year=2025)
    plain = codec.passages_to_plain(proposal.passages, proposal.fates)
    edition = codec.from_plain(json.loads(json.dumps(codec.to_plain(Edition.of(proposal)))))
    both = (edition, json.loads(json.dumps(plain)))
    for _again in range(2):
        assert sentences.recut(edition, beside(both), 0, "item") == 3
        assert [(e.item.label, e.item.text) for e in edition.entries[1:]] == [
            ("1.", "完善考核办法。"),
            ("2.", "开展清理行动。"),
        ]
    for entry in edition.entries:
        assert [o.name for o in entry.item.lead] == ["市水利局"] and entry.item.due.month == 6


def test_words_that_open_a_list_go_with_what_follows_them():
    proposal = propose(RECTIFICATION.encode(), "整改.txt", year=2025)
    plain = codec.passages_to_plain(proposal.passages, proposal.fates)
    edition = codec.from_plain(json.loads(json.dumps(codec.to_plain(Edition.of(proposal)))))
    sentences.recut(edition, beside((edition, json.loads(json.dumps(plain)))), 0, "clause")
    assert "整改措施：" not in [t.strip() for t in texts(edition)]


@pytest.mark.parametrize("place", ["", "x.1", "999.0", "1.99", "1"])
def test_a_place_that_is_none_is_refused(made, place):
    with pytest.raises(Refused, match="刷新"):
        sentences.make_task(made[0], beside(made), place)


def test_nonsense_about_sections_is_refused(made):
    with pytest.raises(Refused):
        sentences.recut(made[0], beside(made), 0, "word")
    with pytest.raises(Refused):
        sentences.make_all_below(made[0], beside(made), 999)


def test_support_stays_support_until_a_person_says_otherwise():
    text = "某市2025年工作要点\n一、开展评查。（配合单位：市财政局）\n二、修订目录。（责任单位：市司法局）"
    first, second = propose(text.encode(), "要点.txt").items
    assert first.lacks_lead and any("配合" in d for d in first.doubts)
    assert not second.lacks_lead
    entry = editing.Entry(1, first)
    editing.set_owners([entry], lead="市财政局")
    assert [o.name for o in entry.item.lead] == ["市财政局"] and not entry.item.co
    editing.set_owners([entry], lead="市司法局", co="市财政局（配合）；")
    assert [o.name for o in entry.item.co] == ["市财政局"] and not entry.item.lacks_lead


def test_a_sentence_that_was_cut_within_is_held_as_long_as_a_part_is(made):
    edition, _plain = made
    words = "完善清单，6月底前公布；开展培训。"
    entry = next(e for e in edition.entries if words in e.item.text)
    first, _second = editing.split(edition, entry.id, [2 if entry.item.text.startswith("修订") else 1])
    assert fates(made)[words] == "task"
    editing.drop([first])
    assert fates(made)[words] == "task"
