"""Dates and letters explained in one Chinese sentence each; places of a document in words."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from .rungs import KINDS, Rung
from .workdays import Calendar

# What is still missing, by kind of Obligation.
OWED = {"finish": "办结", "stage": "完成", "report": "报送", "sign_for": "签收", "reply": "回复"}
LIMIT = {
    "finish": "办结时限",
    "stage": "节点时限",
    "report": "报送时限",
    "sign_for": "签收时限",
    "reply": "回复时限",
}
AGAIN = {"weekly": "本周再次", "monthly": "本月再次"}


PART = re.compile("[一二三四五六七八九十]+")
COUNTED = {
    "段": "第%s段",
    "句": "第%s句",
    "行": "第%s行",
    "项": "第%s项",
    "问题": "第%s个问题",
    "要求": "第%s项要求",
}


ROW = re.compile(r"表\d+/行\d+")


def place(address: str, number: str = "") -> str:
    """An address in a document as one says it in a letter: 四/(三)/句2 is 第四部分（三）第2句, 表1/行13 is 表1第13行.
    A row of a list that bears a number of its own is 第12项: nobody counts the lines of a printed table."""
    if number and ROW.fullmatch(address):
        return f"第{number}项"
    return "".join(_step(step, first=n == 0) for n, step in enumerate(address.split("/")))


def _step(step: str, *, first: bool) -> str:
    if first and PART.fullmatch(step):
        return f"第{step}部分"
    counted = re.fullmatch(r"(\D+)(\d+)", step)
    if counted and counted[1] in COUNTED:
        return COUNTED[counted[1]] % counted[2]
    return step.replace("(", "（").replace(")", "）")


def numbering(number: str) -> str:
    """What stands before a title: 3. or 三、, and nothing where there is no number."""
    return f"{number}{'. ' if number[-1].isascii() else '、'}" if number else ""


def in_one(numbers: Iterable[str]) -> str:
    """景法督〔2025〕1号、3号: of neighbours of one series only the first says which it is."""
    said: list[str] = []
    before = ""
    for number in numbers:
        series, mark, own = number.rpartition("〕")
        said.append(own if mark and series == before else number)
        before = series if mark else ""
    return "、".join(said)


def day(on: date, near: date | None = None) -> str:
    """9月26日, or 2025年9月26日 when the year differs from that of `near` or `near` is not given."""
    year = "" if near and near.year == on.year else f"{on.year}年"
    return f"{year}{on.month}月{on.day}日"


def explain_limit(calendar: Calendar, received_on: date, n: int, *, event: str = "签收") -> str:
    """How `calendar.limit(received_on, n)` came about, in one sentence without a final stop.

    "10个工作日，自9月26日签收次日起算，跳过10月1—8日，9月28日、10月11日调休上班"
    """
    end = calendar.limit(received_on, n)
    parts = [f"{n}个工作日", f"自{day(received_on, received_on)}{event}次日起算"]
    return "，".join(parts + _on_the_way(calendar, received_on, end)) + _provisional(
        calendar, received_on, end
    )


def explain_due(
    calendar: Calendar,
    *,
    due_on: date,
    opened_on: date,
    stated_on: date | None = None,
    said: str = "",
    days: int | None = None,
    event: str = "",
    returned_on: date | None = None,
) -> str:
    """Why a unit owes something by `due_on`, in one sentence without a final stop.

    stated_on, said: the date of a document and how it came about. Otherwise `days` working days were counted
    after `event` on `opened_on`; `days` None takes the number from the dates themselves. A date that is neither
    was granted by a person, and the sentence says so. returned_on: a report was returned on that day, and the date
    is the limit to put it right.
    """
    if returned_on:
        before = f"，原时限{day(stated_on)}" if stated_on else ""
        return (
            f"{day(returned_on)}退回补充，自次日起{calendar.count(returned_on, due_on)}个工作日内补正{before}"
        )
    if stated_on:
        if due_on == stated_on:
            return said
        return f"原时限{day(stated_on)}（{said}），后经批准调整为{day(due_on)}"
    days = calendar.count(opened_on, due_on) if days is None else days
    if days and calendar.limit(opened_on, days) == due_on:
        return explain_limit(calendar, opened_on, days, event=event)
    return f"{day(opened_on)}{event}，后经批准调整为{day(due_on)}"


def explain_letter(
    rung: Rung,
    kind: str,
    *,
    due_on: date,
    opened_on: date,
    today: date,
    calendar: Calendar,
    previous_on: date | None = None,
    gap: int = 0,
    again: str = "",
) -> str:
    """Why a letter of this rung is owed today to an Obligation of this kind.

    previous_on: when the previous letter went; gap: the working days kept since. again: weekly or monthly
    when it repeats an earlier one.
    """
    if rung.at == "open":
        return f"事项于{day(opened_on)}交办，应发{KINDS[rung.kind]}。"
    if rung.offset < 0:
        left = calendar.count(today, due_on)
        ahead = f"还有{left}个工作日" if left > 0 else "已不足1个工作日"
        return f"距{LIMIT[kind]}{day(due_on)}{ahead}，应发{KINDS[rung.kind]}。"
    parts = [f"{LIMIT[kind]}{day(due_on)}已过{calendar.count(due_on, today)}个工作日仍未{OWED[kind]}"]
    if previous_on and gap:
        parts.append(f"上一函件{day(previous_on, due_on)}发出后已满{gap}个工作日")
    parts.append(f"{AGAIN.get(again, '应发')}{KINDS[rung.kind]}。")
    return "，".join(parts)


def spans(days: list[date], near: date) -> str:
    """Dates with neighbours joined: 10月1—8日、12月31日—1月2日."""
    runs: list[list[date]] = []
    for on in sorted(days):
        if runs and on - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(on)
        else:
            runs.append([on])
    return "、".join(_span(run[0], run[-1], near) for run in runs)


def _span(first: date, last: date, near: date) -> str:
    if first == last:
        return day(first, near)
    if (first.year, first.month) == (last.year, last.month):
        return f"{day(first, near).removesuffix('日')}—{last.day}日"
    return f"{day(first, near)}—{day(last, first)}"


def _on_the_way(calendar: Calendar, received_on: date, end: date) -> list[str]:
    """Public holidays and worked weekends between receipt and end; ordinary weekends go without saying."""
    between = [received_on + timedelta(days=i) for i in range(1, (end - received_on).days + 1)]
    named = [calendar.days[on] for on in between if on in calendar.days]
    parts = []
    if rests := [row.on for row in named if not row.is_working]:
        parts.append(f"跳过{spans(rests, received_on)}")
    if worked := [row.on for row in named if row.is_working and row.on.weekday() >= 5]:
        parts.append(f"{spans(worked, received_on)}调休上班")
    return parts


def _provisional(calendar: Calendar, start: date, end: date) -> str:
    years = [f"{year}年" for year in range(start.year, end.year + 1) if not calendar.is_official(year)]
    return f"（{'、'.join(years)}节假日安排为预计）" if years else ""
