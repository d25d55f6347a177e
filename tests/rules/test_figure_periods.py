"""Figures are asked for around the end of their period, each once."""

from datetime import date

import pytest

from tracker.rules.figure_periods import asked_period, last_period, period_words
from tracker.rules.likeness import best_answer


@pytest.mark.parametrize(
    ("cycle", "on", "asked"),
    [
        ("yearly", date(2025, 12, 1), (2025, 1)),
        ("yearly", date(2026, 2, 28), (2025, 1)),
        ("yearly", date(2026, 3, 1), None),
        ("yearly", date(2025, 6, 30), None),
        ("half_yearly", date(2025, 6, 1), (2025, 1)),
        ("half_yearly", date(2025, 8, 31), (2025, 1)),
        ("half_yearly", date(2025, 9, 1), None),
        ("half_yearly", date(2025, 12, 31), (2025, 2)),
        ("quarterly", date(2025, 3, 31), (2025, 1)),
        ("quarterly", date(2025, 5, 31), (2025, 1)),
        ("quarterly", date(2026, 1, 5), (2025, 4)),
        ("", date(2025, 12, 31), None),
    ],
)
def test_a_period_is_asked_in_its_last_month_and_two_after(cycle, on, asked):
    assert asked_period(cycle, on) == asked


def test_the_last_period_of_a_year_is_the_year():
    for cycle in ("yearly", "half_yearly", "quarterly"):
        assert period_words(cycle, last_period(cycle)) == "全年"
    assert period_words("quarterly", 3) == "前三季度"


def test_a_problem_finds_the_commitment_that_speaks_of_it_or_none():
    promised = [
        "严格落实政府规章和规范性文件备案审查。",
        "优化司法所职能作用，推动各项基层法治建设任务落实。",
    ]
    assert best_answer("落实规范性文件备案制度不到位", promised) == 0
    assert best_answer("基层法治政府建设有待进一步加强", promised) == 1
    assert best_answer("严格规范公正文明执法水平需要进一步提升", promised) is None
    assert best_answer("需要进一步提升", promised) is None and best_answer("基层薄弱", []) is None
