"""What a digest says about each notice, read for a whole batch of letters in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from tracker.domain.composed import composed
from tracker.domain.formal.matter import awaited_words
from tracker.domain.halts import halted
from tracker.domain.recipients import Directory
from tracker.models import (
    Assignment,
    AssignmentRole,
    Basis,
    LetterNotice,
    NoticeKind,
    Obligation,
    ObligationKind,
    PassageKind,
    RungKind,
    TaskState,
)
from tracker.models.notices import still_holds
from tracker.outbox.addressed import is_recipient
from tracker.outbox.links import link
from tracker.rules.wording import day, explain_due, place
from tracker.rules.workdays import Calendar

BY_RULE = "制度规定"
# What to do, by kind of obligation: (while there is time, when it is late). %s is the date.
TODO = {
    ObligationKind.FINISH: (
        "请在%s前办结，登录系统填报办理情况并附佐证材料或文号，由单位负责人审核报送。",
        "请立即办理并报送办结情况；确实未能完成的，请如实填报目前进展、原因和预计完成日期。",
    ),
    ObligationKind.STAGE: (
        "请在%s前完成本节点工作并报送进展。",
        "请立即报送本节点的进展；未能完成的，请说明原因和预计完成日期。",
    ),
    ObligationKind.REPORT: (
        "请在%s前报送本期进展，已有文件的可只填文号。",
        "请立即补报本期进展，已有文件的可只填文号。",
    ),
    ObligationKind.SIGN_FOR: (
        "请在%s前登录系统签收，并核对任务、责任单位和时限；有误的可以提出异议。",
        "请立即登录系统签收；对任务、责任单位或时限有异议的，可一并提出。",
    ),
    ObligationKind.REPLY: ("请在%s前书面回复办理情况，由单位负责人审核报送。", "请立即回复办理情况。"),
}


@dataclass(slots=True)
class Line:
    """One notice as a letter tells it. All texts are plain and Chinese."""

    notice: int
    obligation: int
    kind: str
    kind_name: str
    unit: str
    title: str
    url: str
    what: str  # 办结, 报送…
    quote: str  # the source's own words where there is a source, else the requirement as given
    quote_from: str
    is_source: bool
    due: str
    late_days: int
    explanation: str
    basis: str
    rests_on: str
    reason: str
    todo: str
    instead_of: str
    is_copy: bool
    due_on: date
    guidance: str = ""
    tasks: list[TaskLine] = field(default_factory=list)

    @property
    def is_late(self) -> bool:
        return self.late_days > 0


@dataclass(slots=True)
class TaskLine:
    """One task of the unit in a guidance."""

    title: str
    role: str
    due: str
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """One decision: of what, what was decided, by whom."""

    title: str
    what: str
    by: str
    url: str


def _told(row: dict) -> Told:
    if row["told_task"]:
        url = link("task", row["told_task"])
    elif row["told_dispatch"]:
        url = link("dispatch", row["told_dispatch"])
    else:
        url = link("home")
    return Told(row["about"], row["reason"], row["told_by"] or "", url)


ASKED = ("pk", "notice_id", "person_id", "is_copy", "may_go")
WHOSE = (
    "unit",
    "office",
    "to_roles",
    "copy_to_roles",
    "notice_kind",
    "told_unit",
    "told_office",
    "told_roles",
)
OWED = "notice__obligation__"
TASK = "notice__obligation__task__"
COLUMNS = {
    "notice_kind": "notice__kind",
    "reason": "notice__reason",
    "owed_on": "notice__owed_on",
    "rung": "notice__rung__name",
    "clause": "notice__rung__clause",
    "to_roles": "notice__rung__to_roles",
    "copy_to_roles": "notice__rung__copy_to_roles",
    "absent": "instead_of__name",
    "about": "notice__about",
    "told_by": "notice__told_by__name",
    "told_task": "notice__task_id",
    "told_unit": "notice__unit_id",
    "told_office": "notice__office_id",
    "told_roles": "notice__to_roles",
    "told_dispatch": "notice__about_dispatch_id",
    "obligation": "notice__obligation_id",
    "kind": OWED + "kind",
    "due_on": OWED + "due_on",
    "opened_on": OWED + "opened_on",
    "returned_on": OWED + "returned_on",
    "unit": OWED + "unit_id",
    "unit_name": OWED + "unit__name",
    "office": OWED + "office_id",
    "stated_on": OWED + "deadline__due_on",
    "wording": OWED + "deadline__wording",
    "explanation": OWED + "deadline__explanation",
    "basis": OWED + "deadline__basis",
    "task": OWED + "task_id",
    "number": TASK + "number",
    "title": TASK + "title",
    "requirement": TASK + "requirement",
    "origin_note": TASK + "origin_note",
    "passage": TASK + "passage__text",
    "address": TASK + "passage__address",
    "passage_kind": TASK + "passage__kind",
    "source": TASK + "passage__source__title",
    "dispatch": OWED + "dispatch_id",
    "dispatch_number": OWED + "dispatch__number",
    "dispatch_title": OWED + "dispatch__title",
    "reply_within": OWED + "dispatch__reply_within",
    "task_list": OWED + "task_list_id",
    "list_name": OWED + "task_list__name",
    "guidance": OWED + "task_list__guidance",
}


@dataclass(slots=True)
class Cargo:
    """What one letter carries: the lines it may tell, what was decided, the ids of LetterNotices that must come out of
    it, and of these the notices that somebody else must be told now."""

    lines: list[Line] = field(default_factory=list)
    owed: int = 0
    decisions: list[Told] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)


def cargo_of(
    letters: Iterable[int], *, today: date, calendar: Calendar, directory: Directory
) -> dict[int, Cargo]:
    """By letter id, worst first. What was answered, withdrawn or halted meanwhile is left out, and what is no longer
    for this person."""
    cargo: defaultdict[int, Cargo] = defaultdict(Cargo)
    kept = _sorted_out(cargo, _named(_in_full(list(letters), today), COLUMNS), directory)
    guided = _guided_tasks(kept, today)
    awaited = awaited_words(row["obligation"] for row in kept)
    for row in kept:
        if row["notice_kind"] == NoticeKind.DECISION:
            cargo[row["letter_id"]].decisions.append(_told(row))
        else:
            cargo[row["letter_id"]].lines.append(_line(row, guided, awaited, today, calendar))
    for load in cargo.values():
        load.lines.sort(key=_worst_first)
    return cargo


def leftovers(letters: Iterable[int], *, today: date, directory: Directory) -> dict[int, Cargo]:
    """The same without lines, for letters whose text is fixed."""
    cargo: defaultdict[int, Cargo] = defaultdict(Cargo)
    _sorted_out(cargo, _named(_whose(list(letters), today), WHOSE), directory)
    return cargo


@composed
def _in_full(letters: list[int], today: date) -> QuerySet[LetterNotice, tuple[Any, ...]]:
    return _checked(letters, today).values_list("letter_id", *ASKED, *COLUMNS.values())


@composed
def _whose(letters: list[int], today: date) -> QuerySet[LetterNotice, tuple[Any, ...]]:
    return _checked(letters, today).values_list("letter_id", *ASKED, *(COLUMNS[name] for name in WHOSE))


def _named(rows: Iterable[tuple], columns: Iterable[str]) -> Iterator[dict]:
    """Told by our names. Named here: forty annotations would take Django longer than the rows take the database."""
    names = ("letter_id", *ASKED, *columns)
    for values in rows:
        yield dict(zip(names, values, strict=True))


def _sorted_out(cargo: dict[int, Cargo], rows: Iterable[dict], directory: Directory) -> list[dict]:
    """The rows that may still be told to the person of their letter."""
    kept = []
    for row in rows:
        load = cargo[row["letter_id"]]
        if row["notice_kind"] == NoticeKind.DECISION:  # it says itself whom it concerns
            row |= {"unit": row["told_unit"], "office": row["told_office"], "to_roles": row["told_roles"]}
        is_for = row["may_go"] and is_recipient(row, directory)
        if is_for:
            load.owed += 1
            kept.append(row)
            continue
        load.left_out.append(row["pk"])
        if row["may_go"]:
            load.moved.append(row["notice_id"])
    return kept


def _worst_first(line: Line) -> tuple:
    return not line.is_late, line.kind == RungKind.GUIDANCE, line.due_on, line.notice


def _checked(letters: Iterable[int], today: date) -> QuerySet[LetterNotice]:
    decided = Q(notice__kind=NoticeKind.DECISION)
    may_go = still_holds("notice") & (decided | ~halted("notice__obligation", today))
    return (
        LetterNotice.objects.filter(letter__in=list(letters))
        .order_by("pk")
        .annotate(may_go=Case(When(may_go, then=Value(1)), default=Value(0), output_field=IntegerField()))
    )


def _line(row: dict, guided: dict, awaited: dict[int, str], today: date, calendar: Calendar) -> Line:
    late_days = max((today - row["due_on"]).days, 0)
    kind = ObligationKind(row["kind"])
    soon, late = TODO[kind]
    explanation, basis = _explained(row, calendar)
    quote, quote_from = _quoted(row)
    is_guidance = row["notice_kind"] == RungKind.GUIDANCE
    todo = late if late_days else soon % day(row["due_on"], today)
    return Line(
        notice=row["notice_id"],
        obligation=row["obligation"],
        kind=row["notice_kind"],
        kind_name=str(RungKind(row["notice_kind"]).label),
        unit=row["unit_name"],
        title=_title(row),
        url=_url(row),
        what=str(kind.label),
        quote=quote,
        quote_from=quote_from,
        is_source=_is_sentence(row),
        due=day(row["due_on"]),
        late_days=late_days,
        explanation=explanation,
        basis=basis,
        rests_on="：".join(part for part in (row["clause"], row["rung"]) if part),
        reason=_reason(row, today),
        todo=f"{awaited.get(row['obligation'], '')}{todo}",
        instead_of=row["absent"] or "",
        is_copy=row["is_copy"],
        due_on=row["due_on"],
        guidance=row["guidance"] or "" if is_guidance else "",
        tasks=guided.get((row["task_list"], row["unit"]), []) if is_guidance else [],
    )


def _reason(row: dict, today: date) -> str:
    """It counts days up to the one on which the step was written."""
    on = row["owed_on"]
    return row["reason"] if on >= today else f"（{day(on, today)}）{row['reason']}"


def _title(row: dict) -> str:
    if row["task"]:
        return f"{row['number']}. {row['title']}" if row["number"] else row["title"]
    if row["dispatch"]:
        return f"{row['dispatch_number']}　{row['dispatch_title']}"
    return row["list_name"] or ""


def _url(row: dict) -> str:
    if row["task"]:
        return link("task", row["task"])
    if row["dispatch"]:
        return link("dispatch", row["dispatch"])
    return link("home")


def _quoted(row: dict) -> tuple[str, str]:
    """The source's own sentence with its place; otherwise the requirement as it was given, and where it is from."""
    where = f"《{row['source']}》{place(row['address'], row['number'])}" if row["passage"] else ""
    if _is_sentence(row):
        return row["passage"], where
    return row["requirement"] or "", where or row["origin_note"] or ""


