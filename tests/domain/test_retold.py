"""What the program composed in Chinese and keeps in rows, a reader of English reads in English; what people and documents
said stays as they said it."""

import re
from datetime import date

import pytest
from django.utils.translation import override

from tracker.domain.retold import retold
from tracker.rules import wording
from tracker.rules.climb import ORPHAN, UNANSWERED
from tracker.rules.rungs import KINDS, Rung
from tracker.rules.wording import LIMIT, OWED
from tracker.rules.workdays import Calendar, Day
from tracker.supervision import blocked

CHINESE = re.compile("[一-鿿，。：；（）]")
DAY = date(2025, 6, 30)
HOLIDAYS = Calendar.of(
    [Day(date(2025, 10, n), is_working=False, name="National Day") for n in range(1, 9)]
    + [Day(date(2025, 10, 11), is_working=True, name="调休上班")]
)


def in_english(sentence: str) -> str:
    with override("en"):
        return retold(sentence)


def letters(kind: str) -> list[str]:
    """Why letters are sent, in every form."""
    after = Rung(code="x", kind="urge", at="due", offset=1, for_kinds=frozenset({kind}))
    said = {"due_on": DAY, "opened_on": date(2025, 3, 1), "calendar": HOLIDAYS}
    before = Rung(code="y", kind="reminder", at="due", offset=-5, for_kinds=frozenset({kind}))
    first = Rung(code="z", kind="guidance", at="open", offset=0, for_kinds=frozenset({kind}))
    return [
        wording.explain_letter(first, kind, today=date(2025, 3, 1), **said),
        wording.explain_letter(before, kind, today=date(2025, 6, 23), **said),
        wording.explain_letter(before, kind, today=DAY, **said),
        wording.explain_letter(after, kind, today=date(2025, 7, 9), **said),
        wording.explain_letter(after, kind, today=date(2025, 7, 9), previous_on=DAY, gap=5, **said),
        wording.explain_letter(after, kind, today=date(2025, 7, 9), again="weekly", **said),
        wording.explain_letter(
            after, kind, today=date(2025, 7, 9), previous_on=DAY, gap=5, again="monthly", **said
        ),
    ]


def dates() -> list[str]:
    limits = [
        wording.explain_limit(HOLIDAYS, date(2025, 9, 26), 10, event=event)
        for event in ("签收", "送达", "下达")
    ]
    due = {"opened_on": date(2025, 3, 1), "stated_on": DAY}
    moved = wording.explain_due(HOLIDAYS, due_on=date(2025, 7, 9), said="由督办机构核定", **due)
    back = wording.explain_due(HOLIDAYS, due_on=date(2025, 7, 9), returned_on=DAY, **due)
    return [*limits, moved, back]


@pytest.mark.parametrize("sentence", [s for kind in LIMIT for s in letters(kind)] + dates())
def test_what_the_rules_say_has_english(sentence):
    assert not CHINESE.search(in_english(sentence)), in_english(sentence)


@pytest.mark.parametrize(
    "cause", [blocked.NOBODY, blocked.QUEUED, blocked.UNSIGNED, blocked.UNSERVED, ORPHAN, UNANSWERED]
)
def test_what_blocks_a_letter_has_english(cause):
    for kind in KINDS.values():
        assert not CHINESE.search(
            in_english(blocked.worded(f"{kind}2025年6月30日起待发，至今未发出。", cause))
        )
    assert not CHINESE.search(in_english(f"{cause}。"))


def test_how_it_reads():
    assert in_english(
        "报送时限2025年6月30日已过6个工作日仍未报送，上一函件6月30日发出后已满5个工作日，应发催办。"
    ) == (
        "The date of the report, June 30, 2025, passed 6 working days ago without a report: "
        "5 working days have gone by since the previous letter of June 30, Urge is due."
    )
    assert in_english("“每年3月1日前报送”：按年重复，每次到期为3月1日。") == (
        "“每年3月1日前报送”: repeats every year, due each time on March 1."
    )
    assert in_english("原文没有写明日期，按清单的报送周期（每季度）报送（演示）").startswith(
        "The document names no date"
    )


def test_what_people_said_stays_and_chinese_pages_are_as_they_were():
    assert in_english("退回：佐证材料不足，请补充。").endswith(": 佐证材料不足，请补充。")
    assert in_english("涉及多个单位会签：数据未汇总") == "涉及多个单位会签：数据未汇总"
    with override("zh-hans"):
        assert retold("今日无需发函，下次检查在12月4日。") == "今日无需发函，下次检查在12月4日。"
    assert set(OWED) == set(LIMIT)
