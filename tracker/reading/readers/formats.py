"""How a spreadsheet shows a number: with percent, fixed decimals or words around it, or as a date, with or without its year.

What an official reads in the cell counts: 45809 shown as 2025年6月 means the month, 2025.1 shown as 2025.10 October.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

_MONTH, _DAY, _MONTH_DAY = 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日"', 'm"月"d"日"'
# Formats that are numbered and not written into the file, as Chinese editions show them.
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: _MONTH_DAY,
             17: "mmm-yy", 22: "yyyy/m/d h:mm", 30: "yyyy/m/d", 31: _DAY, 46: "[h]:mm:ss"}  # fmt: skip
_BUILT_IN |= dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "h:mm")
_BUILT_IN |= dict.fromkeys((27, 36, 50, 52, 57), _MONTH)
_BUILT_IN |= dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.I)
_UNSEEN = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours and conditions, widths, fillers
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NUMBER = re.compile(r"^([^#0?]*?)(General|G/通用格式|[#0?,]*[#0?](?:\.([0#?]+))?)(%?)([^#0?%]*)$", re.I)
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  a sheet knows no zones


@dataclass(slots=True, frozen=True)
class Shape:
    kind: str  # number, percent, day, month, year, month and day, moment, time, elapsed, nothing
    digits: int | None = None  # decimals; None as many as there are
    zeros: int = 1  # digits before the point at least
    before: str = ""
    after: str = ""


@lru_cache(maxsize=1000)
def shape_of(number: int, code: str = "") -> Shape | None:
    """Of the format with this number and code; None when the plain value shows the same."""
    code = (code if number >= 164 else "") or _BUILT_IN.get(number, "") or (code if number > 22 else "")
    if code and not code.strip("; "):
        return Shape("nothing")
    if _ELAPSED.search(code):
        return Shape("elapsed")
    code = _UNSEEN.sub("", code.split(";")[0])
    if not code or code == "@":
        return None
    return _date_shape(_LITERAL.sub("", code).lower()) or _number_shape(code)


def _date_shape(bare: str) -> Shape | None:
    if "general" in bare or not re.search("[ymdhs]", bare):
        return None
    has_day, has_year = "d" in bare, bool(re.search("y|e(?![+-])", bare))
    if re.search("[hs]", bare):
        return Shape("moment" if has_day or has_year else "time")
    if has_day:
        return Shape("day" if has_year or "m" not in bare else "month and day")
    return Shape("month" if "m" in bare else "year")


def _number_shape(code: str) -> Shape | None:
    match = _NUMBER.match(_LITERAL.sub(lambda m: (m.group(1) or m.group(2) or "").strip("#0?%"), code))
    if not match:
        return None
    before, whole, decimals, percent, after = match.groups()
    general = whole.lower() in ("general", "g/通用格式")
    shape = Shape(
        "percent" if percent else "number",
        None if general else len(decimals or ""),
        max(1, whole.split(".")[0].count("0")) if not general else 1,
        before.strip(),
        after.strip(),
    )
    return None if shape == Shape("number") else shape


def shown(value: object, shape: Shape | None, epoch: datetime = EPOCH) -> object:
    """The value as the sheet shows it: text, or the value itself when its format says nothing more."""
    if shape is None or isinstance(value, (bool, str)) or value is None:
        return value
    if shape.kind == "nothing":
        return ""
    if shape.kind in ("number", "percent"):
        return _figure(value, shape) if isinstance(value, (int, float)) else value
    if shape.kind == "elapsed" and isinstance(value, (int, float)):
        return f"{int(value * 24)}:{round(value * 1440) % 60:02}"
    return _dated(value, shape.kind, epoch)


def _figure(value: float, shape: Shape) -> str:
    number = value * 100 if shape.kind == "percent" else value
    if shape.digits is None:
        text = str(number) if isinstance(number, int) else f"{number:.10g}"
    else:
        text = f"{number:.{shape.digits}f}"
    if shape.zeros > 1 and number >= 0:
        whole, point, rest = text.partition(".")
        text = whole.zfill(shape.zeros) + point + rest
    return f"{shape.before}{text}{'%' if shape.kind == 'percent' else ''}{shape.after}"


def _dated(value: object, kind: str, epoch: datetime) -> object:
    if isinstance(value, (int, float)):
        if not 0 <= value < 2_900_000 or (value < 1 and kind != "time"):
            return value
        value = epoch + timedelta(days=int(value), seconds=round(value % 1 * 86_400))
    if isinstance(value, time):
        return value.isoformat("minutes")
    if not isinstance(value, date):
        return value
    if kind == "month and day":
        return f"{value.month}月{value.day}日"
    if kind in ("month", "year"):
        return f"{value.year}年{value.month}月" if kind == "month" else f"{value.year}年"
    return _moment(value, kind)


def _moment(value: date, kind: str) -> str:
    clock = value.time() if isinstance(value, datetime) else time()
    if kind == "time":
        return clock.isoformat("minutes")
    day = date(value.year, value.month, value.day).isoformat()
    return f"{day} {clock.isoformat('minutes')}" if kind == "moment" and clock != time() else day


def plain(value: object) -> str:
    """The text of a value without a format: whole floats without .0, 是 and 否."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return _moment(value, "moment")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    return str(value)
