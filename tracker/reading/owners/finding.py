"""Where owner clauses stand: in brackets after a sentence, on a line of their own, or in a heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate

from ..dates.engine import has_date
from ..proposed import INFERRED, STATED
from ..text.characters import as_given, brackets, closed, fold
from ..text.sentences import spans
from . import units
from .clause import Clause, parse_clause, unit_names
from .words import (
    HEADING_DATE,
    HEADING_OWNER,
    KEY,
    KEY_BOXED,
    ONLY_DATE,
    PLACED_UNIT,
    PLAIN_UNIT,
    key_role,
)


def find_clauses(text: str, *, first_leads: bool = False) -> list[Clause]:
    """Clauses of a paragraph in order, with their spans. They are shared: treat them as read only."""
    if not _HINT.search(text):
        return []
    return list(_find_clauses(text, first_leads=first_leads))


# Nothing is a clause without one of these words.
_HINT = re.compile(
    r"[（(〔\[【［]|单位|部门|时限|时间|期限|责任|牵头|配合|主体|处室|科室|股室|节点|机构|机关|主办|承办|会办|分办|协办|参与|频次|时序|日期|负责|落实"
)


# 市市场监管局：负责建设调解中心。: who has to do what, though the work ends like the name of a body.
_CHARGE = re.compile("[^:,;。]{2,20}:(?:牵头)?负责")


@lru_cache(maxsize=5_000)
def _find_clauses(text: str, *, first_leads: bool) -> tuple[Clause, ...]:
    given, length, text = text, len(text), closed(text)
    text = KEY_BOXED.sub(
        lambda m: f"；{m.group('key')}：", text
    )  # same length: 【责任单位】 becomes ；责任单位：
    folded = fold(text)
    keys = list(KEY.finditer(folded))
    clauses: list[Clause] = []
    taken = 0
    for start, end in brackets(folded):
        inner = text[start + 1 : end - 1]
        if len(inner) < 2 or _in_keyed_list(folded, _last_key(keys, taken, start), start, inner):
            continue
        clause = _bracketed(text, folded, start, end, inner, first_leads=first_leads)
        if clause:
            clause.start, clause.end = start, min(end, length)
            clauses.append(clause)
            taken = end
    clauses += _unbracketed(text, folded, keys, clauses, first_leads=first_leads)
    clauses += [c for c in _closing_sentences(text[:length], clauses) if not _CHARGE.match(fold(c.words))]
    _as_written(clauses, text, given)
    clauses.sort(key=lambda c: c.start)
    if any(
        c.has_owner and not c.bare for c in clauses
    ):  # 筹建平台（市知识产权交易中心）。…（市市场监管局牵头）
        kept = without_bare(given, clauses)
        clauses = [c for c in clauses if c in kept or not c.has_owner or c.date_words]
    return tuple(clauses)


def without_bare(text: str, clauses: list[Clause]) -> list[Clause]:
    """Without the brackets that only name somebody, unless such a one answers for words with a day of their own:
    …（责任单位：甲局）；11月底前改造86公里。（乙局）"""
    kept: list[Clause] = []
    end = 0
    for clause in clauses:
        if not clause.bare or (kept and has_date(text[end : clause.start])):
            kept.append(clause)
        end = clause.end
    return kept


def _as_written(clauses: list[Clause], text: str, given: str) -> None:
    """`text`: what was read, with its brackets closed and 【责任单位】 as ；责任单位：; `given`: what the document says."""
    length = len(given)
    for clause in clauses:
        if clause.end >= length and len(text) > length:
            _unclosed(clause, text[:length])
        if clause.words not in (written := given[clause.start : clause.end]):
            clause.words = written.strip()


def _unclosed(clause: Clause, text: str) -> None:
    """What is stored and shown is a piece of the document: no bracket that was only closed to be understood. The full name,
    by which a unit is looked up, keeps it."""
    clause.end = min(clause.end, len(text))
    clause.words = as_given(clause.words, text)
    clause.date_words = [as_given(words, text) for words in clause.date_words]
    clause.unread = [as_given(words, text) for words in clause.unread]
    clause.notes = {key: as_given(value, text) for key, value in clause.notes.items()}
    for owners in (clause.lead, clause.co):
        for owner in owners:
            owner.name = as_given(owner.name, text)
            owner.members = [as_given(name, text) for name in owner.members]
        owners[:] = [owner for owner in owners if len(owner.name) > 1]


# 建立“府院联动”（市政府、市法院）机制: a quotation mark alone ends no sentence.
_STOPPED = re.compile(r"(?:[。;!]|[。;!][”)])$")
_MORE_WORDS = re.compile(r"[^\s。.;；，,]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _past_blanks(folded: str, position: int) -> int:
    while position < len(folded) and folded[position].isspace():
        position += 1
    return position


def _stopped(folded: str, position: int) -> bool:
    """Whether a sentence has ended right before the position, or none has begun."""
    while position and folded[position - 1].isspace():
        position -= 1
    return not position or bool(_STOPPED.search(folded[max(0, position - 2) : position]))


def _last_key(keys: list[re.Match], taken: int, start: int) -> re.Match | None:
    """The last key word between two positions."""
    at = bisect_left(keys, start, key=lambda k: k.start()) - 1
    if at >= 0 and keys[at].end() > start:  # 责任单位（牵头）：: the bracket is part of the key
        at -= 1
    return keys[at] if at >= 0 and keys[at].start() >= taken else None


def _bracketed(
    text: str, folded: str, start: int, end: int, inner: str, *, first_leads: bool
) -> Clause | None:
    keyed = KEY.search(fold(inner))
    if not _CHINESE.search(inner) or (keyed and keyed.start() > _KEY_FIRST):
        return None
    at_end, stopped = _ends_there(text, end), _stopped(folded, start)
    alone = at_end and start > 0 and (stopped or text[start] == "〔")
    clause = parse_clause(inner, first_leads=first_leads, alone=alone, bracketed=True)
    if clause is None and alone and text[start] == "〔":
        clause = _named_end(inner)
    return clause and _as_it_stands(clause, text, (start, end), at_end=at_end, stopped=stopped)


def _as_it_stands(
    clause: Clause, text: str, span: tuple[int, int], *, at_end: bool, stopped: bool
) -> Clause | None:
    """The clause, if it may mean that where it stands."""
    inner = text[span[0] + 1 : span[1] - 1]
    keyed = KEY.search(fold(inner))
    if clause.has_owner or keyed:
        clause.aside = not (at_end or stopped)
        said = keyed or not clause.aside or _said_within(text, *span, clause)
    else:
        said = at_end and _is_limit(clause, inner)
    return clause if said else None


def _named_end(inner: str) -> Clause | None:
    """〔校办〕: a bracket of owners, as the document has them throughout (`habits`)."""
    names = unit_names(inner)
    named = units.owners(names, source="clause", basis=STATED) if names else []
    return Clause(co=named, words=inner, bare=True) if named else None


def _ends_there(text: str, end: int) -> bool:
    return not _MORE_WORDS.search(text, end) or text[end] in "。；;\n 【〔"


def _is_limit(clause: Clause, inner: str) -> bool:
    """Only a date: （2023年底前完成） after a sentence; （2020年） or （每年） within one is an aside."""
    return bool(clause.date_words and _LIMIT.search(inner))


_KEY_FIRST = 30  # characters before the key word of a bracket; with more it explains something else
_LIMIT = re.compile(r"前|底|内|完成|持续|长期|常态|全年|每|季度|[月日]$")


def _said_within(text: str, start: int, end: int, clause: Clause) -> bool:
    """举办讲座4期（市司法局牵头，市教育局配合），每季度1期: a bracket before a comma that says who, unless it explains
    the unit or the group before it (市委依法治市办（市司法局），)."""
    before = re.split("[，。；、]", text[max(0, start - 12) : start])[-1]
    if fold(text[end]) not in ",;" or units.looks_like_unit(before):
        return False
    owners = [*clause.lead, *clause.co]
    plain = [o for o in owners if PLAIN_UNIT.search(o.name) and units.looks_like_unit(o.name, strict=True)]
    return bool(plain) and all(o in plain or o.is_group for o in owners)


def _unbracketed(
    text: str, folded: str, keys: list[re.Match], taken: list[Clause], *, first_leads: bool
) -> list[Clause]:
    """责任单位：… without brackets, at the start of a line or after a sentence."""
    out: list[Clause] = []
    position, free, inside = 0, _Free(taken), _Inside(folded)
    for key in keys:
        bracket = inside.opened_before(key.start())
        if key.start() < position or not free.between(key.start(), key.start() + 1):
            continue
        if key.start() and folded[key.start() - 1] not in " \t。.;！\n)(》”,、:":
            continue
        if key_role(key.group("key")) == "note" and not _names_someone(folded, key):
            continue
        start = key.start() if bracket is None else bracket
        start -= bool(start) and folded[start - 1] == ";"
        end = _keyed_end(folded, key.end())
        clause = parse_clause(_balanced(text[start:end].lstrip("(（〔[【；; ")), first_leads=first_leads)
        if clause:
            clause.start, clause.end = start, end
            out.append(clause)
        position = end  # all keys up to there have been tried
    return out


_VALUE_END = re.compile(r"[。;\n]")


def _names_someone(folded: str, key: re.Match) -> bool:
    """责任领导：张某 or 督导单位：市生态环境局: a note of a few words, which may begin a clause (责任领导：张某 牵头单位：…)."""
    someone = re.search("领导|责任人|负责人|联系人|联络员|单位|部门|电话", key.group("key"))
    if not someone:
        return False
    start = _past_blanks(folded, key.end())
    stop = _VALUE_END.search(folded, start)
    end = stop.start() if stop else len(folded.rstrip())
    if end - start <= 20 or KEY.search(folded, start, end):
        return end > start
    return unit_names(folded[start:end]) is not None


def _in_keyed_list(folded: str, key: re.Match | None, start: int, inner: str) -> bool:
    """责任科室：公共法律服务科（市法律援助中心）: the bracket belongs to the name before it."""
    if not key or folded.find("。", key.end(), start) >= 0 or KEY.search(fold(inner)):
        return False
    named = bool(re.match(r"[\u4e00-\u9fff]", folded[start - 1]))
    return named and not re.search(r"牵头|配合|负责|主办|协办|完成|[年月日]", inner)


def _closing_sentences(text: str, taken: list[Clause]) -> list[Clause]:
    """推进政务公开。市司法局牵头，市发改委配合，6月底前完成。 A sentence, or the end of one, that says nothing but
    who and by when."""
    free = _Free(taken)
    sentences = [(a, b) for a, b in spans(text) if free.between(a, b)]
    found = [_closing(text[a:b], a) for a, b in sentences if _CHARGED.search(text, a, b)]
    return [clause for clause in found if clause]


class _Free:
    """Which parts of a text no clause covers."""

    def __init__(self, taken: list[Clause]):
        ordered = sorted(taken, key=lambda c: c.start)
        self._starts = [c.start for c in ordered]
        self._ends = list(accumulate((c.end for c in ordered), max))  # the furthest end so far

    def between(self, start: int, end: int) -> bool:
        before = bisect_left(self._starts, end)
        return not before or self._ends[before - 1] <= start


class _Inside:
    """The bracket that is open at a position and has opened since the last full stop; positions are asked for from
    left to right, so that the text is read once."""

    def __init__(self, folded: str):
        self._folded, self._at = folded, 0
        self._depth, self._opened, self._stopped = 0, -1, -1

    def opened_before(self, position: int) -> int | None:
        read = (self._at, position)
        self._depth += self._folded.count("(", *read) - self._folded.count(")", *read)
        self._opened = max(self._opened, self._folded.rfind("(", *read))
        self._stopped = max(self._stopped, self._folded.rfind("。", *read))
        self._at = position
        return self._opened if self._depth > 0 and self._opened > self._stopped else None


_CHARGED = re.compile("牵头|负责|落实")
_DUTY = re.compile("(?:牵头|负责|配合|落实|参与|协助)(?:[^,;]{0,4})$|牵头(?!单位|部门)")
_COMMA = re.compile("[,;]")
_CLOSING_PARTS = 20  # between commas; nobody says in more of them who does one task and by when


def _closing(sentence: str, offset: int) -> Clause | None:
    """The longest run of parts at the end of a sentence that reads as one clause with a unit in it."""
    folded = fold(sentence)
    cuts = [0, *(m.end() for m in _COMMA.finditer(folded))][-_CLOSING_PARTS:]
    best = None
    for cut in reversed(cuts):
        words = sentence[cut:].strip(" 。；;，,")
        clause = parse_clause(words) if _plain_words(words) else None
        if clause and clause.has_owner and _beyond_doubt(clause, whole=cut == 0):
            clause.start, clause.end, clause.plain = offset + cut, offset + len(sentence), True
            best = clause
        elif best or cut < len(sentence) - 120:
            break
    return best


def _plain_words(words: str) -> bool:
    """Parts with a verb of duty, and dates; the first one names who."""
    parts = [p for p in _COMMA.split(fold(words)) if p.strip()]
    return bool(parts) and bool(_DUTY.search(parts[0])) and bool(_CHARGED.search(words)) and all(
        _DUTY.search(p) or ONLY_DATE.fullmatch(p.strip()) for p in parts
    )  # fmt: skip


def _beyond_doubt(clause: Clause, *, whole: bool) -> bool:
    owners = [*clause.lead, *clause.co]
    if not all(units.looks_like_unit(o.name, strict=True) for o in owners):
        return False
    if whole and _CARRIES_OUT.search(fold(clause.words).rstrip(" 。;")):
        return any(not o.is_group for o in owners)  # 水利所和各村负责具体实施。
    telling = [o for o in owners if PLAIN_UNIT.search(o.name) or PLACED_UNIT.search(o.name)]
    return bool(telling) if whole else any(not o.is_group for o in telling)


_CARRIES_OUT = re.compile("负责(?:具体|组织)*(?:实施|落实|推进|组织)$")


def _balanced(text: str) -> str:
    """Without the closing bracket of an opening one that stands before the text."""
    folded = fold(text).rstrip(" 。")
    return text[: len(folded) - 1] if folded.endswith(")") and folded.count(")") > folded.count("(") else text


def _keyed_end(folded: str, position: int) -> int:
    """A clause without brackets runs to the full stop that ends its last value."""
    while True:
        stop = folded.find("。", position)
        if stop < 0:
            return len(folded)
        if KEY.match(folded, _past_blanks(folded, stop + 1)):
            position = stop + 1
            continue
        return stop + 1


# 九月份, 第一季度: what is to be done until its end.
_MONTH = re.compile(
    r"(?:20\d\d年)?(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月份?|第?[一二三四1-4]季度|[上下]半年)|20\d\d年度?"
)


def heading_clauses(title: str) -> list[Clause]:
    """What a heading says for all that stands below it."""
    words = fold(title).strip(" :")
    if _MONTH.fullmatch(words):
        end = (
            f"{words.replace('份', '').rstrip('度')}底前"
            if words.endswith(("年", "年度"))
            else words.replace("份", "")
        )
        return [Clause(words=title, date_words=[end])]
    return _heading_date(title) or _heading_owner(title)


def _heading_date(title: str) -> list[Clause]:
    """6月底前完成的任务（3项）, 持续推进的工作"""
    match = HEADING_DATE.match(fold(title))
    if not match or not ONLY_DATE.fullmatch(match.group("when").strip()):
        return []
    return [Clause(words=title, date_words=[title[match.start("when") : match.end("when")]])]


def _heading_owner(title: str) -> list[Clause]:
    """市教育局牵头任务 or just 市教育局（5项) as a heading: what stands below is that unit's."""
    match = HEADING_OWNER.match(fold(title))
    names = unit_names(title[match.start("units") : match.end("units")]) if match else None
    if (
        match is None
        or not names
        or not PLAIN_UNIT.search(names[0])
        or not all(units.looks_like_unit(n, strict=True) for n in names)
    ):
        return []
    if not match.group("verb") and not all(
        re.search("(?:局|委|办|办公室|厅|政府|管委会|部|办事处)$", n) for n in names
    ):
        return []  # 市民服务中心 may be what is built, not who builds it
    clause = Clause(words=title)
    basis = STATED if match.group("verb") else INFERRED
    clause.add("lead", units.owners(names, source="heading", basis=basis))
    return [clause]
