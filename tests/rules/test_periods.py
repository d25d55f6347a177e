"""Recurrence: which periods open, when they are due, and what they are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.periods import RULES, Anchor, period_key, periods, validate_anchor, wording


def due(rule, anchor, start, until, calendar=None):
    return [(p.key, p.due_on) for p in periods(rule, anchor, start, until, calendar)]


def test_every_year_by_the_first_of_march():
    found = list(periods("yearly", Anchor(month=3, day=1), date(2024, 3, 2), date(2026, 1, 1)))
    assert [(p.key, p.opens_on, p.due_on) for p in found] == [
        ("2025", date(2025, 1, 1), date(2025, 3, 1)),
        ("2026", date(2026, 1, 1), date(2026, 3, 1)),
    ]
    assert found[0].wording == "2025年度，2025年3月1日前"


def test_every_month_by_the_fifth():
    assert due("monthly", Anchor(day=5), date(2025, 7, 1), date(2025, 9, 1)) == [
        ("2025-07", date(2025, 7, 5)),
        ("2025-08", date(2025, 8, 5)),
        ("2025-09", date(2025, 9, 5)),
    ]


def test_month_ends_are_the_real_last_days_and_do_not_move_to_a_working_day():
    assert due("monthly", Anchor(), date(2025, 1, 1), date(2025, 2, 1)) == [
        ("2025-01", date(2025, 1, 31)),
        ("2025-02", date(2025, 2, 28)),
    ]
    assert due("yearly", Anchor(month=5), date(2025, 1, 1), date(2025, 1, 1)) == [("2025", date(2025, 5, 31))]
    assert due("monthly", Anchor(day=31), date(2024, 2, 1), date(2024, 2, 1)) == [
        ("2024-02", date(2024, 2, 29))
    ]


def test_quarters_and_half_years():
    assert due("quarterly", Anchor(), date(2025, 2, 1), date(2025, 12, 31)) == [
        ("2025Q1", date(2025, 3, 31)),
        ("2025Q2", date(2025, 6, 30)),
        ("2025Q3", date(2025, 9, 30)),
        ("2025Q4", date(2025, 12, 31)),
    ]
    assert due("half_yearly", Anchor(month=6, day=20), date(2025, 1, 1), date(2025, 7, 1)) == [
        ("2025H1", date(2025, 6, 20)),
        ("2025H2", date(2025, 12, 20)),
    ]


def test_after_the_quarter_the_report_is_on_the_quarter_that_ended():
    found = list(periods("quarterly", Anchor(day=10, after=True), date(2025, 10, 1), date(2025, 10, 1)))
    assert [(p.key, p.opens_on, p.due_on) for p in found] == [
        ("2025Q3", date(2025, 10, 1), date(2025, 10, 10))
    ]
    assert found[0].wording == "2025年第三季度，2025年10月10日前"


def test_the_year_after_for_the_year_before():
    anchor = Anchor(month=3, day=1, after=True)
    assert due("yearly", anchor, date(2025, 1, 10), date(2026, 1, 1)) == [
        ("2024", date(2025, 3, 1)),
        ("2025", date(2026, 3, 1)),
    ]


def test_weeks_have_iso_keys_across_new_year():
    assert due("weekly", Anchor(day=5), date(2025, 12, 27), date(2026, 1, 5)) == [
        ("2026-W01", date(2026, 1, 2)),
        ("2026-W02", date(2026, 1, 9)),
    ]


def test_the_third_working_day_of_the_month_follows_the_calendar(calendar):
    anchor = Anchor(day=3, workday=True)
    assert due("monthly", anchor, date(2025, 10, 1), date(2025, 10, 1), calendar) == [
        ("2025-10", date(2025, 10, 11))
    ]


def test_once_has_one_period_whatever_its_date():
    assert due("once", Anchor(on=date(2025, 9, 30)), date(2025, 1, 1), date(2025, 1, 1)) == [
        ("once", date(2025, 9, 30))
    ]
    assert due("once", Anchor(on=date(2025, 9, 30)), date(2025, 1, 2), date(2025, 1, 1)) == []


def test_a_period_appears_when_it_opens_and_what_an_outage_missed_appears_too():
    anchor = Anchor(day=5)
    assert len(due("monthly", anchor, date(2025, 1, 1), date(2025, 1, 31))) == 1
    assert len(due("monthly", anchor, date(2025, 1, 1), date(2025, 2, 1))) == 2
    assert len(due("monthly", anchor, date(2025, 1, 1), date(2025, 12, 1))) == 12


@pytest.mark.parametrize(
    ("rule", "anchor", "words"),
    [
        ("once", Anchor(on=date(2025, 5, 31)), "2025年5月31日前"),
        ("yearly", Anchor(month=3, day=1), "每年3月1日前"),
        ("yearly", Anchor(month=5), "每年5月底前"),
        ("yearly", Anchor(), "每年底前"),
        ("yearly", Anchor(month=3, day=1, after=True), "次年3月1日前"),
        ("yearly", Anchor(day=10, after=True), "次年1月10日前"),
        ("half_yearly", Anchor(), "每半年末前"),
        ("quarterly", Anchor(), "每季度末前"),
        ("quarterly", Anchor(month=3, day=25), "每季度第3个月25日前"),
        ("quarterly", Anchor(day=10, after=True), "每季度结束后10日内"),
        ("monthly", Anchor(day=5), "每月5日前"),
        ("monthly", Anchor(), "每月底前"),
        ("monthly", Anchor(day=5, after=True), "次月5日前"),
        ("monthly", Anchor(day=3, workday=True), "每月第3个工作日前"),
        ("weekly", Anchor(day=5), "每周五前"),
        ("weekly", Anchor(day=1, after=True), "次周一前"),
    ],
)
def test_the_rule_in_words(rule, anchor, words):
    assert wording(rule, anchor) == words


@pytest.mark.parametrize(
    ("rule", "anchor", "sentence"),
    [
        ("daily", Anchor(), "周期“daily”无法识别"),
        ("once", Anchor(), "周期为“一次”时必须写明日期"),
        ("yearly", Anchor(on=date(2025, 1, 1)), "不能写具体日期"),
        ("yearly", Anchor(month=13, day=1), "月份应在1至12之间，现在是13"),
        ("monthly", Anchor(month=2), "月份不能填写"),
        ("monthly", Anchor(day=32), "日应在1至31之间，现在是32"),
        ("yearly", Anchor(day=3), "写了日就要写明是其中的第几个月"),
        ("monthly", Anchor(workday=True), "必须写明是第几个工作日"),
    ],
)
def test_a_rule_that_makes_no_date_is_refused_in_chinese(rule, anchor, sentence):
    (problem,) = validate_anchor(rule, anchor)
    assert sentence in problem
    with pytest.raises(ValueError, match=sentence):
        list(periods(rule, anchor, date(2025, 1, 1), date(2025, 12, 31)))


@given(
    st.sampled_from([rule for rule in RULES if rule != "once"]),
    st.booleans(),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 900),
)
def test_keys_are_unique_dates_ascend_and_the_past_does_not_change(rule, after, start, days):
    until = date.fromordinal(start.toordinal() + days)
    anchor = Anchor(after=after)
    found = list(periods(rule, anchor, start, until))
    assert len({p.key for p in found}) == len(found)
    assert [p.due_on for p in found] == sorted(p.due_on for p in found)
    assert all(p.opens_on <= until and p.due_on >= start and p.opens_on <= p.due_on for p in found)
    later = list(periods(rule, anchor, start, date.fromordinal(until.toordinal() + 100)))
    assert later[: len(found)] == found


def test_a_day_knows_the_key_of_its_period():
    day = date(2025, 8, 15)
    keys = [period_key(rule, day) for rule in ("weekly", "monthly", "quarterly", "half_yearly", "yearly")]
    assert keys == ["2025-W33", "2025-08", "2025Q3", "2025H2", "2025"]
