"""Who acts: a person (or the clock), on which business day, in which roles, and for whom.

    Actor.of(user, on)   one query; made once per request, job, command and test
    Actor.system(on)     the program itself: no rights, and no name in the history

Everything that a guard asks is answered from here without another query.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.composed import composed
from tracker.models import (
    ADMIN_ROLES,
    OFFICE_ROLES,
    UNIT_ROLES,
    Absence,
    Installation,
    Membership,
    Role,
    Unit,
    User,
)

SETTINGS = tuple(each.attname for each in Installation._meta.concrete_fields)
UNIT_COLUMNS = ("path", "is_office", "parent__path")
BUSINESS_ROLES = (*OFFICE_ROLES, *UNIT_ROLES, Role.LEADER)


class Held(NamedTuple):
    """One role in one unit, in person or in the name of somebody away."""

    role: str
    unit: int
    path: str  # of the unit in the tree
    realm: str  # path of what the role looks after: for an office all below its parent
    holder: int  # id of the person whose role it is
    holder_name: str


@dataclass(frozen=True, eq=False)
class Actor:
    """`held` tells the roles of the day, `acts_for` the ids of those whom the person is or stands in for."""

    person: User | None
    on: date
    held: tuple[Held, ...] = ()
    acts_for: frozenset[int] = frozenset()
    # Who has confirmed what takes two people; the program itself where it is only tried.
    second: Actor | None = None

    def seconded(self, by: Actor | None) -> Actor:
        """The same, with somebody beside who has confirmed."""
        return replace(self, second=by)

    @classmethod
    def system(cls, on: date) -> Actor:
        """The clock: it has no rights of its own, and the history calls it 系统."""
        return cls(None, on)

    @classmethod
    def of(cls, person: User, on: date) -> Actor:
        """The person's roles on that business day. An administrator's role is never taken over from somebody
        away: that would join what the rules keep apart."""
        if not person.is_authenticated:
            return cls(None, on)
        return cls.holding(person, on, _roles_of_the_day(person, on))

    @classmethod
    def then(cls, person: User, on: date) -> Actor:
        """As the person was on a day gone by, to judge what was done on it: also for whom he stood in who is no colleague
        any more, or whose account has been stopped since."""
        people = (person.pk, *Absence.objects.known_then(person, on))
        rows = Membership.objects.dated(on, on).filter(user__in=people).order_by("pk")
        return cls.holding(person, on, rows.select_related("user", "unit__parent"))

    @classmethod
    def holding(cls, person: User, on: date, memberships: Iterable[Membership]) -> Actor:
        """The same of roles that were read already."""
        rows = tuple(memberships)
        held = tuple(
            Held(m.role, m.unit_id, m.unit.path, m.realm_path, m.user_id, str(m.user))
            for m in rows
            if m.role and (m.user_id == person.pk or m.role not in ADMIN_ROLES)
        )
        return cls(person, on, held, frozenset({person.pk, *(m.user_id for m in rows)}))

    # --- What the actor may do ---------------------------------------------------------------------
    def holds(self, *roles: str, unit: Unit | int | None = None) -> bool:
        """Whether one of the roles is held, in exactly this unit if one is given, in person or as a substitute."""
        place = _key(unit)
        return any(h.role in roles and (place is None or h.unit == place) for h in self.held)

    def holds_in_person(self, *roles: str) -> bool:
        return any(h.role in roles and h.holder == self.person_id for h in self.held)

    def acted_for(self, *roles: str, unit: Unit | int) -> tuple[Held, ...]:
        """In whose name one of the roles is held in this unit; empty where it is the person's own."""
        place = _key(unit)
        mine = tuple(h for h in self.held if h.role in roles and h.unit == place)
        return () if any(h.holder == self.person_id for h in mine) else mine

    def acting(self, *roles: str, unit: Unit | int) -> str:
        """“代张三” where somebody acts in these roles only as a substitute, for the record; otherwise nothing."""
        absent = self.acted_for(*roles, unit=unit)
        return _("代%(name)s") % {"name": absent[0].holder_name} if absent else ""

    def is_same_side(self, author: Actor, *roles: str, unit: Unit | int) -> bool:
        """Whether the actor must not decide on what `author` (an Actor of that day) did by these roles of the unit:
        they are one, or one stands in for the other, or stood in then."""
        if author.person_id in self.acts_for:
            return True
        if not self.was_away(author.on):
            return False
        return any(h.holder == self.person_id for h in author.acted_for(*roles, unit=unit))

    def was_away(self, on: date) -> bool:
        """Whether somebody may have stood in for the actor on that day; the dates are read once."""
        return any(first <= on <= last for first, last in self._times_away)

    @cached_property
    def _times_away(self) -> list[tuple[date, date]]:
        away = Absence.objects.confirmed().filter(person=self.person)
        return list(away.values_list("from_on", "until_on"))

    # --- What the actor is -------------------------------------------------------------------------
    @property
    def user(self) -> User:
        """The person, where only a person can have got so far: past the guard of a verb. The clock has none."""
        if self.person is None:
            raise LookupError("the clock did what only people do")
        return self.person

    @cached_property
    def rights(self) -> Hashable:
        """All of the actor that what is read depends on."""
        return self.person_id, self.on, self.held, self.acts_for, self.units_seen, self.offices_led

    @property
    def person_id(self) -> int | None:
        return self.person.pk if self.person else None

    @property
    def name(self) -> str:
        return str(self.person or "")

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(h.role for h in self.held)

    def units(self, *roles: str) -> frozenset[int]:
        return frozenset(h.unit for h in self.held if h.role in roles)

    @cached_property
    def offices(self) -> frozenset[int]:
        """Ids of the supervising offices worked for."""
        return self.units(*OFFICE_ROLES)

    @cached_property
    def served(self) -> frozenset[int]:
        """Ids of the units acted for."""
        return self.units(*UNIT_ROLES)

    @property
    def is_office(self) -> bool:
        return bool(self.offices)

    @property
    def is_of_one_office(self) -> bool:
        """Works for one office, and sees nothing in any other capacity."""
        return len(self.offices) == 1 and not self.units_seen and not self.offices_led

    @property
    def is_head(self) -> bool:
        return Role.OFFICE_HEAD in self.roles

    @property
    def is_unit(self) -> bool:
        return bool(self.served)

    @property
    def is_unit_leader(self) -> bool:
        return Role.UNIT_LEADER in self.roles

    @property
    def is_leader(self) -> bool:
        return Role.LEADER in self.roles

    @property
    def is_business(self) -> bool:
        return bool(self.roles.intersection(BUSINESS_ROLES))

    @property
    def is_admin(self) -> bool:
        return bool(self.roles.intersection(ADMIN_ROLES))

    @property
    def may_administer(self) -> bool:
        """Who has anything to do in the web admin: the office and the three administrators."""
        return self.is_admin or self.is_office

    # --- What the actor may see (plain ids, read once) ---------------------------------------------
    @property
    def realms(self) -> list[str]:
        """Tree paths that may be looked at."""
        return [h.realm for h in self.held if h.role not in ADMIN_ROLES]

    @cached_property
    def units_seen(self) -> frozenset[int]:
        """Ids of the units acted for and of those below them: a unit sees what is assigned there."""
        return self._below(h for h in self.held if h.role in UNIT_ROLES)

    @cached_property
    def offices_led(self) -> frozenset[int]:
        """Ids of the supervising offices at or below the units that the actor leads."""
        return self._below((h for h in self.held if h.role == Role.LEADER), is_office=True)

    def _below(self, held: Iterable[Held], **conditions: bool) -> frozenset[int]:
        paths = {h.path for h in held}
        if not paths:
            return frozenset()
        return frozenset(Unit.objects.within(*paths).filter(**conditions).values_list("pk", flat=True))