def _is_sentence(row: dict) -> bool:
    """A row of a table is none: its cells side by side say nothing to a reader."""
    return bool(row["passage"]) and row["passage_kind"] != PassageKind.ROW


def _explained(row: dict, calendar: Calendar) -> tuple[str, str]:
    """(how the date came about in one sentence, what it rests on: 原文, 推断, 核定 or the rules)"""
    said = explain_due(
        calendar,
        due_on=row["due_on"],
        opened_on=row["opened_on"],
        stated_on=row["stated_on"],
        said=row["explanation"] or row["wording"] or "",
        days=row["reply_within"] if row["dispatch"] else None,
        event="送达" if row["dispatch"] else "下达",
        returned_on=row["returned_on"],
    )
    if not row["stated_on"]:
        return said, BY_RULE
    return said, str(Basis(row["basis"]).label) if row["due_on"] == row["stated_on"] else "核定"


def _guided_tasks(rows: list[dict], today: date) -> dict[tuple[int, int], list[TaskLine]]:
    """All tasks of a unit in a list, by (list, unit), with the unit's next date: for guidance letters."""
    wanted = {(r["task_list"], r["unit"]) for r in rows if r["notice_kind"] == RungKind.GUIDANCE}
    if not wanted:
        return {}
    lists, units = {w[0] for w in wanted}, {w[1] for w in wanted}
    owed = Obligation.objects.unsettled().filter(task__task_list__in=lists, unit__in=units)
    dated = owed.order_by("-due_on").values_list("task_id", "unit_id", "due_on")
    due = {(task, unit): on for task, unit, on in dated}  # the earliest comes last
    assigned = Assignment.objects.filter(
        task__task_list__in=lists, unit__in=units, task__state=TaskState.ISSUED
    ).order_by("task__order", "task_id")
    found: dict[tuple[int, int], list[TaskLine]] = defaultdict(list)
    for task_list, unit, role, task, number, title in assigned.values_list(
        "task__task_list_id", "unit_id", "role", "task_id", "task__number", "task__title"
    ):
        due_on = due.get((task, unit))
        found[task_list, unit].append(
            TaskLine(
                title=f"{number}. {title}" if number else title,
                role=str(AssignmentRole(role).label),
                due=day(due_on, today) if due_on else "",
                url=link("task", task),
            )
        )
    return found
