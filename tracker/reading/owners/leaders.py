"""Persons whom a sentence charges by their office alone: 各区县书记、区县长要亲自抓; 分管副市长每周调度. The head of a unit
(市住建局局长要…) stands for it; whoever bears a surname is somebody whom only the officer knows."""

from __future__ import annotations

import re
from itertools import islice

from ..proposed import STATED, ProposedOwner
from ..text.characters import fold, split_outside
from . import units
from .actors import CLAUSE, TOLD, openings
from .words import BURDEN

POST = "post"  # the rule of an owner that is the office of a person

_CALLED = (
    r"(?:(?:党委|党组|党工委|党支部|党总支|支部|总支)(?:\((?:党组|党工委)\))?)?(?:第一)?副?书记|"
    r"副?(?:市|县|区|州|旗|镇|乡|区县|县区|县市区|乡镇|镇街|村)长|(?:副?(?:局|厅|院|校|所|处|部|队|站|科)长|副?主任)|副?秘书长|"
    r"负责(?:人|同志)|领导(?:干部|同志|班子成员|班子)?|一把手|班子成员|正职|(?:组织|宣传|统战|政法)委员|(?:人大|政协)主席"
)
_KIND = r"(?:党政)?(?:常务|分管|主要|主管|包[保联抓挂案]|联系|挂点|带班|驻点)?"
_HELD = re.compile(
    rf"(?P<of>(?:[\u4e00-\u9fff]|\([^()]{{1,8}}\)){{0,14}}?)(?P<kind>{_KIND})(?P<post>{_CALLED})"
)
# Said of a person, an order; not what he did, said or was.
_ORDER = re.compile(
    rf"(?:均|都|分别|同志)?(?:{BURDEN}|亲自|带队|带头|靠前|具体抓|直接抓|抓总|包抓|挂帅|负总责|[为是]第一责任人|至少|每人)"
)
_ENDS = re.compile(rf"(?:{_CALLED})(?={_ORDER.pattern})")
_AND = "、和及与"
_REACH, _MOST = 60, 4  # characters of the list, and places in a clause at which one may end
# Of whom the office is, where no unit is named: 各区县, 市, 县级, 市政府 …
_PLACE = re.compile(
    r"各[\u4e00-\u9fff()、]{1,8}|[省市县区州旗镇乡村]级?|[省市县区](?:委|政府)|市四套班子|处级|科级"
)
_SOME = re.compile("相关|有关|其他")  # 相关部门主要负责同志: nobody knows whose
_ALL_UNITS = re.compile("(?:单位|部门|政府)$")
_WHOSE = ("", "主要", "主管", "党政", "党政主要")  # 主要负责人应当出庭: of whom is not said
_LONE = re.compile(
    r"副?(?:市|县|区|州|旗|镇|乡|区县|乡镇|村)长|副?秘书长|(?:党委|党组|党工委).*书记|班子成员|一把手|.*委员|.*主席"
)


def leaders(text: str, *, charged: bool = False) -> list[ProposedOwner]:
    """Whom a text charges by office. `charged`: only behind 由, 请, 责成, where units are named besides."""
    folded = fold(text)
    found: dict[str, ProposedOwner] = {}
    for clause in CLAUSE.finditer(folded):
        for start, is_charged in openings(folded, clause):
            if is_charged or not charged:
                found.update((o.name, o) for o in _listed(text, folded, start, clause.end()))
    return list(found.values())


def _listed(text: str, folded: str, start: int, stop: int) -> list[ProposedOwner]:
    for end in islice(_ENDS.finditer(folded, start, min(stop, start + _REACH)), _MOST):
        if TOLD.search(folded, end.end(), min(stop, end.end() + _REACH)):
            return []
        owners = [_owner(name) for name in split_outside(text[start : end.end()], _AND)]
        if owners and all(owners):
            return [owner for owner in owners if owner]
    return []


def _owner(name: str) -> ProposedOwner | None:
    held = _HELD.fullmatch(fold(name))
    if held is None:
        return None
    of = name[: held.end("of")]
    if _PLACE.fullmatch(fold(of)) and not _ALL_UNITS.search(of):
        return ProposedOwner(name, name, STATED, "subject", rules=[POST])
    if of and not _SOME.match(of) and (units.looks_like_unit(of, strict=True) or units.is_group(of)):
        return units.owners([of], source="subject", basis=STATED)[0]
    said = not of and (held["kind"] not in _WHOSE or _LONE.fullmatch(held["post"]))
    return ProposedOwner(name, name, STATED, "subject", rules=[POST]) if said else None
