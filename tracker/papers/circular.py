"""月度通报: how the month went, common problems, single problems by unit, and the good ones too. With an id it is the
通报 that was signed under it."""

from __future__ import annotations

from tracker.domain.annual import unlabelled
from tracker.models import DispatchKind, Installation
from tracker.papers import letters
from tracker.papers.model import Block, Column, Document, Form, Heading, Table, Text
from tracker.papers.offices import office_of
from tracker.papers.wanted import Wanted
from tracker.reporting.measures import Chosen
from tracker.reporting.overview import Month, month_of
from tracker.rules.wording import day

COLUMNS = (
    Column("单位", 34.0),
    Column("逾期未报事项", 67.0),
    Column("时限", 29.0),
    Column("逾期工作日", 26.0, is_number=True),
)


def circular_document(wanted: Wanted) -> Document:
    if wanted.pk is not None:
        return letters.built(wanted, DispatchKind.CIRCULAR)
    office = office_of(wanted.by)
    on = wanted.as_of
    chosen = Chosen(by=wanted.by, as_of=on, year=on.year, task_list=wanted.task_list)
    found = month_of(chosen)
    return Document(
        title=f"关于{on.year}年{on.month}月督办工作情况的通报",
        made_on=on,
        form=Form.DOCUMENT,
        mark=f"{office.signs_as}文件",
        number="（待签发）",
        addressee="各有关单位",
        blocks=[
            Text(f"现将截至{day(on)}的督办工作情况通报如下。"),
            Heading("一、总体情况"),
            Text(_overall(found)),
            Heading("二、共性问题"),
            Text(_common(found)),
            Heading("三、个性问题"),
            *_single(found),
            Heading("四、按期完成的单位"),
            Text(_good(found)),
            Heading("五、工作要求"),
            Text("被通报单位主要负责人要亲自研究，查明原因，限期完成；其他单位要对照检查，按期报送。"),
        ],
        agency=office.signs_as,
        signed_on=on,
        contact=Installation.objects.current().contact_line,
        has_imprint=True,
    )


def _overall(found: Month) -> str:
    n, share = found.total.counts, found.total.on_time_share
    in_time = f"，按期率{share}%" if share is not None else ""
    return (
        f"今年以来，在办任务{n['tasks'] - n['done']}项，办结销号{n['done']}项；到期应报{n['due']}件，"
        f"按期报送{n['on_time']}件{in_time}，迟报{n['late']}件，逾期未报{n['missing']}件，退回补充{n['returned']}件。"
    )


def _common(found: Month) -> str:
    if not found.common:
        return "没有两个以上单位在同一方面迟报或者逾期未报。"
    named = [f"“{unlabelled(about.split(' / ')[-1])}”方面{n}个单位" for about, n in found.common]
    return f"以下方面有两个以上单位迟报或者逾期未报：{'；'.join(named)}。"


def _single(found: Month) -> list[Block]:
    if not found.single:
        return [Text("没有逾期未报的事项。")]
    rows = sorted((row.unit, row.matter, f"{row.due_on}", row.days) for row in found.single)
    return [Table(COLUMNS, rows, merged=1)]


def _good(found: Month) -> str:
    if not found.good and not found.has_due:
        return "本月还没有到期的事项。"
    if not found.good:
        return "本月没有全部按期报送的单位。"
    return f"本月到期事项全部按期报送的单位：{'、'.join(found.good)}。"
