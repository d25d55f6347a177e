"""Documents that were imported before: the same bytes, or the same words under another name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tracker.models import ImportRun, ListKind, ListState, Source, TaskList


@dataclass(frozen=True, slots=True)
class Known:
    """The same document as it came before, and the lists that its items went to and that still take tasks."""

    filename: str
    came_at: datetime
    same_bytes: bool
    lists: dict[str, TaskList]  # kind of item -> its list
    run: ImportRun | None = None  # none where it came without one, as the seeds do
    source: Source | None = None


def known_as(run: ImportRun) -> Known | None:
    """The newest import of the office that has written this very document, or the document behind its lists that came
    without one; None when there is none."""
    same = Q(sha256=run.sha256)
    if run.text_sha256:
        same |= Q(source__text_sha256=run.text_sha256)
    earlier = ImportRun.objects.applied().filter(same, office=run.office_id).exclude(pk=run.pk)
    found = earlier.select_related("source").defer("proposal", "passages").order_by("-applied_at").first()
    if found is None or found.applied_at is None:
        return _behind_lists(run)
    return Known(found.filename, found.applied_at, found.sha256 == run.sha256, _lists(found), run=found)


def _behind_lists(run: ImportRun) -> Known | None:
    same = Q(source__sha256=run.sha256)
    if run.text_sha256:
        same |= Q(source__text_sha256=run.text_sha256)
    rows = TaskList.objects.filter(same, office=run.office_id).exclude(state=ListState.CLOSED)
    lists = list(rows.select_related("source").order_by("pk"))
    source = lists[-1].source if lists else None
    if source is None:
        return None
    named = {"problem" if row.kind == ListKind.RECTIFICATION else "task": row for row in lists}
    same_bytes = source.sha256 == run.sha256
    return Known(source.filename, source.uploaded_at, same_bytes, named, source=source)


def _lists(run: ImportRun) -> dict[str, TaskList]:
    """The lists of an import in the order of the kinds that it wrote."""
    kinds = ImportRun.objects.values_list("proposal__target", flat=True).get(pk=run.pk) or {}
    numbers = run.outcome.get("lists", [])
    rows = TaskList.objects.in_bulk(numbers)
    named = zip(kinds, (rows.get(pk) for pk in numbers), strict=False)
    return {kind: row for kind, row in named if row is not None and row.state != ListState.CLOSED}
