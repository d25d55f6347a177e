"""Words of dates -> dates and recurrence rules, each with one sentence that explains it.

A deadline that names a month or a year means its last day. A month without a year belongs to the year of the
document. What depends on an unknown event (收到通知后10个工作日内) is shown and asked for, never guessed.
"""

from __future__ import annotations

import re
from copy import copy
from datetime import date, timedelta
from functools import lru_cache

from . import datewords as words
from .characters import fold
from .periods import FESTIVALS, PLANS, month_end, numeral, safe_date, year_of
from .proposed import INFERRED, STATED, ProposedDate


def parse_dates(
    text: str, *, year: int | None, source: str = "clause", loose: bool = True
) -> list[ProposedDate]:
    """Dates in `text`, in order. `loose`: the text is a deadline cell or clause, so every date in it counts;
    otherwise it is running text and only words that set a limit count (6月底前, 到2025年, 每年3月1日前)."""
    if not loose and not words.HINT.search(text):
        return []
    return [copy(d) for d in _parse(text, year, source, loose=loose)]  # lists repeat the same words on and on


@lru_cache(maxsize=5_000)
def _parse(text: str, year: int | None, source: str, *, loose: bool) -> tuple[ProposedDate, ...]:
    folded = fold(text)
    found: list[ProposedDate] = []
    seen_year: int | None = None  # a year named earlier in the same text also covers later months
    every_year = False
    for match in words.TOKEN.finditer(folded):
        kind = match.lastgroup
        if not loose and not words.sets_limit(kind, match, folded):
            continue
        if kind in ("full", "month", "day", "year") and words.STARTS.match(folded, match.end()):
            continue
        parts = {k: v for k, v in words.DETAIL[kind].search(match.group()).groupdict().items() if v}
        if every_year and kind == "year" and "y" not in parts:  # 每年（年终述职时）
            continue
        if every_year and kind in ("month", "day") and "y" not in parts:
            kind, parts = "every", {"unit": "年", **parts}
        item = _date(kind, parts, year=year, seen=seen_year)
        if item is None or (not loose and item.due_on and year and item.due_on.year < year):
            continue
        every_year = kind == "every" and parts.get("unit") == "年"
        if kind in ("full", "range", "years", "month", "quarter", "half", "year", "day") and item.due_on:
            seen_year = item.due_on.year if parts.get("y") or parts.get("y2") else seen_year
        item.wording, item.label = _wording(text, folded, match)
        item.source = source
        item.explanation = f"“{item.wording}”：{item.explanation}"
        found.append(item)
    if loose and not found and folded.strip():
        found = _undated(text, source)
    return tuple(_unique(found))


def _date(kind: str, parts: dict, *, year: int | None, seen: int | None) -> ProposedDate | None:
    return _MAKERS[kind](parts, year, seen)


def _year(parts: dict, year: int | None, seen: int | None, key: str = "y") -> tuple[int | None, str, str]:
    """(year, basis, how it was found)."""
    written = parts.get(key)
    if written and (number := year_of(written)):
        return number, STATED, "原文写明年份"
    if written in ("明", "次", "翌", "来", "下"):
        return (year + 1 if year else None), INFERRED, f"以文件年份{year}年的下一年计"
    if not written and seen:
        return seen, STATED, f"承前文的{seen}年"
    if year:
        return year, INFERRED, f"原文没有写年份，按文件年份{year}年计"
    return None, INFERRED, "原文没有写年份，也看不出文件年份，请填写"


def _once(due: date | None, basis: str, why: str, **extra) -> ProposedDate:
    if due is None:
        return ProposedDate("", None, "once", basis=basis, explanation=f"{why}。", **extra)
    return ProposedDate("", due, "once", basis=basis, explanation=f"{why}，到期日为{_show(due)}。", **extra)


