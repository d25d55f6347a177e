"""An office's own words for its letters."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.files import StoredFile
from tracker.domain.formal.wordings import why_not_wording
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import DispatchKind, LetterPart, LetterTemplate, LetterWording, Unit, Verb

LONGEST_TITLE = 120  # characters before placeholders are filled in; a title holds 200


@chronicle()
def set_wording(*, office: Unit, kind: str, part: str, text: str, by: Actor) -> LetterWording:
    """From the next draft on. Empty: the program's words again. Letters that are signed, and parts that a person has
    written, stay as they are."""
    refuse_if(why_not_office(office, by=by))
    text = text.strip()
    refuse_if(why_not_wording(text))
    if part == LetterPart.TITLE and (len(text) > LONGEST_TITLE or "\n" in text):
        raise Refused(_("标题写成一行，不超过%(n)d个字。") % {"n": LONGEST_TITLE})
    row, __ = LetterWording.objects.update_or_create(
        office=office, kind=kind, part=part, defaults={"text": text}
    )
    tell(Verb.SETTINGS_CHANGED, by=by, unit=office, note=f"{row}：{text or _('系统自带的用语')}")
    return row


# --- Pages of an office's own ------------------------------------------------------------------------
@chronicle()
def set_template(*, office: Unit, kind: str, file: StoredFile, by: Actor) -> LetterTemplate:
    """From now on; `file` was looked through before. Letters that are signed keep the page that they were signed on."""
    refuse_if(why_not_office(office, by=by))
    if kind not in DispatchKind.values:
        raise Refused(_("没有“%(kind)s”这种函件。") % {"kind": kind})
    now = timezone.now()
    LetterTemplate.objects.filter(office=office, kind=kind, ended_at=None).update(ended_at=now)
    row = LetterTemplate.objects.create(
        office=office,
        kind=kind,
        file=file.name,
        filename=file.filename,
        sha256=file.sha256,
        taken_by=by.user,
        taken_at=now,
    )
    tell(Verb.SETTINGS_CHANGED, by=by, unit=office, note=f"{row}（SHA-256 {file.sha256}）")
    return row


def why_not_end_template(template: LetterTemplate, *, by: Actor) -> str:
    if template.ended_at:
        return _("这个模板已经停用。")
    return why_not_office(template.office, by=by)


@chronicle()
def end_template(*, template: LetterTemplate, by: Actor) -> None:
    """The program's own page again."""
    refuse_if(why_not_end_template(template, by=by))
    template.ended_at = timezone.now()
    template.save(update_fields=["ended_at"])
    tell(Verb.SETTINGS_CHANGED, by=by, unit=template.office, note=_("停用%(name)s") % {"name": template})
