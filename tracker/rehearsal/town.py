"""Who is there on a day, and what they press. A refusal is an answer like any other; it is counted."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.refusal import Refused
from tracker.models import (
    ADMIN_ROLES,
    Absence,
    CalendarDay,
    Dispatch,
    Membership,
    Obligation,
    Role,
    Task,
    TaskList,
    Unit,
    User,
)
from tracker.rehearsal.tempers import Dice, Plan, Temper, temper_of
from tracker.rules.workdays import Calendar


class Town:
    """The people of the installation on the day that is played."""

    def __init__(self, *, seed: int, temper: str, today: date) -> None:
        self.dice, self.year = Dice(seed), temper
        self.calendar: Calendar = CalendarDay.objects.calendar()
        self.office: Unit = Unit.objects.get(is_office=True)
        self.presses: Counter[str] = Counter()
        self.refusals: Counter[tuple[str, str]] = Counter()
        self._tempers: dict[int, Temper] = {}
        self.plans: dict[tuple, Plan] = {}  # what units will do, drawn once for each state of a thing
        self._known: dict[int, Actor] = {}  # of earlier days with the same roles and absences
        self.gone: list[int] = []  # letters that left today
        self._in_force: tuple[list[int], list[int]] = ([], [])
        self.begin(today)

    def begin(self, today: date) -> None:
        self.today = today
        self._actors: dict[int, Actor] = {}
        self._holders: dict[tuple[int, str], list[User]] = {}
        rows = _memberships(today)
        in_force = [row.pk for row in rows], _absences(today)
        if in_force != self._in_force:
            self._in_force, self._known = in_force, {}
        for row in rows:
            self._holders.setdefault((row.unit_id, row.role), []).append(row.user)

    # --- Who ---------------------------------------------------------------------------------------
    def holders(self, role: str, unit: Unit | int | None = None) -> list[User]:
        place = unit.pk if isinstance(unit, Unit) else unit
        if place is not None:
            return self._holders.get((place, role), [])
        return [user for (_unit, held), users in self._holders.items() if held == role for user in users]

    def actor(self, user: User) -> Actor:
        if user.pk not in self._actors:
            known = self._known.get(user.pk)
            today = replace(known, person=user, on=self.today) if known else Actor.of(user, self.today)
            self._actors[user.pk] = self._known[user.pk] = today
        return self._actors[user.pk]

    def liaison(self, unit: Unit | int) -> Actor | None:
        return self._somebody(Role.LIAISON, unit)

    def unit_leader(self, unit: Unit | int) -> Actor | None:
        return self._somebody(Role.UNIT_LEADER, unit)

    def head(self) -> Actor:
        return self.actor(self.holders(Role.OFFICE_HEAD, self.office)[0])

    def officers(self) -> list[Actor]:
        return [self.actor(user) for user in self.holders(Role.OFFICER, self.office)]

    def administrator(self, role: str) -> Actor:
        if role not in ADMIN_ROLES:
            raise ValueError(role)
        return self.actor(self.holders(role)[0])

    def _somebody(self, role: str, unit: Unit | int) -> Actor | None:
        """Where several hold it, now this one and now that one."""
        held = self.holders(role, unit)
        if len(held) > 1:
            held = [
                self.dice.of("holder", unit if isinstance(unit, int) else unit.pk, self.today).choice(held)
            ]
        return self.actor(held[0]) if held else None

    def temper(self, unit: Unit) -> Temper:
        if unit.pk not in self._tempers:
            self._tempers[unit.pk] = temper_of(str(unit.pk), year=self.year, dice=self.dice)
        return self._tempers[unit.pk]

    # --- What is owed ------------------------------------------------------------------------------
    def with_subjects(self, rows: Iterable[Obligation]) -> list[Obligation]:
        """With their units, tasks and letters: few, named by many rows, and each read once."""
        owed = list(rows)
        units = {row.pk: row for row in _units()}
        lists = {row.pk: row for row in _lists()}
        tasks = {row.pk: row for row in _tasks()}
        letters = {row.pk: row for row in _letters()}
        for task in tasks.values():
            task.task_list = lists[task.task_list_id]
        for row in owed:
            row.unit, row.office = units[row.unit_id], units[row.office_id]
            if row.task_id:
                row.task = tasks[row.task_id]
            if row.dispatch_id:
                row.dispatch = letters[row.dispatch_id]
            if row.task_list_id:
                row.task_list = lists[row.task_list_id]
        return owed

    # --- What they press ---------------------------------------------------------------------------
    def press(self, verb: Callable[..., Any], **given: Any) -> Any:
        """Its answer, True where it has none; None when it was refused. What a verb does not ask for is left out."""
        name = verb.__name__
        asked = inspect.signature(verb).parameters
        try:
            answer = verb(**{key: value for key, value in given.items() if key in asked})
        except Refused as no:
            self.refusals[name, str(no)] += 1
            return None
        self.presses[name] += 1
        return True if answer is None else answer

    def days_ago(self, n: int) -> date:
        return self.calendar.minus(self.today, n)


@composed
def _memberships(on: date) -> QuerySet[Membership]:
    return Membership.objects.current(on).select_related("user").order_by("pk")


@composed
def _absences(on: date) -> QuerySet[Absence, int]:
    return Absence.objects.current(on).order_by("pk").values_list("pk", flat=True)


@composed
def _units() -> QuerySet[Unit]:
    return Unit.objects.order_by()


@composed
def _lists() -> QuerySet[TaskList]:
    return TaskList.objects.order_by()


@composed
def _tasks() -> QuerySet[Task]:
    return Task.objects.order_by()


@composed
def _letters() -> QuerySet[Dispatch]:
    return Dispatch.objects.order_by().defer("opening", "matter", "demand")
