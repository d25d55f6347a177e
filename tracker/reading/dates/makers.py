"""What each wording means: named parts -> ProposedDate. Makers are named in `lexicon/dates.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..proposed import INFERRED, STATED, ProposedDate
from .calendar import FESTIVALS, PLANS, month_end, numeral, safe_date, year_of

RULES = {"年": "yearly", "年度": "yearly", "季度": "quarterly", "季": "quarterly", "月": "monthly", "周": "weekly",
         "星期": "weekly", "日": "daily", "天": "daily", "半年": "half-yearly", "学期": "half-yearly",
         "月度": "monthly", "": "yearly"}  # fmt: skip
RULE_NAMES = {
    "yearly": "年",
    "quarterly": "季度",
    "monthly": "月",
    "weekly": "周",
    "daily": "日",
    "half-yearly": "半年",
}


@dataclass(slots=True)
class Context:
    """What the words before a date say about it."""

    year: int | None  # of the document
    seen: int | None = None  # a year named earlier in the same text also covers later months
    is_yearly: bool = False  # after 每年 a month is of every year


def make(name: str, parts: dict[str, str], context: Context) -> list[ProposedDate]:
    """The dates that a wording stands for; none where it says nothing of its own (每年（年终述职时）)."""
    if context.is_yearly and "y" not in parts:
        if name == "year_end":
            return []
        if name in ("month", "full"):
            name, parts = "every", {"unit": "年", **parts}
    made = _MAKERS[name](parts, context)
    dates = [d for d in (made if isinstance(made, list) else [made]) if d is not None]
    context.is_yearly = name == "every" and parts.get("unit") == "年"
    if dates and dates[-1].due_on and (parts.get("y") or parts.get("y2")):
        context.seen = dates[-1].due_on.year
    return dates


def _year(parts: dict, context: Context, key: str = "y") -> tuple[int | None, str, str]:
    """(year, basis, how it was found)."""
    written, year = parts.get(key), context.year
    if written and (number := year_of(written)):
        return number, STATED, "原文写明年份"
    if written in ("明", "次", "翌", "来", "下"):
        return (year + 1 if year else None), INFERRED, f"以文件年份{year}年的下一年计"
    if not written and context.seen:
        return context.seen, STATED, f"承前文的{context.seen}年"
    if year:
        return year, INFERRED, f"原文没有写年份，按文件年份{year}年计"
    return None, INFERRED, "原文没有写年份，也看不出文件年份，请填写"


def _once(due: date | None, basis: str, why: str, **extra: Any) -> ProposedDate:
    if due is None:
        return ProposedDate("", None, "once", basis=basis, explanation=f"{why}。", **extra)
    shown = f"{due.year}年{due.month}月{due.day}日"
    return ProposedDate("", due, "once", basis=basis, explanation=f"{why}，到期日为{shown}。", **extra)


def _asked(why: str) -> ProposedDate:
    return ProposedDate("", None, "", explanation=f"{why}，请填写。")


def _part_of_month(year: int, month: int, part: str) -> date | None:
    if part in ("上旬", "初"):
        return safe_date(year, month, 10)
    if part in ("中旬", "中"):
        return safe_date(year, month, 20)
    return month_end(year, month)


def _full(parts: dict, context: Context) -> ProposedDate:
    y, basis, why = _year(parts, context)
    m, d = numeral(parts["m"]), numeral(parts["d"])
    if y is None:
        return _once(None, basis, why, month=m, day=d)
    due = safe_date(y, m, d) if m and d else None
    return _once(due, basis, why if due else f"日历上没有{y}年{m}月{d}日，请核对")


def _days(parts: dict, context: Context) -> list[ProposedDate]:
    return [_full({**parts, "d": day}, context) for day in _listed(parts["days"])]


def _month(parts: dict, context: Context) -> ProposedDate | None:
    y, basis, why = _year(parts, context)
    m = numeral(parts["m"])
    if not m or not 1 <= m <= 12:
        return None
    if y is None:
        return _once(None, basis, why, month=m, day=31)
    part = parts.get("part", "")
    tail = "取该旬最后一日" if part in ("上旬", "初", "中旬", "中") else "取当月最后一日"
    return _once(_part_of_month(y, m, part), basis, f"{why}，{tail}")


def _range(parts: dict, context: Context) -> ProposedDate | None:
    """From … to …: the end counts."""
    end = {k[:-1]: v for k, v in parts.items() if k.endswith("2")}
    if "y" not in end and parts.get("y"):
        end["y"] = parts["y"]
    if "m" not in end and parts.get("m"):
        end["m"] = parts["m"]
    item: ProposedDate | None = _end_maker(parts, end)(end, context)
    if item:
        item.explanation = "这是一段时间，以结束之日为准；" + item.explanation
    return item


def _end_maker(parts: dict, end: dict) -> Callable:
    if "end" in parts:
        return _year_end
    if "q" in end:
        return _quarter
    if "half" in end:
        return _half
    return _full if "d" in end else _month


def _years(parts: dict, context: Context) -> ProposedDate | None:
    y = year_of(parts["y2"])
    return _once(date(y, 12, 31), STATED, "这是一段时间，取最后一年的年末") if y else None


def _quarter(parts: dict, context: Context) -> ProposedDate:
    y, basis, why = _year(parts, context)
    q = {"一": 1, "二": 2, "三": 3, "四": 4, "首": 1, "末": 4}.get(parts["q"]) or int(parts["q"])
    if y is None:
        return _once(None, basis, why, month=3 * q, day=31)
    return _once(month_end(y, 3 * q), basis, f"{why}，取该季度最后一日")


def _half(parts: dict, context: Context) -> ProposedDate:
    y, basis, why = _year(parts, context)
    month = 6 if parts["half"] == "上" else 12
    if y is None:
        return _once(None, basis, why, month=month, day=31)
    return _once(month_end(y, month), basis, f"{why}，取{parts['half']}半年最后一日")


def _year_end(parts: dict, context: Context) -> ProposedDate:
    y, basis, why = _year(parts, context)
    if y is None:
        return _once(None, basis, why, month=12, day=31)
    return _once(date(y, 12, 31), basis, f"{why}，取当年12月31日")


def _whole(parts: dict, context: Context) -> ProposedDate:
    item = ProposedDate("", rule="ongoing", explanation="全年持续开展，没有单独的到期日。")
    if parts.get("y") and (y := year_of(parts["y"])):
        item.due_on, item.explanation = date(y, 12, 31), f"{y}年全年开展，以12月31日为期末。"
    return item


def _festival(parts: dict, context: Context) -> ProposedDate:
    """国庆节前: the day before a festival that the solar calendar fixes; the others are asked for."""
    name = parts["festival"]
    if name not in FESTIVALS:
        return _once(None, INFERRED, f"{name}每年的日子不同，请填写")
    y, basis, why = _year(parts, context)
    if y is None:
        return _once(None, basis, why)
    return _once(date(y, *FESTIVALS[name]) - timedelta(days=1), basis, f"{why}，取节日的前一日")


def _plan(parts: dict, context: Context) -> ProposedDate:
    y = PLANS[parts["plan"]]
    return _once(date(y, 12, 31), INFERRED, f"“{parts['plan']}”时期的最后一年是{y}年，取年末")


_WHICH = {"首": 1, "第一": 1, "次": 1, "下": 1, "中间": 2, "第二": 2, "末": 3, "最后": 3, "第三": 3}


def _every(parts: dict, context: Context) -> ProposedDate | None:
    rule = RULES[parts.get("unit", "")]
    month, day = _month_in_period(parts, rule), numeral(parts["d"]) if parts.get("d") else None
    if parts.get("part") and not day:
        day = {"初": 10, "上旬": 10, "中旬": 20, "中": 20}.get(parts["part"], 31)
    elif month and not day:
        day = 31
    if rule == "yearly" and day and not month:
        month = 12
    if (month and not 1 <= month <= 12) or (day and not 1 <= day <= 31):
        return None
    return _recurring(rule, month, day)


def _month_in_period(parts: dict, rule: str) -> int | None:
    if q := parts.get("q"):
        return 3 * (numeral(q) or 0)
    if half := parts.get("half"):
        return 6 if half == "上" else 12
    if which := parts.get("which"):
        number = next(n for word, n in _WHICH.items() if which.startswith(word))
        last = {"half-yearly": 6, "monthly": 0}.get(rule, 3)
        return (last if number == 3 else number) if last else None
    return numeral(parts["m"]) if parts.get("m") else None


def _recurring(rule: str, month: int | None, day: int | None) -> ProposedDate:
    when = "".join([f"{month}月" if month else "", "最后一日" if day == 31 else f"{day}日" if day else ""])
    why = f"按{RULE_NAMES[rule]}重复" + (f"，每次到期为{when}" if when else "，没有写明具体日子")
    return ProposedDate("", None, rule, month, day, explanation=why + "。")


def _every_days(parts: dict, context: Context) -> list[ProposedDate]:
    return [_recurring("monthly", None, numeral(day)) for day in _listed(parts["days"])]


def _listed(days: str) -> list[str]:
    return re.findall(r"[\d〇一二三四五六七八九十]+", days)


_SPANS = {"半年": 6, "年": 12, "月": 1, "一月": 1, "一季": 3, "周": 0, "季度": 3, "一年": 12, "一季度": 3, "一个季度": 3, "个季度": 3,
          "一个月": 1, "一周": 0}  # fmt: skip
_OF_MONTHS = {0: "weekly", 1: "monthly", 3: "quarterly", 6: "half-yearly", 12: "yearly"}


def _rhythm(parts: dict, context: Context) -> ProposedDate:
    """半年一次, 一年两次; 上半年、下半年各一次: no dates but a rhythm."""
    months = _SPANS[parts["unit"]] if "unit" in parts else 6
    times = numeral(parts.get("times", "一").replace("两", "二")) or 1
    rule = _OF_MONTHS.get(months // times if months % times == 0 else -1)
    if rule is None or (months == 0 and times > 1):
        return _asked("程序里没有这样的周期")
    return _recurring(rule, None, None)


def _odd_rhythm(parts: dict, context: Context) -> ProposedDate:
    return _asked("程序里没有这样的周期")


def _unclear(parts: dict, context: Context) -> ProposedDate:
    return _asked("原文没有写明是哪一天")


def _blank(parts: dict, context: Context) -> ProposedDate:
    return _asked("原文留着空没有填")


def _ongoing(parts: dict, context: Context) -> ProposedDate:
    return ProposedDate("", rule="ongoing", explanation="持续开展的工作，没有单独的到期日。")


_DAYS = {"日": 1, "天": 1, "个工作日": 1, "工作日": 1, "个自然日": 1, "个日历日": 1, "周": 7, "星期": 7, "个月": 30, "月": 30,
         "季度": 90, "个季度": 90, "年": 365, "小时": 0}  # fmt: skip


def _relative(parts: dict, context: Context) -> ProposedDate:
    days = _DAYS[parts["span"]] * (numeral(parts["n"].replace("半", "零")) or 0)
    return ProposedDate(
        "",
        None,
        "once",
        relative=True,
        relative_days=days or None,
        in_workdays="工作日" in parts["span"],
        explanation="从某件事发生之日起算，文件没有写明那一天，请填写起算日。",
    )


def _at_once(parts: dict, context: Context) -> ProposedDate:
    return ProposedDate("", None, "", explanation="要求立即办理，没有写明到期日，请填写。")


def _serial(parts: dict, context: Context) -> ProposedDate:
    """A date that a spreadsheet stores as a day number."""
    number = int(parts["serial"])
    return _once(date(1899, 12, 30) + timedelta(days=number), STATED, f"单元格里是表格软件的日期序号{number}")


def heading_date(year: int, wording: str) -> ProposedDate:
    """The year in a heading such as 四、2025年工作安排 is the only limit its items have: derived, so inferred."""
    why = f"“{wording}”：条目没有写时限，按标题中的{year}年取年末，到期日为{year}年12月31日。"
    return ProposedDate(
        f"{year}年", date(year, 12, 31), "once", explanation=why, basis=INFERRED, source="heading"
    )


# Named by `make` in the lexicon.
_MAKERS: dict[str, Callable] = {
    function.__name__.strip("_"): function
    for function in (
        _full, _days, _month, _range, _years, _quarter, _half, _year_end, _whole, _festival, _plan, _every, _every_days, _rhythm, _odd_rhythm, _unclear, _blank, _ongoing, _relative, _at_once, _serial,
    )
}  # fmt: skip
