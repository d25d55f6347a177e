"""The open commitment format, version 1: a list of commitments with source sentence, unit, basis, limit, evidence and state.

The schema is docs/commitments.schema.json; the reader for another office's Duban is `reading.readers.jsonfile`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, Min, OuterRef, Prefetch, Value

from tracker.models import (
    Assignment,
    EvidenceKind,
    Obligation,
    Passage,
    PassageKind,
    Progress,
    ProgressState,
    Schedule,
    Task,
    TaskList,
    TaskOrigin,
    Withholding,
)
from tracker.reading.readers.jsonfile import FORMAT, ORIGIN, VERSION

Plain = dict[str, Any]


def commitments_of(task_list: TaskList, *, as_of: date, withheld: bool = False) -> Plain:
    """The whole list as the format has it: what was issued, without what is not for the public unless `withheld` asks for
    that too (another office of the same government may know it). What a leader instructed is never public, in whichever
    list it was put."""
    rows = task_list.tasks.issued_once()
    if not withheld:
        rows = rows.filter(withholding=None, parent__withholding=None).exclude(origin=TaskOrigin.INSTRUCTION)
    untold = (
        Value(False)
        if withheld
        else Exists(Withholding.objects.sharing(OuterRef("passage"), but=OuterRef("pk")))
    )
    tasks = (
        rows.annotate(has_untold_sentence=untold)
        .select_related("task_list", "passage__source", "carried_from__task_list")
        .prefetch_related(
            Prefetch("assignments", Assignment.objects.select_related("unit", "group")),
            Prefetch("schedules", Schedule.objects.filter(is_list_cycle=False)),
        )
    )
    found = _Standing.of(task_list, as_of)
    return head_of(task_list, as_of=as_of) | {
        "commitments": [_commitment(task, found) for task in tasks.order_by("order", "pk")]
    }


def task_of(commitment: Plain) -> int:
    """The id of the task that a commitment of this installation tells of."""
    return int(str(commitment["id"]).rpartition("/")[2])


def head_of(task_list: TaskList, *, as_of: date) -> Plain:
    """The format without its commitments."""
    office = task_list.office
    about: Plain = {
        "id": identifier("list", task_list.pk, task_list.year),
        "name": task_list.name,
        "year": task_list.year,
        "kind": task_list.kind,
        "duty": task_list.duty,
    }
    if task_list.source:
        about["source"] = _filled(
            title=task_list.source.title,
            issuer=task_list.source.issuer,
            number=task_list.source.number,
            dated_on=_iso(task_list.source.dated_on),
        )
    return {
        "format": FORMAT,
        "version": VERSION,
        "publisher": {"name": (office.parent or office).name, "office": office.name},
        "as_of": as_of.isoformat(),
        "list": about,
    }


def identifier(kind: str, pk: int, year: int) -> str:
    """The same for ever, and in no other installation (RFC 4151)."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"tag:{host},{year}:{kind}/{pk}"


def canonical(document: Plain) -> str:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(document: Plain) -> str:
    """Of what it says, whichever way it is written."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()


def words_of(commitment: Plain) -> str:
    """What the public edition searches."""
    units = [name for each in commitment["units"] for name in (each["name"], each.get("written", ""))]
    results = [each["text"] for each in commitment["results"]]
    texts = (commitment.get(name, "") for name in ("number", "title", "requirement", "sentence"))
    return "\n".join([*texts, *commitment.get("chapter", ()), *units, *results])


# --- One commitment ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Standing:
    """How the tasks of a list stand on a day, by id of the task: three queries."""

    late: frozenset[int | None]
    next_on: dict[int | None, date]
    told: dict[int | None, list[Progress]]  # what was accepted, oldest first

    @classmethod
    def of(cls, task_list: TaskList, as_of: date) -> _Standing:
        owed = Obligation.objects.filter(task__task_list=task_list)
        late = frozenset(owed.overdue(as_of).values_list("task", flat=True))
        coming = owed.unsettled().filter(due_on__gte=as_of).order_by()
        told: dict[int | None, list[Progress]] = {}
        rows = Progress.objects.filter(obligation__task__task_list=task_list, state=ProgressState.ACCEPTED)
        rows = rows.select_related("obligation__unit").prefetch_related("evidence")
        for row in rows.order_by("decided_on", "pk"):
            told.setdefault(row.obligation.task_id, []).append(row)
        return cls(late, dict(coming.values_list("task").annotate(first=Min("due_on"))), told)


def _commitment(task: Task, found: _Standing) -> Plain:
    before = task.carried_from
    return {
        "id": identifier("commitment", task.pk, task.task_list.year),
        **_filled(
            origin=_filled(id=task.notes.get(ORIGIN)),
            number=task.number,
            carried_from=identifier("commitment", before.pk, before.task_list.year) if before else "",
        ),
        "title": task.title,
        "requirement": task.requirement,
        **_filled(
            standard=task.standard,
            sentence=_sentence(task),
            chapter=[part for part in task.chapter.split(" / ") if part],
            basis=_basis(task, task.passage),
        ),
        "duty": task.duty,
        "units": [_unit(row) for row in task.assignments.all() if not row.via_group],
        "limits": [_limit(row) for row in task.schedules.all()],
        **_filled(limit_wording=task.date_wording),
        "standing": task.is_standing,
        "state": task.state,
        "late": task.pk in found.late,
        **_filled(
            state_reason=task.state_reason,
            done_on=_iso(task.done_on),
            next_due_on=_iso(found.next_on.get(task.pk)),
        ),
        "results": [_result(row) for row in found.told.get(task.pk, ())],
    }


def _sentence(task: Any) -> str:
    """As the document has it; not where another task that is held back was made of it, whose words these are too."""
    if task.has_untold_sentence or task.passage is None or task.passage.kind == PassageKind.ROW:
        return ""
    return str(task.passage.text)


def _basis(task: Task, passage: Passage | None) -> Plain:
    source = passage.source if passage else None
    return _filled(
        title=source.title if source else task.origin_note,
        number=source.number if source else "",
        place=passage.address if passage else "",
        dated_on=_iso(source.dated_on) if source else "",
        kind=task.list_basis,
    )


def _unit(row: Assignment) -> Plain:
    owner = row.unit or row.group
    return {"name": owner.name if owner else row.written, "role": row.role, "basis": row.basis} | _filled(
        written=row.written if owner and owner.name != row.written else ""
    )


def _limit(row: Schedule) -> Plain:
    repeats = "" if row.rule == "once" else row.rule
    return {"basis": row.basis, "kind": row.kind} | _filled(
        wording=row.wording,
        due_on=_iso(row.due_on),
        repeats=repeats,
        month=row.month,
        day=row.day,
        label=row.label,
        explanation=row.explanation,
    )


def _result(row: Progress) -> Plain:
    """What the unit said and the office accepted; what the office found stands in its own words beside it."""
    return {
        "unit": row.obligation.unit.name,
        "accepted_on": _iso(row.decided_on),
        "text": row.text,
        **_filled(reported_on=_iso(row.released_on), found=row.found, percent=row.share),
        "evidence": [_evidence(piece) for piece in row.evidence.all()],
    }


def _evidence(piece: Any) -> Plain:
    if piece.kind == EvidenceKind.DOCUMENT_NUMBER:
        return {"kind": piece.kind, "name": piece.document_number}
    return {"kind": piece.kind, "name": piece.filename, "sha256": piece.sha256}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _filled(**values: Any) -> Plain:
    """Only what says something: an optional property is there or it is not."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
