"""For which part of the year a figure is asked, and when. Figures are counted from the beginning of the year, so the last
one of a year is the year's."""

from __future__ import annotations

from datetime import date

MONTHS = {"yearly": 12, "half_yearly": 6, "quarterly": 3}
LATE = 2  # months after its end in which a period is still asked for
WORDS = {
    "yearly": ("全年",),
    "half_yearly": ("上半年", "全年"),
    "quarterly": ("第一季度", "上半年", "前三季度", "全年"),
}


def asked_period(cycle: str, on: date) -> tuple[int, int] | None:
    """(year, period from 1) that reports of this day are asked for: in the last month of a period and two months after it;
    None in between."""
    months = MONTHS.get(cycle)
    if months is None:
        return None
    done, over = divmod(on.month, months)
    if over == 0:
        return on.year, done
    if over > LATE:
        return None
    return (on.year, done) if done else (on.year - 1, 12 // months)


def last_period(cycle: str) -> int:
    return 12 // MONTHS.get(cycle, 12)


def period_words(cycle: str, period: int) -> str:
    words = WORDS.get(cycle, ("全年",))
    return words[period - 1] if 1 <= period <= len(words) else "全年"
