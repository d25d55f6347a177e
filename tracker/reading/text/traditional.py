"""Documents in traditional characters are read in simplified ones and told in their own.

One character stands for one, so every text that was read lies in the document at the same place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path

from ..blocks import Document, Paragraph, Table

_FILE = Path(__file__).parents[1] / "lexicon" / "traditional.txt"
# Of all Chinese characters; a third of a traditional text differs, hardly one in a simplified one.
_SHARE = 0.05
_LEAST = 5  # a name in traditional characters makes no such document
_HAN = re.compile("[\u4e00-\u9fff]")
_PIECE = re.compile("[^，,。；;：:、\n]+")
# What is told in the words of the document; the full name of a unit is what its name is looked up by.
_TOLD = frozenset({
    "title", "issuer", "addressee", "number", "text", "written", "label", "path", "clause", "list_basis", "notes", "name", "wording",
    "raw", "sentence", "parent",
})  # fmt: skip


@cache
def _pairs() -> dict[int, str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    traditional, simplified = (line for line in lines if line and not line.startswith("#"))
    return {ord(a): b for a, b in zip(traditional, simplified, strict=True)}


def simplified(document: Document) -> tuple[Document, Callable[[str], str] | None]:
    """The document in simplified characters, with the way back for a text that was read from it; None where it is
    written in them."""
    whole = "\n".join(_texts(document))
    traditional = sum(ord(c) in _pairs() for c in whole)
    if traditional < _LEAST or traditional < _SHARE * len(_HAN.findall(whole)):
        return document, None
    blocks = [_block(block) for block in document.blocks]
    words = "文件用繁体字写成，按简体字识别，请留意人名、地名。"
    return replace(document, blocks=blocks, warnings=[*document.warnings, words]), _back(whole)


def _texts(document: Document) -> list[str]:
    return [
        text
        for block in document.blocks
        for text in ([block.text] if isinstance(block, Paragraph) else (c for row in block.rows for c in row))
    ]


def _block(block: Paragraph | Table) -> Paragraph | Table:
    if isinstance(block, Table):
        return replace(block, rows=[[cell.translate(_pairs()) for cell in row] for row in block.rows])
    return replace(block, text=block.text.translate(_pairs()), written=block.text)


def _back(whole: str) -> Callable[[str], str]:
    """By the place of a text in the document; what was put together from several places by its parts, a part that stands
    nowhere by what its characters mostly stand for."""
    read = whole.translate(_pairs())
    meant: dict[str, Counter[str]] = {}
    for a, b in zip(read, whole, strict=True):
        meant.setdefault(a, Counter())[b] += 1

    def part(match: re.Match[str]) -> str:
        text = match.group()
        start = read.find(text)
        if start >= 0:
            return whole[start : start + len(text)]
        return "".join(meant[c].most_common(1)[0][0] if c in meant else c for c in text)

    @cache
    def back(text: str) -> str:
        start = read.find(text)
        return whole[start : start + len(text)] if start >= 0 else _PIECE.sub(part, text)

    return back


def told_back(value: object, back: Callable[[str], str]) -> None:
    """Gives a proposal, and all in it, the characters of the document."""
    for field in fields(value):  # type: ignore[arg-type]
        held = getattr(value, field.name)
        if isinstance(held, str) and field.name in _TOLD:
            setattr(value, field.name, back(held))
        elif isinstance(held, dict) and field.name in _TOLD:
            setattr(value, field.name, {back(k): back(v) for k, v in held.items()})
        elif isinstance(held, list):
            if field.name in _TOLD:
                held[:] = map(back, held)
            for each in held:
                if is_dataclass(each):
                    told_back(each, back)
