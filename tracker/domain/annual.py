"""What the annual report is made of, between those who assemble it, change it and lay it out: values without rows.

Drafted            one statement as the system proposes it
parts_of(rows)     the statements of a report as parts and numbered chapters
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tracker.models import Part

OPENING_KEY = "opening"
OF_TASKS = frozenset(("task", "problem", "measures", "plan", "halted"))  # what a key begins with
PROOFS = frozenset(("file", "document_number", "figure", "dispatch", "review", "task", "named"))
_LABEL = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[、章节编]|[（(][一二三四五六七八九十]+[）)]|\d+[.．、](?!\d))\s*"
)
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_HAN = "\u4e00-\u9fff“”‘’《》〔〕（）"
_NARROW = re.compile(rf"(?<=[{_HAN}])[,;:?!]|[,;:?!](?=[{_HAN}])")
_BRACKETS = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence as it is shown. `kind`: one of PROOFS, or `accepted` for a report that the office accepted,
    which by itself proves nothing. `id`: of the row, where there is one."""

    kind: str
    words: str
    id: int | None = None

    def plain(self) -> dict:
        return {"kind": self.kind, "words": self.words, "id": self.id}


@dataclass(slots=True)
class Drafted:
    """One statement. `key` is the same at each assembly; `task` the id of the task that it reports on."""

    key: str
    part: int
    text: str
    chapter: str = ""  # headings from the outside in, joined by " / ", without numbers
    task: int | None = None
    evidence: list[Proof] = field(default_factory=list)

    @property
    def is_proved(self) -> bool:
        return any(proof.kind in PROOFS for proof in self.evidence)


class Row(Protocol):
    """A statement, stored or proposed."""

    part: int
    chapter: str
    text: str


@dataclass(slots=True)
class Chapter:
    """`label` with its number, 1 for （一） and 2 for 1.; what stands right under a part has neither."""

    label: str
    title: str
    depth: int
    rows: list = field(default_factory=list)


@dataclass(slots=True)
class PartOf:
    part: int
    heading: str  # 一、2025年法治政府建设主要工作及成效
    chapters: list[Chapter] = field(default_factory=list)


def is_of_a_task(key: str) -> bool:
    """Whether a statement was assembled from a task: that it tells of this one is not for people to say."""
    return key.partition(":")[0] in OF_TASKS


def headings(year: int) -> dict[int, str]:
    return {
        Part.RESULTS: f"一、{year}年法治政府建设主要工作及成效",
        Part.PROBLEMS: "二、存在的主要问题",
        Part.DUTY: "三、主要负责人履职情况",
        Part.PLAN: f"四、{year + 1}年工作安排",
        Part.OTHER: "五、其他需要报告的工作情况",
    }


def parts_of(rows: Sequence[Row], year: int) -> list[PartOf]:
    """The five parts, each also where nothing stands in it: an empty part is seen. Problems are numbered one by one;
    elsewhere the first level of a chapter is （一）, the second 1."""
    found = []
    for part, heading in headings(year).items():
        mine = [row for row in rows if row.part == part]
        chapters = _problems(mine) if part == Part.PROBLEMS else _chapters(mine)
        found.append(PartOf(part, heading, chapters))
    return found


def _problems(rows: Iterable[Row]) -> list[Chapter]:
    return [Chapter(f"（{numeral(n)}）", "", 1, [row]) for n, row in enumerate(rows, start=1)]


def _chapters(rows: Iterable[Row]) -> list[Chapter]:
    tree: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        first, _sign, second = row.chapter.partition(" / ")
        tree.setdefault(first, {}).setdefault(second.replace(" / ", "　"), []).append(row)
    found: list[Chapter] = []
    n = 0
    for first, below in tree.items():
        if first:
            n += 1
            found.append(Chapter(f"（{numeral(n)}）", first, 1, below.pop("", [])))
        elif loose := below.pop("", []):
            found.append(Chapter("", "", 0, loose))
        found += [Chapter(f"{m}．", second, 2, held) for m, (second, held) in enumerate(below.items(), 1)]
    return found


def numeral(n: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(n, 10)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def unlabelled(heading: str) -> str:
    """一、坚持党的领导 -> 坚持党的领导."""
    return _LABEL.sub("", heading.strip()).strip("。 ")


def ended(text: str) -> str:
    """With one full stop at its end."""
    text = text.strip().rstrip("；;，,.")
    is_ended = text.endswith(("。", "！", "？", "。”", "！”", "？”"))
    return text if is_ended else f"{text}。"


def as_asked(title: str) -> str:
    """落实“X”要求; 按照“落实X”要求, where the title begins with the verb itself."""
    verb = "按照" if title.startswith(("落实", "按照", "贯彻")) else "落实"
    return f"{verb}{quoted(title)}要求"


def quoted(text: str) -> str:
    """In quotation marks; those within become single ones."""
    return f"“{text.strip().rstrip('。').replace('“', '‘').replace('”', '’')}”"


def as_one_sentence(text: str) -> str:
    """A commitment of several sentences as one: a report's reader counts a commitment a sentence."""
    return full_width(ended("；".join(piece.strip() for piece in text.split("。") if piece.strip())))


def full_width(text: str) -> str:
    """Chinese words with Chinese marks: a scanned or typed source often has the narrow ones."""
    text = _BRACKETS.sub(r"（\1）", text)
    return _NARROW.sub(lambda found: WIDE[found[0]], text)
