"""Offices that people hold, in the names of owners: 市司法局主要负责人 is whoever leads 市司法局."""

from __future__ import annotations

import re

HEAD = "主要负责人"  # where a list of duties of heads names the unit alone
_POST = re.compile(
    r"(?P<post>(?:的)?(?:党政|党委政府|(?:党委|党组|党工委)(?:[（(](?:党组|党工委|党委)[）)])?|行政)?"
    r"(?:主要负责人|主要负责同志|主要领导|(?:党政)?正职|第一责任人))$"
)
_DUTIES = re.compile(r"(?:主要负责人|主要负责同志|第一责任人).*职责|职责.*(?:主要负责人|第一责任人)")


def split_post(name: str) -> tuple[str, str]:
    """(市司法局, 主要负责人); a name that names no office that a head holds comes back whole, with ""."""
    name = name.strip()
    found = _POST.search(name)
    if not found or not name[: found.start()].strip():
        return name, ""
    return name[: found.start()].strip(), found["post"].removeprefix("的")


def of_heads(title: str) -> bool:
    """Whether a document of this title lists the duties of principal heads."""
    return bool(_DUTIES.search(title))
