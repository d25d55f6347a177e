"""The text of a PDF page as pieces: runs of characters side by side, each with its place.

pdfium gives the characters in one call; where they stand is asked at both ends of a run, and for each character only on
pages where texts run in several directions."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from ..text.characters import clean
from .pdfscan import Scan

Box = tuple[float, float, float, float]  # left, bottom, right, top
_RUN = re.compile(r"\S+")
_ASKEW = 3  # degrees; scanners are never quite straight


@dataclass(slots=True)
class Piece:
    """A run, or a whole line put together from runs."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    start: int = 0  # index of its first character on the page
    spaced: bool = False  # a blank stands before it
    angle: int = 0  # against upright
    column: int = 0  # 0 on the whole width, else 1 or 2

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(slots=True)
class Letters:
    """The pieces of a page and its box, when most text stands upright."""

    pieces: list[Piece]
    slanted: list[str]  # watermarks
    box: Box
    count: int  # of all letters on the page, seen or not


class Reader:
    """Of one page; it must be open while pieces are split."""

    def __init__(self, page: PdfPage, scan: Scan):
        self._page, self._scan = page, scan
        self._textpage = page.get_textpage()
        self._raw = self._textpage.raw
        self._rect = pdfium.FS_RECTF()
        self._to_rect = ctypes.byref(self._rect)

    def close(self) -> None:
        self._textpage.close()

    def letters(self) -> Letters:
        text = self._text()
        if len(self._scan.angles) <= 1 and not self._scan.is_crowded:
            pieces = [
                piece for run in _RUN.finditer(text) for piece in self._pieces(text, run.start(), run.end())
            ]
        else:
            pieces = self._by_letters(text)
        box = turned(self._page.get_bbox(), self._scan.quarters)
        shown = [p for p in pieces if not self._is_invisible(p)]
        upright = [p for p in shown if not _is_slanted(p.angle) and _is_on(p, box)]
        slanted = [clean(p.text) for p in shown if _is_slanted(p.angle)]
        return Letters(upright, slanted, box, sum(len(p.text) for p in pieces))

    def split(self, piece: Piece, walls: list[float]) -> list[Piece]:
        """The piece cut where walls of a table run through it."""
        out: list[Piece] = []
        for n, letter in enumerate(piece.text):
            box = self._box(piece.start + n)
            middle = (box[0] + box[2]) / 2
            if not out or any(out[-1].left < wall <= middle for wall in walls):
                out.append(Piece(*box, letter, piece.start + n))
            else:
                out[-1].text += letter
                out[-1].right = box[2]
        return out

    def _text(self) -> str:
        """One character for each index of the page."""
        count = self._textpage.count_chars()
        buffer = (ctypes.c_ushort * (count + 1))()
        given = pdfium.FPDFText_GetText(self._raw, 0, count, buffer) if count else 1
        text = bytes(buffer)[: 2 * (given - 1)].decode("utf-16-le", "surrogatepass")
        if len(text) == count == given - 1:
            return text
        codes = (pdfium.FPDFText_GetUnicode(self._raw, n) for n in range(count))
        return "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)

    def _box(self, index: int) -> Box:
        rect = self._rect
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, self._to_rect)
        return rect.left, rect.bottom, rect.right, rect.top

    def _pieces(self, text: str, start: int, end: int) -> list[Piece]:
        """A run of characters, taken apart where it is not one line."""
        first = self._box(start)
        if end == start + 1:
            return [_piece(first, first, text, start, end)]
        last = self._box(end - 1)
        height = first[3] - first[1]
        shift = abs(first[1] - last[1])
        if shift < 0.5 * height and 0 <= last[2] - first[0] <= 1.6 * height * (end - start):
            return [_piece(first, last, text, start, end)]
        return list(self._apart(text, start, end))

    def _apart(self, text: str, start: int, end: int) -> Iterator[Piece]:
        """Letter by letter: a letter that does not follow the one before begins a piece."""
        begin = start
        first = before = self._box(start)
        for index in range(start + 1, end):
            box = self._box(index)
            if not _follows(before, box):
                yield _piece(first, before, text, begin, index)
                begin, first = index, box
            before = box
        yield _piece(first, before, text, begin, end)

    def _by_letters(self, text: str) -> list[Piece]:
        """Pieces of a page with texts in several directions."""
        angles = [
            -1 if letter.isspace() else round(math.degrees(pdfium.FPDFText_GetCharAngle(self._raw, n))) % 360
            for n, letter in enumerate(text)
        ]
        counts = Counter(angle for angle in angles if angle >= 0)
        main = counts.most_common(1)[0][0] if counts else 0
        askew = main if min(main, 360 - main) <= _ASKEW else 0
        pieces: list[Piece] = []
        for start, end in _same(angles):
            pieces += self._of_angle(text, start, end, (angles[start] - askew) % 360)
        return _rejoined(pieces)

    def _of_angle(self, text: str, start: int, end: int, angle: int) -> Iterator[Piece]:
        if min(angle, 360 - angle) <= _ASKEW:
            yield from self._apart(text, start, end)
            return
        boxes = [self._box(n) for n in range(start, end)]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        yield Piece(min(lefts), min(bottoms), max(rights), max(tops), text[start:end], start, angle=angle)

    def _is_invisible(self, piece: Piece) -> bool:
        """Text that nobody sees, beside text that is seen. All of it invisible is what a scanner recognised in its picture."""
        if not self._scan.invisible or self._scan.invisible == self._scan.texts:
            return False
        each = pdfium.FPDFText_GetTextObject(self._raw, piece.start)
        return bool(each) and pdfium.FPDFTextObj_GetTextRenderMode(each) == 3


