"""What readers hand on: paragraphs and tables in document order, each knowing its place in the file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Paragraph:
    text: str  # one paragraph; lines that the author kept apart are separate paragraphs
    place: str = ""  # 第12行, 第3页, 第5段
    level: int = 0  # 1..6 when the file marks it as a heading, 9 as the title; 0 when it does not say
    number: int = 0  # running number in the document, set by the outline
    written: str = ""  # as the document has it, where `text` is spelled in another way for recognition


@dataclass(slots=True)
class Table:
    """A grid of cell texts. A merged area repeats nothing: its text stands in its first cell, `merges` gives areas
    as (top, left, bottom, right), all inclusive."""

    rows: list[list[str]]
    place: str = ""
    name: str = ""  # name of the sheet or caption
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    knows_merges: bool = True  # False for CSV, where a merged cell is just an empty one
    first_row: int = 1  # number of the first row in the file


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
                ["p", b.text, b.place, b.level]
                if isinstance(b, Paragraph)
                else ["t", b.rows, b.place, b.name, b.merges, b.knows_merges, b.first_row]
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
                rows, place, name, merges, knows, first = rest
                blocks.append(Table(rows, place, name, [tuple(m) for m in merges], knows, first))
        return cls(blocks, plain["warnings"], plain["format"], plain["wrapped"])
