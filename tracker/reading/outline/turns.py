"""县水利局要…。县应急管理局要…；县财政局予以保障。: several offices that one paragraph tells by turns what to do. Each turn is
a task of its own, with or without a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ..dates.engine import has_date
from ..owners.subjects import owners_in_text, watches
from ..sections import scoring
from ..text import sentences
from ..text.characters import without_lone_marks

_SEMICOLON, _COMMA = re.compile("[；;]"), re.compile("[，,]")
_OPEN, _CLOSE = "（(〔【[“《", "）)〕】]”》"
_HEARD = re.compile(r"会议(?:听取|传达|学习|认为|指出|研究|审议)")


# 二要配齐药品。 or 要抓质量。 before whoever is told to
_TITLE = re.compile("(?:[一二三四五六七八九十]{1,2}[是要]|[要抓])?[^，,；;。：:]{2,14}。")


@dataclass(slots=True)
class Turn:
    """Words of one paragraph, and whom they burden."""

    row: int
    start: int
    names: frozenset[str]
    by_name: bool  # at least one is no group


def parts(text: str) -> list[tuple[int, int]]:
    """The sentences, and what stands in them between ； and before 二是, unless a bracket or quotation mark is open there.
    One in which somebody only helps (甲局牵头…；乙局配合。) tells the roles of one task."""
    counted = [a for a, _b in sentences.enumeration(text)]
    out, paired = [], without_lone_marks(text)
    for a, b in sentences.spans(text):
        stops = list(_stops(_SEMICOLON, paired, a, b))
        stops += [c for c in counted if a < c < b and c not in stops]
        stops = stops or dated_apart(text, paired, a, b)
        inner = list(pairwise([a, *sorted(stops), b]))
        out += [(a, b)] if any(_HELPS.search(text[x:y]) for x, y in inner) else inner
    return out


_HELPS = re.compile(
    r"^[^，,]{2,60}(?:配合|协助|参与|参加|会办|协办|支持)(?:(?:做好|抓好)[^，,；;。]{0,12})?[；;。]?$|^[^，,。]{2,30}(?:加强|做好|负责)(?:业务)?指导[；;。]?$|^[^，,。由]{0,6}(?:资金|经费|费用)由|"
    r"^[^，,。]{2,30}(?:负责|做好|落实|抓好|安排|予以|给予)[^，,。]{0,8}(?:保障|支持)[；;。]?$"
)  # roles in one task, and its money


def _stops(mark: re.Pattern, paired: str, first: int, last: int) -> Iterator[int]:
    """Behind each ； (or comma) of the sentence at which nothing is open; gone through once."""
    at, depth = first, 0
    for match in mark.finditer(paired, first, last - 1):
        words = paired[at : match.end()]
        depth += sum(map(words.count, _OPEN)) - sum(map(words.count, _CLOSE))
        at = match.end()
        if depth <= 0:
            yield at


_COMMAS_MOST = 24  # in one sentence; nobody parts more


def dated_apart(text: str, paired: str, first: int, last: int) -> list[int]:
    """甲局6月底前完成梳理，乙局9月底前完成对接。: where one part of a sentence gives another office a day of its own, behind a
    comma at which nothing is open."""
    commas = list(_stops(_COMMA, paired, first, last))
    if not 0 < len(commas) <= _COMMAS_MOST:
        return []
    out: list[int] = []
    known: frozenset[str] = frozenset()
    for comma, end in pairwise([first, *commas, last]):
        names = _given_a_day(text[comma:end])
        if names and known and not names & known:
            out.append(comma)
        if names:
            known = names
    return out


def _given_a_day(words: str) -> frozenset[str]:
    """Whom a part of a sentence gives a day, unless he only helps."""
    if not has_date(words) or _HELPS.search(words.strip()):
        return frozenset()
    clause = owners_in_text(words)
    return frozenset(o.name for o in (*clause.lead, *clause.co)) if clause else frozenset()


def turns(texts: list[str]) -> list[tuple[int, int]]:
    """(paragraph, start) of each turn; empty unless two or more take turns, one of them by name."""
    found: list[Turn] = []
    for row, text in enumerate(texts):
        title = None
        for a, b in parts(text):
            turn = _turn(row, a, text[a:b])
            if turn and not (found and turn.names <= found[-1].names):
                turn.start = a if title is None else title
                found.append(turn)
            title = a if turn is None and _is_title(text[a:b].strip()) else None
    different = {turn.names for turn in found}
    if len(different) < 2 or not any(turn.by_name for turn in found):
        return []
    return [(turn.row, turn.start) for turn in found]


def _is_title(sentence: str) -> bool:
    return bool(_TITLE.fullmatch(sentence)) and "deadline" not in scoring.score(sentence).rules


def asking_rows(texts: list[str]) -> list[tuple[int, int]]:
    """(paragraph, 0) of each that names who acts or by when, below the first; empty unless several do."""
    found = [row for row, text in enumerate(texts) if row and text.rstrip()[-1:] in _ENDED and asks(text)]
    return [(row, 0) for row in found] if len(found) > 1 else []


# 由法规股具体负责。 and 责任单位为县司法局。 say who does what the sentence before tells.
ANSWERS = re.compile(
    r"由[^，,；;。]{2,40}?(?:具体|共同|分别|牵头|组织)*(?:负责|落实|实施|牵头|承办|把关)[^，,；;。]{0,4}[。；;]?|(?:责任|牵头|承办|主办|配合)(?:单位|部门)[为是][^；;。]+[。；;]?|[^，,；;。]{3,16}负责(?:审核)?把关[。；;]?"
)
_ENDED = "。；;！!"


def asks(text: str) -> bool:
    """Whether a sentence says who is to act or by when, by more than it explains."""
    found = [scoring.score(s) for s in sentences.split(text) if s.rstrip()[-1:] not in "：:"]
    return any(s.leads_by("task") >= scoring.ACTOR and {"actor", "deadline"} & set(s.rules) for s in found)


def spans_of(starts: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """From each turn of one paragraph to the next."""
    return list(pairwise([*(at for _, at in starts), len(text)])) if starts else []


def _turn(row: int, start: int, words: str) -> Turn | None:
    score = scoring.score(words)
    if ANSWERS.fullmatch(words.strip()):
        return None
    if "actor" not in score.rules or watches(words) or _HELPS.search(words.strip()):
        return None
    clause = owners_in_text(words)
    owners = [*clause.lead, *clause.co] if clause else []
    by_name = any(not o.is_group for o in owners)
    if not owners or not (by_name or "deadline" in score.rules):
        return None
    return Turn(row, start, frozenset(o.name for o in owners), by_name)


def first_words_asked(text: str, until: int) -> int:
    """Where the first turn begins: what was heard and said before it (会议听取了…) is no part of it, a title is."""
    before = (a for a, b in sentences.spans(text[:until]) if not _HEARD.match(text[a:b].strip()))
    return next(before, until)
