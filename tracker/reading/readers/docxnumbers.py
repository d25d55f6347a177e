"""Automatic numbering of Word: the labels 一、 （一） 1. that stand in no text but on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..text.numbering import to_chinese

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "chineseLegalSimplified",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}


@dataclass(slots=True)
class Style:
    level: int = 0  # heading level, 9 for the title
    is_toc: bool = False
    numbering: tuple[str, int] | None = None  # (numId, ilvl)


_PLAIN = Style()


class Numbering:
    def __init__(self, numbering, styles):
        self._levels: dict[
            str, dict[int, tuple[int, str, str]]
        ] = {}  # numId -> ilvl -> (start, format, text)
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, Style] = {}
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None:
            self._read_styles(styles)

    def style_of(self, properties) -> Style:
        """What the paragraph style says; a direct outline level wins."""
        if properties is None:
            return _PLAIN
        element = properties.find(W + "pStyle")
        style = self._styles.get(element.get(W + "val"), _PLAIN) if element is not None else _PLAIN
        outline = properties.find(W + "outlineLvl")
        if outline is not None and (level := _number(outline)) < 6:
            return Style(level + 1, style.is_toc, style.numbering)
        return style

    def label(self, properties) -> str:
        """The label of the next paragraph with these properties, or "" when it has none. Counts it."""
        where = self._where(properties)
        if where is None:
            return ""
        num_id, level = where
        levels = self._levels.get(num_id, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract[num_id], {})
        start, fmt, text = levels[level]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        if fmt in ("bullet", "none"):
            return ""
        return re.sub(r"%(\d)", lambda m: self._render(levels, counts, int(m.group(1)) - 1), text)

    def _render(self, levels, counts, level: int) -> str:
        start, fmt, _ = levels.get(level, (1, "decimal", ""))
        return _format(counts.get(level, start), fmt)

    def _where(self, properties) -> tuple[str, int] | None:
        if properties is None:
            return None
        direct = properties.find(W + "numPr")
        style = self.style_of(properties).numbering
        if direct is None:
            return style
        num, level = direct.find(W + "numId"), direct.find(W + "ilvl")
        num_id = num.get(W + "val") if num is not None else (style[0] if style else "0")
        return (
            (num_id, _number(level) if level is not None else (style[1] if style else 0))
            if num_id != "0"
            else None
        )

    def _read_numbering(self, root) -> None:
        abstract = {}
        for element in root.iter(W + "abstractNum"):
            abstract[element.get(W + "abstractNumId")] = {
                _number(lvl, "ilvl"): _level(lvl) for lvl in element.iter(W + "lvl")
            }
        for num in root.iter(W + "num"):
            num_id, link = num.get(W + "numId"), num.find(W + "abstractNumId")
            base = link.get(W + "val") if link is not None else ""
            levels = dict(abstract.get(base, {}))
            restarted = False
            for override in num.iter(W + "lvlOverride"):
                level, start = _number(override, "ilvl"), override.find(W + "startOverride")
                if (inner := override.find(W + "lvl")) is not None:
                    levels[level] = _level(inner)
                if start is not None and level in levels:
                    levels[level] = (_number(start), *levels[level][1:])
                    restarted = True
            self._levels[num_id] = levels
            self._abstract[num_id] = f"{base}/{num_id}" if restarted else base

    def _read_styles(self, root) -> None:
        raw = {e.get(W + "styleId"): e for e in root.iter(W + "style")}
        for style_id in raw:
            self._styles[style_id] = self._style(style_id, raw, depth=0)

    def _style(self, style_id: str, raw: dict, depth: int) -> Style:
        element = raw.get(style_id)
        if element is None or depth > 8:
            return _PLAIN
        based = element.find(W + "basedOn")
        parent = self._style(based.get(W + "val"), raw, depth + 1) if based is not None else _PLAIN
        name_element = element.find(W + "name")
        name = (name_element.get(W + "val") or "").lower() if name_element is not None else ""
        heading = re.match(r"(?:heading|标题)\s*(\d)$", name)
        level = int(heading.group(1)) if heading else 9 if name in ("title", "标题") else parent.level
        properties = element.find(W + "pPr")
        numbering = parent.numbering
        if properties is not None:
            outline, num = properties.find(W + "outlineLvl"), properties.find(W + "numPr")
            if outline is not None and not level and _number(outline) < 6:
                level = _number(outline) + 1
            if num is not None and (num_id := num.find(W + "numId")) is not None:
                ilvl = num.find(W + "ilvl")
                numbering = (num_id.get(W + "val"), _number(ilvl) if ilvl is not None else 0)
        return Style(level, name.startswith("toc") or "目录" in name, numbering)


def _number(element, attribute: str = "val") -> int:
    value = element.get(W + attribute, "0")
    return int(value) if value.lstrip("-").isdigit() else 0


def _level(lvl) -> tuple[int, str, str]:
    start, fmt, text = lvl.find(W + "start"), lvl.find(W + "numFmt"), lvl.find(W + "lvlText")
    return (
        _number(start) if start is not None else 1,
        fmt.get(W + "val", "decimal") if fmt is not None else "decimal",
        text.get(W + "val", "") if text is not None else "",
    )


def _format(number: int, fmt: str) -> str:
    if fmt in _CHINESE and 1 <= number <= 999:
        return to_chinese(number)
    if fmt.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if fmt in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((65 if fmt == "upperLetter" else 97) + number - 1)
    return str(number)
