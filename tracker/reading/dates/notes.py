"""Dates as an officer types them and as the export writes them: one short note per date, exact in both directions.

    2025-12-31        每年3月1日（报送）        每季度“每季度末”        常态

A label stands in brackets, the document's own words in “”. Anything else is read like the words of a document.
"""

from __future__ import annotations

import re
from datetime import date

from ..proposed import DECIDED, ProposedDate
from ..text.characters import fold, split_outside
from .engine import parse_dates

_NAMES = {
    "yearly": "每年",
    "half-yearly": "每半年",
    "quarterly": "每季度",
    "monthly": "每月",
    "weekly": "每周",
    "daily": "每日",
    "ongoing": "常态",
}
_RULES = {name: rule for rule, name in _NAMES.items()}
_NOTE = re.compile(
    r"(?:(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<rule>每年|每半年|每季度|每月|每周|每日|常态)(?:第?(?P<month>\d{1,2})个?月)?(?:(?P<day>\d{1,2})日)?"
    r"|(?P<none>待定))"
    r"(?:\((?P<label>[^()]*)\))?(?P<wording>“.*”)?$",
    re.DOTALL,
)


def write_dates(dates: list[ProposedDate]) -> str:
    """The notes, separated by ；."""
    return "；".join(write_date(d) for d in dates)


def write_date(day: ProposedDate) -> str:
    label = f"（{day.label}）" if day.label else ""
    when = _when(day)
    wording = f"“{day.wording}”" if day.wording and day.wording != when else ""
    return f"{when}{label}{wording}"


def _when(day: ProposedDate) -> str:
    if day.due_on and not day.relative and day.rule in ("once", ""):
        return day.due_on.isoformat()
    name = _NAMES.get(day.rule)
    if name is None or day.relative:
        return "待定"
    month = "" if not day.month else f"{day.month}月" if day.rule == "yearly" else f"第{day.month}个月"
    return f"{name}{month}{f'{day.day}日' if day.day else ''}"


# What may stand beside a date that a person types without saying anything of it.
_BESIDE = re.compile(
    r"[\s,.;:、，。；：()（）“”]|完成|办结|报送|上报|提交|落实|到位|时限|期限|务必|力争|预计|之?前|以前|左右|底|末|[于在至须应拟的和及并]"
)


def read_dates(text: str, *, year: int | None, basis: str = DECIDED) -> list[ProposedDate]:
    """Dates of the notes in `text`. `year`: the year of words such as 6月底前. Raises ValueError with a Chinese
    sentence when a note is no date at all."""
    found: list[ProposedDate] = []
    for note in split_outside(text, ";\n"):
        found += _read(note, year, basis)
    return found


def _read(note: str, year: int | None, basis: str) -> list[ProposedDate]:
    # The quoted words stay as they are; only the note itself may be typed in any width.
    head, quote, rest = note.partition("“")
    match = _NOTE.match(fold(head).replace(" ", "") + quote + rest)
    if match is None:
        return _in_words(note, year, basis)
    parts = match.groupdict()
    wording = (parts["wording"] or "“”")[1:-1]
    label = parts["label"] or ""
    if parts["iso"]:
        due_on = _day(parts["iso"])
        said = f"写明{due_on.year}年{due_on.month}月{due_on.day}日"
        return [
            ProposedDate(wording or due_on.isoformat(), due_on, label=label, basis=basis, explanation=said)
        ]
    if parts["none"]:
        return [ProposedDate(wording, rule="", label=label, basis=basis, explanation="没有可以计算的日期")]
    month, day = (int(parts[k]) if parts[k] else None for k in ("month", "day"))
    when = f"{parts['rule']}{fold(head).replace(' ', '').removeprefix(parts['rule']).partition('(')[0]}"
    made = ProposedDate(wording or when, None, _RULES[parts["rule"]], month, day, label, basis=basis)
    made.explanation = f"写明{when}"
    return [made]


def _day(text: str) -> date:
    try:
        return date(*(int(part) for part in text.split("-")))
    except ValueError:
        raise ValueError(f"日历上没有“{text}”这一天，请改正。") from None


def _in_words(note: str, year: int | None, basis: str) -> list[ProposedDate]:
    found = parse_dates(note, year=year)
    if not any(d.due_on or d.recurrence for d in found):
        raise ValueError(f"“{note}”看不出日期：请写成2025-12-31、每年3月1日、每季度或常态。")
    if basis == DECIDED:
        _all_is_read(note, found)
    for day in found:
        day.basis = basis
    return found


def _all_is_read(note: str, found: list[ProposedDate]) -> None:
    """What is typed becomes the office's decision: a date read out of a part of the words would decide another one."""
    rest = fold(note)
    for day in found:
        rest = rest.replace(fold(day.wording), "", 1)
    if unread := _BESIDE.sub("", rest):
        raise ValueError(
            f"“{note}”中的“{unread}”没有读懂：请写成2025-12-31、每年3月1日、每季度或常态，"
            "原文的说法写在引号里，例如2026-08-31“明年夏天”。"
        )


def wording_of(dates: list[ProposedDate]) -> str:
    """The words of the dates, once each; a date that a person set has no words of its own."""
    words = (d.wording for d in dates if d.wording and d.wording != str(d.due_on))
    return "；".join(dict.fromkeys(words))
