"""李书记现场要求县住建局：一是…；二是…: what one unit is told, point by point."""

from __future__ import annotations

import re

from ..owners.clause import Clause, unit_names
from ..owners.subjects import owners_in_text
from ..owners.units import looks_like_unit, owners
from ..proposed import STATED
from ..text import sentences

_TOLD = re.compile(
    r"(?:要求|责成|责令|指示|交代|叮嘱|[^\W\d_]{0,2}请)(?P<units>[^,，。；;：:]{2,30})[：:]\s*(?=[一1][是要])"
)


def told_parts(text: str) -> list[tuple[int, int, Clause]]:
    """(start, end, owners) of each point; a point that names somebody itself is his."""
    found = _TOLD.search(text)
    names = unit_names(found["units"]) if found else None
    if found is None or not names or not all(looks_like_unit(n, strict=True) for n in names):
        return []
    stop = next(b for _, b in sentences.spans(text) if b > found.end() - 1)
    out = []
    for a, b in sentences.enumeration(text[:stop]):
        if a < found.end():
            continue
        mark = len(sentences.counted(text[a:b]))
        own = owners_in_text(text[a + mark : b])
        out.append((a, b, own or Clause(co=owners(names, source="text", basis=STATED))))
    return out
