"""Words that were cut or joined are read anew (ADR 102): what they say themselves holds; what they do not say comes from the
whole they were cut from, as an inference, or is asked. What a person set by hand stays. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable
from copy import deepcopy
from typing import TypeVar

from tracker.reading.outline.single import item_of_words
from tracker.reading.outline.tree import first_words
from tracker.reading.proposed import (
    DECIDED,
    FROM_TEXT,
    INFERRED,
    LONG,
    NO_OWNER,
    ONLY_HELP,
    ProposedDate,
    ProposedItem,
    ProposedOwner,
)
from tracker.reading.text.characters import squeeze

from .unread import mark_unread

Said = TypeVar("Said", ProposedOwner, ProposedDate)

TITLE = 60
WHOLE = "whole"  # source of an owner that a part has from the whole
FROM_WHOLE = "本条没有写，取自拆分前的整条。"
IN_TEXT = ("text", "subject")  # sources of owners that stand in the words themselves
_QUOTED = re.compile("“([^”]+)”")
_COUNTED = re.compile("第?[一二三四五六七八九十]{1,3}(?:[是要]|[，,、])")
_FIRST = re.compile(r"\s*[^，,；;。：:（(\n]{2,14}(?:[（(][^（）()]{1,20}[）)])?。\s*")
_TITLE = re.compile(
    r"(?:^|\n)\s*第?[一二三四五六七八九十]{1,3}(?:[是要]|[，,、])[^，,；;。：:\n]{1,14}。\s*$"
)
_SURE = {
    "没有勾选": 0.5,
    "没有写责任单位": 0.6,
    "取自正文": 0.8,
    LONG: 1.0,
}  # words of a doubt -> what it leaves
_DOUBTED, _INHERITED = 0.7, 0.8


def by_hand(item: ProposedItem, kept: Collection[str]) -> set[str]:
    """Which of owners and dates a person set: as `kept` says, or as their basis does."""
    hand = set(kept)
    if any(o.basis == DECIDED for o in (*item.lead, *item.co)):
        hand.add("owners")
    if any(d.basis == DECIDED for d in item.dates):
        hand.add("dates")
    return hand


def read(text: str, item: ProposedItem, year: int | None) -> ProposedItem:
    """What these words say below the headings of the item, without what the headings say."""
    found = item_of_words(text, headings=item.path, year=year)
    found.lead = [o for o in found.lead if o.source != "heading"]
    found.co = [o for o in found.co if o.source != "heading"]
    found.dates = [d for d in found.dates if d.source != "heading"]
    return found


def with_titles(texts: Iterable[str], *, numbered: bool = False) -> list[str]:
    """第三，拖欠账款。 is no task by itself: it goes with the sentence that follows it; so does the title with which a
    numbered paragraph begins (（一）加强领导。各单位要…)."""
    out: list[str] = []
    for text in texts:
        if out and (_TITLE.search(out[-1]) or (numbered and len(out) == 1 and _FIRST.fullmatch(out[-1]))):
            out[-1] += text
        else:
            out.append(text)
    return out


# --- Parts -----------------------------------------------------------------------------------------
def parts(
    whole: ProposedItem, texts: list[str], *, year: int | None, kept: Collection[str] = ()
) -> list[ProposedItem]:
    """The item cut into these texts; the first keeps number and label."""
    hand = by_hand(whole, kept)
    words = [squeeze(text) for text in texts]
    said = [read(text, whole, year) for text in texts]
    made = []
    for index, text in enumerate(texts):
        part = deepcopy(whole)
        part.text, part.title = text, first_words(text, TITLE)
        if index:
            part.number = part.label = ""
        mine = said[index]
        if "owners" not in hand:
            _share_owners(part, index, whole, words, said)
        if "dates" not in hand:
            part.dates = _share_dates(index, whole, words, mine)
        part.tell_due()
        part.duty = mine.duty or whole.duty
        part.notes = {**whole.notes, **mine.notes}
        part.doubts = [*_doubts(part, mine, hand, whole), *_carried(whole, index, words)]
        mark_unread(part)
        _weigh(part)
        made.append(part)
    return made


def _share_owners(
    part: ProposedItem, index: int, whole: ProposedItem, words: list[str], said: list[ProposedItem]
) -> None:
    mine = said[index]
    part.lead, part.co = mine.lead, mine.co
    if mine.lead or any(not o.only_helps for o in mine.co):
        return
    sentence = _same_sentence(index, words)
    part.lead = [o for each in whole.lead if (o := _passed(each, index, words, sentence))]
    if not mine.co:
        part.co = [o for each in whole.co if (o := _passed(each, index, words, sentence))]
    leading = {o.name for o in part.lead}
    part.co = [o for o in part.co if o.name not in leading]


def _same_sentence(index: int, words: list[str]) -> range:
    """The parts before this one that end without a stop: their subject is still its subject."""
    first = index
    while first and words[first - 1][-1:] not in "。！？!?" and not _COUNTED.match(words[first]):
        first -= 1
    return range(first, index)


def _passed(owner: ProposedOwner, index: int, words: list[str], sentence: range) -> ProposedOwner | None:
    """An owner of the whole for a part that names nobody: as it was, where a heading says so or the part has the name; an
    inference from the row, the clause, or the beginning of its sentence. Who acts in another sentence is none."""
    owner = deepcopy(owner)
    standing = [n for n, text in enumerate(words) if squeeze(owner.name) in text]
    if owner.source == "heading" or index in standing:
        return owner
    if owner.source in IN_TEXT and standing and not any(n in sentence for n in standing):
        return None
    owner.basis, owner.source = INFERRED, WHOLE
    return owner


def _share_dates(index: int, whole: ProposedItem, words: list[str], mine: ProposedItem) -> list[ProposedDate]:
    """Its own; beside a rhythm, and where it has none, those of the whole that stand in no other part."""
    if any(d.due_on or d.relative for d in mine.dates):
        return mine.dates
    said = {(d.due_on, d.rule) for d in mine.dates}
    above = [d for each in whole.dates if (d := _passed_date(each, index, words))]
    above = [d for d in above if (d.due_on, d.rule) not in said]
    return [*mine.dates, *(d for d in above if d.due_on or d.relative or not mine.dates)]


def _passed_date(day: ProposedDate, index: int, words: list[str]) -> ProposedDate | None:
    day = deepcopy(day)
    standing = [n for n, text in enumerate(words) if day.wording and squeeze(day.wording) in text]
    if index in standing or (day.source == "heading" and not standing):
        return day
    if day.source == "text":
        return None
    day.basis, day.source = INFERRED, "heading"  # from above: a rhythm of the part counts beside it
    day.explanation += FROM_WHOLE
    return day


# --- Joined ----------------------------------------------------------------------------------------
def joined(
    one: ProposedItem, other: ProposedItem, text: str, *, year: int | None, kept: Collection[str] = ()
) -> None:
    """The first item takes the words, owners and dates of both, as the joined text has them. `kept`: what a person set of
    either."""
    hand = by_hand(one, kept) | by_hand(other, ())
    both = (one, other)
    mine = read(text, one, year)
    lead, co = _both_owners(both, mine) if "owners" not in hand else _union_of(both)
    dates = [*one.dates, *other.dates]
    if "dates" not in hand:
        outside = [d for d in dates if d.source != "text" and not d.explanation.endswith(FROM_WHOLE)]
        dates = [*mine.dates, *outside] or dates
    doubts = [d for item in both for d in item.doubts if _is_own(d, item)]
    one.text, one.lead, one.co, one.dates = text, lead, co, _once(dates, by=_day)
    one.tell_due()
    one.notes = {**other.notes, **mine.notes, **one.notes}
    one.duty = one.duty or mine.duty or other.duty
    one.doubts = list(dict.fromkeys([*_doubts(one, mine, hand), *doubts]))
    mark_unread(one)
    _weigh(one)


def _both_owners(
    both: tuple[ProposedItem, ...], mine: ProposedItem
) -> tuple[list[ProposedOwner], list[ProposedOwner]]:
    """What stands outside the words of either, and what the joined words say."""
    says = bool(mine.lead or mine.co)
    dropped = (*IN_TEXT, WHOLE) if says else ()
    lead = [o for item in both for o in item.lead if o.source not in dropped]
    co = [o for item in both for o in item.co if o.source not in dropped]
    return _apart([*lead, *mine.lead], [*co, *mine.co])


def _union_of(both: tuple[ProposedItem, ...]) -> tuple[list[ProposedOwner], list[ProposedOwner]]:
    return _apart([o for item in both for o in item.lead], [o for item in both for o in item.co])


def _apart(
    lead: list[ProposedOwner], co: list[ProposedOwner]
) -> tuple[list[ProposedOwner], list[ProposedOwner]]:
    """Each name once; who leads does not also support."""
    lead, co = _once(lead, by=_name), _once(co, by=_name)
    leading = {o.name for o in lead}
    return lead, [o for o in co if o.name not in leading]


def _once(said: Iterable[Said], *, by: Callable[[Said], Hashable]) -> list[Said]:
    """Each owner or day once, as the document or a person says it rather than as it was inferred."""
    found: dict[Hashable, Said] = {}
    for each in said:
        before = found.get(by(each))
        if before is None or (before.basis == INFERRED and each.basis != INFERRED):
            found[by(each)] = each
    return list(found.values())


def _name(owner: ProposedOwner) -> str:
    return owner.name


def _day(day: ProposedDate) -> tuple:
    return (day.due_on, day.rule, day.month, day.day, "" if day.due_on else day.wording)


# --- Doubts ----------------------------------------------------------------------------------------
def _doubts(
    item: ProposedItem, mine: ProposedItem, hand: set[str], whole: ProposedItem | None = None
) -> list[str]:
    """What is doubtful in the item's own words as they were read, now that it has its owners and dates."""
    days = {d.explanation for d in item.dates}
    unkept = {d.explanation for d in mine.dates} - days
    found = [d for d in mine.doubts if d not in unkept and "责任单位" not in d]
    found += [d.explanation for d in item.dates if _is_asked(d, item) and d.explanation not in found]
    return found + _owner_doubts(item, mine, hand, whole)


