"""Parts one and three: what was accepted, in the office's words, in the chapters of the lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.domain.annual import Drafted, Proof, as_asked, ended, quoted, unlabelled
from tracker.models import ListKind, Part
from tracker.reading.text.sentences import split

from .gathering import Done, Told, Year

FORMULA = 12  # characters: 情况属实，予以认可 says nothing of the matter
_DUTY = re.compile(r"第一责任人|主要负责人|述法|述职")
_PLAN = re.compile(r"工作安排|下一?步|打算|工作计划")
# What a unit hands in beside its report goes no further.
_ENCLOSED = re.compile(
    r"[，,；]?(?:有关|相关|具体|详细|佐证)?(?:材料|资料|情况|内容)?(?:附后|附上|详?见附件)(?=[。；]|$)"
)
RECTIFIED = "上年指出问题整改"


def results(year: Year) -> Iterator[Drafted]:
    """Each task of which something was accepted, its last report first of all."""
    for task in year.tasks:
        told = year.told.get(task.id)
        if not told:
            continue
        kind = year.lists[task.list_id].kind
        part = Part.DUTY if is_duty(task) else Part.RESULTS
        yield from _of_task(task, told, year, part=part, chapter=chapter_of(task, kind))


def is_duty(task: Done) -> bool:
    """Whether it tells how the main heads did their duty as first responsible persons."""
    return task.section == "duty" or bool(_DUTY.search(f"{task.title} {task.chapter}"))


def chapter_of(task: Done, kind: str) -> str:
    """Its headings without numbers; that the task stood in a report's section of plans is no heading of the next."""
    if kind == ListKind.RECTIFICATION:
        return RECTIFIED
    path = [unlabelled(heading) for heading in task.chapter.split(" / ") if heading.strip()]
    while path and _PLAN.search(path[0]):
        path.pop(0)
    return " / ".join(path) or ("领导批示和会议议定事项办理" if kind == ListKind.INSTRUCTION else "")


def _of_task(task: Done, told: list[Told], year: Year, *, part: int, chapter: str) -> Iterator[Drafted]:
    evidence = [proof for one in told for proof in proofs_of(one, year)]
    for n, words in enumerate(split(_in_words(task, told, year))):
        yield Drafted(f"task:{task.id}:{n}", part, ended(words), chapter, task.id, evidence)


def proofs_of(told: Told, year: Year) -> list[Proof]:
    """Each number once, though the unit named it again when it put its report right."""
    accepted = Proof("accepted", f"{told.unit}{told.released_on}报送，{told.decided_on}认可", told.id)
    named = {(proof.kind, proof.words): proof for proof in reversed(year.proofs.get(told.id, ()))}
    return [accepted, *reversed(named.values())]


def _in_words(task: Done, told: list[Told], year: Year) -> str:
    units = {one.unit for one in told}
    about = as_asked(task.title)
    if task.is_finding:
        about = f"针对述法点评指出的{quoted(task.title)}问题"
    elif year.lists[task.list_id].kind == ListKind.RECTIFICATION:
        about = f"针对{quoted(task.title)}问题"
    last = told[-1]
    if len(last.found.strip()) > FORMULA:
        return without_enclosures(last.found)
    if len(units) > 1:
        return f"{about}，{len(units)}个责任单位报送办理情况并经审核认可。"
    return f"{about}，{without_enclosures(last.text.strip())}"


def without_enclosures(words: str) -> str:
    """印发文件并组织自查，有关材料附后。 -> 印发文件并组织自查。 The report has no such annex."""
    return _ENCLOSED.sub("", words).lstrip("。；") or words
