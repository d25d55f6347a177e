"""Lines -> paragraphs: text copied out of a PDF is broken in the middle of sentences and is put together here."""

from __future__ import annotations

import re
import unicodedata

from .blocks import Paragraph
from .characters import fold
from .numbering import find_label
from .ownerwords import KEY

_TERMINAL = re.compile(r"[。！？；：:;!?…][”’）)〕】」]*$|[〕】]$|[）)][。]?$")
_PAGE = re.compile(
    r"^\s*(?:[-—–－·]{1,3}\s*\d{1,4}\s*[-—–－·]{1,3}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}|\d{1,3})\s*$"
)
_MARK = re.compile(r"[—–\-－·*◆●■▪➤\s]+(?=[\u4e00-\u9fff])")
_MAX_BRACKET_LINES = 6


def is_page_number(text: str) -> bool:
    return bool(_PAGE.match(text))


def width(text: str) -> int:
    """Display width: a Chinese character takes two columns, as it takes two bytes in GBK."""
    return len(text.encode("gbk", "replace")) if text.isprintable() else _slow_width(text)


def _slow_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def join_wrapped(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs without the breaks that only the page width made. An empty paragraph is a border."""
    wrap = _wrap_width([p.text for p in paragraphs if p.text.strip()])
    indented = _first_lines_indented(paragraphs) if wrap else False
    out: list[Paragraph] = []
    border, joined, last_line = True, 0, ""
    for paragraph in paragraphs:
        text = _without_mark(paragraph.text.strip())
        if not text:
            border = True
            continue
        continues = bool(out) and not paragraph.level and not out[-1].level
        broken = continues and (_open_bracket(out[-1].text) or _in_list(out[-1].text, text))
        if broken and joined < _MAX_BRACKET_LINES:
            out[-1] = _join(out[-1], text)
            joined += 1
        elif (
            continues
            and wrap
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
    glue = (
        " "
        if head.text[-1:].isascii() and head.text[-1:].isalnum() and text[0].isascii() and text[0].isalnum()
        else ""
    )
    return Paragraph(head.text + glue + text, head.place, head.level)


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
    return 0 < indented < 0.8 * len(lines)


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


def _in_list(before: str, after: str) -> bool:
    """市法院、 / 市检察院: nothing ends with an enumeration comma."""
    return (
        before[-1:] in "、､"
        and not find_label(before[-3:])
        and not find_label(after)
        and not KEY.match(fold(after))
    )


def _continues(head: Paragraph, last_line: str, line: str, wrap: int, *, indented: bool) -> bool:
    """Whether `line` goes on with the paragraph whose last line is `last_line`."""
    reached = width(last_line.rstrip())
    if KEY.match(fold(_without_mark(line.strip()))):
        return False
    if indented:
        # Every paragraph begins with an indent, so a line without one goes on when the line before was full.
        return not re.match(r"[\u3000 ]{2,}", line) and reached >= wrap - 12
    if find_label(line) and not (re.match(r"\d", line.strip()) and re.search(r"[、，,的和与及]$", last_line)):
        return False
    if _TERMINAL.search(last_line):
        return last_line[-1] in ")）" and reached >= wrap - 3
    return reached >= wrap - 14
