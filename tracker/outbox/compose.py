"""From what is owed to who is told: Notices become digest Letters, signed Dispatches Letters of their own.

Set-based, and safe to run twice or twice at once: the database refuses the second row, rows are written in the
order of their keys, and a letter that joins new notices is locked against being claimed meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from tracker.domain.halts import halted
from tracker.domain.recipients import Directory
from tracker.domain.told import QUIET
from tracker.models import (
    CalendarDay,
    Dispatch,
    Letter,
    LetterKind,
    LetterNotice,
    LetterState,
    Notice,
    Receipt,
)
from tracker.outbox.addressed import NOT_THEIRS, ROUTE, Carriage, carriages, formal_routes, people_of
from tracker.outbox.alerts import compose_alerts
from tracker.outbox.briefs import compose_briefs
from tracker.outbox.follows import compose_follows
from tracker.outbox.personal import compose_personal
from tracker.outbox.rows import BATCH, DAILY, insert, insert_digests, new_letter
from tracker.rules.workdays import Calendar

QUIET_FOR = 5  # working days
TOLD = (
    "pk",
    "unit_id",
    "office_id",
    "to_roles",
    "told_by_id",
    "person_id",
)  # what `_told` is told of a decision


def compose(*, today: date) -> int:
    """Make the letters that carry what is owed on `today`; returns how many letters were created.

    A notice that nobody with an address can receive stays owed, so that its obligation becomes blocked and
    the officer hears of it.
    """
    directory = Directory.load(today)
    calendar = CalendarDay.objects.calendar()
    tomorrow = calendar.next_workday(today)
    owed = Notice.objects.decisions().owed().filter(carried_by=None, owed_on__lte=today).order_by("pk")
    quiet = Q(rung_code__in=QUIET, owed_on__gt=calendar.minus(today, QUIET_FOR))
    return (
        _compose_digests(directory, today, tomorrow)
        # What is decided on a rest day waits for the next morning's digest: one letter a day, also on Mondays.
        + _compose_decisions(owed.exclude(quiet), directory, calendar.roll(today), tomorrow)
        + (compose_follows(directory, today=today) if calendar.is_workday(today) else 0)
        + _compose_quietly(owed.filter(quiet), directory, today, tomorrow)
        + compose_dispatches(_unserved(), directory=directory, today=today)
        + compose_alerts(directory, today=today, calendar=calendar)
        + compose_personal(today=today)
        + compose_briefs(directory, today=today, calendar=calendar)
    )


# --- Digests ---------------------------------------------------------------------------------------
def _compose_digests(directory: Directory, today: date, tomorrow: date) -> int:
    created, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(_uncarried(today).filter(pk__gt=last).order_by("pk")[:BATCH])
            if not rows:
                return created
            last = rows[-1][0]
            created += _carry(_all(rows, directory), today, tomorrow)


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


def _uncarried(today: date) -> QuerySet[Notice, tuple[Any, ...]]:
    ladder = Notice.objects.informal().still_owed().exclude(obligation=None)
    notices = ladder.filter(~halted("obligation", today), carried_by=None)
    return notices.values_list(*ROUTE)


def _compose_decisions(rows: QuerySet[Notice], directory: Directory, today: date, tomorrow: date) -> int:
    """告知: in that day's digest of those whom it concerns. What concerns only its author needs no letter."""
    created = 0
    while batch := list(rows.values_list(*TOLD)[:BATCH]):
        with transaction.atomic():
            carriages = {row[0]: _told(row, directory) for row in batch}
            nobody = [notice for notice, mine in carriages.items() if not mine]
            Notice.objects.filter(pk__in=nobody).drop(today)
            created += _carry(list(chain(*carriages.values())), today, tomorrow)
        rows = rows.filter(pk__gt=batch[-1][0])
    return created


def _compose_quietly(rows: QuerySet[Notice], directory: Directory, today: date, tomorrow: date) -> int:
    """What asks nothing of its readers goes along where all of them have a letter today anyway."""
    daily = Letter.objects.unrendered().filter(kind__in=DAILY, digest_on=today)
    going = set(daily.values_list("person_id", "office_id"))
    if not going:
        return 0
    told = (_told(row, directory) for row in rows.values_list(*TOLD).iterator(chunk_size=BATCH))
    wanted = list(chain(*(mine for mine in told if all(c.digest in going for c in mine))))
    if not wanted:
        return 0
    with transaction.atomic():
        return _carry(wanted, today, tomorrow)


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
    created = insert_digests(wanted, on)
    found = Letter.objects.unrendered().filter(
        kind__in=DAILY,
        digest_on=on,
        person__in={person for person, _ in wanted},
        office__in={office for _, office in wanted},
    )
    locked = found.select_for_update().order_by("pk").values_list("person_id", "office_id", "pk")
    return created, {(person, office): pk for person, office, pk in locked if (person, office) in wanted}


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
    addressed = list(
        receipts.order_by("dispatch_id", "unit_id").values_list(
            "dispatch_id", "dispatch__office_id", "unit_id", "dispatch__signed_by_id", "dispatch__signed_at"
        )
    )
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
                    waits_until=_waits_until(signed_at),
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


def _waits_until(signed_at: datetime | None) -> datetime | None:
    """The head may still take it back."""
    minutes = settings.SIGNED_WAIT_MINUTES
    return signed_at + timedelta(minutes=minutes) if signed_at and minutes else None


def _unserved() -> QuerySet[Receipt]:
    return Receipt.objects.filter(sent_on=None, dispatch__in=Dispatch.objects.running().values("pk"))


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
