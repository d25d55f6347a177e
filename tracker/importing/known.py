"""Documents that were imported before: the same bytes, or the same words under another name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tracker.domain.files import sha256
from tracker.models import (
    ImportRun,
    ImportState,
    Indicator,
    ListKind,
    ListState,
    Source,
    TaskList,
    Unit,
    WrittenName,
)

from .editing import Edition

NAME_MOST = 128  # characters of a name that is remembered


@dataclass(frozen=True, slots=True)
class Known:
    """The same document as it came before, and the lists that its items went to and that still take tasks."""

    filename: str
    came_at: date | datetime
    same_bytes: bool
    lists: dict[str, TaskList]  # kind of item -> its list
    run: ImportRun | None = None  # none where it came without one, as the seeds do
    source: Source | None = None
    together: str = ""  # the kind that went to the list of the other one

    @property
    def targets(self) -> dict[str, dict]:
        """To the lists they went to, in the shape that the edition keeps."""
        found: dict[str, dict] = {kind: {"list": row.pk} for kind, row in self.lists.items()}
        if self.together and found:
            found[self.together] = {"with": next(iter(found))}
        return found


def pending_as(run: ImportRun) -> ImportRun | None:
    """An earlier upload of the same document that the office has not confirmed yet."""
    same = Q(sha256=run.sha256)
    if run.text_sha256:
        same |= Q(text_sha256=run.text_sha256)
    return _waiting(run.office_id).filter(same, pk__lt=run.pk).first()


def pending_upload(content: bytes, office_id: int) -> ImportRun | None:
    """The import of these very bytes that the office has not confirmed yet."""
    return _waiting(office_id).filter(sha256=sha256(content)).first()


def _waiting(office_id: int) -> QuerySet[ImportRun]:
    states = (ImportState.READING, ImportState.PROPOSED, ImportState.APPLYING)
    rows = ImportRun.objects.filter(office=office_id, state__in=states)
    return rows.select_related("started_by").defer("proposal", "passages", "outcome").order_by("pk")


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
    came, target = found.applied_on or found.applied_at, _target(found)
    together = next((kind for kind, chosen in target.items() if "with" in chosen), "")
    same_bytes = found.sha256 == run.sha256
    return Known(found.filename, came, same_bytes, _lists(found, target), run=found, together=together)


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


def _target(run: ImportRun) -> dict[str, dict]:
    return ImportRun.objects.values_list("proposal__target", flat=True).get(pk=run.pk) or {}


def _lists(run: ImportRun, target: dict[str, dict]) -> dict[str, TaskList]:
    """The lists of an import in the order of the kinds that it wrote."""
    kinds = [kind for kind, chosen in target.items() if "with" not in chosen]
    numbers = run.outcome.get("lists", [])
    rows = TaskList.objects.in_bulk(numbers)
    named = zip(kinds, (rows.get(pk) for pk in numbers), strict=False)
    return {kind: row for kind, row in named if row is not None and row.state != ListState.CLOSED}


# --- What the office chose before ----------------------------------------------------------------------
def figures_as_before(edition: Edition, office: Unit) -> None:
    """A report counts much that nobody follows: of its figures those are ticked whose indicator the office has already."""
    rows = Indicator.objects.filter(Q(office=office) | Q(office=None))
    known = set(rows.values_list("name", "measure"))
    for figure in edition.head.figures:
        figure.ticked = (figure.name[:200], figure.unit[:32]) in known


def remember_names(mapping: Mapping[str, str], office: Unit) -> None:
    """Next time the office finds its choice proposed."""
    for name, code in mapping.items():
        kind, _colon, pk = code.partition(":")
        meant = (
            {"unit_id": int(pk), "group_id": None}
            if kind == "unit"
            else {"unit_id": None, "group_id": int(pk)}
        )
        if len(name) <= NAME_MOST:
            WrittenName.objects.update_or_create(office=office, name=name, defaults=meant)
