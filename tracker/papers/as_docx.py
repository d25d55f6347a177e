"""A described document as a Word file."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.papers.fitting import lines_on_a_page
from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.model import Block, Boxes, Document, Form, Heading, Table, Text
from tracker.papers.word_template import from_template


def as_docx(of: Document) -> bytes:
    if of.template:
        return from_template(of.template, of)
    paper = OfficialDocument(
        form=of.form,
        mark=of.mark,
        number=of.number,
        signer=of.signer,
        made_on=of.made_on,
        lines=lines_on_a_page(of),
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
    for name, annex in of.named_annexes:
        paper.annex(name, annex.title)
        _write(paper, annex.blocks)
    if of.has_imprint:
        paper.imprint(copies=of.copies, agency=of.printed_by or of.agency, on=of.printed_on)
    return paper.to_bytes()


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
