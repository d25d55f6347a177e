"""The annual report as a document: in the official form once it is approved; before, without a red head and with a mark
behind what has no evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _

from tracker.domain.annual import Chapter, parts_of
from tracker.domain.refusal import Refused
from tracker.models import AnnualReport, Part, ReportState, Statement
from tracker.papers.model import Block, Document, Form, Heading, Text
from tracker.papers.wanted import Wanted

UNPROVED = "〔无佐证〕"
CLOSING = "特此报告。"


def built(wanted: Wanted) -> Document:
    """Of the report with this id, or of the one of this year. Two queries."""
    rows = AnnualReport.objects.visible_to(wanted.by).select_related("office")
    found = rows.filter(pk=wanted.pk) if wanted.pk else rows.filter(year=wanted.of_year)
    report = found.first()
    if report is None:
        raise Refused(
            _("%(year)s年的年度报告还没有起草，请先在“年度报告”页起草。") % {"year": wanted.of_year}
        )
    return report_document(report, today=wanted.as_of)


def report_document(report: AnnualReport, *, today: date) -> Document:
    is_final = report.state == ReportState.APPROVED
    rows = list(report.statements.said().order_by("order", "pk"))
    blocks: list[Block] = [*_paragraphs([row for row in rows if row.part == Part.OPENING], is_final=is_final)]
    for part in parts_of(rows, report.year):
        blocks.append(Heading(part.heading))
        for chapter in part.chapters:
            blocks += _chapter(chapter, is_final=is_final)
    signers = report.signed_as or report.office.signs_as
    dated = report.dated_on or today
    return Document(
        title=report.title,
        made_on=dated,
        form=Form.DOCUMENT if is_final else Form.PLAIN,
        mark=f"{signers.split()[0]}文件" if is_final else "",  # of several, whoever signs first is the host
        number=(report.number or f"　　〔{dated.year}〕　　号") if is_final else "",
        # It goes up, to the party committee and the government above.
        signer=report.signer if is_final else None,
        addressee=report.addressee,
        lines=[]
        if is_final
        else [_("（%(state)s，%(day)s）") % {"state": report.get_state_display(), "day": today}],
        blocks=[*blocks, Text(CLOSING)],
        agency=signers,
        signed_on=dated,
        copies=report.copies if is_final else "",
        has_imprint=is_final,
        printed_by=report.office.signs_as,
    )


def _chapter(chapter: Chapter, *, is_final: bool) -> Iterator[Block]:
    """（一） has a line of its own; 1. and a numbered problem begin their first paragraph."""
    inline = chapter.label
    if chapter.depth == 1 and chapter.title:
        yield Heading(f"{chapter.label}{chapter.title}", 2)
        inline = ""
    elif chapter.title:
        inline = f"{chapter.label}{chapter.title}。"
    for text in _paragraphs(chapter.rows, is_final=is_final):
        yield Text(f"{inline}{text.text}", text.mark)
        inline = ""


def _paragraphs(rows: list[Statement], *, is_final: bool) -> Iterator[Text]:
    """What tells of one task is one paragraph."""
    for _task, held in groupby(rows, key=lambda row: row.task_id or f"own {row.pk}"):
        said = list(held)
        is_bare = not is_final and not all(row.is_proved for row in said)
        yield Text("".join(row.text for row in said), UNPROVED if is_bare else "")
