"""Parties of an agreement under their own names: 甲方：某某县人民政府; 江北建设集团有限公司（以下简称“乙方”）. What an article
asks of 甲方 it asks of whoever the head calls so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..proposed import INFERRED, ProposedItem, ProposedOwner
from ..text.characters import fold
from . import units

_PARTY = r"[甲乙丙丁]方"
_CALLED = rf"[\"“]?(?P<party>{_PARTY})[\"”]?"
# 甲方（帮扶方）：东湖区人民政府, 发包方（甲方）：青山镇人民政府
_FIELD = re.compile(
    rf"^\s*(?:[\u4e00-\u9fff]{{2,6}}\((?:以下简?称)?)?{_CALLED}\)?\s*(?:\([^()]{{0,14}}\)\s*)?:\s*(?P<name>[^,;。:()\s]{{3,40}})",
    re.MULTILINE,
)
# 市人民政府（甲方）与浙江恒跃装备股份有限公司（乙方）; …（以下简称“市城投”）
_NAMED = re.compile(
    r"(?:^|(?<=[,;。:、与和同由及\s]))(?P<name>[^,;。:()、\s]{3,40})\((?:以下|下)?(?:简?称)?(?:为)?[\"“]?(?P<party>[\u4e00-\u9fff]{2,10})[\"”]?\)",
    re.MULTILINE,
)
_ABBREVIATED = re.compile("(?:以下|下)简?称")
_AND = re.compile("[与和同由及]")
BOTH = "双方"


def parties(texts: Iterable[str]) -> dict[str, str]:
    """Who is called 甲方 and the like, or by an abbreviation that the text explains."""
    found: dict[str, str] = {}
    for text in texts:
        folded = fold(text)
        for pattern in (_FIELD, _NAMED) if "方" in folded or "称" in folded else ():
            for match in filter(_says, pattern.finditer(folded)):
                if name := _unit(text[slice(*match.span("name"))]):
                    found.setdefault(match["party"], name)
    return found


def _says(match: re.Match) -> bool:
    return bool(re.fullmatch(_PARTY, match["party"]) or _ABBREVIATED.search(match.group()))


def _unit(words: str) -> str:
    """The name that ends the words: 经协商，由|市人民政府."""
    starts = [0, *(m.end() for m in _AND.finditer(words))]
    names = (words[start:] for start in starts)
    return next((n for n in names if units.looks_like_unit(n, strict=True)), "")


def under_their_names(items: Iterable[ProposedItem], called: dict[str, str]) -> None:
    """The owners of each item, by what the head of the agreement calls them."""
    both = [called[party] for party in sorted(called, key="甲乙丙丁".find) if re.fullmatch(_PARTY, party)]
    for owner in (o for item in items for o in (*item.lead, *item.co)):
        if owner.name == BOTH and len(both) > 1:
            owner.is_group, owner.members = True, list(both)
        elif owner.name in called:
            _call(owner, called[owner.name])


def _call(owner: ProposedOwner, name: str) -> None:
    if re.fullmatch(_PARTY, owner.name):
        owner.name, owner.full_name, owner.basis = name, name, INFERRED
    elif owner.full_name == owner.name:
        owner.full_name = name
