"""Who is to be told of a notice today: asked when its letter is composed, and again when that letter is claimed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from tracker.domain.recipients import Directory, Recipient
from tracker.models import Notice, NoticeState, Role

TO_UNIT = (Role.UNIT_LEADER, Role.LIAISON)  # where a letter has no rung that says to whom
NOT_THEIRS = "收件人已停用、不再担任相应角色或由他人代收，已改发现在的收件人。"
# What `carriages` is told of a notice.
ROUTE = ("pk", "obligation__unit_id", "obligation__office_id", "rung__to_roles", "rung__copy_to_roles")


@dataclass(frozen=True, slots=True, order=True)
class Carriage:
    """One notice on its way to one person."""

    notice: int
    person: int
    office: int
    instead_of: int | None
    is_copy: bool

    @property
    def digest(self) -> tuple[int, int]:
        return self.person, self.office


def carriages(route: tuple, directory: Directory) -> list[Carriage]:
    """Everybody who is to be told, copies included; nobody where the notice itself reaches nobody: a copy alone
    would let it pass as sent."""
    notice, unit, office, to, copy_to = route
    addressed = directory.recipients(to or TO_UNIT, unit=unit, office=office)
    if not addressed:
        return []
    copied = directory.recipients(copy_to or (), unit=unit, office=office)
    return with_copies(notice, office, addressed, copied)


def with_copies(
    notice: int, office: int, addressed: Iterable[Recipient], copied: Iterable[Recipient]
) -> list[Carriage]:
    known = {r.person for r in addressed}
    carried = [Carriage(notice, r.person, office, r.instead_of, False) for r in addressed]
    return carried + [
        Carriage(notice, r.person, office, r.instead_of, True) for r in copied if r.person not in known
    ]


def is_recipient(row: dict, directory: Directory) -> bool:
    """Whether the notice of this row is still for its person: active, with an address, in a role that it goes to,
    or standing in for somebody who is."""
    roles = (row["copy_to_roles"] or ()) if row["is_copy"] else (row["to_roles"] or TO_UNIT)
    found = directory.recipients(roles, unit=row["unit"], office=row["office"])
    return any(r.person == row["person_id"] for r in found)


# --- Dispatches ------------------------------------------------------------------------------------
def formal_routes(dispatches: Iterable[int]) -> dict[tuple[int, int], list[tuple]]:
    """(dispatch, unit) -> [(notice, to roles, copy roles)]"""
    alive = (
        Notice.objects.filter(dispatch__in=list(dispatches)).exclude(state=NoticeState.DROPPED).order_by("pk")
    )
    found = defaultdict(list)
    for dispatch, notice, unit, _office, to, copy_to in alive.values_list("dispatch_id", *ROUTE):
        found[dispatch, unit].append((notice, to or TO_UNIT, copy_to or ()))
    return found


def people_of(
    dispatch: int, unit: int, *, office: int, routes: dict, directory: Directory
) -> dict[int, list[Carriage]]:
    """The people of one addressed unit, and those who get a copy, each with the notices they are told of."""
    mine = routes.get((dispatch, unit), [])
    to = list(dict.fromkeys(chain(*(roles for _, roles, _ in mine)))) or TO_UNIT
    addressed = directory.recipients(to, unit=unit, office=office)
    if not addressed:
        return {}
    people: dict[int, list[Carriage]] = {r.person: [] for r in addressed}
    for notice, _, copy_to in mine:
        copied = directory.recipients(copy_to, unit=unit, office=office)
        for carriage in with_copies(notice, office, addressed, copied):
            people.setdefault(carriage.person, []).append(carriage)
    return people
