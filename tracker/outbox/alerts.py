"""Never silent: when a letter cannot go, the officer hears of it, then the head of office as well.

An alert is that day's digest of those who get it: it also says what else they are to be told.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from django.db import IntegrityError, transaction

from tracker.domain.recipients import Directory
from tracker.models import Letter, LetterKind, Obligation, Role
from tracker.outbox import unattended
from tracker.outbox.rows import insert, new_letter
from tracker.outbox.undecided import offices_to_tell
from tracker.rules.ladder import blocked_alert_roles
from tracker.rules.workdays import Calendar


def compose_alerts(directory: Directory, *, today: date, calendar: Calendar) -> int:
    """One alert a day and person for what the sweep found blocked, for decisions that wait too long and for what nobody
    asks for; returns letters created."""
    told_now = Obligation.objects.blocked().filter(alerted_on=today).order_by()
    roles: dict[int, set[str]] = {}
    for office, alerts in told_now.values_list("office_id", "alerts").distinct():
        roles.setdefault(office, set()).update(blocked_alert_roles(max(alerts - 1, 0)))
    for office, wanted in offices_to_tell(today=today, calendar=calendar).items():
        roles.setdefault(office, set()).update(wanted)
    for office in unattended.offices_to_tell(today=today, calendar=calendar):
        roles.setdefault(office, set()).add(Role.OFFICER)
    return _alert(roles, directory, today)


def alert_officers(office: int, *, today: date) -> int:
    """A letter has failed for good: whoever supervises must know today, not when it is missed."""
    return _alert({office: {Role.OFFICER}}, Directory.load(today), today)


def _alert(roles: dict[int, set[str]], directory: Directory, today: date) -> int:
    wanted_by = {
        (r.person, office)
        for office, asked in roles.items()
        # No officer with an address: the head is the last one who can be told.
        for r in directory.recipients(sorted(asked), unit=office, office=office)
        or directory.recipients([Role.OFFICE_HEAD], unit=office, office=office)
    }
    if not wanted_by:
        return 0
    with transaction.atomic():
        return _begun(wanted_by, today)


def _begun(wanted: set[tuple[int, int]], today: date) -> int:
    """One mail a person and day: a digest of today that has not left becomes the alert, and keeps what it carries."""
    people = {person for person, _office in wanted}
    daily = Letter.objects.filter(digest_on=today, person__in=people)
    told = set(daily.filter(kind=LetterKind.ALERT).values_list("person_id", "office_id"))
    digests = daily.unrendered().filter(kind=LetterKind.DIGEST).select_for_update().order_by("pk")
    turned = {
        (p, o): pk
        for pk, p, o in digests.values_list("pk", "person_id", "office_id")
        if (p, o) in wanted - told
    }
    # Another process may have written an alert since we looked: then both go, or the next call joins them.
    with suppress(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk__in=turned.values()).update(kind=LetterKind.ALERT)
    return insert(
        new_letter(person=person, office=office, kind=LetterKind.ALERT, today=today)
        for person, office in wanted - told - turned.keys()
    )
