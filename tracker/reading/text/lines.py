"""Lines -> paragraphs: text copied out of a PDF is broken in the middle of sentences and is put together here."""

from __future__ import annotations

import re
import unicodedata

from ..blocks import Paragraph
from ..owners.units import looks_like_unit
from ..owners.words import KEY, key_role
from .characters import fold, split_outside
from .numbering import find_label

_TERMINAL = re.compile(r"[。！？；：:;!?…][”’）)〕】」]*$|[〕】]$|[）)][。]?$")
_MARK = re.compile(r"[—–\-－·*◆●■▪➤\s]+(?=[\u4e00-\u9fff])")
_MAX_BRACKET_LINES = 6
_NO_START = "，。；：、！？）〕】》”’%％"  # no paragraph begins with one of these


def width(text: str) -> int:
    """Display width: a Chinese character takes two columns, as it takes two bytes in GBK."""
    return len(text.encode("gbk", "replace")) if text.isprintable() else _slow_width(text)


def _slow_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def join_wrapped(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs without the breaks that only the page width made. An empty paragraph is a border."""
    wrap = _wrap_width([p.text for p in paragraphs if p.text.strip()])
    indented = _first_lines_indented(paragraphs)
    out: list[Paragraph] = []
    border, joined, last_line = True, 0, ""
    for paragraph in paragraphs:
        text = _without_mark(paragraph.text.strip())
        if not text:
            border = True
            continue
        continues = bool(out) and not paragraph.level and not out[-1].level
        broken = continues and (_open_bracket(out[-1].text) or _broken_off(out[-1].text, text))
        if broken and joined < _MAX_BRACKET_LINES:
            out[-1] = _join(out[-1], text)
            joined += 1
        elif (
            continues
            and (wrap or indented)
            and not border
            and _continues(out[-1], last_line, paragraph.text, wrap, indented=indented)
        ):
            out[-1] = _join(out[-1], text)
            joined = 0
        else:
            out.append(Paragraph(text, paragraph.place, paragraph.level))
            joined = 0
        last_line, border = paragraph.text.rstrip(), False
    return out


def _without_mark(text: str) -> str:
    """——责任单位：… is the owner line of the item above; the dash before it says nothing."""
    mark = _MARK.match(text)
    return text[mark.end() :] if mark and KEY.match(fold(text[mark.end() :])) else text


def _join(head: Paragraph, text: str) -> Paragraph:
    ends = head.text[-1:] + text[0]
    words = ends.isascii() and ends.isalnum() and not ends.isdigit()  # a number broken over two lines is one
    return Paragraph(head.text + (" " if words else "") + text, head.place, head.level)


def _wrap_width(texts: list[str]) -> int:
    """The column at which lines are broken, or 0 when paragraphs stand on one line each."""
    widths = [width(t.strip()) for t in texts]
    unfinished = [
        w for t, w in zip(texts, widths, strict=True) if not _TERMINAL.search(t.strip()) and w >= 30
    ]
    if len(unfinished) < 2:
        return 0
    longest = max(widths)
    # Only a page width makes several unfinished lines equally long.
    return longest if sum(1 for w in unfinished if w >= longest - 4) >= 2 else 0


def _first_lines_indented(paragraphs: list[Paragraph]) -> bool:
    lines = [p.text for p in paragraphs if p.text.strip()]
    indented = sum(1 for t in lines if re.match(r"[\u3000 ]{2,}", t))
    return 0.2 * len(lines) < indented < 0.8 * len(lines)


def _open_bracket(text: str) -> bool:
    """A bracket of the last few hundred characters is still open and no sentence has ended since."""
    folded = fold(text[-400:])
    if folded.rfind("(") <= folded.rfind(")") and folded.count("(") == folded.count(")"):
        return False  # the usual case, told cheaply
    depth = 0
    for c in folded:
        if c == "(":
            depth += 1
        elif c == ")":
            depth = max(0, depth - 1)
        elif c == "。":
            depth = 0
    return depth > 0


def _broken_off(before: str, line: str) -> bool:
    """Whether the text before cannot have ended there, whatever the width of the page."""
    if line[0] in _NO_START:
        return True
    if find_label(line):
        return False
    if before[-1] in "、､" and not find_label(before[-3:]):
        return not KEY.match(fold(line))  # 市法院、 / 市检察院
    if before[-1].isdigit() and re.match(r"年|月|日|个|项|%", line):
        return True
    last = re.split(r"[,;。(]", fold(before))[-1]
    if 1 < len(last) <= 6 and not KEY.match(fold(line)[:1]) and KEY.match(last + fold(line)):
        return bool(re.fullmatch(r"[\u4e00-\u9fff]+", last))  # …；完成 / 时限：6月底前
    return _unfinished_owners(before) and not KEY.match(fold(line))


def _unfinished_owners(text: str) -> bool:
    """责任部门：市发改委、市财政局按照职责分 / 工负责"""
    key = KEY.match(fold(text))
    if not key or key_role(key.group("key")) not in ("lead", "co") or len(text) < 24:
        return False
    last = split_outside(text[key.end() :], "、,; ")[-1:]
    finished = r"(?:负责|落实|配合|牵头|参与|实施|等|。)$"
    return bool(last) and not looks_like_unit(last[0]) and not re.search(finished, last[0])


def _continues(head: Paragraph, last_line: str, line: str, wrap: int, *, indented: bool) -> bool:
    """Whether `line` goes on with the paragraph whose last line is `last_line`."""
    reached = width(last_line.rstrip())
    if KEY.match(fold(_without_mark(line.strip()))):
        return False
    if indented:
        # Every paragraph begins with an indent, so a line without one goes on when the line before was full.
        if re.match(r"[\u3000 ]{2,}", line):
            return False
        return reached >= wrap - 12 if wrap else reached >= 30 and not _TERMINAL.search(last_line)
    if find_label(line) and not (re.match(r"\d", line.strip()) and re.search(r"[、，,的和与及]$", last_line)):
        return False
    if _TERMINAL.search(last_line):
        return last_line[-1] in ")）" and reached >= wrap - 3
    return reached >= wrap - 14
