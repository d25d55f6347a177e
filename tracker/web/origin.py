"""Where a task comes from, as its page shows it: the cells of a row with their names, or the sentence in its paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import override

from tracker.models import AssignmentRole, Basis, Duty, Passage, PassageKind, Task

BASES = frozenset(str(label) for _value, label in Basis.choices)
BETWEEN_UNITS = re.compile("[；;、，,]")
CELL = "　"  # between the cells of a row, as passages keep them


def labelled_cells(task: Task) -> list[tuple[str, str]]:
    """(name, text) of each cell of the row; a name only where the cell says what the task says. Empty for prose."""
    passage = task.passage
    if passage is None or passage.kind != PassageKind.ROW:
        return []
    said = dict(_said(task))
    cells = [cell.strip() for cell in passage.text.split(CELL)]
    once = {
        cell for cell in cells if cells.count(cell) == 1
    }  # 原文 stands in several columns: of which, nobody knows
    named = (
        ((said.get(cell, "") if cell in once else "") or _chapter(task, cell) or _other(task, cell), cell)
        for cell in cells
        if cell
    )
    return [
        (name, text) for name, mine in groupby(named, key=itemgetter(0)) for text in _side_by_side(name, mine)
    ]


def _side_by_side(name: str, cells: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Neighbours of one name stand in one line; those without any each in their own."""
    texts = [text for _name, text in cells]
    return iter([" / ".join(texts)] if name else texts)


def _said(task: Task) -> Iterator[tuple[str, str]]:
    """(text of a cell, what it is), the surest last."""
    for name, value in (task.notes or {}).items():
        yield str(value).strip(), _(str(name)) if name else ""
    with override("zh-hans"):  # as the document writes them, whatever the reader's language
        duty = next((str(label) for value, label in Duty.choices if value == task.duty), "")
        basis = str(task.get_list_basis_display())
    yield duty, _("承担方式")
    yield basis, _("清单依据")
    yield task.date_wording, _("时限")
    for schedule in task.schedules.all():
        yield schedule.wording, _("时限")
    for owner in task.assignments.all():
        yield owner.written, _("牵头单位") if owner.role == AssignmentRole.LEAD else _("配合单位")
    for role, label in ((AssignmentRole.LEAD, _("牵头单位")), (AssignmentRole.SUPPORT, _("配合单位"))):
        written = [a.written for a in task.assignments.all() if a.role == role and not a.via_group]
        for between in "；、;,，":
            yield between.join(written), label
    yield task.title, _("任务")
    yield task.requirement.strip(), _("任务")
    yield task.number, _("序号")


def _chapter(task: Task, cell: str) -> str:
    return _("章节") if len(cell) > 2 and cell in task.chapter else ""


def _other(task: Task, cell: str) -> str:
    """Units that are written as groups, and how sure the list says it is: several columns bear the same word."""
    if cell in BASES:
        return _("依据")
    parts = {part.strip() for part in BETWEEN_UNITS.split(cell)}
    owners = [a for a in task.assignments.all() if parts & {a.written, a.via_group}]
    return _("责任单位") if owners else ""


def in_paragraph(passage: Passage | None) -> tuple[str, str, str] | None:
    """The sentence with what stands before and after it in its paragraph; nothing where it stands alone."""
    if (
        passage is None
        or passage.parent is None
        or passage.kind not in (PassageKind.SENTENCE, PassageKind.PARAGRAPH)
    ):
        return None
    whole, sentence = passage.parent.text, passage.text
    at = whole.find(sentence)
    if passage.parent.kind == PassageKind.HEADING or at < 0 or whole == sentence:
        return None
    return whole[:at], sentence, whole[at + len(sentence) :]
