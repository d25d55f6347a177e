from datetime import date

import pytest

from tracker.rules import wording
from tracker.rules.ladder import Rung


def test_the_example_of_the_national_holiday_word_for_word(calendar):
    assert wording.explain_limit(calendar, date(2025, 9, 26), 10) == (
        "10个工作日，自9月26日签收次日起算，跳过10月1—8日，9月28日、10月11日调休上班"
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("四/(三)/句2", "第四部分（三）第2句"),
        ("二/问题4", "第二部分第4个问题"),
        ("一/(二)/3", "第一部分（二）3"),
        ("二/段1", "第二部分第1段"),
        ("段12", "第12段"),
        ("表1/行13", "表1第13行"),
        ("第三章/第十二条", "第三章第十二条"),
    ],
)
def test_a_place_of_a_document_is_said_as_in_a_letter(address, said):
    assert wording.place(address) == said


def test_a_plain_week_needs_no_more_than_its_start(calendar):
    assert wording.explain_limit(calendar, date(2025, 7, 7), 3) == "3个工作日，自7月7日签收次日起算"


def test_the_event_that_starts_the_limit_is_named(calendar):
    text = wording.explain_limit(calendar, date(2025, 7, 7), 3, event="送达")
    assert text == "3个工作日，自7月7日送达次日起算"


def test_years_are_named_when_the_limit_crosses_new_year(calendar):
    assert wording.explain_limit(calendar, date(2025, 12, 29), 5) == (
        "5个工作日，自12月29日签收次日起算，跳过2026年1月1—3日，2026年1月4日调休上班"
    )


def test_a_limit_in_a_year_not_yet_published_says_so(calendar):
    text = wording.explain_limit(calendar, date(2026, 12, 30), 5)
    assert text.endswith("（2027年节假日安排为预计）")


def test_spans_join_neighbours_across_months_and_years():
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 5)]
    assert wording.spans(days, date(2025, 1, 1)) == "12月31日—2026年1月1日、2026年1月5日"
    assert wording.spans([date(2025, 1, 31), date(2025, 2, 1)], date(2025, 1, 1)) == "1月31日—2月1日"


def letter(calendar, rung, kind="finish", today=date(2025, 6, 5), **changes):
    return wording.explain_letter(
        rung,
        kind,
        due_on=date(2025, 5, 31),
        opened_on=date(2025, 1, 6),
        today=today,
        calendar=calendar,
        **changes,
    )


def test_letters_say_the_date_the_distance_and_the_gap(calendar):
    some = frozenset({"finish", "sign_for"})
    reminder = Rung("remind-5", "reminder", some, offset=-5)
    order = Rung("order", "order", some, offset=6)
    assert letter(calendar, reminder, today=date(2025, 5, 26)) == (
        "距办结时限2025年5月31日还有4个工作日，应发工作提醒。"
    )
    assert letter(calendar, reminder, today=date(2025, 5, 31)) == (
        "距办结时限2025年5月31日已不足1个工作日，应发工作提醒。"
    )
    assert letter(calendar, order, today=date(2025, 6, 10), previous_on=date(2025, 6, 3), gap=5) == (
        "办结时限2025年5月31日已过6个工作日仍未办结，上一函件6月3日发出后已满5个工作日，应发督办单。"
    )
    assert letter(calendar, Rung("guidance", "guidance", some, at="open"), "sign_for") == (
        "事项于2025年1月6日交办，应发工作指引。"
    )
    assert letter(calendar, Rung("circular", "circular", some, offset=20), again="monthly") == (
        "办结时限2025年5月31日已过3个工作日仍未办结，本月再次通报。"
    )


def test_a_date_says_how_it_came_about_whatever_its_origin(calendar):
    stated = {"stated_on": date(2025, 12, 31), "said": "12月底前", "opened_on": date(2025, 1, 2)}
    assert wording.explain_due(calendar, due_on=date(2025, 12, 31), **stated) == "12月底前"
    moved = wording.explain_due(calendar, due_on=date(2026, 1, 30), **stated)
    assert moved == "原时限2025年12月31日（12月底前），后经批准调整为2026年1月30日"
    served = {"opened_on": date(2025, 12, 3), "days": 5, "event": "送达"}
    assert wording.explain_due(calendar, due_on=date(2025, 12, 10), **served).startswith(
        "5个工作日，自12月3日送达次日起算"
    )
    assert "后经批准调整为2025年12月20日" in wording.explain_due(
        calendar, due_on=date(2025, 12, 20), **served
    )
