"""Whose work a report tells and plans: 市行政审批局2025年上半年工作总结. What it promises and gives to nobody is that office's own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..proposed import INFERRED, NO_OWNER, ProposedItem
from ..text.characters import squeeze
from . import units
from .subjects import joined
from .words import PLACED_UNIT, PLAIN_UNIT

_TITLE = re.compile(
    r"(?P<unit>[\u4e00-\u9fff]{3,24}?)(?=(?:关于)?(?:20\d\d年|[上下]半年|年度|[一二三四]季度|关于|工作|述职|党风))"
)
_OWN = re.compile("总结|安排|打算|述职|计划|(?:工作|履职)(?:情况)?的?(?:报告|汇报)")
# A government or a party committee plans for all below it.
_FOR_ALL = re.compile("(?:政府|党委|党工委|管委会|[省市县区州]委|人大|政协|领导小组|指挥部)$")


def reporting_unit(title: str, issuer: str) -> str:
    """The office whose report this is; "" where it is a government's, or the signature is another's."""
    found = _TITLE.match(squeeze(title)) if _OWN.search(title) else None
    unit = found["unit"] if found else ""
    if not units.looks_like_unit(unit, strict=True) or _FOR_ALL.search(unit) or units.is_group(unit):
        return ""
    plain = PLAIN_UNIT.search(unit) or PLACED_UNIT.search(unit)
    return unit if plain and (not issuer or unit in squeeze(issuer)) else ""


def take_on(items: Iterable[ProposedItem], unit: str) -> None:
    """What nobody is named for is the office's, with whomever it does so together."""
    for item in items:
        if item.lead or item.co:
            continue
        item.co = units.owners([unit], source="heading", basis=INFERRED)
        item.co += [o for o in joined(item.text) if o.name != unit]
        item.doubts = [doubt for doubt in item.doubts if doubt != NO_OWNER]
        item.doubts.append(f"原文没有写责任单位，按报告单位推断为“{unit}”，请核对。")
        item.confidence = min(item.confidence, 0.7)
