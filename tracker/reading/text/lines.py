"""Lines -> paragraphs: text copied out of a PDF is broken in the middle of sentences and is put together here."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from ..blocks import Paragraph
from ..owners.units import looks_like_unit
from ..owners.words import KEY, SUBJECT, key_role
from .characters import fold, split_outside
from .numbering import Label, find_label

_TERMINAL = re.compile(r"[。！？；：:;!?…][”’）)〕】」]*$|[〕】]$|[）)][。]?$")
_MARK = re.compile(r"[—–\-－·*◆●■▪➤\s]+(?=[\u4e00-\u9fff])")
_MAX_BRACKET_LINES = 6
_FIGURES = (
    "ar",
    "ar_paren",
    "ar_rparen",
    "multi2",
    "multi3",
    "cn",
    "cn_paren",
)  # labels that running text may hold too
_OPEN_TITLE = re.compile("《[^《》。；]{0,60}$")
_NO_START = "，。；：、！？）〕】》”’%％"  # no paragraph begins with one of these


def width(text: str) -> int:
    """Display width: a Chinese character takes two columns, as it takes two bytes in GBK."""
    return len(text.encode("gbk", "replace")) if text.isprintable() else _slow_width(text)


def _slow_width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


class _Numbers:
    """The last number of each kind of label."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def see(self, text: str) -> None:
        if label := find_label(text):
            self._last[label.kind] = label.ordinal

    def goes_on_with(self, label: Label | None) -> bool:
        return label is not None and self._last.get(label.kind, -9) + 1 == label.ordinal


@dataclass(slots=True)
class _Page:
    """How the lines of a document are broken."""

    wrap: int  # the column at which lines are broken, or 0 when paragraphs stand on one line each
    count: int  # the number of characters of every broken line, where they all have as many, or 0
    indented: bool  # paragraphs begin with an indent


