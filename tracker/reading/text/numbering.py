"""Labels of headings and items: 第一章, 一、 （一） 1. 1.1 （1） ① ㈠ 问题一：."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .characters import fold

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "○": 0}
_CN = "零〇一二三四五六七八九十百"
_PATTERNS = [
    ("part", rf"第\s*([{_CN}\d]{{1,5}})\s*(?:[编篇]|部分)"),
    ("chapter", rf"第\s*([{_CN}\d]{{1,5}})\s*章"),
    ("section", rf"第\s*([{_CN}\d]{{1,5}})\s*节"),
    ("article", rf"第\s*([{_CN}\d]{{1,5}})\s*条(?![规之])"),
    ("cn", rf"([{_CN}]{{1,5}})\s*(?:、|[.](?!\d)|,(?=[\u4e00-\u9fff]{{4}}))"),
    ("cn_paren", rf"\(\s*([{_CN}]{{1,5}})\s*\)\s*[、.]?"),
    ("cn_paren", r"([㈠-㈩])\s*[、.]?"),
    ("ar", r"(\d{1,3})\.(?=(?:1[0-2]|[1-9]) ?月)"),  # 2.5月底前印发: no month is a fraction
    ("ar", r"(\d{1,3})\.(?=(?:19|20)\d\d ?年)"),  # 34.2023年2月底前整合: no year is one
    ("multi", r"(\d{1,2}(?:\.\d{1,2}){1,3})(?:[.、](?!\d)|\s+(?=\D)|(?=[\u4e00-\u9fff“《]))"),
    ("ar", r"(\d{1,3})\s*(?:[.、](?!\d)|\s{1,3}(?=[\u4e00-\u9fff“《]{4}))"),
    ("ar", r"([⒈-⒛])"),
    ("ar_paren", r"\(\s*(\d{1,3})\s*\)\s*[、.]?"),
    ("ar_paren", r"([⑴-⒇])"),
    ("ar_rparen", r"(\d{1,2})\)"),
    ("circled", r"([①-⑳])\s*[、.]?"),
    ("named", rf"(?:任务|措施|举措|问题|行动|事项|清单|序号)\s*([{_CN}\d]{{1,5}})\s*(?:[:、.]|\s)"),
    ("bullet", r"([●•◆■▲★◇□○➢►▶※✓]|[-–·](?=\s*[\u4e00-\u9fff“]))\s*"),
]
_LABEL = re.compile("|".join(f"(?P<k{i}>{p})" for i, (_, p) in enumerate(_PATTERNS)))
# "1.5亿元": the multi label must not be a quantity.
_QUANTITY = re.compile(
    r"(?!\d{1,3}\.(?:19|20)\d\d ?年)\d+(?:\.\d+)+\s*(?:万|亿|千|百|个|件|项|元|年|日|号|版|%|余|多|倍|人|户|亩|公里|平方|米|吨)"
)
# Labels that a document puts in this order from the outside in; others keep the order of appearance.
ORDER = [
    "part",
    "chapter",
    "section",
    "article",
    "cn",
    "cn_paren",
    "named",
    "ar",
    "multi2",
    "multi3",
    "multi4",
]
ORDER += ["ar_paren", "ar_rparen", "circled", "bullet"]


@dataclass(slots=True, frozen=True)
class Label:
    text: str  # as written, without blanks around
    kind: str
    ordinal: int
    end: int  # where the words after the label start

    @property
    def key(self) -> str:
        """The form used in addresses: 四, (二), 1, 第三条."""
        core = fold(self.text).replace(" ", "")
        return core if self.kind in ("part", "chapter", "section", "article") else core.rstrip("、.,:")


def to_int(numeral: str) -> int:
    """十二 -> 12, 二十 -> 20, 一百零五 -> 105, 42 -> 42, ③ -> 3, ㈡ -> 2, 二〇二五 -> 2025.

    Raises ValueError when it is no numeral."""
    text = fold(numeral).strip()
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) == 1:
        for first in ("①", "㈠", "⒈", "⑴"):
            if 0 <= ord(text) - ord(first) < 20:
                return ord(text) - ord(first) + 1
    if not text or any(c not in _DIGITS and c not in "十百千" for c in text):
        raise ValueError(f"不是数字：{numeral}")
    if not any(c in "十百千" for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    return _with_powers(text)


def _with_powers(text: str) -> int:
    """一百二十 -> 120"""
    total, digit = 0, 0
    for c in text:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
    return total + digit


def to_chinese(number: int) -> str:
    """1 -> 一, 12 -> 十二, 105 -> 一百零五. For 1 to 999."""
    if not 1 <= number <= 999:
        raise ValueError("只支持1到999")
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    out = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (digits[ones] if ones else "")


@lru_cache(maxsize=5_000)  # lines, outline and tables all ask for the same text
def find_label(text: str, folded: str | None = None) -> Label | None:
    """The label that `text` starts with (leading blanks allowed), or None."""
    folded = fold(text) if folded is None else folded
    start = len(folded) - len(folded.lstrip())
    match = _LABEL.match(folded, start)
    if not match or not match.lastgroup or not match.lastindex:
        return None
    index = int(match.lastgroup[1:])
    kind = _PATTERNS[index][0]
    if _QUANTITY.match(folded, start):
        return None
    numeral = match.group(match.lastindex + 1)  # each pattern has exactly one group of its own
    ordinal = 0
    if kind == "multi":
        kind = f"multi{numeral.count('.') + 1}"
        ordinal = int(numeral.rsplit(".", 1)[1])
    elif kind != "bullet":
        ordinal = to_int(numeral)
    end = match.end()
    while end < len(folded) and folded[end] == " ":
        end += 1
    return Label(text[start : match.end()].strip(), kind, ordinal, end)