def _owner_doubts(
    item: ProposedItem, mine: ProposedItem, hand: set[str], whole: ProposedItem | None
) -> list[str]:
    if not (item.lead or item.co):
        others = "、".join(o.name for o in (*whole.lead, *whole.co)) if whole else ""
        return [f"这一句没有写责任单位，整条的另一句写的是{others}，请指定。" if others else NO_OWNER]
    if item.lacks_lead:
        return [ONLY_HELP]
    return [FROM_TEXT] if "owners" not in hand and FROM_TEXT in mine.doubts else []


def _is_asked(day: ProposedDate, item: ProposedItem) -> bool:
    open_ = day.relative or day.rule == "" or (day.rule == "once" and day.due_on is None)
    return open_ and day.basis != DECIDED and not (item.due and "at-once" in day.rules)


def _carried(whole: ProposedItem, index: int, words: list[str]) -> list[str]:
    """Doubts of the whole that are not told anew: with the part that has the doubtful words, else with the first."""
    found = []
    for doubt in whole.doubts:
        if not _is_own(doubt, whole):
            continue
        quoted = [squeeze(q) for q in _QUOTED.findall(doubt)]
        standing = [n for n, text in enumerate(words) if any(q in text for q in quoted)]
        if index in standing or (not standing and index == 0):
            found.append(doubt)
    return found


