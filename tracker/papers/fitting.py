"""How close the lines of a document stand, so that its seal need not go onto a page almost for itself: 可以采取调整行距、字距的
措施解决 (GB/T 9704-2012, 7.3.5.4). What a page takes is reckoned beforehand; where that errs, the end of the text goes with the
seal all the same (`gbt9704.signature`)."""

from __future__ import annotations

from math import ceil

from tracker.papers.model import Document, Form, Heading, Text
from tracker.papers.titles import title_lines, width

PAGE = 225.0  # mm of the type area
LINES = 22  # of the standard on a page
CLOSER = (23, 24)  # whole lines: LibreOffice leaves what is over empty, half of it above the text
IN_A_LINE = 27.7  # characters of 28: marks that may not begin a line take one with them
POINT = 25.4 / 72
SLACK = 1.5  # mm that the reckoning may err
FEW = 3  # lines that are no page
SIGNATURE = 4  # lines: room for the seal, who, when
TITLE_LINE = 36 * POINT
MARK = 1.4  # of its size, the height of the mark's line
AROUND_MARK = {Form.DOCUMENT: 27.0 + 7.0, Form.LETTER: 5.5}  # mm above it, and of its rule


def lines_of(text: str, indent: int = 2) -> int:
    """Of one paragraph."""
    return max(ceil((width(text) + indent) / IN_A_LINE), 1)


def lines_on_a_page(of: Document) -> int:
    """22, or as many more as it takes that the signature still stands on the page where the text ends, and no page is begun
    for a few lines."""
    if not (of.agency and of.signed_on) or of.form == Form.WIDE or of.template:
        return LINES
    if not all(isinstance(block, Text | Heading) for block in of.blocks):
        return LINES  # how high a table becomes is told by its cells
    fixed, text = _fixed(of), _lines(of)
    end = SIGNATURE + (lines_of(f"（{of.contact}）") if of.contact else 0) + _foot(of)
    pages = max(ceil((fixed + (text - FEW) * PAGE / LINES) / PAGE), 1)
    if fixed + (text + end) * PAGE / LINES <= pages * PAGE:
        return LINES
    fitting = (n for n in CLOSER if fixed + (text + end) * PAGE / n + SLACK <= pages * PAGE)
    return next(fitting, LINES)


def _fixed(of: Document) -> float:
    """mm that stand as they are: the mark, what is above it, the title."""
    found = TITLE_LINE * len(title_lines(of.title))
    if of.form in AROUND_MARK:
        size = min(round(156 / max(len(of.mark), 1) / POINT * 0.96), 54)
        found += MARK * size * POINT + AROUND_MARK[of.form]
    return found + len(of.lines) * 24 * POINT


def _lines(of: Document) -> int:
    """From the number to the last line of the text."""
    found = {Form.DOCUMENT: 2, Form.LETTER: 1}.get(of.form, 0)
    found += 3 if of.addressee and found else 0  # around the title
    found += lines_of(f"{of.addressee}：", 0) if of.addressee else 0
    for block in of.blocks:
        if isinstance(block, Heading):
            found += lines_of(block.text)
        elif isinstance(block, Text):
            found += sum(lines_of(line.strip()) for line in block.text.splitlines() if line.strip())
    return found + (1 + len(of.listed_titles) if of.listed_titles else 0)


def _foot(of: Document) -> int:
    """The imprint, where no annex follows."""
    if not of.has_imprint or of.annexes:
        return 0
    return 2 + (lines_of(of.copies) if of.copies else 0)
