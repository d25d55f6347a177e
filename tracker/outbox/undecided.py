"""Decisions that the office owes. A report handed in, an extension asked for, an objection: until somebody
decides, the unit's clock stands still or runs on unfairly, so the office hears of it: the officer after three
working days, the head of office as well after six, and again every three.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import Extension, Letter, LetterKind, Objection, Obligation, Progress, Role
from tracker.rules.workdays import Calendar

PATIENCE = 3  # working days


@dataclass(frozen=True, slots=True)
class Undecided:
    """One decision that waits, and since when."""

    obligation: Obligation
    what: str
    since_on: date


# The field that says since when, and what waits in words.
WAITING: tuple[tuple[type[Progress | Extension | Objection], str, str], ...] = (
    (Progress, "released_on", "进展待审核"),
    (Extension, "asked_on", "延期申请待决定"),
    (Objection, "asked_on", "异议待决定"),
)
RELATED = ("obligation__unit", "obligation__task", "obligation__dispatch", "obligation__task_list")


def _waiting(pile: int, latest: date) -> QuerySet:
    """All that came in until `latest`."""
    model, since, _what = WAITING[pile]
    return model.objects.awaiting_decision().filter(**{f"{since}__lte": latest})


def _in_full(pile: int) -> Callable[..., list]:
    return composed(lambda latest: _waiting(pile, latest).select_related(*RELATED))


def _since(pile: int) -> Callable[..., list[tuple[int, date]]]:
    fields = ("obligation__office_id", WAITING[pile][1])
    return composed(lambda latest: _waiting(pile, latest).order_by().values_list(*fields))


ROWS = tuple(map(_in_full, range(len(WAITING))))
SINCE = tuple(map(_since, range(len(WAITING))))


def undecided(*, today: date, calendar: Calendar) -> dict[int, list[Undecided]]:
    """By office, longest waiting first: what has waited for at least PATIENCE working days on `today`."""
    found: dict[int, list[Undecided]] = defaultdict(list)
    latest = calendar.minus(today, PATIENCE)
    for rows, (_model, since, what) in zip(ROWS, WAITING, strict=True):
        for row in rows(latest):
            found[row.obligation.office_id].append(Undecided(row.obligation, what, getattr(row, since)))
    for mine in found.values():
        mine.sort(key=lambda row: (row.since_on, row.obligation.pk))
    return found


def offices_to_tell(
    *, today: date, calendar: Calendar, besides: Collection[tuple[int, int]] = ()
) -> dict[int, set[str]]:
    """office -> roles. Offices that had an alert within the last PATIENCE working days are left in peace; what went
    to `besides` (person, office) is none."""
    if not calendar.is_workday(today):
        return {}
    since = oldest(today=today, calendar=calendar, patience=PATIENCE)
    if not since:
        return {}
    lately = Letter.objects.filter(kind=LetterKind.ALERT, digest_on__gt=calendar.minus(today, PATIENCE))
    told = lately.exclude(digest_on=today).exclude(person__in={person for person, _office in besides})
    offices = set(told.values_list("office_id", flat=True))
    long_ago = calendar.minus(today, 2 * PATIENCE)
    return {
        office: {Role.OFFICER, Role.OFFICE_HEAD} if on <= long_ago else {Role.OFFICER}
        for office, on in since.items()
        if office not in offices
    }


def oldest(*, today: date, calendar: Calendar, patience: int) -> dict[int, date]:
    """office -> since when its oldest decision waits, of those that have waited for so many working days."""
    since: dict[int, date] = {}
    latest = calendar.minus(today, patience)
    for office, on in chain(*(rows(latest) for rows in SINCE)):
        since[office] = min(on, since.get(office, on))
    return since
