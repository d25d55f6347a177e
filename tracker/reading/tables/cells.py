"""The words of one cell: lines that only the width of the column broke are put together, numbers before names and
the persons beside them are taken off."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..owners.units import is_group, looks_like_unit
from ..text.characters import fold, split_outside
from ..text.numbering import find_label

_ROLE_WORD = r"(?:牵头|主办|配合|协办|协助|参与|参加|负责|落实)"
_ROLE_END = re.compile(rf"{_ROLE_WORD}$")
_ROLE_START = re.compile(rf"(?:等[^级]|等$|[（(]?{_ROLE_WORD}(?![^:：]{{0,4}}[:：]))")
_JOINT = re.compile(r"[、，,；;)）]|[和与及暨]")
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩]\s*")
_ORDINAL = re.compile(r"(?:(?<=^)|(?<=[\s、,;。]))(?:\(\d{1,2}\)|\d{1,2}[.、)](?!\d))\s*", re.M)
# 市委 at the end of a line, 组织部 at the beginning of the next: one organ.
_ORGAN = re.compile(r"(?:[省市县区州旗]委|政府|人大|政协)$")
_OF_ORGAN = re.compile(
    r"(?:办公|组织|宣传|统战|政法|机构编制|编办|网信|党校|督查|研究|老干|社会工作|机关|直属|巡[察视]|外[办事]|改革|深改|"
    r"依法|全面依法|财经|审计|教育|国安|台办|常委|保密|党史)"
)
_REST = 4  # characters of a name that the width of the column left for the next line
_UNIT_WORDS = re.compile(r"[省市县区州旗乡镇各]|牵头|主办|配合|协办")


_NOTHING = re.compile(r"[-—－/\\]+|(?:暂|[尚仍]?)无|没有|无(?:存在)?问题")


def said(text: str) -> str:
    """The words of a cell; none where they only say that there is nothing."""
    return "" if _NOTHING.fullmatch(text) else text


def flat(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()


def lines(text: str) -> str:
    """Lines of a cell; only a new number starts a new line, other breaks come from the column width."""
    return _rejoined(text, _joint_of_words)


def _joint_of_words(last: str, line: str) -> str | None:
    return None if find_label(line) or last.endswith(("。", "；", ";")) else ""


def owner_words(text: str) -> str:
    """The text of a cell of units, one line for each that the author began anew, without 1. and ① before names."""
    return _rejoined(_without_ordinals(text), _joint_of_owners)


def _joint_of_owners(last: str, line: str) -> str | None:
    if _goes_on(last, line):
        return ""
    return "，" if _ROLE_END.search(last) else None  # 甲牵头 / 乙、丙配合: one sentence


def _rejoined(text: str, joint: Callable[[str, str], str | None]) -> str:
    """The lines of a cell, joined where the column's width broke them. `joint`: what stands between the text so far and
    the next line; None where a new line begins."""
    out: list[str] = []
    for line in filter(None, (piece.strip() for piece in text.split("\n"))):
        between = joint(out[-1], line) if out else None
        if between is None:
            out.append(line)
        else:
            out[-1] += between + line
    return "\n".join(out)


def _without_ordinals(text: str) -> str:
    text = _CIRCLED.sub("\n", text)
    folded = fold(text)
    for match in reversed(list(_ORDINAL.finditer(folded))):
        text = text[: match.start()] + text[match.end() :]
    return text


def _goes_on(line: str, following: str) -> bool:
    """Whether `following` continues the name that `line` broke off."""
    folded = fold(line)
    if folded.count("(") > folded.count(")"):
        return True
    if folded[-1] in ",;、。:/" or _JOINT.match(following) or _ROLE_START.match(following):
        return True
    if _ROLE_END.search(line):
        return False
    last = (split_outside(line, "、,;: ") or [line])[-1]
    if _ORGAN.search(last) and _OF_ORGAN.match(following):
        return True
    first = re.split("[（(]", (split_outside(following, "、,;: ") or [following])[0])[0]
    if not (looks_like_unit(first) or is_group(first)) and looks_like_unit(last + first, strict=True):
        return len(first) <= _REST  # 市政府办 / 公室
    return not (looks_like_unit(last, strict=True) or folded[-1] == ")" or last.endswith("等"))


def without_people(text: str) -> str:
    """Units of a cell that names them with their persons: 市信访局 张某、市司法局（李某） -> 市信访局、市司法局."""
    text = re.sub(
        r"[（(][^（()）]*[)）]", lambda m: m.group() if _UNIT_WORDS.search(m.group()) else " ", text
    )
    tokens = [t for part in split_outside(text, "\n、,;/:") for t in part.split()]
    sure = [t for t in tokens if looks_like_unit(t, strict=True) or is_group(t)]
    return "、".join(t for t in tokens if t in sure or (sure and _PLACE.fullmatch(t)))


_PLACE = re.compile("[\u4e00-\u9fff]{2,4}[市县区旗]")  # 市水利局；乐平市/李军


def date_words(text: str) -> str:
    """The words of a date cell in one line; single characters set apart (长 期, 12 月 底) are put together."""
    text = text.replace("\n", "")
    return "".join(text.split()) if all(len(piece) <= 2 for piece in text.split()) else text