def _is_own(doubt: str, item: ProposedItem) -> bool:
    """A doubt that reading the words alone does not bring again: of a clause that is gone, a cell, a tick."""
    again = {d.explanation for d in item.dates} | {NO_OWNER, ONLY_HELP, FROM_TEXT}
    told = ("没有写责任单位", "没有读作时限")
    return doubt not in again and LONG not in doubt and not any(words in doubt for words in told)


_NO_ACT = re.compile("[的是为之以（(）)、和及与，,。；;”》]|$")  # behind a name that does nothing there
_WITH = ("会同", "联合", "由", "请")


def loud(item: ProposedItem) -> list[str]:
    """The doubts that ask for somebody; that an owner stands plainly in the running text does not."""
    return [doubt for doubt in item.doubts if doubt != FROM_TEXT or not is_plain(item)]


def is_plain(item: ProposedItem) -> bool:
    """Whoever is taken from the running text begins a sentence or clause there and acts in it: 市司法局要…, 由市财政局负责."""
    named = [squeeze(o.name) for o in (*item.lead, *item.co) if o.source in IN_TEXT]
    text = squeeze(item.text.replace("\n", "。"))
    return bool(named) and all(_is_plain(name, text, named) for name in named)


def _is_plain(name: str, text: str, named: list[str]) -> bool:
    others = [n for n in named if n != name]
    behind = (*_WITH, *(f"{n}{mark}" for n in others for mark in "、和及与，"))
    at = text.find(name)
    while at >= 0:
        before, rest = text[:at], text[at + len(name) :]
        begins = not before or before[-1] in "。；;，,：:！" or before.endswith(behind)
        goes_on = rest[:1] in ("、", "和", "及", "与", "，") and rest[1:].startswith(tuple(others))
        if begins and (goes_on or not _NO_ACT.match(rest) or (before.endswith(_WITH) and rest[:1] == "，")):
            return True
        at = text.find(name, at + 1)
    return False


def _weigh(item: ProposedItem) -> None:
    sure = [next((left for words, left in _SURE.items() if words in d), _DOUBTED) for d in item.doubts]
    inherited = any(o.source == WHOLE for o in (*item.lead, *item.co)) or any(
        d.explanation.endswith(FROM_WHOLE) for d in item.dates
    )
    item.confidence = min([*sure, _INHERITED if inherited else 1.0, 1.0])
