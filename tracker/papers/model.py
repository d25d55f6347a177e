"""One description of a document, from which docx, PDF, html and xlsx are written: what it says, never how it looks.

    Document(title="…", made_on=…, blocks=(Heading("一、…"), Text("…"), Table(columns=…, rows=…)))

Who makes a new kind of paper describes it with these and names it in `kinds.py`; the writers are `as_docx`, `as_pdf`,
`as_html` and `as_xlsx`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Form(StrEnum):
    """The page: GB/T 9704-2012 in its document form and its letter form (chapter 10); the same type area without a red
    head, for what stays in the house; A3 across, for registers."""

    DOCUMENT = "document"
    LETTER = "letter"
    PLAIN = "plain"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class Text:
    """Each line becomes a paragraph that begins two characters in. `mark`: said behind it in smaller letters, such as
    the evidence of a sentence."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """With its number as written: 一、 in 黑体 (level 1), （一） in 楷体 (2), 1. and (1) as the text (3, 4)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    mm: float  # of the printed page; in a spreadsheet the same share
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: cells as text or numbers, as many as columns. Equal neighbours in the first `merged` columns become one
    cell, each within that before it. `about`: per row the id of the task it speaks of, for the links of the page."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | int | float]]
    title: str = ""
    merged: int = 0
    about: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes side by side, high enough for a seal or a name by hand."""

    names: Sequence[str]


Block = Text | Heading | Table | Boxes


@dataclass(frozen=True, slots=True)
class Annex:
    """附件 or 回执: on a page of its own behind the text, before the imprint. `is_listed`: named under the text as 附件."""

    title: str
    blocks: Sequence[Block]
    is_listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    title: str
    made_on: date  # what its files are dated by
    blocks: Sequence[Block]
    file_title: str = ""  # what its files are called, where the title alone would not tell them apart
    form: Form = Form.PLAIN
    mark: str = ""  # the agency's mark in red; with 文件 in the document form
    number: str = ""
    # 签发人, of what goes up: beside the number, "" leaves its place for a pen; None: not named.
    signer: str | None = None
    addressee: str = ""
    lines: Sequence[str] = ()  # under the title: the day, the unit of measure, the filter
    agency: str = ""  # who signs; empty: nobody
    signed_on: date | None = None
    contact: str = ""
    copies: str = ""
    has_imprint: bool = False  # 版记
    printed_by: str = ""  # 印发机关, where it is not who signs
    annexes: Sequence[Annex] = field(default=())
    enclosed: Sequence[str] = ()  # files that go out beside it, by their names
    template: bytes = b""  # a Word file of the office's own, in place of the page that `form` means

    @property
    def printed_on(self) -> date:
        return self.signed_on or self.made_on

    @property
    def listed_titles(self) -> list[str]:
        """What stands under the text as 附件."""
        return [*(annex.title for annex in self.listed), *self.enclosed]

    @property
    def named_annexes(self) -> list[tuple[str, Annex]]:
        """Each with 附件1, 附件2 … above its title, 附件 where it is the only one; a form that is not listed has no name."""
        titles = self.listed_titles
        alone = len(titles) == 1
        return [
            (("附件" if alone else f"附件{titles.index(each.title) + 1}") if each.is_listed else "", each)
            for each in self.annexes
        ]

    @property
    def listed(self) -> list[Annex]:
        return [annex for annex in self.annexes if annex.is_listed]

    @property
    def tables(self) -> list[Table]:
        blocks = [*self.blocks, *(block for annex in self.annexes for block in annex.blocks)]
        return [block for block in blocks if isinstance(block, Table)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Files in folders, for a zip. `index`: the readable table of contents, which stands in it as html."""

    title: str
    made_on: date
    index: Document
    files: Sequence[tuple[str, bytes]]


def spans(table: Table) -> list[list[int]]:
    """For each row, how many rows its cell goes down in each merged column; 0: it belongs to the cell above."""
    found = [[1] * table.merged for _ in table.rows]
    for column in range(table.merged):
        start = 0
        for at in range(1, len(table.rows)):
            if table.rows[at][: column + 1] == table.rows[at - 1][: column + 1]:
                found[start][column] += 1
                found[at][column] = 0
            else:
                start = at
    return found
