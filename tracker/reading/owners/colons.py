"""Whom a paragraph names before its first colon: 市教育局：新建学校5所。"""

from __future__ import annotations

import re

from ..text.characters import fold
from . import units
from .clause import unit_names
from .offices import are_firms, is_office
from .words import KEY

_CHARGED = re.compile(
    r"\s*(?:主要)?(?:负责|牵头|做好|承担|组织|指导|统筹|依法|履行|会同|协调|配合|按照|加强|督促)"
)


def named_before_colon(text: str, *, listed: bool = False) -> list[str]:
    """市教育局：新建学校5所。 公安部门。负责… `listed`: other paragraphs begin so too."""
    folded = fold(text[:60])
    stop = re.search("[:。]", folded)
    if not stop or not text[stop.end() :].strip() or KEY.match(folded):
        return []
    if stop.group() == "。" and not _CHARGED.match(text, stop.end()):
        return []
    if "\n" in text[: stop.start()].strip():
        return []  # a title and the line below it
    names = unit_names(text[: stop.start()]) or []
    if all(map(units.is_party, names)):
        return []  # 甲方：某某县人民政府
    charged = _CHARGED.match(text, stop.end()) is not None  # 县供销社：负责…
    charged = charged or (stop.group() == ":" and are_firms(names, listed=listed))
    offices = all((charged or is_office(n)) and units.looks_like_unit(n, strict=True) for n in names)
    return names if offices else []
