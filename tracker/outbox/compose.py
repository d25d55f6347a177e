"""From what is owed to who is told: Notices become digest Letters, signed Dispatches Letters of their own.

Set-based, and safe to run twice or twice at once: the database refuses the second row, rows are written in the
order of their keys, and a letter that joins new notices is locked against being claimed meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.domain.halts import halted
from tracker.domain.recipients import Directory
from tracker.domain.told import CAN_WAIT, QUIET
from tracker.models import (
    CalendarDay,
    Dispatch,
    Letter,
    LetterKind,
    LetterNotice,
    LetterState,
    Notice,
    Receipt,
    Role,
)
from tracker.models.dispatches import taken_back_until
from tracker.outbox.addressed import NOT_THEIRS, ROUTE, Carriage, carriages, formal_routes, people_of
from tracker.outbox.alerts import alert, compose_alerts, heads_to_tell
from tracker.outbox.briefs import compose_briefs
from tracker.outbox.follows import compose_follows
from tracker.outbox.new_letters import BATCH, DAILY, insert, insert_digests, new_letter
from tracker.outbox.personal import compose_personal
from tracker.rules.company import WEEKLY_GAP, Held, Hour, Patience, leaving, may_wait, time_is_up
from tracker.rules.workdays import Calendar

# What tells whether a step of the ladder may wait.
STEP = ("owed_on", "kind", "rung_code", "rung__offset", "rung__min_gap", "rung__repeat", "obligation__due_on")
TOLD = (
    "pk",
    "unit_id",
    "office_id",
    "to_roles",
    "told_by_id",
    "person_id",
)  # what `_told` is told of a decision


def compose(*, today: date, hour: Hour | None = None) -> int:
    """Make the letters that carry what is owed on `today`; returns how many letters were created.

    `hour`: the call of the day at which what can wait may leave (see `rules.company`); None: a person asks for it, and
    nothing waits. A notice that nobody with an address can receive stays owed, so that its obligation becomes blocked
    and the officer hears of it.
    """
    directory = Directory.load(today)
    calendar = CalendarDay.objects.calendar()
    day = Day(today, calendar, hour)
    created, waiting = _compose_digests(directory, day)
    decisions, held = _compose_decisions(directory, day)
    return (
        created
        + decisions
        + (compose_follows(directory, today=today) if calendar.is_workday(today) else 0)
        + _compose_addressed(_unserved(), directory=directory, today=today)
        + compose_alerts(directory, today=today, calendar=calendar, heads_wait=hour is not None)
        + _join([*waiting, *held], directory, day)
        + compose_personal(today=today)
        + compose_briefs(directory, today=today, calendar=calendar)
    )


@dataclass(frozen=True, slots=True)
class Day:
    """The business day, and the call of it."""

    on: date
    calendar: Calendar
    hour: Hour | None

    @property
    def tomorrow(self) -> date:
        return self.calendar.next_workday(self.on)

    @property
    def letters_on(self) -> date:
        """What is decided on a rest day waits for the next morning's digest: one letter a day, also on Mondays."""
        return self.calendar.roll(self.on)


# --- What waits for company --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice that may go with another letter, and everybody whom it is carried to."""

    notice: int
    since_on: date
    patience: Patience
    carriages: tuple[Carriage, ...]

    def held(self) -> Held:
        return Held(self.notice, self.since_on, self.patience, frozenset(c.digest for c in self.carriages))


def _join(waiting: list[Waiting], directory: Directory, day: Day) -> int:
    """What leaves now, with the letters that leave anyway or by itself; the head's alert among it."""
    if day.hour is not None and not day.calendar.is_workday(day.on):
        return 0
    evening = day.hour is Hour.EVENING
    heads = heads_to_tell(directory, today=day.on, calendar=day.calendar) if evening else {}
    if not (waiting or heads):
        return 0
    alerts = [Held(key, since, Patience.EVENING_AFTER, frozenset([key])) for key, since in heads.items()]
    held = [*(each.held() for each in waiting), *alerts]
    going = set(_going(day.letters_on))
    call = day.hour or Hour.MORNING
    left = {x.what for x in leaving(held, going, today=day.on, hour=call, calendar=day.calendar)}
    mine = [each for each in waiting if each.notice in left]
    told = {key for key in heads if key in left}
    return _carry_waiting(mine, going, day) + alert(told, today=day.on)


@composed
def _going(on: date) -> QuerySet[Letter, tuple[int, int]]:
    daily = Letter.objects.unrendered().filter(kind__in=DAILY, digest_on=on)
    return daily.values_list("person_id", "office_id")


@composed
def _free(notices: list[int]) -> QuerySet[Notice, int]:
    return Notice.objects.filter(pk__in=notices, carried_by=None).values_list("pk", flat=True)


