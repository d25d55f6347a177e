"""Never silent: when a letter cannot go, the officer hears of it, then the head of office as well."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tracker.domain.recipients import Directory
from tracker.models import LetterKind, Obligation, Role
from tracker.outbox.rows import insert, new_letter
from tracker.outbox.undecided import offices_to_tell
from tracker.rules.ladder import blocked_alert_roles
from tracker.rules.workdays import Calendar


def compose_alerts(directory: Directory, *, today: date, calendar: Calendar) -> int:
    """One alert a day and person for what the sweep found blocked and for decisions that wait too long; returns
    letters created."""
    told_now = Obligation.objects.blocked().filter(alerted_on=today).order_by()
    roles: dict[int, set[str]] = {}
    for office, alerts in told_now.values_list("office_id", "alerts").distinct():
        roles.setdefault(office, set()).update(blocked_alert_roles(max(alerts - 1, 0)))
    for office, wanted in offices_to_tell(today=today, calendar=calendar).items():
        roles.setdefault(office, set()).update(wanted)
    return _alert(roles, directory, today)


def alert_officers(office: int, *, today: date) -> int:
    """A letter has failed for good: whoever supervises must know today, not when it is missed."""
    return _alert({office: {Role.OFFICER}}, Directory.load(today), today)


def _alert(roles: dict[int, set[str]], directory: Directory, today: date) -> int:
    letters = {}
    for office, wanted in roles.items():
        people = directory.recipients(sorted(wanted), unit=office, office=office)
        if not people:  # no officer with an address: the head is the last one who can be told
            people = directory.recipients([Role.OFFICE_HEAD], unit=office, office=office)
        for r in people:
            letters[r.person, office] = new_letter(
                person=r.person, office=office, kind=LetterKind.ALERT, today=today
            )
    if not letters:
        return 0
    with transaction.atomic():
        return insert(letters.values())