def join_wrapped(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Paragraphs without the breaks that only the page width made. An empty paragraph is a border."""
    page = _page([p for p in paragraphs if p.text.strip()])
    out: list[Paragraph] = []
    border, joined, last_line, numbers = True, 0, "", _Numbers()
    for paragraph in paragraphs:
        text = _without_mark(paragraph.text.strip())
        if not text:
            border = True
            continue
        head = _head(out, paragraph)
        begins = numbers.goes_on_with(find_label(text))
        if head and joined < _MAX_BRACKET_LINES and not begins and _is_broken(head.text, text):
            out[-1] = _join(head, text, paragraph)
            joined += 1
        elif head and not border and _continues(head, last_line, paragraph, page, begins=begins):
            out[-1] = _join(head, text, paragraph)
            joined = 0
        else:
            out.append(replace(paragraph, text=text, written=paragraph.written.strip()))
            numbers.see(text)
            joined = 0
        last_line, border = (paragraph.written or paragraph.text).rstrip(), False
    return out


def _head(before: list[Paragraph], paragraph: Paragraph) -> Paragraph | None:
    """What the paragraph may go on with; headings go on with nothing."""
    return before[-1] if before and not paragraph.level and not before[-1].level else None


def _is_broken(before: str, line: str) -> bool:
    return _open_bracket(before) or _broken_off(before, line)


def _page(paragraphs: list[Paragraph]) -> _Page:
    texts = [p.written or p.text for p in paragraphs]
    return _Page(_wrap_width(texts), _wrap_count(texts), _first_lines_indented(texts))


def _wrap_count(texts: list[str]) -> int:
    """Characters of a full line where a program cut all lines after as many: most long lines are of one length."""
    lengths = Counter(n for t in texts if (n := len(t.strip())) >= 20)
    if not lengths:
        return 0
    length, count = lengths.most_common(1)[0]
    return length if count >= 5 and 3 * count >= lengths.total() else 0


def _without_mark(text: str) -> str:
    """——责任单位：… is the owner line of the item above; the dash before it says nothing."""
    mark = _MARK.match(text)
    return text[mark.end() :] if mark and KEY.match(fold(text[mark.end() :])) else text


def _join(head: Paragraph, text: str, line: Paragraph) -> Paragraph:
    ends = head.text[-1:] + text[0]
    words = ends.isascii() and ends.isalnum() and not ends.isdigit()  # a number broken over two lines is one
    between = " " if words else ""
    written = head.written or line.written
    if written:
        written = (head.written or head.text) + between + (line.written or line.text).strip()
    return replace(head, text=head.text + between + text, written=written)


def _wrap_width(texts: list[str]) -> int:
    """The column at which lines are broken, or 0 when paragraphs stand on one line each."""
    widths = [width(t.strip()) for t in texts]
    unfinished = [
        w for t, w in zip(texts, widths, strict=True) if not _TERMINAL.search(t.strip()) and w >= 30
    ]
    longest = max(widths, default=0)
    # Only a page width makes several unfinished lines equally long.
    several = sum(1 for w in unfinished if w >= longest - 4) >= 2
    return longest if several or _one_line_breaks(texts, longest) else 0


_RUNNING = re.compile(
    r"[\u4e00-\u9fff][，。；：,;:][^，。；：,;:]*[\u4e00-\u9fff]$"
)  # no title: a stop stands within
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]")


def _one_line_breaks(texts: list[str], longest: int) -> bool:
    """In a text of a few lines a single one may reach the edge: running text that has no end, and words without number
    or field below it."""
    return any(
        width(text) >= max(50, longest - 2)
        and _RUNNING.search(text)
        and not find_label(below)
        and not _FIELD.match(below)
        and (_TERMINAL.search(below) or _RUNNING.search(below))
        for text, below in pairwise(map(str.strip, texts))
    )


def _first_lines_indented(lines: list[str]) -> bool:
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
    if _OPEN_TITLE.search(before):
        return True
    if find_label(line):
        return False
    if before[-1] in "、､，," and not find_label(before[-3:]):
        return not KEY.match(fold(line))  # 市法院、 / 市检察院
    if before[-1].isdigit() and re.match(r"年|月|日|个|项|%", line):
        return True
    if len(before) > 24 and before[-1] in "：:" and _waits_for_value(before):
        return not _FIELD.match(line)  # 完成时间： / 2024年年底前。
    last = re.split(r"[,;。(]", fold(before))[-1]
    if 1 < len(last) <= 6 and not KEY.match(fold(line)[:1]) and KEY.match(last + fold(line)):
        return bool(re.fullmatch(r"[\u4e00-\u9fff]+", last))  # …；完成 / 时限：6月底前
    return _unfinished_owners(before) and not KEY.match(fold(line))


def _waits_for_value(text: str) -> bool:
    """…。完成时间：: a line that is not all of a key word ends with one of owners or dates."""
    last = re.split(r"[,;。(]", fold(text))[-1].strip()
    key = KEY.fullmatch(last)
    return key is not None and key_role(key.group("key")) != "note" and len(last) < len(text.strip())


def _unfinished_owners(text: str) -> bool:
    """责任部门：市发改委、市财政局按照职责分 / 工负责"""
    key = KEY.match(fold(text))
    if not key or key_role(key.group("key")) not in ("lead", "co") or len(text) < 24:
        return False
    last = split_outside(text[key.end() :], "、,; ")[-1:]
    finished = r"(?:负责|落实|配合|牵头|参与|实施|等|。)$"
    return bool(last) and not looks_like_unit(last[0]) and not re.search(finished, last[0])


def _opens_anew(before: str, text: str) -> bool:
    """A line of owners, and a sentence that burdens somebody behind a line of owners that has ended."""
    return bool(KEY.match(fold(_without_mark(text)))) or bool(
        SUBJECT.match(fold(text)) and _ended_owners(before)
    )


def _ended_owners(text: str) -> bool:
    """责任单位：…、开发区管委会, where 各单位要… follows: the list has ended though its line is full."""
    key = KEY.match(fold(text))
    last = (
        split_outside(text[key.end() :], "、,; ")[-1:]
        if key and key_role(key.group("key")) in ("lead", "co")
        else []
    )
    return bool(last) and looks_like_unit(last[0], strict=True)


def _continues(head: Paragraph, last_line: str, line: Paragraph, page: _Page, *, begins: bool) -> bool:
    """Whether `line` goes on with the paragraph whose last line is `last_line`."""
    if not (page.wrap or page.indented):
        return False
    written, text = line.written or line.text, line.text.strip()
    if _opens_anew(head.text, text):
        return False
    reached, finished = width(last_line.rstrip()), bool(_TERMINAL.search(last_line))
    if page.indented:
        # Every paragraph begins with an indent, so a line without one goes on when the line before was full.
        if re.match(r"[\u3000 ]{2,}", written):
            return False
        return reached >= page.wrap - 12 if page.wrap else reached >= 30 and not finished
    if (label := find_label(text)) and _begins_paragraph(label, text, last_line, page, begins=begins):
        return False
    if page.count:
        return len(last_line.strip()) >= page.count - 1
    if finished:
        return last_line[-1] in ")）" and reached >= page.wrap - 3
    return reached >= page.wrap - 14


def _begins_paragraph(label: Label, text: str, last_line: str, page: _Page, *, begins: bool) -> bool:
    """A label that is not the next one of its kind, after a full line that ends in the middle of a sentence, is a figure
    in running text."""
    if re.match(r"\d", text) and re.search(r"[、，,的和与及]$", last_line):
        return False
    if label.kind not in _FIGURES:
        return True
    reached = (
        len(last_line.strip()) >= page.count - 1 if page.count else width(last_line.rstrip()) >= page.wrap - 3
    )
    full = reached and not _TERMINAL.search(last_line)
    return begins or not full or (label.ordinal == 1 and label.kind != "ar")