_demo_day: dict[str, date | None] = {}  # the last that was seen: a guess for the next request


def arriving(person: User) -> tuple[Installation, Actor]:
    """The installation and who acts on its business day, for the head of every request: one query of somebody logged in,
    and a second where the day of a demo has moved."""
    today = _demo_day.get("on") or timezone.localdate()
    if not person.is_authenticated:
        installation = Installation.objects.current()
        return installation, Actor(None, installation.business_date())
    rows = _of_the_day(person.pk, today)
    held = dict(zip(SETTINGS, rows[0][: len(SETTINGS)], strict=True)) if rows else {}
    if held.get("id") is None:  # a fresh database, or a person who has just gone
        installation = Installation.objects.current()
        return installation, Actor.of(person, installation.business_date())
    installation = Installation.from_db("default", list(held), list(held.values()))
    on = installation.business_date()
    if on != today:
        _demo_day["on"] = installation.demo_on
        return installation, Actor.of(person, on)
    return installation, Actor.holding(person, on, _memberships(rows))


def _roles_of_the_day(person: User, on: date) -> Iterator[Membership]:
    """What the person, and whoever the person stands in for, holds on that day, oldest first; without a role (and a
    unit) for one who holds none."""
    return _memberships(_of_the_day(person.pk, on))


def _memberships(rows: Iterable[tuple]) -> Iterator[Membership]:
    for row in rows:
        pk, name, username, role, unit, path, is_office, realm = row[len(SETTINGS) :]
        parent = Unit(path=realm) if realm is not None else None
        yield Membership(
            user=User(pk=pk, name=name, username=username),
            role=role or "",
            unit=Unit(pk=unit, path=path or "", is_office=bool(is_office), parent=parent),
        )


@composed
def _of_the_day(person: int, on: date) -> QuerySet[Any, Any]:
    """The installation's one row beside each role: every page asks for both before anything else."""
    roles = FilteredRelation(
        "memberships",
        condition=Q(Q(memberships__from_on=None) | Q(memberships__from_on__lte=on))
        & Q(Q(memberships__until_on=None) | Q(memberships__until_on__gte=on))
        & Q(is_active=True),
    )
    people = User.objects.filter(Q(pk=person) | Q(pk__in=Absence.objects.covered_by(person, on)))
    installation = Installation.objects.filter(pk=1)
    settings = {f"_{name}": Subquery(installation.values(name)) for name in SETTINGS}
    columns = (
        "pk",
        "name",
        "username",
        "held__role",
        "held__unit",
        *(f"held__unit__{c}" for c in UNIT_COLUMNS),
    )
    found = people.annotate(held=roles, **settings).order_by("held__pk")
    return found.values_list(*settings, *columns)


def _key(unit: Unit | int | None) -> int | None:
    return unit.pk if isinstance(unit, Unit) else unit
