"""Small date arithmetic: ends of months, quarters and years, and numerals of dates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from ..text.numbering import to_int

PLANS = {"十三五": 2020, "十四五": 2025, "十五五": 2030, "十六五": 2035}  # last year of each five-year plan

FESTIVALS = {"元旦": (1, 1), "五一": (5, 1), "七一": (7, 1), "八一": (8, 1), "国庆": (10, 1), "十一": (10, 1)}


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day (31 November)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def numeral(text: str) -> int | None:
    try:
        return to_int(text)
    except ValueError:
        return None


def year_of(text: str) -> int | None:
    """2025, 二〇二五, 25 (two digits mean this century)."""
    number = numeral(text.replace("○", "〇").replace("O", "〇").replace("o", "〇"))
    if number is None:
        return None
    if 0 < number < 100 and len(text) == 2 and text.isdigit():
        number += 2000
    return number if 1949 <= number <= 2100 else None
