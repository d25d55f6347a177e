"""Decisions that the office owes. A report handed in, an extension asked for, an objection: until somebody
decides, the unit's clock stands still or runs on unfairly, so the office hears of it: the officer after three
working days, the head of office as well after six, and again every three.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tracker.models import Extension, Letter, LetterKind, Objection, Obligation, Progress, Role
from tracker.rules.workdays import Calendar

PATIENCE = 3  # working days


@dataclass(frozen=True, slots=True)
class Undecided:
    """One decision that waits, and since when."""

    obligation: Obligation
    what: str
    since_on: date


def undecided(*, today: date, calendar: Calendar) -> dict[int, list[Undecided]]:
    """By office, longest waiting first: what has waited for at least PATIENCE working days on `today`."""
    latest = calendar.minus(today, PATIENCE)
    related = ("obligation__unit", "obligation__task", "obligation__dispatch", "obligation__task_list")
    reports = Progress.objects.awaiting_decision().filter(released_on__lte=latest).select_related(*related)
    waiting = [Undecided(row.obligation, "进展待审核", row.released_on) for row in reports if row.released_on]
    for model, what in ((Extension, "延期申请待决定"), (Objection, "异议待决定")):
        rows = model.objects.awaiting_decision().filter(asked_on__lte=latest).select_related(*related)
        waiting += [Undecided(row.obligation, what, row.asked_on) for row in rows]
    found: dict[int, list[Undecided]] = defaultdict(list)
    for row in sorted(waiting, key=lambda row: (row.since_on, row.obligation.pk)):
        found[row.obligation.office_id].append(row)
    return found


def offices_to_tell(*, today: date, calendar: Calendar) -> dict[int, set[str]]:
    """office -> roles. Offices that had an alert within the last PATIENCE working days are left in peace."""
    waiting = undecided(today=today, calendar=calendar)
    if not waiting or not calendar.is_workday(today):
        return {}
    lately = Letter.objects.filter(kind=LetterKind.ALERT, digest_on__gt=calendar.minus(today, PATIENCE))
    told = set(lately.exclude(digest_on=today).values_list("office_id", flat=True))
    long_ago = calendar.minus(today, 2 * PATIENCE)
    return {
        office: {Role.OFFICER, Role.OFFICE_HEAD} if rows[0].since_on <= long_ago else {Role.OFFICER}
        for office, rows in waiting.items()
        if office not in told
    }
