"""一页纸: what a leader reads in two minutes, on one side of A4."""

from __future__ import annotations

from tracker.papers.model import Block, Column, Document, Heading, Table, Text
from tracker.papers.offices import office_of
from tracker.papers.wanted import Wanted
from tracker.reporting.measures import Chosen
from tracker.reporting.overview import Late, Overview, overview_of
from tracker.rules.wording import day

SHOWN = 6  # the longest overdue; more would not fit on the page
MATTER = 26  # characters of a matter in the table: two lines
COLUMNS = (
    Column("单位", 36.0),
    Column("事项", 65.0),
    Column("时限", 29.0),
    Column("逾期工作日", 26.0, is_number=True),
)


def brief_document(wanted: Wanted) -> Document:
    office = office_of(wanted.by)
    chosen = Chosen(by=wanted.by, as_of=wanted.as_of, year=wanted.of_year, task_list=wanted.task_list)
    found = overview_of(chosen)
    return Document(
        title=f"{wanted.of_year}年督办工作一页纸",
        made_on=wanted.as_of,
        lines=[f"{office.signs_as}　截至{day(wanted.as_of)}"],
        blocks=[
            Heading("一、总体情况"),
            Text(_overall(found)),
            Heading("二、逾期未报的事项"),
            *_late(found),
            Heading("三、请领导关注"),
            Text(_attention(found)),
        ],
    )


def _overall(found: Overview) -> str:
    n = found.total.counts
    share = found.total.on_time_share
    in_time = f"，按期率{share}%" if share is not None else ""
    return (
        f"在办任务{n['tasks'] - n['done']}项，已办结销号{n['done']}项。"
        f"到期应报{n['due']}件，按期{n['on_time']}件{in_time}，迟报{n['late']}件，逾期未报{n['missing']}件。"
        f"退回{n['returned']}件，同意延期{n['extended']}件。今后30日内到期{found.near}件。"
    )


def _late(found: Overview) -> list[Block]:
    if not found.late:
        return [Text("没有逾期未报的事项。")]
    rows = [(row.unit, _short(row), f"{row.due_on}", row.days) for row in found.late[:SHOWN]]
    blocks: list[Block] = [Table(COLUMNS, rows)]
    if len(found.late) > SHOWN:
        blocks.append(Text(f"以上为逾期最久的{SHOWN}件，其余{len(found.late) - SHOWN}件见督办台账。"))
    return blocks


def _short(row: Late) -> str:
    return row.matter if len(row.matter) <= MATTER else f"{row.matter[:MATTER]}…"


def _attention(found: Overview) -> str:
    ordered = [row for row in found.late if row.was_ordered]
    said = []
    if ordered:
        units = "、".join(dict.fromkeys(row.unit for row in ordered))
        said.append(f"已发督办单仍未报送的{len(ordered)}件，涉及{units}。")
    if found.unanswered:
        said.append(f"逾期未回复的函件{found.unanswered}件。")
    return "".join(said) or "目前没有需要领导协调的事项。"


def in_words(document: Document) -> list[tuple[str, list[str]]]:
    """Each heading with its lines, for a mail; a row of a table is a line."""
    parts: list[tuple[str, list[str]]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            parts.append((block.text, []))
        elif isinstance(block, Text):
            parts[-1][1].append(block.text)
        elif isinstance(block, Table):
            parts[-1][1].extend("　".join(str(cell) for cell in row) for row in block.rows)
    return parts
