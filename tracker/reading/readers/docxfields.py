"""Fields of a Word document: their result is shown, their code is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from .numerals import numeral
from .ooxml import W

_OVER = re.compile(r"\\o(?:\\a[dlrc])?\s*[(（](.*)[)）]\s*$", re.S)
_MOST = 2_000  # characters of one code


@dataclass(slots=True)
class _Field:
    choice: str = ""  # of a form's list
    is_result: bool = False
    code: str = ""
    said: list[str] = field(default_factory=list)  # texts within the code


class Fields:
    """The fields that are open at this place, the innermost last."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def shows(self) -> bool:
        return all(each.is_result for each in self._open)

    @property
    def in_contents(self) -> bool:
        return any(each.code.lstrip().upper().startswith("TOC") for each in self._open)

    def feed(self, element: Element) -> list[str]:
        """Takes a mark or code of a field; what the page shows because of it."""
        if element.tag == W + "instrText":
            self._code(element.text or "")
            return []
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._open.append(_Field(_choice(element)))
        elif kind == "separate" and self._open:
            self._open[-1].is_result = True
        elif kind == "end" and self._open:
            return self._end()
        return []

    def say(self, text: str) -> None:
        """Text within a code is part of it, should the field ever end."""
        self._code(text)
        if self._open:
            self._open[-1].said.append(text)

    def close_codes(self) -> list[str]:
        """At the end of a paragraph: a code never goes on into the next one, a result may. What was taken for the code
        of a field that does not end is text."""
        out = []
        for each in self._open:
            out += [] if each.is_result else each.said
            each.is_result, each.said = True, []
        return out

    def _code(self, text: str) -> None:
        if self._open and len(self._open[-1].code) < _MOST:
            self._open[-1].code += text

    def _end(self) -> list[str]:
        ended = self._open.pop()
        text = ended.choice or ("" if ended.is_result else _drawn(ended.code))
        if not text:
            return []
        if self.shows:
            return [text]
        self._code(text)
        return []


def _choice(begin: Element) -> str:
    """What a drop-down field of a form shows."""
    form = begin.find(f"{W}ffData/{W}ddList")
    if form is None:
        return ""
    entries = [e.get(W + "val", "") for e in form.iter(W + "listEntry")]
    picked = next((e.get(W + "val", "") for name in ("result", "default") for e in form.iter(W + name)), "0")
    index = int(picked) if picked.isdigit() and len(picked) < 6 else 0
    return entries[index] if index < len(entries) else ""


def _drawn(code: str) -> str:
    r"""Characters that a formula field prints over one another: the character below its reading, a number in its circle.

    EQ \* jc2 \o\ad(\s\up 9(shì),市) shows 市; EQ \o\ac(○,1) shows ①."""
    match = _OVER.search(code) if code.lstrip().upper().startswith("EQ") else None
    if not match:
        return ""
    parts = re.split(r"[,，;；]", match.group(1))
    last = parts[-1].strip()
    circled = parts[0].strip() in ("○", "〇", "◯") and last.isdigit() and len(last) < 3
    return numeral(int(last), "decimalEnclosedCircle") if circled else last
