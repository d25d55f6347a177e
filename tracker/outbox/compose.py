"""From what is owed to who is told: Notices become digest Letters, signed Dispatches Letters of their own.

Set-based, and safe to run twice or twice at once: the database refuses the second row, rows are written in the
order of their keys, and a letter that joins new notices is locked against being claimed meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db import transaction

from tracker.domain.halts import halted
from tracker.domain.recipients import Directory, Recipient
from tracker.models import (
    CalendarDay,
    Dispatch,
    Letter,
    LetterKind,
    LetterNotice,
    Notice,
    Receipt,
    Role,
)
from tracker.outbox.alerts import compose_alerts
from tracker.outbox.follows import compose_follows
from tracker.outbox.rows import BATCH, insert, new_letter

TO_UNIT = (Role.UNIT_LEADER, Role.LIAISON)  # where a letter has no rung that says to whom


def compose(*, today: date) -> int:
    """Make the letters that carry what is owed on `today`; returns how many letters were created.

    A notice that nobody with an address can receive stays owed, so that its obligation becomes blocked and
    the officer hears of it.
    """
    directory = Directory.load(today)
    calendar = CalendarDay.objects.calendar()
    follows = compose_follows(directory, today=today) if calendar.is_workday(today) else 0
    return (
        _compose_digests(directory, today, calendar.next_workday(today))
        + follows
        + _compose_dispatches(directory, today)
        + compose_alerts(directory, today=today, calendar=calendar)
    )


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


# --- Digests ---------------------------------------------------------------------------------------
def _compose_digests(directory: Directory, today: date, tomorrow: date) -> int:
    created, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(_uncarried(today).filter(pk__gt=last).order_by("pk")[:BATCH])
            if not rows:
                return created
            last = rows[-1][0]
            created += _carry(list(chain(*(_carriages(row, directory) for row in rows))), today, tomorrow)


def _uncarried(today: date):
    notices = Notice.objects.informal().still_owed().filter(~halted("obligation", today), carried_by=None)
    return notices.values_list(
        "pk",
        "obligation__unit_id",
        "obligation__office_id",
        "rung__to_roles",
        "rung__copy_to_roles",
    )


def _carriages(row: tuple, directory: Directory) -> list[Carriage]:
    notice, unit, office, to, copy_to = row
    addressed = directory.recipients(to or TO_UNIT, unit=unit, office=office)
    if not addressed:
        return []  # a copy alone would let the notice pass as sent
    copied = directory.recipients(copy_to or (), unit=unit, office=office)
    return _with_copies(notice, office, addressed, copied)


def _with_copies(
    notice: int, office: int, addressed: list[Recipient], copied: list[Recipient]
) -> list[Carriage]:
    known = {r.person for r in addressed}
    carried = [Carriage(notice, r.person, office, r.instead_of, False) for r in addressed]
    return carried + [
        Carriage(notice, r.person, office, r.instead_of, True) for r in copied if r.person not in known
    ]


def _carry(carriages: list[Carriage], today: date, tomorrow: date) -> int:
    """Put each notice into its person's digest of today, or of the next working day when that one has left."""
    wanted = {c.digest for c in carriages}
    created, digests = _digests(wanted, today)
    late, later = _digests(wanted - digests.keys(), tomorrow)
    digests |= later
    _load(
        (digests[c.digest], c)
        for c in sorted(carriages, key=lambda c: (c.notice, c.person))
        if c.digest in digests
    )
    return created + late


def _digests(wanted: set[tuple[int, int]], on: date) -> tuple[int, dict[tuple[int, int], int]]:
    """(how many were created, id of the digest that still takes notices, by person and office)."""
    created = insert(
        new_letter(person=person, office=office, kind=LetterKind.DIGEST, today=on)
        for person, office in wanted
    )
    found = Letter.objects.unrendered().filter(
        kind=LetterKind.DIGEST,
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
def _compose_dispatches(directory: Directory, today: date) -> int:
    unserved = Receipt.objects.filter(sent_on=None, dispatch__in=Dispatch.objects.running().values("pk"))
    waiting = list(
        unserved.order_by("dispatch_id", "unit_id").values_list(
            "dispatch_id", "dispatch__office_id", "unit_id"
        )
    )
    if not waiting:
        return 0
    with transaction.atomic():
        notices = _notices_of({dispatch for dispatch, _, _ in waiting})
        letters: dict[tuple[int, int], Letter] = {}
        carried: list[tuple[tuple[int, int], Carriage]] = []
        for dispatch, office, unit in waiting:
            for person, carriages in _addressed(dispatch, office, unit, notices, directory):
                letters.setdefault(
                    (dispatch, person),
                    new_letter(
                        person=person, office=office, kind=LetterKind.DISPATCH, today=today, dispatch=dispatch
                    ),
                )
                carried += [((dispatch, person), c) for c in carriages]
        created = insert(letters.values())
        found = Letter.objects.unrendered().filter(dispatch__in={key[0] for key in letters})
        ids = {(d, p): pk for d, p, pk in found.values_list("dispatch_id", "person_id", "pk")}
        _load(
            (ids[key], c)
            for key, c in sorted(carried, key=lambda pair: (pair[1].notice, pair[1].person))
            if key in ids
        )
    return created


def _notices_of(dispatches: set[int]) -> dict[tuple[int, int], list[tuple]]:
    """(dispatch, unit) -> [(notice, to roles, copy roles)]"""
    rows = Notice.objects.owed().filter(dispatch__in=dispatches).order_by("pk")
    found: dict[tuple[int, int], list[tuple]] = {}
    for dispatch, unit, notice, to, copy_to in rows.values_list(
        "dispatch_id", "obligation__unit_id", "pk", "rung__to_roles", "rung__copy_to_roles"
    ):
        found.setdefault((dispatch, unit), []).append((notice, to or TO_UNIT, copy_to or ()))
    return found


def _addressed(
    dispatch: int, office: int, unit: int, notices: dict, directory: Directory
) -> Iterable[tuple[int, list[Carriage]]]:
    """The people of one addressed unit, and those who get a copy, each with the notices they are told of."""
    mine = notices.get((dispatch, unit), [])
    to = list(dict.fromkeys(chain(*(roles for _, roles, _ in mine)))) or TO_UNIT
    addressed = directory.recipients(to, unit=unit, office=office)
    if not addressed:
        return
    people: dict[int, list[Carriage]] = {r.person: [] for r in addressed}
    for notice, _, copy_to in mine:
        copied = directory.recipients(copy_to, unit=unit, office=office)
        for carriage in _with_copies(notice, office, addressed, copied):
            people.setdefault(carriage.person, []).append(carriage)
    yield from people.items()