def _piece(first: Box, last: Box, text: str, start: int, end: int) -> Piece:
    left, low, _, high = first
    _, bottom, right, top = last
    return Piece(
        left, bottom if bottom < low else low, right, top if top > high else high, text[start:end], start, text[start - 1 : start] == " "
    )  # fmt: skip


def _same(angles: list[int]) -> Iterator[tuple[int, int]]:
    """Spans of neighbours with the same angle; blanks (-1) belong to none."""
    start = 0
    for n in range(1, len(angles) + 1):
        if n == len(angles) or angles[n] != angles[start]:
            if angles[start] >= 0:
                yield start, n
            start = n


def _follows(before: Box, box: Box) -> bool:
    height = min(before[3] - before[1], box[3] - box[1])
    overlap = min(before[3], box[3]) - max(before[1], box[1])
    return overlap > 0.5 * height and -0.6 * height < box[0] - before[2] < 0.6 * height


def _rejoined(pieces: list[Piece]) -> list[Piece]:
    """Parts of a line between which a letter of a watermark fell."""
    out: list[Piece] = []
    last: Piece | None = None
    for piece in pieces:
        if piece.angle == 0 and last and not piece.spaced and _follows(_edges(last), _edges(piece)):
            last.text += piece.text
            last.right = piece.right
            continue
        out.append(piece)
        last = piece if piece.angle == 0 else last
    return out


def _edges(piece: Piece) -> Box:
    return piece.left, piece.bottom, piece.right, piece.top


def _is_slanted(angle: int) -> bool:
    off = angle % 90
    return min(off, 90 - off) > _ASKEW


def turned(box: Box, quarters: int) -> Box:
    """The box on a page that was turned clockwise by so many quarters."""
    x0, y0, x1, y1 = box
    if quarters == 1:
        return y0, -x1, y1, -x0
    if quarters == 2:
        return -x1, -y1, -x0, -y0
    return (-y1, x0, -y0, x1) if quarters == 3 else box


def _is_on(piece: Piece, box: Box) -> bool:
    """Not beyond the edge of the paper."""
    x, y = (piece.left + piece.right) / 2, (piece.bottom + piece.top) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
