"""Running heads that were copied with the text: 某某市人民政府办公室　　第9期, between two lines of one sentence."""

from __future__ import annotations

import re

from ..blocks import Paragraph, Table
from .characters import squeeze
from .numbering import find_label

_WIDE = re.compile(r"\t+|[ \u3000]{2,}")
_STOPS = re.compile("[。；;！？!?：:]")
_ISSUE = re.compile(
    r"(?:总)?第[\d一二三四五六七八九十]{1,5}[期号页]|第?\d{1,4}页|(?:本页)?共\d{1,4}页|编印?|印发?|主办|编发"
)
_FRONT = 8  # lines of the head of a document
_LONGEST = 60  # characters


def without_running_heads(blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    """Without lines whose words, set wide apart, are the number of an issue or a page and what the head of the paper says."""
    front: list[str] = []
    is_open, out = True, []
    for block in blocks:
        if isinstance(block, Paragraph) and block.text.strip():
            is_open = is_open and len(front) < _FRONT and not _begins(block.text)
            if is_open:
                front.append(squeeze(block.text))
            elif _runs(block.text, "\n".join(front)):
                continue
        out.append(block)
    return out


def _begins(line: str) -> bool:
    """The first line that tells something, or is numbered, ends the head."""
    return bool(_STOPS.search(line)) or find_label(line.strip()) is not None


def _runs(line: str, front: str) -> bool:
    if len(line) > _LONGEST or _STOPS.search(line):
        return False
    words = [squeeze(part) for part in _WIDE.split(line.strip())]
    numbered = [w for w in words if _ISSUE.fullmatch(w)]
    named = [w for w in words if w not in numbered]
    return bool(numbered) and bool(named) and all(len(w) > 2 and w in front for w in named)
