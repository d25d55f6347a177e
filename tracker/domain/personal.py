"""Tell one person what was done to them: a row beside the event, carried by a mail of its own at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tracker.domain.actor import Actor
from tracker.models import Membership, PersonalNotice, Role, User, business_date


def auditors(on: date) -> list[User]:
    """Whoever audits on that day: told of what administrators do to accounts, roles and rules."""
    held = Membership.objects.current(on).filter(role=Role.AUDITOR).select_related("user")
    return [row.user for row in held.order_by("pk")]


def tell_people(people: Iterable[User], text: str, *, by: Actor | None, address: str = "") -> None:
    """Call it inside a verb. Nobody is told of his own act. `address`: where the person was reached until now, if
    the change leads mail elsewhere."""
    others = {person.pk: person for person in people if by is None or person.pk != by.person_id}
    on = by.on if by else business_date()
    PersonalNotice.objects.bulk_create(
        PersonalNotice(person=person, text=text, told_on=on, address=address) for person in others.values()
    )
