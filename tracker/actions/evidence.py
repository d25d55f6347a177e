"""Evidence of a report in hand: attached, taken out, and taken over from the report that was returned."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tracker.actions.quota import why_not_more
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.files import store
from tracker.domain.locks import lock_progress
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_unit
from tracker.models import Evidence, EvidenceKind, Progress, ProgressState, Unit, Verb

EVIDENCE_MAX_BYTES = 50 * 1024 * 1024


@chronicle()
def attach(
    *, progress: Progress, kind: str, by: Actor, upload: UploadedFile | None = None, document_number: str = ""
) -> Evidence:
    """Evidence for a report in hand: a file, a seal scan, or just a document number. A file of the same name
    becomes the next version."""
    progress = lock_progress(progress)  # or it could be handed in meanwhile, or a version be taken twice
    refuse_if(why_not_unit(progress.obligation.unit, by=by))
    if progress.state != ProgressState.DRAFT:
        raise Refused(_("材料只能加在尚未报送的进展上。"))
    piece = Evidence(progress=progress, kind=kind, uploaded_by=by.user)
    if kind == EvidenceKind.DOCUMENT_NUMBER:
        document_number = need(document_number, _("请填写文号。"))
        piece.document_number = document_number
    else:
        _keep(piece, upload)
    piece.save()
    obligation = progress.obligation
    tell(
        Verb.EVIDENCE_ATTACHED,
        by=by,
        about=obligation,
        note=str(piece),
        obligation=obligation.pk,
        evidence=piece.pk,
        sha256=piece.sha256,
        size=piece.size,
    )
    return piece


def _keep(piece: Evidence, upload: UploadedFile | None) -> None:
    """Store the file that came, under its digest."""
    if upload is None:
        raise Refused(_("请选择文件，且文件不能是空的。"))
    refuse_if(why_not_keep(piece.progress.obligation.unit, upload))
    kept = store("evidence", upload.name or "", upload.read())
    piece.file, piece.filename = kept.name, kept.filename
    piece.sha256, piece.size = kept.sha256, kept.size
    piece.version = piece.progress.evidence.filter(filename=kept.filename).count() + 1


def why_not_keep(unit: Unit, upload: UploadedFile) -> str:
    """Empty, too large, or more than the unit may bring in on a day."""
    if not upload.size:
        return _("请选择文件，且文件不能是空的。")
    if upload.size > EVIDENCE_MAX_BYTES:
        return _("文件“%(name)s”超过50 MB，请压缩或拆分后再传。") % {"name": upload.name}
    return why_not_more(unit, upload.size)


@chronicle()
def detach(*, progress: Progress, pieces: Iterable[int], by: Actor) -> None:
    """Out of the draft (ids); what was handed in before keeps rows of its own, and the file."""
    progress = lock_progress(progress)  # or it could be handed in meanwhile
    refuse_if(why_not_unit(progress.obligation.unit, by=by))
    if progress.state != ProgressState.DRAFT:
        raise Refused(_("已报送的材料不能移除。"))
    progress.evidence.filter(pk__in=list(pieces)).delete()


def carry_over(progress: Progress) -> None:
    """Nobody is asked twice for the same material: a report that follows on a returned one begins with its evidence,
    as old as it is."""
    last = progress.obligation.progress.handed_in().order_by("-pk").first()
    if last is None or last.state != ProgressState.RETURNED:
        return
    for row in last.evidence.order_by("pk"):
        uploaded_at = row.uploaded_at
        row.pk, row.progress = None, progress
        row.save(force_insert=True)
        Evidence.objects.filter(pk=row.pk).update(uploaded_at=uploaded_at)
