"""One evening, read once for all checks: what left today, what was pressed, what is still owed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import UNIT_ROLES, Absence, Event, Letter, Membership, Obligation, Role
from tracker.rehearsal.town import Town
from tracker.rules.workdays import Calendar

LOOKED_AT = (
    "unit",
    "office",
    "task",
    "dispatch",
    "task_list",
    "kind",
    "state",
    "due_on",
    "opened_on",
    "is_chased",
)
Finding = tuple[str, str]  # whom it concerns, and what is wrong


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that did not hold: on which day, whom it concerned, what was wrong."""

    on: date
    check: str
    whom: str
    what: str

    def __str__(self) -> str:
        return f"{self.on}　{self.whom}：{self.what}"


@dataclass(slots=True)
class Evening:
    town: Town
    today: date
    letters: list[Letter]
    events: list[Event]
    owed: list[Obligation]  # unsettled
    late_in_the_morning: Counter[
        int
    ]  # by unit: how many were overdue when the morning's letters were written
    roles: dict[int, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))

    @property
    def calendar(self) -> Calendar:
        return self.town.calendar

    @property
    def is_workday(self) -> bool:
        return self.calendar.is_workday(self.today)

    def heard(self, verb: str) -> bool:
        """Whether this was done today."""
        return any(event.verb == verb for event in self.events)

    def units_of(self, person: int) -> set[int]:
        return {unit for role, unit in self.roles[person] if role in UNIT_ROLES}

    def to_unit(self, unit: int | None) -> Iterable[Letter]:
        return (letter for letter in self.letters if unit in self.units_of(letter.person_id))

    def to_role(self, *roles: str) -> Iterable[Letter]:
        return (x for x in self.letters if any(role in roles for role, _unit in self.roles[x.person_id]))

    def can_be_reached(self, unit: int | None) -> bool:
        """Whether somebody with an address serves the unit today."""
        reached = self.town.holders(Role.LIAISON, unit) + self.town.holders(Role.UNIT_LEADER, unit)
        return any(user.email for user in reached)


def read(town: Town, today: date, *, late_in_the_morning: Counter[int]) -> Evening:
    owed = town.with_subjects(_unsettled())
    evening = Evening(town, today, _letters(town.gone), _events(today), owed, late_in_the_morning)
    for user, role, unit in _memberships(today):
        evening.roles[user].add((role, unit))
    for away, substitute in _absences(today):
        evening.roles[substitute] |= evening.roles[away]
    return evening


@composed
def _letters(gone: list[int]) -> QuerySet[Letter]:
    return Letter.objects.filter(pk__in=gone).select_related("person").order_by("pk").defer("html")


@composed
def _events(today: date) -> QuerySet[Event]:
    events = Event.objects.filter(happened_on=today).order_by("seq")
    return events.select_related("task", "unit", "dispatch", "task_list", "actor")


@composed
def _unsettled() -> QuerySet[Obligation]:
    """Many, each evening: with what the rules look at."""
    return Obligation.objects.unsettled().order_by("pk").only(*LOOKED_AT)


@composed
def _memberships(today: date) -> QuerySet[Membership, tuple]:
    return Membership.objects.current(today).values_list("user", "role", "unit")


@composed
def _absences(today: date) -> QuerySet[Absence, tuple]:
    return Absence.objects.current(today).values_list("person", "substitute")


def says(letter: Letter, *words: str) -> bool:
    return any(word in letter.text or word in letter.subject for word in words)


def title_of(owed: Obligation) -> str:
    """As letters name it, without its number."""
    if owed.task:
        return owed.task.title
    return owed.dispatch.title if owed.dispatch else str(owed.task_list)
