"""Digests of what must stay as it was: a report when it was handed in and decided on, its evidence, a letter when it was
signed. They stand in the events, so the chain covers them; `compare` says what has been changed since.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.domain.files import is_as_stored
from tracker.models import (
    AnnualReport,
    ContributionFile,
    Dispatch,
    Enclosure,
    Event,
    Evidence,
    Figure,
    Progress,
    Receipt,
    Verb,
)
from tracker.models.events import body_of, canonical, facts_of

REPORT = (
    "obligation_id",
    "text",
    "percent",
    "problems",
    "next_steps",
    "channel",
    "witness",
    "state",
    "released_by_id",
    "released_on",
    "found",
    "found_percent",
    "decided_by_id",
    "decided_on",
    "return_reason",
)
REPORT_2 = (*REPORT, "measures", "expected_on", "counts_for_task")
# What later versions of the program cover too. An event says by `form` what its digest is of; those before it say nothing.
REPORT_SINCE = {1: REPORT, 2: REPORT_2, 3: REPORT_2}
FORM = 3
PIECE = ("id", "kind", "document_number", "filename", "sha256", "size", "version")
LETTER = (
    "office_id",
    "kind",
    "number",
    "title",
    "opening",
    "matter",
    "demand",
    "reply_within",
    "signed_by_id",
    "signed_on",
)
LETTER_SINCE = {1: LETTER, 2: LETTER, 3: (*LETTER, "elements")}
OF_REPORTS = (
    Verb.PROGRESS_RELEASED,
    Verb.PROGRESS_RECORDED,
    Verb.PROGRESS_ACCEPTED,
    Verb.PROGRESS_UNACCEPTED,
    Verb.PROGRESS_RETURNED,
    Verb.PROGRESS_UNRETURNED,
    Verb.PROGRESS_WITHDRAWN,
)
# Taken back, or led to another unit by a merger: each says what the letter is from now on.
OF_LETTERS = (Verb.DISPATCH_SIGNED, Verb.DISPATCH_UNSIGNED, Verb.DISPATCH_CHANGED)
BATCH = 500


def of_report(progress: int, *, withdrawn: bool = False) -> dict[str, Any]:
    """What the event of a report (its id) keeps: the digest of its words and of its evidence, as they are stored; empty
    where the unit has taken it back."""
    digest = "" if withdrawn else _of_reports([progress])[progress]
    return {"report": {"id": progress, "sha256": digest, "form": FORM}}


def of_letter(dispatch: int, *, withdrawn: bool = False) -> dict[str, Any]:
    """Of a letter (its id): its words, its number, whom it goes to, what else stands on it and what is enclosed; how it is
    laid out may change with the program. Empty where the signing was taken back."""
    digest = "" if withdrawn else _of_letters([dispatch])[dispatch]
    return {"letter": {"id": dispatch, "sha256": digest, "form": FORM}}


def seen_of_letters(ids: Iterable[int]) -> dict[int, str]:
    """What somebody reads before signing: the page carries it to the verb, which signs nothing that was changed
    meanwhile."""
    return _of_letters(ids)


def seen_of_reports(ids: Iterable[int]) -> dict[int, str]:
    """The same of reports: before the leader of a unit hands in what a colleague has drafted, and before the office
    decides, a unit may change its own. With the figures that go along."""
    ids = list(ids)
    given = _figures(ids)
    return {pk: _digest([words, given[pk]]) for pk, words in _of_reports(ids).items()}


def seen_of_report(report: Progress) -> str:
    """Of one that is at hand: as it was loaded, and so as it is shown."""
    row = {"pk": report.pk} | {name: getattr(report, name) for name in REPORT_SINCE[FORM]}
    pieces = [
        {name: getattr(piece, name) for name in ("progress_id", *PIECE)}
        for piece in sorted(report.evidence.all(), key=lambda piece: piece.pk)
    ]
    return _digest([_digest([row, pieces]), _figures([report.pk])[report.pk]])


def was_changed(report: int, seen: str) -> bool:
    """Whether the report (its id) is no more what somebody has read; who carries no digest has not been asked to."""
    return bool(seen) and seen != seen_of_reports([report])[report]


def seen_of_annual(report: AnnualReport) -> str:
    """What an annual report says, with its head: the same, before it is passed on or approved."""
    said = report.statements.said().order_by("order", "pk").values_list("part", "chapter", "text")
    return _digest([report.title, report.addressee, report.signed_as, [list(row) for row in said]])


def _figures(reports: Iterable[int]) -> dict[int | None, list[list[str]]]:
    found: dict[int | None, list[list[str]]] = defaultdict(list)
    rows = Figure.objects.filter(progress__in=reports).order_by("pk")
    for report, *figure in rows.values_list(
        "progress_id", "indicator_id", "year", "period", "value", "reason"
    ):
        found[report].append([str(said) for said in figure])
    return found


def _enclosed(ids: Iterable[int]) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = defaultdict(list)
    rows = Enclosure.objects.filter(dispatch__in=ids).order_by("pk")
    for dispatch, *file in rows.values_list("dispatch_id", "sha256", "filename"):
        found[dispatch].append(file)
    return found


def _of_reports(ids: Iterable[int], *, form: int = FORM) -> dict[int, str]:
    ids = list(ids)
    evidence: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for values in _pieces(ids):
        evidence[values[0]].append(dict(zip(("progress_id", *PIECE), values, strict=True)))
    names = ("pk", *REPORT_SINCE[form])
    rows = (dict(zip(names, values, strict=True)) for values in WORDS[form](ids))
    return {row["pk"]: _digest([row, evidence[row["pk"]]]) for row in rows}


@composed
def _pieces(reports: list[int]) -> QuerySet[Evidence, tuple]:
    rows = Evidence.objects.filter(progress__in=reports).order_by("pk")
    return rows.values_list("progress_id", *PIECE)


def _words(form: int) -> Callable[..., list[tuple]]:
    names = REPORT_SINCE[form]
    return composed(lambda reports: Progress.objects.filter(pk__in=reports).values_list("pk", *names))


WORDS = {form: _words(form) for form in REPORT_SINCE}


def _of_letters(ids: Iterable[int], *, form: int = FORM) -> dict[int, str]:
    ids = list(ids)
    units: dict[int, list[int]] = defaultdict(list)
    receipts = Receipt.objects.filter(dispatch__in=ids).order_by("unit_id")
    for dispatch, unit in receipts.values_list("dispatch_id", "unit_id"):
        units[dispatch].append(unit)
    rows = Dispatch.objects.filter(pk__in=ids).values("pk", *LETTER_SINCE[form])
    if form == 1:
        return {row["pk"]: _digest([row, units[row["pk"]]]) for row in rows}
    enclosed = _enclosed(ids)
    return {row["pk"]: _digest([row, units[row["pk"]], enclosed[row["pk"]]]) for row in rows}


@dataclass(frozen=True, slots=True)
class Compared:
    """`findings`: what is not as its last event says, in sentences. Files are read whole; `unread` were too many."""

    findings: list[str] = field(default_factory=list)
    files: int = 0
    unread: int = 0


def compare(*, most_bytes: int | None = None) -> Compared:
    """Reports, letters and evidence against the events. `most_bytes`: of files to read, the newest first; None: all."""
    words = "登记的摘要不符：内容或所附材料的登记被改动"
    findings = [
        *_changed("report", OF_REPORTS, _of_reports, "进展报送", words),
        *_changed("letter", OF_LETTERS, _of_letters, "函件", "签发时登记的摘要不符"),
    ]
    files = unread = read = 0
    for kept in (*_known_files(), *_contributed(), *_enclosed_files()):
        read += kept.size
        if kept.is_there and most_bytes is not None and read > most_bytes:
            unread += 1
            continue
        files += 1
        if not (kept.is_there and kept.name and default_storage.exists(kept.name)):
            findings.append(f"{kept.what}的登记被改动，或文件不在")
        elif not is_as_stored(kept.name, kept.sha256):
            findings.append(f"{kept.what}的文件与上传时登记的摘要不符，可能被替换")
    return Compared(findings, files, unread)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file with the digest that was told when it came; `is_there`: its row still says the same."""

    what: str
    name: str
    sha256: str
    size: int
    is_there: bool = True


