"""Notes of the office on its own matters."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import need, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import (
    OFFICE_ROLES,
    Dispatch,
    Membership,
    Mention,
    Obligation,
    Remark,
    Task,
    Unit,
    User,
    Verb,
)

Noted = Task | Obligation | Dispatch


def office_of(about: Noted) -> Unit:
    """Whose matter it is, and so whose note."""
    return about.task_list.office if isinstance(about, Task) else about.office


def why_not_remark(about: Noted, *, by: Actor) -> str:
    return why_not_office(office_of(about), by=by)


@chronicle()
def remark(*, about: Noted, text: str, by: Actor, caller: str = "") -> Remark:
    """A note, or with `caller` the record of a call. Its event points at no task: units read the history of theirs."""
    refuse_if(why_not_remark(about, by=by))
    text = need(text, _("请填写备注。"))
    place: dict[str, Any] = {str(type(about)._meta.model_name): about}
    row = Remark.objects.create(
        office=office_of(about),
        text=text,
        caller=caller.strip()[:64],
        made_by=by.user,
        made_on=by.on,
        **place,
    )
    tell(Verb.REMARKED, by=by, remark=row.pk)
    Mention.objects.bulk_create(Mention(remark=row, person=person) for person in mentioned(row, by=by))
    return row


def colleagues(office: Unit, *, by: Actor) -> list[User]:
    """Whom a note of this office can mention: those who work for it today, without its author."""
    held = Membership.objects.current(by.on).filter(unit=office, role__in=OFFICE_ROLES)
    return list(User.objects.filter(pk__in=held.values("user")).exclude(pk=by.user.pk).order_by("name", "pk"))


def mentioned(row: Remark, *, by: Actor) -> list[User]:
    """Colleagues whose names stand behind an @; of two names that begin alike, the longer one is meant."""
    if "@" not in (text := row.text.replace("＠", "@")):
        return []
    known = colleagues(row.office, by=by)
    names = sorted({person.name for person in known if person.name}, key=len, reverse=True)
    found = {next((name for name in names if part.startswith(name)), None) for part in text.split("@")[1:]}
    return [person for person in known if person.name in found]
