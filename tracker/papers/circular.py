"""通报: document form (公文格式). The numbered entries of the signed text stand in a table."""

from __future__ import annotations

import re

from tracker.papers.gbt9704 import OfficialDocument
from tracker.papers.letter_items import LetterItems

# “3．市发改委：办结“…”。…”, as the sweep drafts it and the office leaves or edits it.
ENTRY = re.compile(r"^(\d+)．([^：。]{2,40})：(.+)$")
COLUMNS = [("序号", 14.0), ("单位", 34.0), ("逾期未完成事项", 108.0)]


def circular(of: LetterItems) -> bytes:
    paper = OfficialDocument(
        mark=f"{of.agency}文件", number=of.number, letter_form=False, made_on=of.dated_on
    )
    paper.title(of.dispatch.title)
    paper.addressee(of.addressee)
    _with_tables(paper, of.dispatch.matter)
    paper.body(of.demand)
    if of.rests_on:
        paper.body(f"本通报依据{of.rests_on}发出。")
    paper.signature(of.agency, of.dated_on)
    if of.contact:
        paper.note(of.contact)
    paper.imprint(copies=of.copies, agency=of.agency, on=of.dated_on)
    return paper.to_bytes()


def _with_tables(paper: OfficialDocument, text: str) -> None:
    """Neighbouring entries become the rows of one table, in the words that were signed; the rest is text."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        entry = ENTRY.match(line.strip())
        if entry:
            rows.append(list(entry.groups()))
            continue
        if rows:
            paper.table(columns=COLUMNS, rows=rows)
            rows = []
        paper.body(line)
