"""Styles of a Word document as far as they say what is shown: heading levels, numbering, hidden and struck-out text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from .ooxml import W

_OFF = ("0", "false", "off", "none")
_TOGGLES = ("vanish", "strike", "dstrike")


@dataclass(slots=True, frozen=True)
class Style:
    level: int = 0  # heading level, 9 for the title
    is_toc: bool = False
    num_id: str = ""
    ilvl: int | None = None  # None: the level of the list that names this style
    hidden: bool = False  # or struck out: not read either way
    id: str = ""


PLAIN = Style()


def is_on(properties: Element, name: str) -> bool | None:
    """A switch of a run: on, off, or None where it is not mentioned."""
    element = properties.find(W + name)
    return None if element is None else element.get(W + "val", "1") not in _OFF


def unread(properties: Element) -> bool | None:
    """Whether run properties hide the text or strike it out; None when they do not say."""
    said = [on for name in _TOGGLES if (on := is_on(properties, name)) is not None]
    return any(said) if said else None


class Styles:
    def __init__(self, root: Element | None):
        self._raw = {e.get(W + "styleId"): e for e in root.iter(W + "style")} if root is not None else {}
        self._made: dict[str, Style] = {}
        self.default = next((i for i, e in self._raw.items() if _is_default(e)), "")

    def of(self, properties: Element | None) -> Style:
        """Of a paragraph; a direct outline level wins."""
        element = properties.find(W + "pStyle") if properties is not None else None
        style = self.named(element.get(W + "val", "") if element is not None else self.default)
        outline = properties.find(W + "outlineLvl") if properties is not None else None
        if outline is not None and (level := number(outline)) < 6:
            return replace(style, level=level + 1)
        return style

    def named(self, style_id: str) -> Style:
        if style_id not in self._made:
            self._made[style_id] = self._style(style_id, depth=0)
        return self._made[style_id]

    def list_of(self, style_id: str) -> str:
        """The list (numId) that a numbering style stands for."""
        return self.named(style_id).num_id

    def _style(self, style_id: str, depth: int) -> Style:
        element = self._raw.get(style_id)
        if element is None or depth > 12:
            return PLAIN
        based = element.find(W + "basedOn")
        parent = self._style(based.get(W + "val", ""), depth + 1) if based is not None else PLAIN
        style = _named(element, parent, style_id)
        properties, run = element.find(W + "pPr"), element.find(W + "rPr")
        if properties is not None:
            style = _with_paragraph(style, properties)
        hidden = unread(run) if run is not None else None
        return style if hidden is None else replace(style, hidden=hidden)


def _is_default(element: Element) -> bool:
    return element.get(W + "type") == "paragraph" and element.get(W + "default", "0") not in _OFF


def _named(element: Element, parent: Style, style_id: str) -> Style:
    found = element.find(W + "name")
    name = (found.get(W + "val") or "").lower() if found is not None else ""
    heading = re.match(r"(?:heading|标题)\s*(\d)$", name)
    level = int(heading.group(1)) if heading else 9 if name in ("title", "标题") else parent.level
    return replace(parent, level=level, is_toc=name.startswith("toc") or "目录" in name, id=style_id)


def _with_paragraph(style: Style, properties: Element) -> Style:
    outline, num = properties.find(W + "outlineLvl"), properties.find(W + "numPr")
    if outline is not None and not style.level and number(outline) < 6:
        style = replace(style, level=number(outline) + 1)
    if num is None:
        return style
    num_id, ilvl = num.find(W + "numId"), num.find(W + "ilvl")
    if num_id is not None:
        style = replace(style, num_id=num_id.get(W + "val", ""), ilvl=None)
    return replace(style, ilvl=number(ilvl)) if ilvl is not None else style


def number(element: Element, attribute: str = "val") -> int:
    value = element.get(W + attribute, "0")
    return int(value) if value.lstrip("-").isdigit() and len(value) < 10 else 0