def _show(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _part_of_month(year: int, month: int, part: str) -> date | None:
    if part in ("上旬", "初"):
        return safe_date(year, month, 10)
    if part in ("中旬", "中"):
        return safe_date(year, month, 20)
    return month_end(year, month)


def _full(parts, year, seen):
    y, basis, why = _year(parts, year, seen)
    m, d = numeral(parts["m"]), numeral(parts["d"])
    if y is None:
        return _once(None, basis, why, month=m, day=d)
    due = safe_date(y, m, d) if m and d else None
    return _once(due, basis, why if due else f"日历上没有{y}年{m}月{d}日，请核对")


def _month(parts, year, seen):
    y, basis, why = _year(parts, year, seen)
    m = numeral(parts["m"])
    if not m or not 1 <= m <= 12:
        return None
    if y is None:
        return _once(None, basis, why, month=m, day=31)
    part = parts.get("part", "")
    tail = "取该旬最后一日" if part in ("上旬", "初", "中旬", "中") else "取当月最后一日"
    return _once(_part_of_month(y, m, part), basis, f"{why}，{tail}")


def _range(parts, year, seen):
    """From … to …: the end counts."""
    end = {k[:-1]: v for k, v in parts.items() if k.endswith("2")}
    if "y" not in end and parts.get("y"):
        end["y"] = parts["y"]
    if "m" not in end and parts.get("m"):
        end["m"] = parts["m"]
    if "m" not in end:
        return None
    item = (_full if "d" in end else _month)(end, year, seen)
    if item:
        item.explanation = "这是一段时间，以结束之日为准；" + item.explanation
    return item


def _years(parts, year, seen):
    y = year_of(parts["y2"])
    return _once(date(y, 12, 31), STATED, "这是一段时间，取最后一年的年末") if y else None


def _quarter(parts, year, seen):
    y, basis, why = _year(parts, year, seen)
    q = {"一": 1, "二": 2, "三": 3, "四": 4, "首": 1, "末": 4}.get(parts["q"]) or int(parts["q"])
    if y is None:
        return _once(None, basis, why, month=3 * q, day=31)
    return _once(month_end(y, 3 * q), basis, f"{why}，取该季度最后一日")


def _half(parts, year, seen):
    y, basis, why = _year(parts, year, seen)
    month = 6 if parts["half"] == "上" else 12
    if y is None:
        return _once(None, basis, why, month=month, day=31)
    return _once(month_end(y, month), basis, f"{why}，取{parts['half']}半年最后一日")


def _year_end(parts, year, seen):
    y, basis, why = _year(parts, year, seen)
    if y is None:
        return _once(None, basis, why, month=12, day=31)
    return _once(date(y, 12, 31), basis, f"{why}，取当年12月31日")


def _whole_year(parts, year, seen):
    item = ProposedDate("", rule="ongoing", explanation="全年持续开展，没有单独的到期日。")
    if parts.get("y") and (y := year_of(parts["y"])):
        item.due_on, item.explanation = date(y, 12, 31), f"{y}年全年开展，以12月31日为期末。"
    return item


def _festival(parts, year, seen):
    """国庆节前: the day before a festival that the solar calendar fixes; the others are asked for."""
    name = parts["festival"]
    if name not in FESTIVALS:
        return _once(None, INFERRED, f"{name}每年的日子不同，请填写")
    y, basis, why = _year(parts, year, seen)
    if y is None:
        return _once(None, basis, why)
    return _once(date(y, *FESTIVALS[name]) - timedelta(days=1), basis, f"{why}，取节日的前一日")


def _plan(parts, year, seen):
    y = PLANS[parts["plan"]]
    return _once(date(y, 12, 31), INFERRED, f"“{parts['plan']}”时期的最后一年是{y}年，取年末")


def _every(parts, year, seen):
    rule = words.RULES[parts["unit"]]
    month = numeral(parts["m"]) if parts.get("m") else None
    day = numeral(parts["d"]) if parts.get("d") else None
    if parts.get("part") and not day:
        day = {"初": 10, "上旬": 10, "中旬": 20, "中": 20}.get(parts["part"], 31)
    elif month and not day:
        day = 31
    if rule == "yearly" and day and not month:
        month = 12
    if (month and not 1 <= month <= 12) or (day and not 1 <= day <= 31):
        return None
    when = "".join([f"{month}月" if month else "", "最后一日" if day == 31 else f"{day}日" if day else ""])
    why = f"按{words.RULE_NAMES[rule]}重复" + (f"，每次到期为{when}" if when else "，没有写明具体日子")
    return ProposedDate("", None, rule, month, day, explanation=why + "。")


def _halves(parts, year, seen):
    """上半年、下半年各一次: no two dates but a rhythm."""
    why = f"按{words.RULE_NAMES['half-yearly']}重复，没有写明具体日子"
    return ProposedDate("", None, "half-yearly", explanation=why + "。")


def _ongoing(parts, year, seen):
    return ProposedDate("", rule="ongoing", explanation="持续开展的工作，没有单独的到期日。")


def _relative(parts, year, seen):
    number = numeral(parts["n"])
    unit = parts["span"]
    days = {"日": 1, "天": 1, "个工作日": 1, "工作日": 1, "周": 7, "个月": 30, "月": 30}[unit] * (number or 0)
    return ProposedDate(
        "",
        None,
        "once",
        relative=True,
        relative_days=days or None,
        in_workdays="工作日" in unit,
        explanation="从某件事发生之日起算，文件没有写明那一天，请填写起算日。",
    )


def _at_once(parts, year, seen):
    return ProposedDate("", None, "", explanation="要求立即办理，没有写明到期日，请填写。")


def _serial(parts, year, seen):
    """A date that a spreadsheet stores as a day number."""
    number = int(parts["serial"])
    return _once(date(1899, 12, 30) + timedelta(days=number), STATED, f"单元格里是表格软件的日期序号{number}")


_MAKERS = {
    "relative": _relative, "every": _every, "halves": _halves, "range": _range, "years": _years, "full": _full, "day": _full,
    "quarter": _quarter, "half": _half, "month": _month, "plan": _plan, "festival": _festival, "whole": _whole_year, "year": _year_end,
    "ongoing": _ongoing, "atonce": _at_once, "serial": _serial,
}  # fmt: skip


_STOP = re.compile("[,;。、]")


def _wording(text: str, folded: str, match: re.Match) -> tuple[str, str]:
    """The words of the date with what follows it directly (前, 完成, 报送), and the label if it says what is due."""
    tail = words.AFTER.match(folded, match.end())
    end = tail.end() if tail else match.end()
    stop = _STOP.search(folded, end, end + 20)
    label = words.LABEL.search(folded, match.start(), stop.start() if stop else end + 20)
    if label and tail and not tail.group("verb") and label.start() == end:
        end += len(label.group())
    return text[match.start() : end].strip(), label.group() if label else ""


def _undated(text: str, source: str) -> list[ProposedDate]:
    wording = text.strip()
    if wording in {"/", "-", "—", "——", "无", "\\"}:
        return []
    if re.search(r"已(?:经)?(?:完成|办结|整改|落实|销号)", wording):
        why = "原文说已经完成，没有到期日。"
    else:
        why = "看不出日期，请填写。"
    return [ProposedDate(wording, None, "", explanation=f"“{wording}”：{why}", source=source)]


def _unique(dates: list[ProposedDate]) -> list[ProposedDate]:
    out: dict[tuple, ProposedDate] = {}
    for item in dates:
        out.setdefault((item.due_on, item.rule, item.month, item.day, item.relative, item.label), item)
    return list(out.values())


def heading_date(year: int, wording: str) -> ProposedDate:
    """The year in a heading such as 四、2025年工作安排 is the only limit its items have: derived, so inferred."""
    why = f"“{wording}”：条目没有写时限，按标题中的{year}年取年末，到期日为{year}年12月31日。"
    return ProposedDate(
        f"{year}年", date(year, 12, 31), "once", explanation=why, basis=INFERRED, source="heading"
    )
