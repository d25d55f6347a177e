"""What readers hand on: paragraphs and tables in document order, each knowing its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field

# Kinds of paragraphs. All but TEXT stand beside the running text: they neither begin, continue nor end an item of it.
TEXT, BOX, NOTE, MARGIN = "text", "text box", "note", "margin"


@dataclass(slots=True)
class Paragraph:
    text: str  # one paragraph; lines that the author kept apart are separate paragraphs
    place: str = ""  # 第12行, 第3页, 第5段
    level: int = 0  # 1..6 when the file marks it as a heading, 9 as the title; 0 when it does not say
    number: int = 0  # running number in the document, set by the outline
    # BOX a text box, NOTE a foot or end note, MARGIN a page header that bears a mark of secrecy.
    kind: str = TEXT
    page: int = 0  # counted from 1; 0 where the file knows no pages
    written: str = ""  # as the document has it, where `text` is spelled in another way for recognition


@dataclass(slots=True)
class Table:
    """A grid of cell texts. A merged area repeats nothing: its text stands in its first cell, `merges` gives areas
    as (top, left, bottom, right), all inclusive. Rows and columns that the file hides are not in it."""

    rows: list[list[str]]
    place: str = ""
    name: str = ""  # name of the sheet or caption
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    knows_merges: bool = True  # False for CSV, where a merged cell is just an empty one
    first_row: int = 1  # number of the first row in the file
    numbers: list[int] = field(
        default_factory=list
    )  # of all rows in the file, where some are left out; else empty
    page: int = 0  # on which it begins

    def row_number(self, index: int) -> int:
        """The number of the row in the file, as a person finds it there."""
        return self.numbers[index] if index < len(self.numbers) else self.first_row + index


@dataclass(slots=True)
class Document:
    """A file as blocks. `wrapped` says that lines may be broken in the middle of a sentence."""

    blocks: list[Paragraph | Table] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    format: str = ""
    wrapped: bool = False

    def to_plain(self) -> dict:
        """Only lists, strings and numbers, so that it crosses a process border as JSON."""
        return {
            "blocks": [
                ["p", b.text, b.place, b.level, b.number, b.kind, b.page]
                if isinstance(b, Paragraph)
                else ["t", b.rows, b.place, b.name, b.merges, b.knows_merges, b.first_row, b.numbers, b.page]
                for b in self.blocks
            ],
            "warnings": self.warnings,
            "format": self.format,
            "wrapped": self.wrapped,
        }

    @classmethod
    def from_plain(cls, plain: dict) -> Document:
        blocks: list[Paragraph | Table] = []
        for kind, *rest in plain["blocks"]:
            if kind == "p":
                blocks.append(Paragraph(*rest))
            else:
                rows, place, name, merges, *others = rest
                blocks.append(Table(rows, place, name, [tuple(m) for m in merges], *others))
        return cls(blocks, plain["warnings"], plain["format"], plain["wrapped"])
