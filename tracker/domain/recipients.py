"""Who receives a letter: roles become people, people who are away become their substitutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models.people import ADMIN_ROLES, OFFICE_ROLES, UNIT_ROLES, Absence, Membership, Role, Unit, User


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a letter, perhaps for somebody who is away. Ids of users."""

    person: int
    instead_of: int | None = None


@dataclass
class Directory:
    """Who holds which role where on one day."""

    holders: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    substitutes: dict[int, int] = field(default_factory=dict)
    reachable: set[int] = field(default_factory=set)
    paths: dict[int, str] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)

    @classmethod
    def load(cls, on: date) -> Directory:
        return Directories(on, on).on(on)

    def recipients(self, roles: Iterable[str], *, unit: int, office: int) -> list[Recipient]:
        """Reachable people who hold one of the roles, each once; the substitute while somebody is away.

        Roles of a unit are looked up in `unit`, those of the office in `office`, a leader's in every unit
        that stands above the office. Where the unit has nobody in the roles asked for, it is whoever else acts for
        it, and then who acts for the unit above.
        """
        roles = tuple(roles)
        found = self._reached(roles, unit, office)
        place: int | None = unit
        while not found and place and set(roles) & set(UNIT_ROLES):
            found = self._reached(UNIT_ROLES, place, office)
            place = self.parents.get(place)
        return found

    def _reached(self, roles: Iterable[str], unit: int, office: int) -> list[Recipient]:
        found: dict[int, Recipient] = {}
        for role in roles:
            for person in self._holders(role, unit, office):
                recipient = self._present(person)
                if recipient is None:
                    continue
                known = found.get(recipient.person)
                if known is None or known.instead_of:  # in person goes before on behalf
                    found[recipient.person] = recipient
        return list(found.values())

    def units_served_by(self, person: int, units: Iterable[int]) -> list[int]:
        """Those of the units whose mail this person receives, in person or as a substitute."""
        served = (
            unit
            for unit in units
            if any(r.person == person for r in self.recipients(UNIT_ROLES, unit=unit, office=unit))
        )
        return list(served)

    def units_of(self, people: Collection[int]) -> dict[int, set[int]]:
        """The units that each of these people acts for, in person or for somebody away."""
        return {person: self._served[person] for person in self._served.keys() & people}

    @cached_property
    def _served(self) -> dict[int, set[int]]:
        """The same of everybody: gathered once, not for each batch of letters."""
        units: dict[int, set[int]] = defaultdict(set)
        for (unit, role), held in self.holders.items():
            for person in held if role in UNIT_ROLES else ():
                present = self._present(person)
                for one in {person, present.person if present else person}:
                    units[one].add(unit)
        return units

    def _holders(self, role: str, unit: int, office: int) -> list[int]:
        if role in OFFICE_ROLES:
            return self.holders.get((office, role), [])
        if role == Role.LEADER:
            above = (
                place for place, held in self.holders if held == Role.LEADER and self._covers(place, office)
            )
            return [person for place in sorted(set(above)) for person in self.holders[place, Role.LEADER]]
        return self.holders.get((unit, role), [])

    def _covers(self, place: int, office: int) -> bool:
        return self.paths[office].startswith(self.paths[place])

    def _present(self, person: int) -> Recipient | None:
        """The person, or whoever stands in; a substitute without address leaves the letter to the person."""
        substitute = self.substitutes.get(person)
        if substitute in self.reachable:
            return Recipient(substitute, person)
        return Recipient(person) if person in self.reachable else None


class Directories:
    """Those of several days: four queries, whatever the number of days and letters. `people` (who can be reached) and
    `units` are names by id."""

    def __init__(self, first: date, last: date) -> None:
        self._held = _memberships(first, last)
        self._away = _absences(first, last)
        self.people = dict(_people())
        units = _units()
        self.units = {unit: name for unit, _path, _parent, name in units}
        self._paths = {unit: path for unit, path, _parent, _name in units}
        self._parents = {unit: parent for unit, _path, parent, _name in units}
        self._known: dict[date, Directory] = {}

    def on(self, day: date) -> Directory:
        """One of the days; made once."""
        if day not in self._known:
            holders: dict[tuple[int, str], list[int]] = defaultdict(list)
            for unit, role, person, from_on, until_on in self._held:
                if (from_on or day) <= day <= (until_on or day):
                    holders[unit, role].append(person)
            places: dict[int, set[int]] = defaultdict(set)
            for (unit, _role), people in holders.items():
                for person in people:
                    places[person].add(unit)
            away = {
                person: substitute
                for person, substitute, from_on, until_on in self._away
                if from_on <= day <= until_on and places[person] & places[substitute]
            }
            self._known[day] = Directory(holders, away, set(self.people), self._paths, self._parents)
        return self._known[day]


@composed
def _memberships(first: date, last: date) -> QuerySet[Membership, tuple]:
    held = Membership.objects.within(first, last).exclude(role__in=ADMIN_ROLES).order_by("pk")
    return held.values_list("unit_id", "role", "user_id", "from_on", "until_on")


@composed
def _absences(first: date, last: date) -> QuerySet[Absence, tuple]:
    away = Absence.objects.within(first, last).order_by("pk")
    return away.values_list("person_id", "substitute_id", "from_on", "until_on")


@composed
def _people() -> QuerySet[User, tuple]:
    return User.objects.reachable().values_list("pk", "name")


@composed
def _units() -> QuerySet[Unit, tuple]:
    return Unit.objects.values_list("pk", "path", "parent_id", "name")
