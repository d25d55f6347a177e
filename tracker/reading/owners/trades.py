"""Offices that are named by their trade alone: 县财政保障经费, 住建、公安、市场监管等部门要…"""

from __future__ import annotations

import re

from .. import lexicon
from ..text.characters import fold
from . import units


def _trades(use: str) -> str:
    found = [
        form
        for row in lexicon.rows("owners", "trade")
        if row["use"] in (use, "alone")
        for form in row["forms"]
    ]
    return "|".join(found)


_ALONE = re.compile(rf"[省市县区州旗](?:{_trades('alone')})")
_LISTED = re.compile(
    rf"(?P<list>[省市县区州旗]?(?:{_trades('listed')})(?:[、和及与][省市县区州旗]?(?:{_trades('listed')}))+)"
    r"等?(?:相关|有关|责任)?部门"
)
_AND = re.compile("[、和及与]")


def is_trade(name: str) -> bool:
    """县财政: an office whose name lacks its ending."""
    return bool(_ALONE.fullmatch(name))


_ONE = re.compile(_trades("listed"))


def trade_list(words: str) -> list[str]:
    """住建局牵头，城管、交警配合: several that are named by their trades alone."""
    names = [name for name in _AND.split(fold(words).strip()) if name]
    return names if len(names) > 1 and all(map(_ONE.fullmatch, names)) else []


def trade_names(words: str) -> list[str]:
    """The offices of a list in which some are told by their trade; empty where another word stands in it."""
    if listed := _LISTED.fullmatch(fold(words).strip()):
        return [name for name in _AND.split(listed["list"]) if name]
    names = list(units.split_units(words))
    sure = [n for n in names if is_trade(n) or units.looks_like_unit(n, strict=True)]
    return names if sure == names and any(map(is_trade, names)) else []
