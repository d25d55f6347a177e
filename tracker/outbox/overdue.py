"""All that is overdue in the units of a letter's reader: a digest names what is urged today and does not hide the rest.

Whoever stands in for somebody away reads of that person's units as well, as on the pages.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.domain.recipients import Directory
from tracker.models import Letter, Obligation
from tracker.outbox.links import link
from tracker.rules.wording import day


@dataclass(frozen=True, slots=True)
class Overdue:
    """One matter in a line."""

    obligation: int
    title: str
    due: str
    late_days: int
    url: str


def overdue_of(letters: list[Letter], *, today: date, directory: Directory) -> dict[int, list[Overdue]]:
    """By letter id, the longest overdue first. One query for any number of letters."""
    units = directory.units_of({letter.person_id for letter in letters})
    late = defaultdict(list)
    for row in _overdue(today, sorted(set().union(*units.values()))):
        late[row.unit_id, row.office_id].append(_line(row, today))
    return {
        letter.pk: [
            row for unit in sorted(units.get(letter.person_id, ())) for row in late[unit, letter.office_id]
        ]
        for letter in letters
    }


@composed
def _overdue(today: date, units: list[int]) -> QuerySet[Obligation]:
    rows = Obligation.objects.overdue(today).filter(unit__in=units)
    return rows.select_related("task", "dispatch", "task_list").order_by("due_on", "pk")


def _line(row: Obligation, today: date) -> Overdue:
    url = link("task", row.task_id) if row.task_id else link("home")
    return Overdue(row.pk, row.subject, day(row.due_on), (today - row.due_on).days, url)
