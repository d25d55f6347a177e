"""区城管局、区住建局（区城管局牵头）于6月底前清淤: a bracket behind several names says which of them leads."""

from __future__ import annotations

import re

from ..proposed import HELPS
from ..text.characters import fold
from .clause import Clause

_LED = re.compile(
    r"(?<=[\u4e00-\u9fff])\((?:由)?(?P<who>[^()（）,;。:、]{2,20}?)(?:总?牵头|主办|抓总)(?:负责|落实|办理|单位)?\)"
)


def without_lead(sentence: str) -> tuple[str, str]:
    """The sentence without such a bracket, and who leads; "" where its words name nobody that stands before it."""
    match = _LED.search(fold(sentence))
    if match is None:
        return sentence, ""
    who = sentence[slice(*match.span("who"))]
    if who not in sentence[: match.start()]:
        return sentence, ""
    return sentence[: match.start()] + sentence[match.end() :], who


def let_lead(clause: Clause, who: str) -> None:
    """Whoever is named so leads the others."""
    leads = [o for o in clause.co if o.name == who and HELPS not in o.rules]
    if leads and not clause.lead:
        clause.co = [o for o in clause.co if o not in leads]
        clause.add("lead", leads)
