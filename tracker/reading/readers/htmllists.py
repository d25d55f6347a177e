"""Numbers that a browser draws before the items of a list."""

from __future__ import annotations

import re

from .numerals import numeral

_TYPED = re.compile(r"\s*[(（]?[\d一二三四五六七八九十]")
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.I)
_STYLES = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "decimal": "decimal",
    "decimal-leading-zero": "decimalZero", "lower-alpha": "lowerLetter", "upper-alpha": "upperLetter", "lower-latin": "lowerLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting", "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified", "cjk-decimal": "chineseCounting", "cjk-heavenly-stem": "ideographTraditional",
}  # fmt: skip


def item_number(item) -> str:
    """The number with the sign after it; "" where none is drawn, or where the text begins with its own."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or _TYPED.match("".join(item.itertext())[:4]):
        return ""
    style = _style(item, parent)
    if style == "none":
        return ""
    shown = numeral(_position(item, parent), style)
    return f"{shown}、" if style.startswith(("chinese", "ideograph")) else f"{shown}."


def _style(item, parent) -> str:
    for element in (item, parent):
        if found := _STYLE.search(element.get("style", "")):
            name = found.group(1).lower()
            return "none" if name == "none" else _STYLES.get(name, "decimal")
        if kind := element.get("type"):
            return _STYLES.get(kind, "decimal")
    return "decimal"


def _position(item, parent) -> int:
    """By the last item that says its number, else by the list."""
    items = [e for e in parent if e.tag == "li"]
    step = -1 if parent.get("reversed") is not None else 1
    number = _int(parent.get("start"), len(items) if step < 0 else 1)
    for each in items:
        number = _int(each.get("value"), number)
        if each is item:
            return number
        number += step
    return number


def _int(value: str | None, default: int) -> int:
    value = (value or "").strip()
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else default
