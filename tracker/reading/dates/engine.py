"""Finds the wordings of dates in a text: the earliest match wins, of those the longest, and every match keeps the id of
its row in `lexicon/dates.toml`. What lies before or behind it and was not understood makes it a question.

A deadline that names a month or a year means its last day. A month without a year belongs to the year of the
document. What depends on an unknown event (收到通知后10个工作日内) is shown and asked for, never guessed.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache

from .. import lexicon
from ..proposed import ProposedDate
from ..text.characters import fold
from . import limits, makers

_BLANK = re.compile(r"\s+")
# 4月20日（星期五）前: the day of the week says nothing more.
_WEEKDAY = re.compile(r"[（(](?:星期|周|礼拜)[一二三四五六日天](?:[上下]午)?[）)]")


@dataclass(slots=True, frozen=True)
class Found:
    """One wording in a text."""

    row: str
    make: str
    start: int
    end: int
    parts: dict[str, str]


@cache
def _wordings() -> tuple[re.Pattern, list[tuple[str, str, re.Pattern]]]:
    """One pattern that tells where any wording may begin, and each wording with its row."""
    pieces = lexicon.table("dates")["pieces"]
    rows = lexicon.rows("dates", "wording")
    each = [(row["id"], row["make"], form) for row in rows for form in lexicon.compiled(row, pieces)]
    return re.compile("|".join(lexicon.plain(form.pattern) for _, _, form in each)), each


def scan(folded: str) -> list[Found]:
    """All wordings of a folded text without blanks, from left to right."""
    begins, each = _wordings()
    found, position = [], 0
    while match := begins.search(folded, position):
        start, furthest = match.start(), -1
        for one in each:
            if (found_here := one[2].match(folded, start)) and found_here.end() > furthest:
                (row, make, _), hit, furthest = one, found_here, found_here.end()
        found.append(
            Found(row, make, hit.start(), hit.end(), {k: v for k, v in hit.groupdict().items() if v})
        )
        position = max(hit.end(), match.start() + 1)
    return found


def parse_dates(
    text: str, *, year: int | None, source: str = "clause", loose: bool = True
) -> list[ProposedDate]:
    """Dates in `text`, in order. `loose`: the text is a deadline cell or clause, so every date in it counts;
    otherwise it is running text and only words that set a limit count (6月底前, 到2025年, 每年3月1日前)."""
    if not loose and not limits.HINT.search(text):
        return []
    return [copy(d) for d in _parse(text, year, source, loose=loose)]  # lists repeat the same words on and on


def has_date(text: str) -> bool:
    """Whether a running text sets a limit."""
    return bool(limits.HINT.search(text)) and bool(_parse(text, 2000, "clause", loose=False))


@lru_cache(maxsize=5_000)
def _parse(text: str, year: int | None, source: str, *, loose: bool) -> tuple[ProposedDate, ...]:
    original, text = text, _WEEKDAY.sub("", _BLANK.sub("", text))
    folded = fold(text)
    dates: list[ProposedDate] = []
    context = makers.Context(year)
    found = scan(folded)
    told = 0  # up to where a rhythm says its own days
    for one in found:
        if one.start >= told and _counts(one, folded, loose=loose):
            dates += _made(one, text, folded, context, loose=loose)
            told = max(told, _own_days(one, folded))
    if loose:
        _ask_for_leftovers(dates, found, folded)
    if loose and not dates and folded:
        dates = _undated(original)
    for day in dates:
        day.source = source
    return tuple(_unique(dates))


# 每半年（6月20日、12月20日前）: the days belong to the rhythm.
_OWN_DAYS = re.compile(r"\((?:\d{1,2}月(?:\d{1,2}日|底|[上中下]旬)?[、和及]?)+(?:之?前)?\)")


def _own_days(one: Found, folded: str) -> int:
    unit = one.parts.get("unit") if one.make == "every" else None
    found = _OWN_DAYS.match(folded, one.end) if unit in ("半年", "季度", "季", "学期") else None
    return found.end() if found else 0


_PLANNED = re.compile("度?(?:工作|投资|财政|部门|立法|建设)*(?:计划|预算|规划)")


def _counts(one: Found, folded: str, *, loose: bool) -> bool:
    if _own_days(one, folded):
        return True
    if not loose and not limits.sets_limit(one.make, one.start, one.end, folded):
        return False
    if one.make == "year_end" and _PLANNED.match(folded, one.end):
        return False  # 列入明年计划
    dated = one.make in ("full", "month", "days", "year_end")
    return not (dated and limits.STARTS.match(folded, one.end))


def _made(one: Found, text: str, folded: str, context: makers.Context, *, loose: bool) -> list[ProposedDate]:
    dates = makers.make(one.make, one.parts, context)
    wording, label = _wording(text, folded, one)
    torn = _torn(folded, one)
    out = []
    for day in dates:
        if not loose and day.due_on and context.year and day.due_on.year < context.year:
            continue
        day.wording, day.label, day.rules = wording, label, [one.row]
        if torn:
            _ask(day, f"{wording}{torn}")
        day.explanation = f"“{day.wording}”：{day.explanation}"
        out.append(day)
    return out


# What may not stand directly beside a date that was read whole.
_NUMERAL = "〇零○一二三四五六七八九十两"
_TORN_BEFORE = re.compile(rf"(?:[\d{_NUMERAL}]|\d[-~]|\d{{4}}[./])$")
_COUNTS = re.compile(rf"[\d{_NUMERAL}年月季]")  # only such a beginning can be the rest of a longer one
_TORN_AFTER = re.compile(
    rf"[\d{_NUMERAL}]*[年月日号季旬](?!常|报|期|程|份|前|内|底|末|均)|(?:-{{1,2}}|—{{1,2}}|–|至|到|~|[./])[\d{_NUMERAL}]+|(?:-{{1,2}}|—{{1,2}}|–|至|~)(?=[,;。)]|$)"
)


def _torn(folded: str, one: Found) -> str:
    """The words that were cut off a date, or ""."""
    if one.make in ("ongoing", "at_once", "relative", "unclear", "odd_rhythm", "blank"):
        return ""
    before = _TORN_BEFORE.search(folded[max(0, one.start - 5) : one.start])
    if before and _COUNTS.match(folded, one.start):
        return f"（前面还有“{before.group()}”）"
    after = _TORN_AFTER.match(folded, one.end)
    return f"（后面还有“{after.group()}”）" if after else ""


_LEFT = re.compile(
    rf"[\d{_NUMERAL}]+个?(?:年|月|日|号|季度|旬)(?![度终]?[\u4e00-\u9fff]{{0,2}}计划)|[-~—至到]\d+[./月]"
)
_PART = re.compile(r"[^,;。]+")


def _ask_for_leftovers(dates: list[ProposedDate], found: list[Found], folded: str) -> None:
    """A part of a clause that still holds figures and 年月日 when its dates are taken out was not understood."""
    for part in _PART.finditer(folded):
        inside = [f for f in found if part.start() <= f.start < part.end()]
        rest = _without(folded, part.start(), part.end(), inside)
        if inside and (left := _LEFT.search(rest)):
            words = {f.row for f in inside}
            for day in dates:
                if words & set(day.rules) and fold(day.wording)[:4] in part.group():
                    _ask(day, f"{day.wording}（还有“{left.group()}”）")


def _without(folded: str, start: int, end: int, found: list[Found]) -> str:
    out, at = [], start
    for one in found:
        out.append(folded[at : one.start])
        at = max(at, one.end)
    return "＿".join([*out, folded[at:end]])


def _ask(day: ProposedDate, words: str) -> None:
    day.due_on, day.rule, day.month, day.day = None, "", None, None
    day.explanation = f"“{words}”：这个时限没有读全，请核对后填写。"


DONE = "原文说已经完成"
_AFTER = re.compile(
    r"(?:之前|以前|前|之内|以内|内|止)?(?P<verb>完成|办结|报送|上报|公开|公布|反馈|提交|印发|出台|备案|见效|到位)?"
)
_STOP = re.compile("[,;。、]")


def _wording(text: str, folded: str, one: Found) -> tuple[str, str]:
    """The words of the date with what follows it directly (前, 完成, 报送), and the label if it says what is due."""
    tail = _AFTER.match(folded, one.end)
    end = tail.end() if tail else one.end
    stop = _STOP.search(folded, end, end + 20)
    label = limits.LABEL.search(folded, one.start, stop.start() if stop else end + 20)
    if label and not (tail and tail.group("verb")) and label.start() == end:
        end += len(label.group())
    return text[one.start : end], label.group() if label else ""


def _undated(text: str) -> list[ProposedDate]:
    wording = text.strip()
    if wording in {"/", "-", "—", "——", "无", "\\"}:
        return []
    if re.search(r"已(?:经)?(?:完成|办结|整改|落实|销号|化解|解决)", wording):
        why = f"{DONE}，没有到期日。"
    else:
        why = "看不出日期，请填写。"
    return [ProposedDate(wording, None, "", explanation=f"“{wording}”：{why}")]


def _unique(dates: list[ProposedDate]) -> list[ProposedDate]:
    out: dict[tuple, ProposedDate] = {}
    for item in dates:
        out.setdefault((item.due_on, item.rule, item.month, item.day, item.relative, item.label), item)
    return list(out.values())
