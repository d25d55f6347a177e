"""Recurrence of a Schedule: which periods there are, when each opens and when it is due.

Each period is its own Deadline: a missed one stays open, and the next is created when it opens.
The due dates are dates that a document states, so they never move to a working day; only an anchor that
itself counts working days ("每月第3个工作日前") looks at the calendar.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .workdays import Calendar, add_months, day_of_month

RULES = {
    "once": "一次",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "half_yearly": "每半年",
    "yearly": "每年",
}
MONTHS_IN = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where in its period a date falls; every part left out means the end ("3月底", "季度末").

    on: the date of rule `once`.
    month: month within the period, from 1 (yearly 1-12, half_yearly 1-6, quarterly 1-3); left out, the
        last one, or with `after` the first.
    day: day of that month (clipped to its length), or weekday 1-7 from Monday for rule `weekly`.
    workday: `day` counts working days of that month, or of that week.
    after: the date falls in the following period ("季度结束后10日内", "次年3月1日前").
    """

    on: date | None = None
    month: int | None = None
    day: int | None = None
    workday: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """One occurrence. `key` is unique within the Schedule: once, 2025, 2025H1, 2025Q3, 2025-07, 2025-W07."""

    key: str
    opens_on: date
    due_on: date
    wording: str


def validate_anchor(rule: str, anchor: Anchor) -> tuple[str, ...]:
    """What is wrong with a rule and its anchor, as Chinese sentences; empty when nothing is."""
    if rule not in RULES:
        return (f"周期“{rule}”无法识别，只能是 {'、'.join(RULES)}。",)
    if rule == "once":
        return () if anchor.on else ("周期为“一次”时必须写明日期。",)
    return (*_month_problems(rule, anchor), *_day_problems(rule, anchor))


def _month_problems(rule: str, anchor: Anchor) -> Iterator[str]:
    months = MONTHS_IN.get(rule, 0)
    if anchor.on:
        yield f"周期为“{RULES[rule]}”时不能写具体日期，请写月和日。"
    if anchor.month is not None and not 1 <= anchor.month <= months:
        span = f"应在1至{months}之间" if months > 1 else "不能填写"
        yield f"周期为“{RULES[rule]}”时，月份{span}，现在是{anchor.month}。"


def _day_problems(rule: str, anchor: Anchor) -> Iterator[str]:
    if anchor.day is None:
        if anchor.workday:
            yield "按工作日计时必须写明是第几个工作日。"
        return
    highest = (5 if anchor.workday else 7) if rule == "weekly" else (20 if anchor.workday else 31)
    if not 1 <= anchor.day <= highest:
        yield f"周期为“{RULES[rule]}”时，日应在1至{highest}之间，现在是{anchor.day}。"
    if anchor.month is None and MONTHS_IN.get(rule, 0) > 1 and not anchor.after:
        yield f"周期为“{RULES[rule]}”时，写了日就要写明是其中的第几个月。"


def periods(
    rule: str, anchor: Anchor, start: date, until: date, calendar: Calendar | None = None
) -> Iterator[Period]:
    """Periods that open on or before `until` and are due on or after `start`, oldest first.

    Call it with the Schedule's start and today: what an outage missed is returned as well.
    `calendar` is needed only by anchors that count working days. Raises ValueError with a Chinese sentence.
    """
    problems = validate_anchor(rule, anchor)
    if problems:
        raise ValueError(" ".join(problems))
    if anchor.on:
        if start <= until:
            yield Period("once", start, anchor.on, wording(rule, anchor))
        return
    first = _first_day(rule, start)
    # An anchor in the following period may make the period before `start` due after it.
    first = _step(rule, first, -1) if anchor.after else first
    while True:
        period = _period(rule, anchor, first, calendar or Calendar.of())
        if period.opens_on > until:
            return
        if period.due_on >= start:
            yield period
        first = _step(rule, first, 1)


