"""Automatic numbering of Word: the labels 一、 （一） 1. that stand in no text but on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from .docxstyles import Style, Styles, number
from .numerals import numeral
from .ooxml import W


@dataclass(slots=True, frozen=True)
class Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    # Counted anew after levels up to this one; 0 never; None after any higher level.
    restart: int | None = None
    legal: bool = False  # all numbers of the label in Arabic figures
    style: str = ""  # the paragraph style that stands for this level
    pattern: str = ""  # 001, 002, …


@dataclass(slots=True)
class List:
    """A list instance (numId). Lists of one definition count together, save levels that an instance starts anew."""

    base: str
    levels: dict[int, Level]
    own: set[int] = field(default_factory=set)  # levels with a start of their own


class Numbering:
    def __init__(self, root: Element | None, styles: Styles):
        self._styles = styles
        self._lists: dict[str, List] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if root is not None:
            self._read(root)

    def label(self, properties: Element | None, style: Style) -> str:
        """The label of the next paragraph with these properties, or "" when it has none. Counts it."""
        where = self._where(properties, style)
        if where is None:
            return ""
        num_id, ilvl = where
        instance = self._lists[num_id]
        level = instance.levels[ilvl]
        self._count(num_id, instance, ilvl)
        if level.format in ("bullet", "none"):
            return ""
        return re.sub(r"%(\d)", lambda m: self._shown(num_id, int(m.group(1)) - 1, level), level.text)

    def _where(self, properties: Element | None, style: Style) -> tuple[str, int] | None:
        num_id, ilvl = style.num_id, style.ilvl
        direct = properties.find(W + "numPr") if properties is not None else None
        if direct is not None:
            num, given = direct.find(W + "numId"), direct.find(W + "ilvl")
            num_id = num.get(W + "val", "") if num is not None else num_id
            ilvl = number(given) if given is not None else 0 if num is not None else ilvl
        instance = self._lists.get(num_id)
        if instance is None:
            return None
        if ilvl is None:
            ilvl = next((n for n, level in instance.levels.items() if level.style == style.id), 0)
        return (num_id, ilvl) if ilvl in instance.levels else None

    def _key(self, num_id: str, ilvl: int) -> tuple[str, int]:
        instance = self._lists[num_id]
        return (f"num {num_id}" if ilvl in instance.own else instance.base, ilvl)

    def _count(self, num_id: str, instance: List, ilvl: int) -> None:
        key = self._key(num_id, ilvl)
        self._counts[key] = self._counts.get(key, instance.levels[ilvl].start - 1) + 1
        for deeper, level in instance.levels.items():
            if deeper > ilvl and (level.restart is None or ilvl < level.restart):
                self._counts.pop(self._key(num_id, deeper), None)

    def _shown(self, num_id: str, ilvl: int, of: Level) -> str:
        level = self._lists[num_id].levels.get(ilvl, Level())
        count = self._counts.get(self._key(num_id, ilvl), level.start)
        return str(count) if of.legal else numeral(count, level.format, level.pattern)

    def _read(self, root: Element) -> None:
        raw = {e.get(W + "abstractNumId", ""): e for e in root.iter(W + "abstractNum")}
        nums = {e.get(W + "numId", ""): e for e in root.iter(W + "num")}
        for num_id, element in nums.items():
            if num_id != "0":
                self._lists[num_id] = self._list(element, raw, nums)

    def _list(self, num: Element, raw: dict[str, Element], nums: dict[str, Element]) -> List:
        base = self._definition(_base(num), raw, nums, depth=0)
        found = raw.get(base)
        levels = {number(e, "ilvl"): _level(e) for e in found.iter(W + "lvl")} if found is not None else {}
        made = List(base, levels)
        for override in num.iter(W + "lvlOverride"):
            _override(made, override)
        return made

    def _definition(self, base: str, raw: dict[str, Element], nums: dict[str, Element], depth: int) -> str:
        """The definition that counts: one may only say that it is the list of a numbering style."""
        element = raw.get(base)
        link = element.find(W + "numStyleLink") if element is not None else None
        if link is None or depth > 4:
            return base
        num = nums.get(self._styles.list_of(link.get(W + "val", "")))
        return self._definition(_base(num), raw, nums, depth + 1) if num is not None else base


def _base(num: Element) -> str:
    link = num.find(W + "abstractNumId")
    return link.get(W + "val", "") if link is not None else ""


def _override(made: List, override: Element) -> None:
    ilvl, start, inner = (
        number(override, "ilvl"),
        override.find(W + "startOverride"),
        override.find(W + "lvl"),
    )
    if inner is not None:
        made.levels[ilvl] = _level(inner)
        made.own.add(ilvl)
    if start is not None and ilvl in made.levels:
        made.levels[ilvl] = replace(made.levels[ilvl], start=number(start))
        made.own.add(ilvl)


def _level(lvl: Element) -> Level:
    def value(name: str, default: str) -> str:
        element = lvl.find(W + name)
        return element.get(W + "val", default) if element is not None else default

    # What a newer Word writes for 001 stands in a choice of its own.
    fmt = next(lvl.iter(W + "numFmt"), None)
    legal, restart, start = lvl.find(W + "isLgl"), lvl.find(W + "lvlRestart"), lvl.find(W + "start")
    return Level(
        number(start) if start is not None else 1,
        fmt.get(W + "val", "decimal") if fmt is not None else "decimal",
        value("lvlText", ""),
        number(restart) if restart is not None else None,
        legal is not None and legal.get(W + "val", "1") not in ("0", "false", "off"),
        value("pStyle", ""),
        fmt.get(W + "format", "") if fmt is not None else "",
    )