def _changed(
    what: str, verbs: Iterable[str], digests_of: Callable[..., dict[int, str]], name: str, why: str
) -> Iterator[str]:
    for form, known in _last_digests(what, verbs):
        there = digests_of(known, form=form)
        for pk, digest in known.items():
            if pk not in there:
                yield f"{pk}号{name}已不在数据库中"
            elif there[pk] != digest:
                yield f"{pk}号{name}与{why}"


def _last_digests(what: str, verbs: Iterable[str]) -> Iterator[tuple[int, dict[int, str]]]:
    """Of each form: id -> the digest that its last event holds, in batches; what was taken back since is left out."""
    found: dict[int, tuple[int, str]] = {}
    for facts in _facts(verbs):
        said = facts.get(what)
        if isinstance(said, dict) and isinstance(said.get("id"), int):
            found[said["id"]] = said.get("form", 1), str(said.get("sha256", ""))
    for form in REPORT_SINCE:
        for batch in _in_batches({pk: digest for pk, (of, digest) in found.items() if of == form}):
            yield form, batch


def _known_files() -> Iterator[Kept]:
    """Evidence, the newest first; what was taken out of a draft is gone."""
    facts = _facts((Verb.EVIDENCE_ATTACHED,))
    found = {
        one["evidence"]: str(one.get("sha256", "")) for one in facts if isinstance(one.get("evidence"), int)
    }
    for pieces in _in_batches(dict(sorted(found.items(), reverse=True))):
        for pk, piece in Evidence.objects.in_bulk(pieces).items():
            what = f"{pk}号佐证材料“{piece.filename}”"
            same = piece.sha256 == pieces[pk]
            yield Kept(what, piece.file.name or "", pieces[pk], piece.size, same)


