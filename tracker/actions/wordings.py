"""An office's own words for its letters."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.formal.wordings import why_not_wording
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import LetterPart, LetterWording, Unit, Verb

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
