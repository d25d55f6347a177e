"""What a person wants for himself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused
from tracker.models import User, Verb


@chronicle()
def want_brief(*, wanted: bool, by: Actor) -> None:
    """一页纸 by mail each week. Nobody asks for another."""
    if not (by.is_leader or by.is_office):
        raise Refused(_("一页纸只寄给市领导和督办机构。"))
    if by.user.wants_brief == wanted:
        return
    User.objects.filter(pk=by.user.pk).update(wants_brief=wanted)
    note = _("每周邮寄一页纸：要") if wanted else _("每周邮寄一页纸：不要")
    tell(Verb.PERSON_CHANGED, by=by, note=note, person=by.user.pk)
