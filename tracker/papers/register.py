"""督办台账 and 任务清单 of a list: the same rows as the pages, in the forms that offices print."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tracker.domain.refusal import Refused
from tracker.models import AssignmentRole, Task, TaskList
from tracker.papers.model import Column, Document, Form, Table
from tracker.papers.wanted import Wanted
from tracker.reporting.as_of import tasks_as_of
from tracker.reporting.register import COLUMNS, LISTED_STATES, as_written, register
from tracker.rules.wording import day

YEAR = re.compile(r"20\d\d\s*年")
WIDTHS = (14, 55, 34, 25, 28, 18, 29, 51, 34, 44, 29, 24)  # mm; 385 of an A3 across
LIST_COLUMNS = (
    Column("类别", 22.0), Column("序号", 14.0), Column("工作任务", 42.0), Column("牵头单位", 22.0), Column("配合单位", 28.0),
    Column("完成时限", 28.0),
)  # fmt: skip
CHAPTER, LEAD, SUPPORT = 0, 3, 4


def the_list(wanted: Wanted) -> TaskList:
    """The list that was asked for, or the only one of the year. Raises Refused with the names to choose from."""
    if wanted.task_list:
        return wanted.task_list
    rows = list(TaskList.objects.visible_to(wanted.by).filter(year=wanted.of_year))
    if len(rows) == 1:
        return rows[0]
    if not rows:
        raise Refused(_("%(year)d年还没有清单。") % {"year": wanted.of_year})
    names = "；".join(f"{row.pk} {row.name}" for row in rows)
    raise Refused(
        _("%(year)d年有%(n)d份清单，请写明是哪一份：%(names)s。")
        % {"year": wanted.of_year, "n": len(rows), "names": names}
    )


def register_document(wanted: Wanted) -> Document:
    found = register(the_list(wanted), by=wanted.by, as_of=wanted.as_of)
    lines = [f"截至{day(found.as_of)}，共{len(found.rows)}项"]
    if found.frozen:
        lines.append(f"本台账已于{day(found.frozen.frozen_on)}封存（SHA-256 {found.frozen.sha256[:16]}…）")
    columns = [Column(name, mm) for name, mm in zip(COLUMNS, WIDTHS, strict=True)]
    table = Table(columns, [row.cells for row in found.rows], about=[row.task for row in found.rows])
    return Document(
        title=f"{in_book(found.task_list)}督办台账",
        made_on=found.as_of,
        form=Form.WIDE,
        lines=lines,
        blocks=[table],
    )


def task_list_document(wanted: Wanted) -> Document:
    """任务清单 with one cell for each chapter, as such lists are printed."""
    task_list = the_list(wanted)
    rows = Task.objects.visible_to(wanted.by).filter(task_list=task_list)
    found = (
        tasks_as_of(rows, wanted.as_of)
        .filter(state_then__in=LISTED_STATES)
        .prefetch_related("assignments__unit", "schedules")
        .order_by("order", "pk")
    )
    table = _table([_cells(at, task) for at, task in enumerate(found, start=1)])
    return Document(
        title=in_book(task_list),
        made_on=wanted.as_of,
        lines=[f"{task_list.office.signs_as}　{day(wanted.as_of)}"],
        blocks=[table],
    )


def _table(rows: list[tuple[str, ...]]) -> Table:
    """A list without chapters or without supports has no column for them: their room goes to who leads."""
    kept = [n for n in range(len(LIST_COLUMNS)) if n not in (CHAPTER, SUPPORT) or any(row[n] for row in rows)]
    room = sum(column.mm for n, column in enumerate(LIST_COLUMNS) if n not in kept)
    columns = [replace(LIST_COLUMNS[n], mm=LIST_COLUMNS[n].mm + room * (n == LEAD)) for n in kept]
    return Table(columns, [[row[n] for n in kept] for row in rows], merged=int(CHAPTER in kept))


def _cells(at: int, task: Any) -> tuple[str, ...]:
    owners = [a for a in task.assignments.all() if not a.via_group]
    written = {
        role: as_written(a for a in owners if a.role == role)
        for role in (AssignmentRole.LEAD, AssignmentRole.SUPPORT)
    }
    limit = task.date_wording or "；".join(str(schedule) for schedule in task.schedules.all())
    return (
        task.chapter.replace(" / ", "\n"),
        task.number or str(at),
        task.requirement or task.title,
        written[AssignmentRole.LEAD],
        written[AssignmentRole.SUPPORT],
        limit,
    )


def in_book(task_list: TaskList) -> str:
    """Under its year, unless its name says of which year it is: the problems of 2024 are put right in 2025."""
    name = task_list.name
    return name if YEAR.search(name) else f"{task_list.year}年{name}"
