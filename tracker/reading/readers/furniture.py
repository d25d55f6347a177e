"""What is printed on pages beside the text: page numbers."""

from __future__ import annotations

import re

_PAGE = re.compile(
    r"^\s*(?:[-—–－·]{1,3}\s*\d{1,4}\s*[-—–－·]{1,3}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|\d{1,3})\s*$"
)


def is_page_number(text: str) -> bool:
    return bool(_PAGE.match(text))
