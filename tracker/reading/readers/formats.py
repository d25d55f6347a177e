"""How a spreadsheet shows a number: with percent, fixed decimals or words around it, or as a date without its day.

What an official reads in the cell counts: 45809 shown as 2025年6月 means the month, 2025.1 shown as 2025.10 October.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

# Formats that Chinese editions number without writing them into the file.
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 17: "mmm-yy"}
_BUILT_IN |= dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
_BUILT_IN |= dict.fromkeys((28, 29, 31, 51, 53, 54, 58), 'yyyy"年"m"月"d"日"')
_UNSEEN = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours and conditions, widths, fillers
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_NUMBER = re.compile(r"^([^#0?]*?)(General|G/通用格式|[#0?,]*[#0?](?:\.([0#?]+))?)(%?)([^#0?%]*)$", re.I)
_EPOCH = date(1899, 12, 30)


@dataclass(slots=True, frozen=True)
class Shape:
    kind: str  # number, percent, day, month, year
    digits: int | None = None  # decimals; None as many as there are
    zeros: int = 1  # digits before the point at least
    before: str = ""
    after: str = ""


@lru_cache(maxsize=1000)
def shape_of(number: int, code: str = "") -> Shape | None:
    """Of the format with this number and code; None when the plain value shows the same."""
    code = (code if number >= 164 else "") or _BUILT_IN.get(number, "") or (code if number > 22 else "")
    code = _UNSEEN.sub("", code.split(";")[0])
    if not code or code == "@":
        return None
    bare = _LITERAL.sub("", code).lower()
    if re.search("[ymd]", bare) and "general" not in bare:
        if re.search("[hs]", bare):
            return None
        kind = "day" if "d" in bare else "month" if "m" in bare else "year"
        return Shape(kind) if kind != "day" or number in _BUILT_IN else None
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


def shown(value, shape: Shape | None):
    """The value as the sheet shows it: text, or the value itself when its format says nothing more."""
    if shape is None or isinstance(value, (bool, str)) or value is None:
        return value
    if shape.kind in ("day", "month", "year"):
        return _day(value, shape.kind)
    if not isinstance(value, (int, float)):
        return value
    number = value * 100 if shape.kind == "percent" else value
    if shape.digits is None:
        text = str(number) if isinstance(number, int) else f"{number:.10g}"
    else:
        text = f"{number:.{shape.digits}f}"
    if shape.zeros > 1 and number >= 0:
        whole, point, rest = text.partition(".")
        text = whole.zfill(shape.zeros) + point + rest
    return f"{shape.before}{text}{'%' if shape.kind == 'percent' else ''}{shape.after}"


def _day(value, kind: str):
    if isinstance(value, (int, float)):
        if not 1 <= value < 2_900_000:
            return value
        value = _EPOCH + timedelta(days=int(value))
    if not isinstance(value, date):
        return value
    if kind == "day":
        return date(value.year, value.month, value.day)
    return f"{value.year}年{value.month}月" if kind == "month" else f"{value.year}年"
