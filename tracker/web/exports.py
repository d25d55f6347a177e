"""Lists as files, from the same queryset as the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse

from tracker.desk.downloads import made
from tracker.models import AssignmentRole, Basis, Colour, Duty, Task
from tracker.papers.sheets import as_csv, as_xlsx

KINDS = ("csv", "xlsx")
TASK_COLUMNS = (
    "清单", "序号", "所属章节", "任务", "任务要求", "牵头单位", "责任单位", "承担方式", "完成时限",
    "清单依据", "单位依据", "时限依据", "状态", "情形", "最近时限", "出处",
)  # fmt: skip


def table_file(
    name: str, kind: str, head: Sequence[str], columns: Sequence[str], rows: Iterable[tuple]
) -> HttpResponse:
    """`kind`: one of KINDS."""
    content = as_csv(head, columns, rows) if kind == "csv" else as_xlsx(head, columns, rows, name=name)
    return made(content, f"{name}.{kind}")


def task_rows(tasks: Iterable[Task]) -> Iterator[tuple]:
    """One row per task, in the columns that an import of a list understands, and its standing today."""
    for task in tasks:
        owners = [a for a in task.assignments.all() if not a.via_group]
        schedules = list(task.schedules.all())
        yield (
            task.task_list.name,
            task.number,
            task.chapter,
            task.title,
            task.requirement,
            "；".join(a.written for a in owners if a.role == AssignmentRole.LEAD),
            "；".join(a.written for a in owners if a.role == AssignmentRole.SUPPORT),
            Duty(task.duty).label,
            task.date_wording or "；".join(str(s) for s in schedules),
            task.get_list_basis_display(),
            weakest(a.basis for a in owners),
            weakest(s.basis for s in schedules),
            task.get_state_display(),
            Colour(task.colour).label,
            task.next_due_on.isoformat() if task.next_due_on else "",
            task.passage.address if task.passage else task.origin_note,
        )


def weakest(found: Iterable[str]) -> str:
    """Several facts are as sure as the least sure of them."""
    found = set(found)
    for basis in (Basis.INFERRED, Basis.DECIDED, Basis.STATED):
        if basis in found:
            return str(basis.label)
    return ""
