"""A group that a plan sets up: 组长：市体育局局长 成员：市文旅局、赛事运营公司. Its units owe what is numbered below its name."""

from __future__ import annotations

import re

from ..proposed import INFERRED
from ..text.characters import fold
from . import units
from .clause import Clause

_CREW = re.compile(r"组(?:\([^()]*\))?$")
_FIELD = re.compile(r"(?P<key>副?组[ 　]{0,4}长|召集人|成[ 　]{0,4}员)(?:单位)?:")
_ENDS = re.compile("[;。\n]")
# 市公安局分管副局长: the office of whoever is named by his post.
_POST = re.compile(
    r"(?P<unit>[\u4e00-\u9fff]{2,}?(?:局|委|办|办公室|厅|政府|公司|中心|集团|街道|镇|乡|医院|学校))"
    r"(?:党组|党委|党工委)?(?:分管|主要|常务)?(?:副?(?:局长|主任|书记|厅长|总经理|经理|镇长|乡长|院长|校长)|负责人|负责同志|领导)"
)


def crew(title: str, texts: list[str]) -> list[Clause]:
    """Whom the lines below the name of a group make answer for it; persons who are named without an office do not."""
    if not _CREW.search(fold(title).strip()):
        return []
    clause = Clause(words="；".join(texts))
    for text in texts:
        folded = fold(text)
        keys = list(_FIELD.finditer(folded))
        for key, after in zip(keys, [*(k.start() for k in keys[1:]), len(folded)], strict=True):
            if key["key"].startswith("副"):
                continue
            role = "co" if "员" in key["key"] else "lead"
            value = _ENDS.split(text[key.end() : after])[0]
            names = [n for n in map(_office, units.split_units(value)) if n]
            clause.add(role, units.owners(names, source="heading", basis=INFERRED))
    return [clause] if clause.has_owner else []


def _office(name: str) -> str:
    found = _POST.match(name)
    bare = found["unit"] if found else name
    return bare if units.looks_like_unit(bare, strict=True) or units.is_group(bare) else ""