def _carry_waiting(waiting: list[Waiting], going: set[tuple[int, int]], day: Day) -> int:
    """Unless another process has carried them since they were read. Who has no letter today has a step tomorrow."""
    now, later = list[Carriage](), list[Carriage]()
    with transaction.atomic():
        known = set(_free([x.notice for x in waiting]))
        steps = {x.notice for x in waiting if x.patience is Patience.MORNING_AFTER}
        mine = list(chain(*(x.carriages for x in waiting if x.notice in known)))
        going |= {c.digest for c in mine if c.notice not in steps}
        for c in mine:
            (now if c.digest in going else later).append(c)
        return _carry_all(now, day.letters_on, day.calendar) + _carry_all(later, day.tomorrow, day.calendar)


def _carry_all(wanted: list[Carriage], on: date, calendar: Calendar) -> int:
    return _carry(wanted, on, calendar.next_workday(on)) if wanted else 0


# --- Digests ---------------------------------------------------------------------------------------
def _compose_digests(directory: Directory, day: Day) -> tuple[int, list[Waiting]]:
    """The ladder's steps: those that are bound to their day, and those that may wait for another letter."""
    created, last, waiting = 0, 0, list[Waiting]()
    while True:
        with transaction.atomic():
            rows = _uncarried(day.on, last)
            if not rows:
                return created, waiting
            last = rows[-1][0]
            patient = {row[0] for row in rows if _is_patient(row, day)}
            wanted = _all((row[: len(ROUTE)] for row in rows if row[0] not in patient), directory)
            created += _carry(wanted, day.on, day.tomorrow)
        for row in rows:
            if row[0] in patient and (mine := carriages(row[: len(ROUTE)], directory)):
                waiting.append(Waiting(row[0], row[len(ROUTE)], Patience.MORNING_AFTER, tuple(mine)))


def _is_patient(row: tuple[Any, ...], day: Day) -> bool:
    """A step written today that may go on the next working day as well."""
    on, kind, code, offset, min_gap, repeat, due_on = row[len(ROUTE) :]
    if day.hour is None or offset is None:
        return False
    if time_is_up(on, Patience.MORNING_AFTER, today=day.on, hour=day.hour, calendar=day.calendar):
        return False
    is_again = "@" in code and not repeat
    again_after = max(min_gap, WEEKLY_GAP) if is_again else None
    return may_wait(kind, offset=offset, again_after=again_after, due_on=due_on, on=on, calendar=day.calendar)


def carry_again(notices: Iterable[int], *, directory: Directory, today: date, calendar: Calendar) -> None:
    """Who was to be told of these is so no longer: they go to whoever is now, and to nobody twice."""
    routes = Notice.objects.informal().filter(pk__in=list(notices)).order_by("pk")
    told = set(
        LetterNotice.objects.filter(notice__in=routes.values("pk")).values_list("notice_id", "person_id")
    )
    wanted = _all(routes.exclude(obligation=None).values_list(*ROUTE), directory)
    wanted += chain(*(_told(row, directory) for row in routes.decisions().values_list(*TOLD)))
    _carry([c for c in wanted if (c.notice, c.person) not in told], today, calendar.next_workday(today))


def _all(routes: Iterable[tuple], directory: Directory) -> list[Carriage]:
    return list(chain(*(carriages(route, directory) for route in routes)))


@composed
def _uncarried(today: date, after: int) -> QuerySet[Notice, tuple[Any, ...]]:
    ladder = Notice.objects.informal().still_owed().exclude(obligation=None)
    notices = ladder.filter(~halted("obligation", today), carried_by=None, pk__gt=after)
    return notices.order_by("pk").values_list(*ROUTE, *STEP)[:BATCH]


def _compose_decisions(directory: Directory, day: Day) -> tuple[int, list[Waiting]]:
    """告知: to those whom it concerns, at once or with another letter. What concerns only its author needs no letter."""
    created, last, waiting = 0, 0, list[Waiting]()
    while batch := _undisclosed(day.on, last):
        last, at_once = batch[-1][0], list[Carriage]()
        with transaction.atomic():
            mine = {row[0]: _told(row[: len(TOLD)], directory) for row in batch}
            nobody = [notice for notice, told in mine.items() if not told]
            if nobody:
                Notice.objects.filter(pk__in=nobody).drop(day.on)
            for notice, _unit, _office, roles, *_, code, on in batch:
                patience = _patience(code, roles, day)
                if patience is None:
                    at_once += mine[notice]
                elif mine[notice]:
                    waiting.append(Waiting(notice, on, patience, tuple(mine[notice])))
            created += _carry(at_once, day.letters_on, day.tomorrow)
    return created, waiting


@composed
def _undisclosed(today: date, after: int) -> QuerySet[Notice, tuple[Any, ...]]:
    owed = Notice.objects.decisions().owed().filter(carried_by=None, owed_on__lte=today, pk__gt=after)
    return owed.order_by("pk").values_list(*TOLD, "rung_code", "owed_on")[:BATCH]


def _patience(code: str, roles: list[str], day: Day) -> Patience | None:
    if code in QUIET:
        return Patience.A_WEEK
    can_wait = code in CAN_WAIT or roles == [Role.OFFICE_HEAD]
    return Patience.EVENING_AFTER if can_wait and day.hour is not None else None


