"""The city's report of 2024, read into tasks, and a short 2025 that is played with them through the real verbs."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests import factories
from tracker import importing
from tracker.actions import deciding, figures, lists, progress
from tracker.domain.actor import Actor
from tracker.domain.lists import create_list
from tracker.models import Indicator, Obligation, TaskList, Unit
from tracker.reading.proposal import propose
from tracker.reading.proposed import ProposedDate, ProposedOwner

SEEDS = Path(__file__).parents[2] / "seeds"
ISSUED_ON, REPORTED_ON, CLOSED_ON = date(2025, 2, 20), date(2025, 12, 19), date(2025, 12, 31)
FOUND = "年度任务全面完成，制度已经建立并运行，经抽查属实。"


@dataclass
class Year:
    cast: factories.Cast
    plan: TaskList
    problems: TaskList

    def officer(self, on=CLOSED_ON):
        return Actor.of(self.cast.officer, on)

    def head(self, on=CLOSED_ON):
        return Actor.of(self.cast.head, on)

    def leader(self, on=CLOSED_ON):
        return Actor.of(self.cast.leader, on)


def begun() -> Year:
    """The report is imported, its eight promises and four problems are issued."""
    cast = factories.people()
    factories.calendar(years=(2025, 2026))
    office = cast.office
    by = Actor.of(cast.officer, ISSUED_ON)
    content = (SEEDS / "report-2024.txt").read_bytes()
    proposal = propose(content, "report-2024.txt")
    source = importing.receive(
        content=content,
        filename="report-2024.txt",
        proposal=proposal,
        title="景德镇市2024年法治政府建设情况报告",
        by=by,
    )
    importing.write_figures(source=source, proposal=proposal, office=office)
    names = {"2025年法治政府建设工作安排": ("work_plan", proposal.tasks, "work-plan-2025.csv"),
             "2024年法治政府建设问题整改清单": ("rectification", proposal.problems, "rectification-2025.csv")}  # fmt: skip
    made = []
    for name, (kind, items, overlay) in names.items():
        task_list = create_list(name=name, year=2025, kind=kind, office=office, source=source, by=by)
        importing.apply(items=owned(items, overlay), source=source, task_list=task_list, by=by)
        lists.issue_list(task_list=task_list, by=by, despite_unreachable=True)
        made.append(TaskList.objects.get(pk=task_list.pk))
    return Year(cast, *made)


def owned(items, overlay):
    """With the owners and dates that an officer would enter; the leads are the offices of our small town."""
    rows = {
        row["原文条款"]: row for row in csv.DictReader(io.StringIO((SEEDS / overlay).read_text("utf-8-sig")))
    }
    for item in items:
        row = rows[item.address]
        name = row["牵头单位"] if Unit.objects.filter(name=row["牵头单位"]).exists() else "市发改委"
        item.lead, item.co = [ProposedOwner(name, basis="decided")], []
        item.dates = [ProposedDate("2025年", date.fromisoformat(row["完成时限"]), basis="decided")]
        item.tell_due()
    return items


def played(
    year: Year, *, unfinished=("四/(一)/句1", "四/(三)/句1"), standing=("二/问题1", "二/问题4")
) -> None:
    """Everything is reported with a document number and accepted, but for what is named by its place in the report."""
    owed = Obligation.objects.filter(kind="finish", task__task_list__in=(year.plan, year.problems))
    for one in owed.select_related("task__passage", "unit", "office").order_by("pk"):
        if one.task.passage.address in (*unfinished, *standing):
            continue
        said = progress.record_for_unit(
            obligation=one, text="召开会议部署，印发实施方案。", percent=100, channel="paper", witness="吴芳",
            document_number=f"{one.unit}函〔2025〕{one.pk}号", by=year.officer(REPORTED_ON),
        )  # fmt: skip
        deciding.accept(progress=said, found=FOUND, by=year.head(REPORTED_ON))
    counted(year)


def counted(year: Year) -> None:
    """The bureau gives two figures: one that last year's report states, and one that is new."""
    known = Indicator.objects.get(name="受理行政复议案件")
    figures.define_indicator(
        indicator=known, unit=year.cast.bureau, period="yearly", by=year.officer(REPORTED_ON)
    )
    new = figures.create_indicator(
        office=year.cast.office, name="开展法治体检企业", measure="家", unit=year.cast.bureau, period="quarterly",
        by=year.officer(REPORTED_ON),
    )  # fmt: skip
    by = Actor.of(year.cast.liaison, REPORTED_ON)
    figures.give_figure(
        indicator=known, year=2025, period=1, value=Decimal(700), reason="主渠道作用进一步发挥", by=by
    )
    figures.give_figure(indicator=new, year=2025, period=4, value=Decimal("120.5"), by=by)


def closed(year: Year) -> None:
    """What is not finished goes on in the lists of 2026."""
    by = year.officer()
    for old in (year.plan, year.problems):
        name = old.name.replace("2025", "2026").replace("2024", "2025")
        new = create_list(name=name, year=2026, kind=old.kind, office=year.cast.office, by=by)
        lists.close_list(task_list=old, carry_to=new, by=by)
