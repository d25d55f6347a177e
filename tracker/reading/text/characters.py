"""Characters: cleaning what must never reach a page, and folding widths for matching.

`fold` maps one character to one character, so positions found in the folded text are positions in the original.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_OPEN, _CLOSE = "（〔［【〈﹝❲{[", "）〕］】〉﹞❳}]"
_FOLD = {ord(c): "(" for c in _OPEN} | {ord(c): ")" for c in _CLOSE}
_FOLD |= {
    ord(a): b for a, b in zip("，；：．。％！？～－＋／　\u00a0﹑､", ",;:.。%！？~-+/  、、", strict=True)
}
_FOLD |= {0xFF10 + i: chr(48 + i) for i in range(10)}
_FOLD |= {0xFF21 + i: chr(65 + i) for i in range(26)} | {0xFF41 + i: chr(97 + i) for i in range(26)}

# Bidirectional controls, zero-width characters, soft hyphen, BOM, variation selectors.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
BLANK = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")  # no-break, thin and wide blanks of layout
# Of these some count as printable.
_RARE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\ufe00-\ufe0f]")
# The radicals of dictionaries, and what old code pages had twice: they look like the characters that are meant.
_LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_BREAKS = re.compile("[\r\n\x85\u2028\u2029]+")
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@lru_cache(maxsize=30_000)
def fold(text: str) -> str:
    """Half-width brackets, punctuation and digits; same length as `text`."""
    return text.translate(_FOLD)


def clean(text: str) -> str:
    """Without invisible and control characters; every kind of line break becomes a newline, of blank a blank."""
    if text.isprintable() and not _RARE.search(text):
        return text
    return BLANK.sub(" ", CONTROL.sub("", INVISIBLE.sub("", LINE_BREAK.sub("\n", text))))


def one_line(text: str) -> str:
    """A name or a title: without line breaks, without what nobody sees and what makes it look like another one. Control
    characters are left, for whoever refuses them."""
    if text.isascii() and text.isprintable():
        return text
    plain = _LOOKALIKES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), INVISIBLE.sub("", text))
    return _BREAKS.sub(" ", plain)


def squeeze(text: str) -> str:
    """All white space removed, widths folded: for comparing texts."""
    return "".join(fold(text).split())


_WIDE = "\u3001-\u303f\u4e00-\u9fff\uff01-\uffef“”0-9.,;:()"
_GAP = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])(?<!\\d\\. (?=\\d))")  # 1. 2024年: a number and a year
_TOUCH = re.compile(f"(?<=[{_WIDE}])(?=[{_WIDE}])")


def gaps(text: str) -> tuple[int, int]:
    """How many neighbouring characters a blank keeps apart, and how many touch. Some scanners put a blank between all."""
    return len(_GAP.findall(text)), len(_TOUCH.findall(text))


def close_up(text: str) -> str:
    """责 任 单 位 -> 责任单位"""
    return _GAP.sub("", text)


def brackets(folded: str) -> list[tuple[int, int]]:
    """Spans (start, end) of outermost bracket pairs of a folded text; an unclosed one ends nowhere and is left out."""
    spans, depth, start = [], 0, 0
    for i, c in enumerate(folded):
        if c == "(":
            if depth == 0:
                start = i
            depth += 1
        elif c == ")" and depth:
            depth -= 1
            if depth == 0:
                spans.append((start, i + 1))
    return spans


_PAIRS = {"”": "“", "》": "《"}


def without_lone_marks(text: str) -> str:
    """The text, as long as it was, with ＿ for each “ and 《 that nobody closes: “人不进危房。 holds nothing together."""
    if text.count("“") <= text.count("”") and text.count("《") <= text.count("》"):
        return text
    opened: dict[str, list[int]] = {"“": [], "《": []}
    for at, c in enumerate(text):
        if c in opened:
            opened[c].append(at)
        elif c in _PAIRS and opened[_PAIRS[c]]:
            opened[_PAIRS[c]].pop()
    lone = {at for positions in opened.values() for at in positions}
    return "".join("＿" if at in lone else c for at, c in enumerate(text))


def split_outside(text: str, separators: str) -> list[str]:
    """Split at any of the separators that stand outside brackets and quotation marks or 《》."""
    folded = fold(without_lone_marks(text))
    if not any(s in folded for s in separators):
        return [text.strip()] if text.strip() else []
    parts, depth, last = [], 0, 0
    for i, c in enumerate(folded):
        if c in "(《“":
            depth += 1
        elif c in ")》”":
            depth = max(0, depth - 1)
        elif depth == 0 and c in separators:
            parts.append(text[last:i].strip())
            last = i + 1
    parts.append(text[last:].strip())
    return [p for p in parts if p]


def closed(text: str) -> str:
    """The text with a bracket closed at its end that its last sentence opens and nobody closes."""
    opened: list[str] = []
    for c in text:
        if c in _OPEN:
            opened.append(c)
        elif c in _CLOSE and opened:
            opened.pop()
        elif c == "。" and opened and opened[-1] not in "【〔":
            opened = []
    return text + "".join(_CLOSE[_OPEN.index(c)] for c in reversed(opened))


def as_given(words: str, text: str) -> str:
    """Words of the closed text as they stand in the text itself: without the brackets that `closed` added, nor an opening
    one behind which nothing follows."""
    bare = words
    while bare and bare not in text and bare[-1] in _CLOSE:
        bare = bare[:-1]
    return words if bare == words else bare.rstrip(_OPEN)
