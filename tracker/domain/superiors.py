"""Who stands above whom: a unit's leader above its liaisons, a head of office above its officers, whoever leads a
unit above those who act for the units below it, a leader of the city above all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tracker.domain.actor import Actor, Held
from tracker.models import UNIT_ROLES, Membership, Role, User

ABOVE = {Role.LIAISON: Role.UNIT_LEADER, Role.OFFICER: Role.OFFICE_HEAD}  # in one unit


def above(people: Iterable[int], *, by: Actor) -> frozenset[int]:
    """Those of the people (ids) above all of whose roles of that day the actor stands, in person. One query."""
    mine = [h for h in by.held if h.holder == by.person_id and h.role in (Role.LEADER, *ABOVE.values())]
    if not mine:
        return frozenset()
    roles: dict[int, list[Membership]] = defaultdict(list)
    wanted = set(people) - {by.person_id}
    for row in Membership.objects.current(by.on).filter(user__in=wanted).select_related("unit"):
        roles[row.user_id].append(row)
    return frozenset(
        person for person, held in roles.items() if all(any(_above(h, m) for h in mine) for m in held)
    )


def superiors_in_unit(person: User, *, by: Actor) -> list[User]:
    """Whoever stands above `person` in one of their units."""
    held = Membership.objects.current(by.on)
    found: dict[int, User] = {}
    for low, high in ABOVE.items():
        units = held.filter(user=person, role=low).values("unit")
        rows = held.filter(unit__in=units, role=high).exclude(user=person).select_related("user")
        found |= {row.user_id: row.user for row in rows}
    return list(found.values())


def _above(high: Held, low: Membership) -> bool:
    is_below = low.unit.path.startswith(high.path) and low.unit_id != high.unit
    if high.role == Role.LEADER:
        return is_below or (low.unit_id == high.unit and low.role != Role.LEADER)
    if high.role == Role.UNIT_LEADER and low.role in UNIT_ROLES and is_below:
        return True
    return low.unit_id == high.unit and high.role == ABOVE.get(Role(low.role))
