"""Numbers that a browser draws before the items of a list."""

from __future__ import annotations

import re
from itertools import islice

from lxml.etree import _Element as Element

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


class Numbers:
    """Of one page; a list is counted once."""

    def __init__(self) -> None:
        self._list: Element | None = None
        self._counted: dict[Element, int] = {}

    def of(self, item: Element) -> str:
        """The number with the sign after it; "" where none is drawn, or where the text begins with its own."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or _TYPED.match("".join(islice(item.itertext(), 4))[:4]):
            return ""
        style = _style(item, parent)
        if style == "none":
            return ""
        if parent is not self._list:
            self._list, self._counted = parent, _counted(parent)
        shown = numeral(self._counted[item], style)
        return f"{shown}、" if style.startswith(("chinese", "ideograph")) else f"{shown}."


def _style(item: Element, parent: Element) -> str:
    for element in (item, parent):
        if found := _STYLE.search(element.get("style", "")):
            name = found.group(1).lower()
            return "none" if name == "none" else _STYLES.get(name, "decimal")
        if kind := element.get("type"):
            return _STYLES.get(kind, "decimal")
    return "decimal"


def _counted(parent: Element) -> dict[Element, int]:
    """Item -> number, by the last item that says its own, else by the list."""
    items = [e for e in parent if e.tag == "li"]
    step = -1 if parent.get("reversed") is not None else 1
    number = _int(parent.get("start"), len(items) if step < 0 else 1)
    out = {}
    for item in items:
        out[item] = number = _int(item.get("value"), number)
        number += step
    return out


def _int(value: str | None, default: int) -> int:
    value = (value or "").strip()
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else default
