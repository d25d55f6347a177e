"""When the office hears of a letter that cannot go, and whoever of it."""

from datetime import date

from .workdays import Calendar, add_months

BLOCKED_ALERT_EVERY = 3  # working days
CIRCULAR_DAYS = 5  # working days at a month's end, in which its circular is signed


def circular_opens_on(on: date, calendar: Calendar) -> date:
    """The first of the last working days of that month, from which its circular may be signed."""
    return calendar.minus(add_months(on.replace(day=1), 1), CIRCULAR_DAYS)


def waits_since(kind: str, drafted_on: date, calendar: Calendar) -> date:
    """From when on a letter of this kind waits for somebody: a circular gathers until its month's end, and is held up by
    nobody before."""
    if kind != "circular":
        return drafted_on
    return max(drafted_on, circular_opens_on(drafted_on, calendar))


def blocked_alert_on(told_on: date, today: date, calendar: Calendar) -> date:
    """The day of the next alert about a blocked letter: the third working day after the last alert.

    `told_on` is the day of the last alert, or before the first one the day since which it is blocked.
    Never before today, never on a rest day; when it is today, alert now.
    """
    return max(calendar.add(told_on, BLOCKED_ALERT_EVERY), calendar.roll(today))


def blocked_alert_roles(alerts_before: int) -> tuple[str, ...]:
    """Who is told: the officer first, from the second alert on the head of office as well."""
    return ("officer",) if alerts_before == 0 else ("officer", "office_head")


def next_alert_on(since: date, alerted_on: date | None, calendar: Calendar, today: date) -> date:
    """The next alert after today, supposing that one due today goes today."""
    alert_on = blocked_alert_on(alerted_on or since, today, calendar)
    return alert_on if alert_on > today else calendar.add(today, BLOCKED_ALERT_EVERY)
