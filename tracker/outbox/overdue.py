"""All that is overdue in the units of a letter's reader: a digest names what is urged today and does not hide the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tracker.models import UNIT_ROLES, Letter, Membership, Obligation
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


def overdue_of(letters: list[Letter], *, today: date) -> dict[int, list[Overdue]]:
    """By letter id, the longest overdue first. Two queries for any number of letters."""
    served = Membership.objects.current(today).filter(
        role__in=UNIT_ROLES, user__in={letter.person_id for letter in letters}
    )
    units = defaultdict(set)
    for person, unit in served.values_list("user_id", "unit_id"):
        units[person].add(unit)
    late = defaultdict(list)
    rows = Obligation.objects.overdue(today).filter(unit__in=set().union(*units.values()))
    for row in rows.select_related("task", "dispatch", "task_list").order_by("due_on", "pk"):
        late[row.unit_id, row.office_id].append(_line(row, today))
    return {
        letter.pk: [row for unit in sorted(units[letter.person_id]) for row in late[unit, letter.office_id]]
        for letter in letters
    }


def _line(row: Obligation, today: date) -> Overdue:
    url = link("task", row.task_id) if row.task_id else link("home")
    return Overdue(row.pk, row.subject, day(row.due_on), (today - row.due_on).days, url)
