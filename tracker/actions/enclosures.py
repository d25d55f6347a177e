"""附件: files that go out with a formal letter; while it is a draft."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.utils.translation import gettext as _

from tracker.actions.dispatches import why_not_change
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.files import bare_name, store
from tracker.domain.locks import lock_dispatch
from tracker.domain.refusal import Refused, refuse_if
from tracker.models import Dispatch, Enclosure, Verb

MOST_BYTES = 10 * 1024 * 1024  # of one letter: mail servers commonly refuse more than twice that


@chronicle()
def enclose(*, dispatch: Dispatch, files: Iterable[UploadedFile], by: Actor) -> int:
    """A file of the same name takes the other's place. Returns how many there are now."""
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_change(dispatch, by=by))
    files = list(files)
    if not files:
        raise Refused(_("请选择文件。"))
    for upload in files:
        name = bare_name(upload.name or "")
        others = dispatch.enclosures.exclude(filename=name)
        held = others.aggregate(size=Sum("size"))["size"] or 0
        if held + (upload.size or 0) > MOST_BYTES:
            raise Refused(
                _("附件合计超过10 MB，邮件发不出去：“%(name)s”请压缩，或写明另行送达。") % {"name": name}
            )
        if not upload.size:
            raise Refused(_("“%(name)s”是空文件。") % {"name": name})
        kept = store("enclosures", name, upload.read())
        Enclosure.objects.update_or_create(
            dispatch=dispatch,
            filename=kept.filename,
            defaults={"file": kept.name, "sha256": kept.sha256, "size": kept.size, "added_by": by.user},
        )
    note = _("附件：%(names)s") % {"names": "、".join(bare_name(f.name or "") for f in files)}
    tell(Verb.DISPATCH_CHANGED, by=by, dispatch=dispatch, note=note)
    return dispatch.enclosures.count()


def why_not_take_out(dispatch: Dispatch, *, by: Actor) -> str:
    refusal = why_not_change(dispatch, by=by)
    return refusal if refusal or dispatch.enclosures.all() else _("函件没有附件。")


@chronicle()
def take_out(*, dispatch: Dispatch, enclosures: Iterable[Enclosure], by: Actor) -> None:
    dispatch = lock_dispatch(dispatch)
    refuse_if(why_not_take_out(dispatch, by=by))
    rows = dispatch.enclosures.filter(pk__in=[e.pk for e in enclosures])
    names = "、".join(rows.values_list("filename", flat=True))
    if not names:
        raise Refused(_("请选择要移除的附件。"))
    rows.delete()
    tell(Verb.DISPATCH_CHANGED, by=by, dispatch=dispatch, note=_("移除附件：%(names)s") % {"names": names})
