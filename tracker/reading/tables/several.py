"""What a row holds beside its one task: numbered orders in one cell, each with its own owners and dates, and notes below a
table that give somebody a date."""

from __future__ import annotations

import re

from ..outline import counted
from ..outline.drafts import Draft
from ..outline.items import item_of
from ..outline.tree import first_words
from ..outline.turns import asks, turns
from ..outline.turns import parts as spoken
from ..owners.clause import Clause
from ..proposed import ProposedItem, ProposedOwner


def parts(item: ProposedItem, year: int | None) -> list[ProposedItem]:
    """1．市人社局牵头…；2．市住建局…: each order by itself; none where nothing is numbered, or it asks nobody."""
    found = counted.orders(item.text)
    numbered = [
        _part(item, p.label.strip("()（）.．、"), item.text[p.words : p.end].strip(), year) for p in found
    ]
    return numbered or _by_turns(item, year)


def _by_turns(item: ProposedItem, year: int | None) -> list[ProposedItem]:
    """请水务局牵头，3天内查明原因；锦屏街道要及时公布结果。: in one cell, several who are told by turns what to do."""
    starts = [at for _, at in turns([item.text])]
    ends = [*starts[1:], len(item.text)]
    spans = zip([0, *starts[1:]], ends, strict=True) if len(starts) > 1 else ()
    return [_part(item, "", words, year) for a, b in spans if (words := item.text[a:b].strip(" ；;，,"))]


def _part(item: ProposedItem, number: str, text: str, year: int | None) -> ProposedItem:
    made = item_of(Draft(text, None, 0, 0, number, first_words(text), list(item.path)), year=year)
    _by_full_name(made, [*item.lead, *item.co])
    if not (made.lead or made.co):
        made.lead, made.co = list(item.lead), list(item.co)
    if not made.dates:
        made.dates = list(item.dates)
        made.tell_due()
    made.place = item.place
    return made


def _by_full_name(made: ProposedItem, named: list[ProposedOwner]) -> None:
    """卫健局, where a cell of the form has 区卫生健康局: one whose characters are all in that name, in their order."""
    for owner in (*made.lead, *made.co):
        if len(fulls := [o for o in named if _shortens(owner.name, o.name)]) == 1:
            owner.full_name = fulls[0].full_name


def _shortens(short: str, name: str) -> bool:
    left = iter(name)
    return 3 <= len(short) < len(name) and all(c in left for c in short)


def _orders(line: str) -> bool:
    return asks(line) and bool(_LIMITS.search(line))


_LIMITS = re.compile("前|每|须|要|应|请|按")


def noted(text: str, year: int | None) -> list[ProposedItem]:
    """注：各牵头单位每季度末月25日前报送…: sentences of a note that say who and by when."""
    found = []
    plain = "\n".join([text[p.words : p.end] for p in counted.numbered(text)]) or text
    for a, b in spoken(plain):
        for line in filter(_orders, plain[a:b].split("\n")):
            words = re.sub(r"^\s*(?:注|说明|备注)[:：]\s*", "", line).strip()
            made = item_of(Draft(words, None, 0, 0, "", first_words(words), [], own=[Clause()]), year=year)
            if made.due or made.recurrence or (made.dates and (made.lead or made.co)):
                found.append(made)
    return found
