"""Sentences of a paragraph, as spans, so that every sentence is a piece of the document."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from .characters import without_lone_marks

_END = re.compile(r"[。！？!?]+[”’」』）)〕】]*")
_ENUM = re.compile(r"(?:^|(?<=[。；;，,：:！\s]))(?:[一二三四五六七八九十]{1,3})[是要](?=[^否非不])")


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence. A full stop within quotation marks or brackets ends none."""
    return list(_spans(text))


@lru_cache(maxsize=5_000)  # the outline, the clauses and the owners all ask for the same text
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    out, start, read, (marks, titles, brackets) = [], 0, 0, (0, 0, 0)
    paired = without_lone_marks(text)
    for match in _END.finditer(text):
        piece, read = paired[read : match.end()], match.end()
        more = _opened(piece)
        marks, titles, brackets = marks + more[0], titles + more[1], brackets + more[2]
        if max(marks, titles, brackets) > 0:
            continue
        out.append((start, read))
        start, (marks, titles, brackets) = read, (0, 0, 0)
    if text[start:].strip():
        out.append((start, len(text)))
    return tuple(_trim(text, a, b) for a, b in out if text[a:b].strip())


def split(text: str) -> list[str]:
    return [text[a:b] for a, b in spans(text)]


def enumeration(text: str) -> list[tuple[int, int]]:
    """Spans of 一是…二是…三是…; empty unless at least two stand there in order."""
    starts = [m.start() for m in _ENUM.finditer(text)]
    if len(starts) < 2:
        return []
    bounds = [*starts, len(text)]
    return [_trim(text, a, b) for a, b in itertools.pairwise(bounds)]


_PIECE = re.compile(r"[^。；;！？\n]*[。；;！？\n]+|[^。；;！？\n]+$")


def pieces(text: str) -> list[str]:
    """The sentences and clauses at which an item can be cut."""
    return _PIECE.findall(text)


def parts(text: str, cut: str) -> list[str]:
    """The text cut into sentences or, where `cut` is clause, into clauses; nothing of it is lost."""
    if cut == "clause":
        return _with_heads(pieces(text))
    starts = [a for a, _b in spans(text)]
    return [text[a:b] for a, b in itertools.pairwise([0, *starts[1:], len(text)])]


def _with_heads(found: list[str]) -> list[str]:
    """整改措施： goes with what follows it."""
    out: list[str] = []
    for piece in found:
        if out and out[-1].rstrip()[-1:] in "：:":
            out[-1] += piece
        else:
            out.append(piece)
    return out


def counted(text: str) -> str:
    """The 一是 that a piece starts with, or ""."""
    match = re.match(r"[一二三四五六七八九十]{1,3}[是要](?=[^否非不])", text)
    return match.group() if match else ""


def _opened(piece: str) -> tuple[int, int, int]:
    """How many quotation marks, titles and brackets a piece opens more than it closes."""
    brackets = sum(piece.count(c) for c in "（(〔【[") - sum(piece.count(c) for c in "）)〕】]")
    return piece.count("“") - piece.count("”"), piece.count("《") - piece.count("》"), brackets


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return a, b
