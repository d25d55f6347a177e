"""A described document as a Word file."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.model import Block, Boxes, Document, Form, Heading, Table, Text
from tracker.papers.word_template import from_template


def as_docx(of: Document) -> bytes:
    if of.template:
        return from_template(of.template, of)
    paper = OfficialDocument(
        form=of.form, mark=of.mark, number=of.number, signer=of.signer, made_on=of.made_on
    )
    paper.title(of.title, spaced=of.form in (Form.DOCUMENT, Form.LETTER) and bool(of.addressee))
    for line in of.lines:
        paper.line(line)
    if of.addressee:
        paper.addressee(of.addressee)
    _write(paper, of.blocks)
    paper.annexes(of.listed_titles)
    if of.agency and of.signed_on:
        paper.signature(of.agency, of.signed_on)
    if of.contact:
        paper.note(of.contact)
    for annex in of.annexes:
        paper.annex(_name(of, annex.title) if annex.is_listed else "", annex.title)
        _write(paper, annex.blocks)
    if of.has_imprint:
        paper.imprint(copies=of.copies, agency=of.printed_by or of.agency, on=of.signed_on or of.made_on)
    return paper.to_bytes()


def _name(of: Document, title: str) -> str:
    titles = of.listed_titles
    return f"附件{titles.index(title) + 1}" if len(titles) > 1 else "附件"


def _write(paper: OfficialDocument, blocks: Iterable[Block]) -> None:
    for block in blocks:
        if isinstance(block, Heading):
            paper.heading(block.text, block.level)
        elif isinstance(block, Table):
            paper.table(block)
        elif isinstance(block, Boxes):
            paper.signatures(block.names)
        else:
            _text(paper, block)


def _text(paper: OfficialDocument, block: Text) -> None:
    """The mark stands behind the last paragraph."""
    before, _break, last = block.text.rpartition("\n") if block.mark else (block.text, "", "")
    paper.body(before)
    if block.mark:
        paper.marked(last.strip(), block.mark)
