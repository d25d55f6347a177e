"""Parts two, four and five: what is wanting, what goes on next year, and how the year was supervised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tracker.domain.annual import Drafted, Proof, as_one_sentence, ended, full_width, quoted
from tracker.models import Dispatch, DispatchKind, ListKind, Part, Rectification, TaskState

from .gathering import Done, Year
from .results import chapter_of, proofs_of

SHOWN = 3  # letters named as evidence; the register has them all
MEASURES = "抓好问题整改"
HALTED = {TaskState.SUSPENDED: "暂缓办理", TaskState.CANCELLED: "撤销"}


def problems(year: Year) -> Iterator[Drafted]:
    """What last year's report admitted and is not put right, with its cause; its measures are next year's promise."""
    standing = [task for task in year.of_kind(ListKind.RECTIFICATION) if task.is_open]
    known = {
        row.task_id: row for row in Rectification.objects.filter(task__in=[task.id for task in standing])
    }
    for task in standing:
        evidence = [proof for one in year.told.get(task.id, ()) for proof in proofs_of(one, year)]
        evidence.append(_task_itself(task, year))
        row = known.get(task.id)
        text = full_width(ended(task.title))
        if row and row.cause:
            text += f"主要原因：{as_one_sentence(row.cause)}"
        yield Drafted(f"problem:{task.id}", Part.PROBLEMS, text, "", task.id, evidence)
        if row and row.measures:
            yield Drafted(
                f"measures:{task.id}",
                Part.PLAN,
                as_one_sentence(row.measures),
                MEASURES,
                task.id,
                evidence[-1:],
            )


def plan(year: Year) -> Iterator[Drafted]:
    """What is not finished is promised again, in the words of the task; what always goes on is no promise of a year."""
    for task in year.tasks:
        kind = year.lists[task.list_id].kind
        if task.is_open and not task.is_standing and kind != ListKind.RECTIFICATION:
            chapter = chapter_of(task, kind).partition(" / ")[0]
            yield Drafted(
                f"plan:{task.id}",
                Part.PLAN,
                as_one_sentence(task.requirement),
                chapter,
                task.id,
                [_task_itself(task, year)],
            )


def _task_itself(task: Done, year: Year) -> Proof:
    words = f"{year.lists[task.list_id].name}　{TaskState(task.state).label}"
    if target := year.carried_to.get(task.id):
        words = f"{words}（{target}）"
    return Proof("task", words, task.id)


def others(year: Year) -> Iterator[Drafted]:
    yield from _letters(year)
    for task in year.tasks:
        if how := HALTED.get(TaskState(task.state)):
            text = f"{quoted(task.title)}因{task.state_reason.rstrip('。')}，{how}。"
            yield Drafted(
                f"halted:{task.id}", Part.OTHER, text, "任务调整", task.id, [_task_itself(task, year)]
            )


def _letters(year: Year) -> Iterator[Drafted]:
    """The formal letters of the year, by kind."""
    rows = Dispatch.objects.filter(office=year.office, number_year=year.year).order_by("number_seq")
    numbers: dict[str, list[tuple[int, str]]] = {}
    for pk, kind, number in rows.signed().values_list("pk", "kind", "number"):
        numbers.setdefault(kind, []).append((pk, number))
    if not numbers:
        return
    counted = Counter({kind: len(found) for kind, found in numbers.items()})
    words = "、".join(f"{DispatchKind(kind).label}{n}份" for kind, n in counted.most_common())
    evidence = [Proof("dispatch", number, pk) for found in numbers.values() for pk, number in found[:SHOWN]]
    yield Drafted("letters", Part.OTHER, f"年内签发{words}。", "指引、提醒和督办", None, evidence)
