"""What the installation calls itself, and whom people may ask."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.refusal import Refused, refuse_if, refuse_unknown
from tracker.domain.rights import why_not_account_keeper
from tracker.models import Installation, Verb

SETTINGS = ("name", "contact", "phone", "return_within")


@chronicle()
def change_settings(*, by: Actor, **changes: str | int) -> Installation:
    """Name, contact and telephone, shown at the foot of each page and in mails; the limit after a return."""
    refuse_if(why_not_account_keeper(by=by))
    refuse_unknown(changes, SETTINGS, _("系统设置没有这些栏目：%(names)s。"))
    office = Installation.objects.select_for_update().get(pk=Installation.objects.current().pk)
    for field, value in changes.items():
        setattr(office, field, value.strip() if isinstance(value, str) else value)
    if not office.name:
        raise Refused(_("请填写系统名称。"))
    office.save(update_fields=list(changes))
    note = "；".join(f"{field_names(Installation, [f])}：{getattr(office, f)}" for f in changes)
    tell(Verb.SETTINGS_CHANGED, by=by, note=note)
    return office