def period_key(rule: str, day: date) -> str:
    """The key of the period that a day lies in."""
    if rule == "weekly":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if rule == "monthly":
        return f"{day:%Y-%m}"
    if rule == "quarterly":
        return f"{day.year}Q{(day.month + 2) // 3}"
    if rule == "half_yearly":
        return f"{day.year}H{(day.month + 5) // 6}"
    return str(day.year)


def wording(rule: str, anchor: Anchor) -> str:
    """The rule in words: 每年3月1日前, 每季度末前, 每月第3个工作日前, 每季度结束后10日内, 次月5日前."""
    if anchor.on:
        return f"{anchor.on.year}年{anchor.on.month}月{anchor.on.day}日前"
    return f"{_lead_words(rule, anchor)}{_anchor_words(rule, anchor)}"


def _period(rule: str, anchor: Anchor, first: date, calendar: Calendar) -> Period:
    following = _step(rule, first, 1)
    base = following if anchor.after else first
    due_on = _due_on(rule, anchor, base, calendar)
    words = f"{_period_words(rule, first)}，{due_on.year}年{due_on.month}月{due_on.day}日前"
    return Period(period_key(rule, first), base, due_on, words)


def _due_on(rule: str, anchor: Anchor, base: date, calendar: Calendar) -> date:
    if rule == "weekly":
        month_first, last = base, base + timedelta(days=6)
        plain = base + timedelta(days=(anchor.day or 7) - 1)
    else:
        month = anchor.month or (1 if anchor.after else MONTHS_IN[rule])
        month_first = add_months(base, month - 1)
        last = day_of_month(month_first.year, month_first.month, None)
        plain = day_of_month(month_first.year, month_first.month, anchor.day)
    if not (anchor.workday and anchor.day):
        return plain
    return min(calendar.add(month_first - timedelta(days=1), anchor.day), last)


def _first_day(rule: str, day: date) -> date:
    if rule == "weekly":
        return day - timedelta(days=day.weekday())
    span = MONTHS_IN[rule]
    return date(day.year, (day.month - 1) // span * span + 1, 1)


def _step(rule: str, first: date, n: int) -> date:
    return first + timedelta(weeks=n) if rule == "weekly" else add_months(first, n * MONTHS_IN[rule])


def _lead_words(rule: str, anchor: Anchor) -> str:
    if not anchor.after:
        return RULES[rule]
    following = {"weekly": "次周", "monthly": "次月", "yearly": "次年"}
    return following.get(rule, f"{RULES[rule]}结束后")


def _anchor_words(rule: str, anchor: Anchor) -> str:
    month = _month_words(rule, anchor)
    if anchor.workday:
        return f"{month}第{anchor.day}个工作日前"
    if rule == "weekly":
        return f"{WEEKDAYS[(anchor.day or 7) - 1]}前"
    if anchor.day is None:
        return f"{month}{'底' if month or rule in ('monthly', 'yearly') else '末'}前"
    within = anchor.after and rule in ("quarterly", "half_yearly") and not month
    return f"{month}{anchor.day}日{'内' if within else '前'}"


def _month_words(rule: str, anchor: Anchor) -> str:
    month = anchor.month
    if month is None and anchor.after and (rule == "yearly" or anchor.day is None):
        month = 1  # dates after a period fall in the first month that follows it unless another is named
    if month is None or rule in ("weekly", "monthly"):
        return ""
    return f"{month}月" if rule == "yearly" else f"第{month}个月"


def _period_words(rule: str, first: date) -> str:
    if rule == "weekly":
        return f"{first.isocalendar().year}年第{first.isocalendar().week}周"
    if rule == "monthly":
        return f"{first.year}年{first.month}月"
    if rule == "quarterly":
        return f"{first.year}年第{'一二三四'[first.month // 3]}季度"
    if rule == "half_yearly":
        return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
    return f"{first.year}年度"
