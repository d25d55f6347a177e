"""A document -> what it proposes. The one entrance of the pure part of the importer.

proposal = propose(data, "报告.docx", year=2025)      # bytes in, dataclasses out, nothing stored
to_json(proposal)                                     # what import_source --dry-run --json prints
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

from .blocks import BOX, NOTE, TEXT, Document, Paragraph, Table
from .figures import find_figures
from .outline import passages
from .outline import tree as outline
from .outline.items import YOU, ask_for_past, item_of
from .outline.letterhead import Head, first_unit_leads, read_head
from .outline.tree import Node
from .outline.walker import Prose
from .owners.clause import unit_names
from .owners.habits import with_named_ends
from .owners.holders import with_holders
from .owners.parties import parties, under_their_names
from .owners.reporting import reporting_unit, take_on
from .owners.subjects import joined, owners_in_text
from .owners.units import is_group
from .owners.words import PLAIN_UNIT
from .proposed import FROM_TEXT, Proposal, ProposedFigure, ProposedItem
from .readers import read_document
from .readers.furniture import is_page_number
from .sections import problems, roles
from .sections.fates import fates_of
from .tables import matrix
from .tables.flattened import with_tables
from .tables.reader import Row, TableReader
from .tables.records import with_records
from .tables.several import noted, parts
from .tables.template import header_of, read_own_table
from .text.breaks import apart, joined_numbers
from .text.lines import join_wrapped
from .text.running import without_running_heads
from .text.shadow import shadowed
from .text.traditional import simplified, told_back

CUTS = ("auto", "item", "sentence", "clause")
__all__ = ["CUTS", "Proposal", "propose", "propose_blocks", "to_json"]


def propose(data: bytes, filename: str, *, year: int | None = None, cut: str = "auto") -> Proposal:
    """What the document proposes. `year`: the year that dates without a year belong to, if the caller knows it.
    `cut`: one of CUTS, how finely running text becomes items.

    Raises `readers.UnreadableDocument`, whose text is one Chinese sentence for the person who uploaded the file."""
    return propose_blocks(read_document(data, filename), filename, year=year, cut=cut)


def propose_blocks(
    document: Document, filename: str = "", *, year: int | None = None, cut: str = "auto"
) -> Proposal:
    """The same for a document that has been read already."""
    with _without_collecting():
        document, back = simplified(document)
        proposal = _propose(document, filename, year, cut)
        if back is not None:
            told_back(proposal, back)
        return proposal


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A long list makes a hundred thousand objects that all stay: looking for garbage among them doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _propose(document: Document, filename: str, year: int | None, cut: str) -> Proposal:
    document, boxes = _set_apart(_with_tables(document))
    blocks = _paragraphs(document)
    first_leads = any(isinstance(b, Paragraph) and first_unit_leads(b.text) for b in blocks)
    root = outline.build(blocks, first_leads=first_leads)
    head = read_head(root, filename=filename, year=year)
    passages.number_nodes(root)
    kind = roles.assign(root, head.title or filename)
    proposal = Proposal(filename, head.title, head.issuer, head.addressee, head.number, head.dated_on, head.year,
                        head.report_year, kind, warnings=list(document.warnings))  # fmt: skip
    proposal.outline = passages.outline_nodes(root)
    collected = passages.Passages()
    collected.add_outline(root, head.roles)
    tables = _tables(root, collected, proposal, first_leads=first_leads)
    _prose(root, kind, collected, proposal, first_leads=first_leads, tables=tables, cut=cut, front=head.roles)
    _read_boxes(boxes, len(blocks), collected, proposal, cut=cut)
    proposal.passages, proposal.items = collected.numbered()
    with_holders(proposal.items)
    under_their_names(proposal.items, parties(p.text for p in proposal.passages))
    if kind == "report" and (unit := reporting_unit(proposal.title, proposal.issuer)):
        take_on(proposal.tasks, unit)
    if kind == "report" and proposal.dated_on:
        ask_for_past(proposal.tasks, proposal.dated_on)
    if proposal.kind == "report":
        proposal.figures = _figures(root, head, collected)
    elif proposal.kind == "other" and any(r.item for _, rows in tables for r in rows):
        proposal.kind = "list"
    proposal.fates = fates_of(proposal)
    _warn(proposal)
    return proposal


def _with_tables(document: Document) -> Document:
    """Plain text in which the tables that were copied into it are tables again."""
    if document.format != "txt":
        return document
    blocks = with_tables([block.text for block in document.blocks if isinstance(block, Paragraph)])
    warnings = list(document.warnings)
    if any(isinstance(block, Table) for block in blocks):
        warnings.append("文件里的表格已变成文字，按表头和序号拼回了表格，请逐行核对。")
    return Document(blocks, warnings, document.format, document.wrapped)


def _set_apart(document: Document) -> tuple[Document, list[Paragraph]]:
    """The running text, and the text boxes, which are read by themselves. Notes are read by nobody, and the officer is told."""
    beside = [b for b in document.blocks if isinstance(b, Paragraph) and b.kind in (BOX, NOTE)]
    blocks = [b for b in document.blocks if isinstance(b, Table) or b.kind == TEXT]
    if not beside or not blocks:
        return document, []
    warnings = list(document.warnings)
    for kind, what in ((BOX, "文本框里的文字单独读取，排在正文之后"), (NOTE, "脚注里的文字没有列为任务")):
        words = [b.text for b in beside if b.kind == kind]
        if words:
            warnings.append(f"{what}（{'；'.join(words)[:60]}），请核对。")
    boxes = [b for b in beside if b.kind == BOX]
    return Document(blocks, warnings, document.format, document.wrapped), boxes


def _read_boxes(
    boxes: list[Paragraph], after: int, collected: passages.Passages, proposal: Proposal, *, cut: str
) -> None:
    """What stands in text boxes, after the running text; a paragraph without a number of its own is offered."""
    if not boxes:
        return
    root = outline.build(_paragraphs(Document(list(boxes))), after=after)
    passages.number_nodes(root, within="文本框")
    for node in root.walk():
        node.role = "list"
    collected.add_outline(root, {}, within="文本框/")
    for draft in Prose(root, "plan", first_leads=False, cut=cut).collect():
        if not draft.address.startswith("文本框"):
            draft.address = f"文本框/{draft.address}"
        collected.add_draft(draft, item_of(draft, year=proposal.year))


def _paragraphs(document: Document) -> list[Paragraph | Table]:
    """The blocks as recognition reads them: in one spelling, with the breaks of the author and no others."""
    out: list[Paragraph | Table] = []
    run: list[Paragraph] = []
    for block in joined_numbers(shadowed(without_running_heads(document.blocks))):
        if isinstance(block, Paragraph):
            if not is_page_number(block.text):
                run.append(block)
            continue
        out += join_wrapped(run)
        run = []
        out.append(block)
    return with_named_ends(with_records(list(apart([*out, *join_wrapped(run)]))))


def _tables(
    root: Node, collected: passages.Passages, proposal: Proposal, *, first_leads: bool
) -> list[tuple[Node, list[Row]]]:
    out = []
    plans = bool(re.search("计划|安排|方案", proposal.title))
    reader, before = TableReader(year=proposal.year, first_leads=first_leads, plans=plans), 0
    for index, (number, node, table) in enumerate(root.tables, start=1):
        is_report = proposal.kind == "report"
        done = is_report and node.role in ("results", "duty")
        header = header_of(table)  # our own template or export is read cell by cell
        if header is not None:
            rows, warnings = read_own_table(table, header, year=proposal.year)
        else:
            rows, warnings = reader.read(matrix.told(table), follows=number == before + 1 and not table.name)
            _said_in_cells(rows, proposal.year, done=done)
        before = number
        proposal.warnings += warnings
        above = [] if is_report and node.role != "arrangements" and node.parent else node.path()
        for row in rows:
            _placed(row, above, done=done, rectifies=proposal.kind == "rectification")
        place = f"工作表“{table.name}”" if table.name else table.place or f"表{index}"
        collected.add_rows(number, rows, f"表{index}", place)
        out.append((node, rows))
    return out


def _said_in_cells(rows: list[Row], year: int | None, *, done: bool) -> None:
    for row in rows:
        if row.item and not (row.item.lead or row.item.co):
            _named_in(row)
        elif row.item and row.item.text.startswith("会同"):
            known = {o.name for o in (*row.item.lead, *row.item.co)}
            row.item.co += [
                o for o in joined(row.item.text) if o.name not in known and PLAIN_UNIT.search(o.name)
            ]
        if not done:
            _several(row, year)


def _several(row: Row, year: int | None) -> None:
    """Numbered orders in one cell are tasks of their own; so is what a note asks of somebody."""
    if row.item and not row.problem and (found := parts(row.item, year)):
        row.item, *row.more = found
    elif row.kind in ("note", "row") and row.item is None:
        row.more = noted(row.text, year)
        row.kind = "row" if row.more else row.kind


def _named_in(row: Row) -> None:
    """县水利局联合县公安局开展行动: whom the words of a row name, where no cell does."""
    if row.item and (clause := owners_in_text(row.item.text, dated=bool(row.item.due))):
        for item in filter(None, (row.problem, row.item)):
            item.lead, item.co = list(clause.lead), list(clause.co)
            item.doubts = [doubt for doubt in item.doubts if "没有写责任单位" not in doubt]
            item.doubts.append(FROM_TEXT)


def _placed(row: Row, above: list[str], *, done: bool, rectifies: bool) -> None:
    """The row below its headings. `done`: a table of what was done proposes nothing."""
    if row.item is None or done:
        row.item = row.problem = None
        return
    for item in filter(None, (row.problem, row.item, *row.more)):
        item.path = [*above, *item.path]
    if rectifies and not row.mends:
        row.item.kind = "problem"


def _prose(
    root: Node,
    kind: str,
    collected: passages.Passages,
    proposal: Proposal,
    *,
    first_leads: bool,
    tables: list[tuple[Node, list[Row]]],
    cut: str,
    front: dict[int, str],
) -> None:
    has_task_table = sum(1 for _, rows in tables for r in rows if r.item and (r.item.lead or r.item.co)) >= 2
    drafts = Prose(
        root, kind, first_leads=first_leads, has_task_table=has_task_table, cut=cut, front=front
    ).collect()
    if kind == "report":
        drafts += problems.collect(root)
    spoken_to = _spoken_to(root, proposal.addressee)
    for draft in drafts:
        collected.add_draft(draft, item_of(draft, year=proposal.year, spoken_to=spoken_to))


def _spoken_to(root: Node, addressee: str) -> str:
    """The one unit that the letter is sent to and calls 你局."""
    names = unit_names(addressee) or _told_apart(root)
    texts = (t for n in [root, *root.walk()] for t in (n.own_text, *(p.text for p in n.body)))
    return names[0] if len(names) == 1 and not is_group(names[0]) and any(map(YOU.search, texts)) else ""


_INSPECTED = re.compile(
    r"\s*(?:被|受|主|承|整改责任?)[\u4e00-\u9fff]{1,3}单位[:：]\s*(?P<units>[^。；\n]{4,40})$"
)


def _told_apart(root: Node) -> list[str]:
    """被检查单位：…, where an order calls it 你单位."""
    found = [m for p in root.body if (m := _INSPECTED.match(p.text))]
    return [n for m in found for n in unit_names(m["units"]) or []]


def _figures(root: Node, head: Head, collected: passages.Passages) -> list[ProposedFigure]:
    """Figures of every part that tells what was done; plans for the next year give targets, not figures."""
    out: list[ProposedFigure] = []
    for node in root.walk():
        if node.tail or node.role == "arrangements":
            continue
        texts = [(node.own_text, node.line)]
        texts += [(p.text, p.number) for p in (node.body[1:] if node.inline_body else node.body)]
        for text, number in texts:
            year = head.report_year or head.year
            out += find_figures(text, year=year, section=node.address, passage=collected.order_of(number))
    return out


_STANDING = {
    "预案": "应急预案，写的是出了情况怎么办",
    "指南": "办事说明，不是工作安排",
    "须知": "办事说明，不是工作安排",
    "流程": "办事说明，不是工作安排",
    "说明": "填报说明，不是工作安排",
    "": "规章制度，条文长期适用",
}  # word of the title -> what such a document is


def _warn(proposal: Proposal) -> None:
    ownerless = sum(1 for i in proposal.tasks if i.ticked and not i.lead and not i.co)
    if proposal.kind == "regulation" and not proposal.items:
        what = next((words for word, words in _STANDING.items() if word in proposal.title), _STANDING[""])
        proposal.warnings.append(f"这是一份{what}，没有提议任务；其中确有任务的，可以逐句列为任务。")
    elif not proposal.items:
        proposal.warnings.append("没有在文件里找到任务：请检查文件是否有编号的条目或任务表，或者手工添加。")
    elif ownerless:
        proposal.warnings.append(f"{ownerless}项任务原文没有写责任单位，请在导入前指定。")
    if proposal.year is None and proposal.items:
        proposal.warnings.append("看不出文件是哪一年的，没有写年份的时限需要填写，或者在导入时注明年份。")


def to_json(proposal: Proposal) -> str:
    """One JSON object: items in document order with the scorer's keys first, then figures, outline and warnings.

    A report promises in one part and admits in another: what it admits stands under `problems`. In a list of
    rectifications the problems are what is to be done, so they are its items.
    """
    admits = proposal.kind == "report" and proposal.tasks
    body = {
        "title": proposal.title, "kind": proposal.kind, "year": proposal.year, "report_year": proposal.report_year,
        "number": proposal.number, "issuer": proposal.issuer, "addressee": proposal.addressee,
        "dated_on": proposal.dated_on,
        "items": [_item(i) for i in (proposal.tasks if admits else proposal.items)],
        "problems": [_item(i) for i in proposal.problems],
        "figures": [asdict(f) for f in proposal.figures],
        "fates": [asdict(f) for f in proposal.fates],
        "outline": [asdict(n) for n in proposal.outline],
        "warnings": proposal.warnings,
    }  # fmt: skip
    return json.dumps(body, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"没有办法写成JSON：{type(value).__name__}")


def _item(item: ProposedItem) -> dict:
    plain = asdict(item)
    plain["lead"] = [o.name for o in item.lead]
    plain["co"] = [o.name for o in item.co]
    plain["owners"] = [
        {"role": role, **asdict(o)} for role, owners in (("lead", item.lead), ("co", item.co)) for o in owners
    ]
    plain["due"], plain["recurrence"] = item.due, item.recurrence
    return plain
