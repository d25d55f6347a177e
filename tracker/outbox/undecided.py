"""Decisions that the office owes. A report handed in, an extension asked for, an objection: until somebody
decides, the unit's clock stands still or runs on unfairly, so the office hears of it: the officer after three
working days, the head of office as well after six, and again every three.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tracker.models import Extension, Letter, LetterKind, Objection, Obligation, Progress, Role
from tracker.rules.workdays import Calendar

PATIENCE = 3  # working days


@dataclass(frozen=True, slots=True)
class Undecided:
    """One decision that waits, and since when."""

    obligation: Obligation
    what: str
    since_on: date


def _waiting(latest: date) -> list[tuple[QuerySet, str, str]]:
    """(rows, the field that says since when, what waits in words) of all that came in until `latest`."""
    return [
        (Progress.objects.awaiting_decision().filter(released_on__lte=latest), "released_on", "进展待审核"),
        (Extension.objects.awaiting_decision().filter(asked_on__lte=latest), "asked_on", "延期申请待决定"),
        (Objection.objects.awaiting_decision().filter(asked_on__lte=latest), "asked_on", "异议待决定"),
    ]


def undecided(*, today: date, calendar: Calendar) -> dict[int, list[Undecided]]:
    """By office, longest waiting first: what has waited for at least PATIENCE working days on `today`."""
    related = ("obligation__unit", "obligation__task", "obligation__dispatch", "obligation__task_list")
    found: dict[int, list[Undecided]] = defaultdict(list)
    for rows, since, what in _waiting(calendar.minus(today, PATIENCE)):
        for row in rows.select_related(*related):
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
    for rows, field, _what in _waiting(calendar.minus(today, patience)):
        for office, on in rows.order_by().values_list("obligation__office_id", field):
            since[office] = min(on, since.get(office, on))
    return since
