"""What a table without format would do when a spreadsheet opens it: cells that it takes for a program's name and its words, or
for a question to another machine. The text is gone through once."""

from __future__ import annotations

import re

from ..blocks import Document
from .acts import FORMULA, NO_ACT, Act
from .textfile import decode

SEPARATOR = re.compile(
    r"\A\ufeff?\"?sep=(.)", re.IGNORECASE
)  # Excel parts the cells where the first line says
BEGINS = re.compile(r"(?:^|[,;\t\r\n])([ \x0b\x0c\"'\xa0\u3000\ufeff]*)[=+\-@＝＋－＠]")
LINE_END = re.compile(r"[\r\n]")
# To the quotation mark that ends the cell; within it they stand in pairs, and blanks before the sign may be lines.
CELL_IN_QUOTES = re.compile(
    r"(?:^|[,;\t\r\n])[ \xa0\u3000\ufeff]*\"\s*[=+\-@＝＋－＠]([^\"]*(?:\"\"[^\"]*)*)"
)
ASKING = re.compile(r"(?<![A-Z])(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s*\(", re.IGNORECASE)
# A function that is given to another one by its name alone: =MAP(A1,WEBSERVICE).
GIVEN = re.compile(r"[,;(]\s*(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\s*[,;)]", re.IGNORECASE)
TAKING = re.compile(
    r"(?<![A-Z])(?:MAP|REDUCE|SCAN|BYROW|BYCOL|MAKEARRAY|LET|LAMBDA|GROUPBY|PIVOTBY)\s*\(", re.IGNORECASE
)


def read(data: bytes) -> Document:
    return found_in(data).to_document()


def found_in(content: bytes) -> Act:
    """Raises UnreadableDocument for what is no text."""
    text = decode(content)[0]
    if named := SEPARATOR.match(text):
        text = text.replace(named[1], ",")
    asks = any(_asks(cell[1]) for cell in CELL_IN_QUOTES.finditer(text)) or _asks_in_a_line(text)
    return Act(FORMULA, "|") if asks else NO_ACT


def _asks_in_a_line(text: str) -> bool:
    """Which sign parts the cells, nobody knows: what follows on the first that begins like a formula is looked at as one, to
    the end of the line."""
    at = 0
    while match := BEGINS.search(text, at):
        ends = LINE_END.search(text, match.end())
        at = ends.start() if ends else len(text)
        if _asks(text[match.end() : at]):
            return True
    return False


def _asks(said: str) -> bool:
    piped = said.find("|")
    return (
        (piped >= 0 and said.find("!", piped) >= 0)
        or ASKING.search(said) is not None
        or (TAKING.search(said) is not None and GIVEN.search(said) is not None)
    )
