"""Documents that were imported before: the same bytes, or the same words under another name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from tracker.models import ImportRun, ListState, TaskList


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier import of the same document, and the lists that its items went to and that still take tasks."""

    run: ImportRun
    same_bytes: bool
    lists: dict[str, TaskList]  # kind of item -> its list


def known_as(run: ImportRun) -> Known | None:
    """The newest import of the office that has written this very document; None when there is none."""
    same = Q(sha256=run.sha256)
    if run.text_sha256:
        same |= Q(source__text_sha256=run.text_sha256)
    earlier = ImportRun.objects.applied().filter(same, office=run.office_id).exclude(pk=run.pk)
    found = earlier.select_related("source").defer("proposal", "passages").order_by("-applied_at").first()
    if found is None:
        return None
    return Known(found, found.sha256 == run.sha256, _lists(found))


def _lists(run: ImportRun) -> dict[str, TaskList]:
    """The lists of an import in the order of the kinds that it wrote."""
    kinds = ImportRun.objects.values_list("proposal__target", flat=True).get(pk=run.pk) or {}
    numbers = run.outcome.get("lists", [])
    rows = TaskList.objects.in_bulk(numbers)
    named = zip(kinds, (rows.get(pk) for pk in numbers), strict=False)
    return {kind: row for kind, row in named if row is not None and row.state != ListState.CLOSED}
