"""When letters may leave: the send window of the day, and no reminders on rest days."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from tracker.models import LetterKind
from tracker.rules.company import Hour
from tracker.rules.workdays import Calendar

# The anchor is worth the more the sooner it has left the house, and wakes nobody. Whose account or signature somebody
# else has just been given must hear of it before it is used.
AT_ANY_TIME = frozenset({LetterKind.ANCHOR, LetterKind.PERSONAL})
# A dispatch signed on a rest day was meant to go on that day.
ON_REST_DAYS = AT_ANY_TIME | {LetterKind.DISPATCH}
# The evening's call: an hour before the window closes, and not after the office has.
LAST_HOUR, OFFICE_CLOSES = 60, 18 * 60  # minutes


def parse_window(text: str) -> tuple[int, int]:
    """`08:00-18:00` as minutes of the day; 24:00 is the day's end. ImproperlyConfigured names the setting."""
    try:
        opens, closes = (_minutes(part) for part in text.split("-"))
    except ValueError:
        opens = closes = 0
    if opens >= closes:
        raise ImproperlyConfigured(
            f"DUBAN_SEND_WINDOW（{text}）应写成“开始-结束”，如 08:00-18:00，且开始早于结束。"
        )
    return opens, closes


def _minutes(text: str) -> int:
    if text.strip() == "24:00":
        return 24 * 60
    at = time.fromisoformat(text.strip())
    return at.hour * 60 + at.minute


def kinds_that_may_leave(window: str, *, now: datetime, today: date, calendar: Calendar) -> frozenset[str]:
    """Kinds of letters that may go at this moment (local time) of this business date."""
    opens, closes = parse_window(window)
    local = timezone.localtime(now)
    if not opens <= local.hour * 60 + local.minute < closes:
        return AT_ANY_TIME
    return frozenset(LetterKind) if calendar.is_workday(today) else ON_REST_DAYS


def hour_of(window: str, *, now: datetime) -> Hour:
    """Which call of the day it is (local time)."""
    _opens, closes = parse_window(window)
    local = timezone.localtime(now)
    is_evening = local.hour * 60 + local.minute >= min(closes, OFFICE_CLOSES) - LAST_HOUR
    return Hour.EVENING if is_evening else Hour.MORNING
