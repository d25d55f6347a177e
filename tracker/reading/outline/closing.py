"""What stands behind the last of several items and speaks of them all: 请各单位于每月底前…"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..blocks import Paragraph
from ..dates.engine import has_date
from ..owners.subjects import owners_in_text
from .tree import Node

_TO_ALL = re.compile(
    r"[^。；]{0,8}(?:办理|落实|整改|进展|完成|核查)(?:情况|结果)[^。；]{0,12}(?:请|[于每])|请[^。；]{0,12}(?:于|将)|(?:会议(?:强调|要求|指出|号召)[,，:：]|请|望|以上|上述|办理(?:结果|情况)|对(?:以上|上述)|各(?![项类种个])|(?:市|县|区)?(?:直)?有关(?:部门|单位))"
)
_OF_ALL = re.compile(
    r"(?:以上|上述)[^。]{0,12}[,，]|请?各(?:牵头|责任|承办|有关|相关)?(?:单位|部门)[^。；]{0,24}(?:于|每)"
)


class Closing:
    """What `Prose` does with it."""

    kind: str
    _is_pure: Callable[[str], bool]

    def _closing_words(self, children: list[Node]) -> list[Paragraph]:
        """请各单位于每月底前…: a paragraph after the last of several items that each have one speaks of them all."""
        if len(children) < 2 or children[-1].children:
            return []
        rests = [
            [p for p in c.body[1 if c.inline_body else 0 :] if not self._is_pure(p.text)] for c in children
        ]
        last = self._last_words(rests, inline=children[-1].inline_body)
        children[-1].body = [p for p in children[-1].body if p not in last]
        return last

    def _last_words(self, rests: list[list[Paragraph]], *, inline: bool) -> list[Paragraph]:
        """`rests`: what stands below the first words of each item."""
        *before, last = rests
        if self.kind != "report" and last and _OF_ALL.match(last[-1].text) and (len(last) > 1 or inline):
            return last[-1:]  # 以上事项，请各单位于每月25日前…
        speaks = self._speaks_of_all if self.kind != "report" else self._binds
        return last if last and not any(before) and speaks(last[0].text) else []

    def _binds(self, text: str) -> bool:
        return has_date(text) and owners_in_text(text) is not None

    def _speaks_of_all(self, text: str) -> bool:
        """各单位要…; or somebody by name who owes something by a date, though each item is one paragraph."""
        return bool(_TO_ALL.match(text)) or self._binds(text)