def _contributed() -> Iterator[Kept]:
    """What support units have filed, once and for all."""
    told: set[tuple[Any, Any, str, str]] = set()
    for record in _records((Verb.CONTRIBUTED,)):
        body, files = body_of(record), facts_of(record).get("files")
        for file in files if isinstance(files, list) else ():
            if isinstance(file, list) and len(file) == 2:
                told.add((body.get("task"), body.get("unit"), str(file[0]), str(file[1])))
    found = set()
    rows = ContributionFile.objects.select_related("contribution").order_by("-pk")
    for row in rows.iterator(chunk_size=BATCH):
        one = (row.contribution.task_id, row.contribution.unit_id, row.filename, row.sha256)
        what = f"{row.pk}号协办材料“{row.filename}”"
        yield Kept(what, row.file.name or "", row.sha256, row.size, one in told)
        found.add(one)
    for _task, _unit, name, digest in sorted(told - found, key=str):
        yield Kept(f"协办材料“{name}”", "", digest, 0, False)


def _enclosed_files() -> Iterator[Kept]:
    """Of signed letters: their rows are covered by the letter's own digest."""
    rows = Enclosure.objects.filter(dispatch__signed_on__isnull=False).order_by("-pk")
    for row in rows.iterator(chunk_size=BATCH):
        yield Kept(
            f"{row.dispatch_id}号函件的附件“{row.filename}”", row.file.name or "", row.sha256, row.size
        )


def _records(verbs: Iterable[str]) -> Iterator[str]:
    records = Event.objects.filter(verb__in=list(verbs)).order_by("seq").values_list("record", flat=True)
    return records.iterator(chunk_size=2000)


def _facts(verbs: Iterable[str]) -> Iterator[dict[str, Any]]:
    for record in _records(verbs):
        yield facts_of(record)


def _in_batches(found: dict[int, str]) -> Iterator[dict[int, str]]:
    rows = [(pk, digest) for pk, digest in found.items() if digest]
    for start in range(0, len(rows), BATCH):
        yield dict(rows[start : start + BATCH])


def _digest(said: Any) -> str:
    return hashlib.sha256(canonical(said).encode()).hexdigest()
