"""A lower office's answer: its list in the open format, read against the tasks of ours that it took over.

What comes of it is proposed, one line a commitment, with the reason where nothing can; an officer ticks what he takes, and
`actions.answers` records it as any answer that came by mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tracker.domain.answering import why_not_answer
from tracker.models import (
    Assignment,
    Contribution,
    Obligation,
    ObligationKind,
    ObligationState,
    Progress,
    ProgressState,
    Task,
    TaskList,
    TaskState,
    Unit,
)
from tracker.publishing.commitments import Plain, identifier
from tracker.reading.readers import UnreadableDocument, read_here
from tracker.reading.readers.jsonfile import load

TAG = re.compile(r"tag:[^,]+,\d{4}:commitment/(\d{1,15})")
MOST_TOLD, MOST_TEXT = 5, 3000
MOST_BYTES = 10 * 1024 * 1024  # four thousand commitments with their results take seven
UNFINISHED = 99  # percent, at most, of what the lower office has not finished
TURN = {ObligationKind.REPORT: 0, ObligationKind.STAGE: 1, ObligationKind.FINISH: 2}


@dataclass(slots=True)
class Answer:
    """What a commitment of theirs says of a task of ours. `obligation`: what it would be recorded for; None where the unit
    only supports the task. `refusal`: why it cannot be taken."""

    task: Task
    state: str
    text: str
    percent: int
    numbers: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    obligation: Obligation | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """`foreign`: how many commitments of the file answer none of this list."""

    office: str
    list_name: str
    as_of: str
    found: list[Answer]
    foreign: int


def read_answers(data: bytes) -> Plain:
    """Raises UnreadableDocument: what no import would take is no answer either, nor what holds the pages for a minute."""
    if len(data) > MOST_BYTES:
        raise UnreadableDocument(_("答复文件超过10MB：请下级单位只导出所答复的清单后重新上传。"))
    read_here(data, "answers.json")
    return load(data)


def answers_in(document: Plain, task_list: TaskList, unit: Unit) -> Answers:
    """Of those tasks of the list that the file answers by their number, in its order; five queries."""
    rows = document["commitments"]
    theirs = {pk: row for row in rows if (pk := _ours(row))}
    tasks = {
        task.pk: task
        for task in Task.objects.filter(task_list=task_list, pk__in=theirs).select_related("task_list")
        if identifier("commitment", task.pk, task_list.year) == theirs[task.pk]["origin"]["id"]
    }
    publisher, about = _part(document, "publisher"), _part(document, "list")
    office = str(publisher.get("office") or publisher.get("name") or unit.name)[:64]
    as_of = str(document.get("as_of", ""))[:10]
    known = _Known.of(tasks, unit)
    found = [
        _answer(tasks[pk], row, known, as_of=as_of, office=office)
        for pk, row in theirs.items()
        if pk in tasks
    ]
    return Answers(office, str(about.get("name", ""))[:200], as_of, found, len(rows) - len(found))


def _ours(row: dict) -> int:
    tag = TAG.fullmatch(str(_part(row, "origin").get("id", "")))
    return int(tag[1]) if tag else 0


def _part(row: dict, name: str) -> dict:
    """A file that another made may hold anything under a name."""
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def _rows(row: dict, name: str) -> list[dict]:
    found = row.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


@dataclass(frozen=True, slots=True)
class _Known:
    """Of the unit, by task: what it owes, whether it takes part at all, and what it has said already."""

    unit: Unit
    owed: dict[int, list[Obligation]]
    takes_part: set[int]
    said: set[tuple[int, str]]

    @classmethod
    def of(cls, tasks: Iterable[int], unit: Unit) -> _Known:
        owed: dict[int, list[Obligation]] = {}
        rows = Obligation.objects.unsettled().filter(task__in=tasks, unit=unit, kind__in=TURN)
        for row in rows.order_by("due_on", "pk"):
            owed.setdefault(row.task_id or 0, []).append(row)
        told = Progress.objects.filter(obligation__task__in=tasks, obligation__unit=unit)
        told = told.exclude(state=ProgressState.RETURNED)
        helped = Contribution.objects.filter(task__in=tasks, unit=unit)
        return cls(
            unit,
            owed,
            set(Assignment.objects.filter(task__in=tasks, unit=unit).values_list("task", flat=True)),
            {*told.values_list("obligation__task", "text"), *helped.values_list("task", "text")},
        )


def _answer(task: Task, row: dict, known: _Known, *, as_of: str, office: str) -> Answer:
    results = _rows(row, "results")[-MOST_TOLD:]
    is_done = row.get("state") == TaskState.DONE
    answer = Answer(
        task,
        _state(row),
        _text(row, results, as_of=as_of, office=office),
        100 if is_done else _percent(results),
        _evidence(results, numbers=True),
        _evidence(results, numbers=False),
    )
    open_ones = known.owed.get(task.pk, [])
    answer.obligation = _meant(open_ones, is_done=is_done)
    if not is_done and answer.obligation and answer.obligation.kind == ObligationKind.FINISH:
        # Whatever its units reported, the county is not done.
        answer.percent = min(answer.percent, UNFINISHED)
    answer.refusal = _why_not(answer, known, has_results=bool(results) or is_done)
    return answer


def _why_not(answer: Answer, known: _Known, *, has_results: bool) -> str:
    pk = answer.task.pk
    if not has_results:
        return _("还没有办理结果。")
    if (pk, answer.text) in known.said:
        return _("这份答复已经读入。")
    if refusal := why_not_answer(answer.task, known.unit, known.takes_part):
        return refusal
    if answer.obligation and answer.obligation.state == ObligationState.SUBMITTED:
        return _("这个单位已有报送待审核，请先审核。")
    return ""


def _meant(owed: list[Obligation], *, is_done: bool) -> Obligation | None:
    """What is done ends the task; what goes on is the next report, or a part of what is to be finished."""
    if is_done and (ends := [one for one in owed if one.kind == ObligationKind.FINISH]):
        return ends[0]
    return min(owed, key=lambda one: (TURN[ObligationKind(one.kind)], one.due_on, one.pk), default=None)


def _state(row: dict) -> str:
    state = row.get("state")
    label = str(TaskState(state).label) if state in TaskState.values else ""
    done_on = row.get("done_on")
    words = f"{label}（{done_on}）" if label and done_on else label
    return f"{words}，{_('逾期')}" if row.get("late") is True else words


def _text(row: dict, results: list[dict], *, as_of: str, office: str) -> str:
    """In Chinese, as a letter says it: it stands in the history of the task."""
    lines = [f"{office}答复（截至{as_of}）：{_state(row) or '状态未写明'}。"]
    lines += [
        f"{one.get('unit', '')}（{one.get('accepted_on', '')}认可）：{one.get('text', '')}" for one in results
    ]
    if names := _evidence(results, numbers=False):
        lines.append(f"佐证文件留在答复单位：{'、'.join(names)}。")
    return "\n".join(lines)[:MOST_TEXT]


def _percent(results: list[dict]) -> int:
    told: list[Any] = [one.get("percent") for one in results]
    known = [n for n in told if isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= 100]
    return known[-1] if known else 0


def _evidence(results: list[dict], *, numbers: bool) -> list[str]:
    pieces = [piece for one in results for piece in _rows(one, "evidence")]
    names = [
        str(piece.get("name", ""))[:100]
        for piece in pieces
        if (piece.get("kind") == "document_number") == numbers and piece.get("name")
    ]
    return list(dict.fromkeys(names))