def _told(row: tuple[Any, ...], directory: Directory) -> list[Carriage]:
    notice, unit, office, roles, author, only = row
    people = directory.recipients(roles, unit=unit, office=office)
    told = [r for r in people if r.person != author and (only is None or only in (r.person, r.instead_of))]
    return [Carriage(notice, r.person, office, r.instead_of, False) for r in told]


def _carry(wanted: list[Carriage], today: date, tomorrow: date) -> int:
    """Put each notice into its person's digest of today, or of the next working day when that one has left."""
    keys = {c.digest for c in wanted}
    created, digests = _digests(keys, today)
    late, later = _digests(keys - digests.keys(), tomorrow)
    digests |= later
    _load(
        (digests[c.digest], c)
        for c in sorted(wanted, key=lambda c: (c.notice, c.person))
        if c.digest in digests
    )
    return created + late


def _digests(wanted: set[tuple[int, int]], on: date) -> tuple[int, dict[tuple[int, int], int]]:
    """(how many were created, id of the daily letter that still takes notices, by person and office)."""
    if not wanted:
        return 0, {}
    created = insert_digests(wanted, on)
    locked = _taking(on, sorted({person for person, _ in wanted}), sorted({office for _, office in wanted}))
    return created, {(person, office): pk for person, office, pk in locked if (person, office) in wanted}


@composed
def _taking(on: date, people: list[int], offices: list[int]) -> QuerySet[Letter, tuple[int, int, int]]:
    found = Letter.objects.unrendered().filter(kind__in=DAILY, digest_on=on)
    found = found.filter(person__in=people, office__in=offices)
    return found.select_for_update().order_by("pk").values_list("person_id", "office_id", "pk")


def _load(carried: Iterable[tuple[int, Carriage]]) -> None:
    LetterNotice.objects.bulk_create(
        [
            LetterNotice(
                letter_id=letter,
                notice_id=c.notice,
                person_id=c.person,
                instead_of_id=c.instead_of,
                is_copy=c.is_copy,
            )
            for letter, c in carried
        ],
        ignore_conflicts=True,
        batch_size=BATCH,
    )


# --- Dispatches ------------------------------------------------------------------------------------
def compose_dispatches(receipts: QuerySet[Receipt], *, directory: Directory, today: date) -> int:
    """A letter to everybody whom these dispatches go to and who has none yet; returns letters created."""
    return _compose_addressed(list(_addressed(receipts)), directory=directory, today=today)


def _addressed(receipts: QuerySet[Receipt]) -> QuerySet[Receipt, tuple[Any, ...]]:
    return receipts.order_by("dispatch_id", "unit_id").values_list(
        "dispatch_id", "dispatch__office_id", "unit_id", "dispatch__signed_by_id", "dispatch__signed_at"
    )


def _compose_addressed(addressed: list[tuple[Any, ...]], *, directory: Directory, today: date) -> int:
    if not addressed:
        return 0
    with transaction.atomic():
        routes = formal_routes({row[0] for row in addressed})
        letters: dict[tuple[int, int], Letter] = {}
        carried: list[tuple[tuple[int, int], Carriage]] = []
        for dispatch, office, unit, signer, signed_at in addressed:
            people = people_of(dispatch, unit, office=office, routes=routes, directory=directory)
            for person, mine in people.items():
                if person == signer and all(c.is_copy for c in mine):
                    continue  # nobody is told of his own act
                row = new_letter(
                    person=person, office=office, kind=LetterKind.DISPATCH, today=today, dispatch=dispatch,
                    waits_until=taken_back_until(signed_at),
                )  # fmt: skip
                letters.setdefault((dispatch, person), row)
                carried += [((dispatch, person), c) for c in mine]
        created = insert(letters.values()) + _revive(letters.keys())
        ids = _unrendered(letters.keys())
        _load(
            (ids[key], c)
            for key, c in sorted(carried, key=lambda pair: (pair[1].notice, pair[1].person))
            if key in ids
        )
    return created


@composed
def _unserved() -> QuerySet[Receipt, tuple[Any, ...]]:
    running = Dispatch.objects.running().values("pk")
    return _addressed(Receipt.objects.filter(sent_on=None, dispatch__in=running))


def _unrendered(keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
    found = Letter.objects.unrendered().filter(dispatch__in={dispatch for dispatch, _ in keys})
    return {(d, p): pk for d, p, pk in found.values_list("dispatch_id", "person_id", "pk") if (d, p) in keys}


def _revive(keys: Collection[tuple[int, int]]) -> int:
    """Somebody was not to be told for a while, and is again: the database holds one letter for each of them."""
    dropped = Letter.objects.filter(
        dispatch__in={dispatch for dispatch, _ in keys}, state=LetterState.DROPPED, answer=NOT_THEIRS
    )
    mine = [pk for d, p, pk in dropped.values_list("dispatch_id", "person_id", "pk") if (d, p) in keys]
    return Letter.objects.filter(pk__in=mine).update(state=LetterState.QUEUED, answer="") if mine else 0
