"""Notes of the office on its own matters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import Dispatch, Obligation, Remark, Task, Unit, Verb

Noted = Task | Obligation | Dispatch


def _office_of(about: Noted) -> Unit:
    return about.task_list.office if isinstance(about, Task) else about.office


def why_not_remark(about: Noted, *, by: Actor) -> str:
    return why_not_office(_office_of(about), by=by)


@chronicle()
def remark(*, about: Noted, text: str, by: Actor, caller: str = "") -> Remark:
    """A note, or with `caller` the record of a call. Its event points at no task: units read the history of theirs."""
    refuse_if(why_not_remark(about, by=by))
    if not text.strip():
        raise Refused(_("请填写备注。"))
    place: dict[str, Any] = {str(type(about)._meta.model_name): about}
    row = Remark.objects.create(
        office=_office_of(about),
        text=text.strip(),
        caller=caller.strip()[:64],
        made_by=by.user,
        made_on=by.on,
        **place,
    )
    tell(Verb.REMARKED, by=by, remark=row.pk)
    return row
