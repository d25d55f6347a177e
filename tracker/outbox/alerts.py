"""Never silent: when a letter cannot go, the officer hears of it, then the head of office as well.

An alert is that day's digest of those who get it: it also says what else they are to be told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet

from tracker.domain.composed import composed
from tracker.domain.recipients import Directory, Recipient
from tracker.models import Letter, LetterKind, Obligation, Role, Unit
from tracker.outbox import unattended
from tracker.outbox.new_letters import DAILY, alerted, insert, new_letter
from tracker.outbox.undecided import PATIENCE, offices_to_tell, oldest
from tracker.rules.ladder import blocked_alert_roles
from tracker.rules.workdays import Calendar

NEVER = date(1000, 1, 1)  # before all letters


def compose_alerts(directory: Directory, *, today: date, calendar: Calendar, heads_wait: bool = False) -> int:
    """One alert a day and person for what the sweep found blocked, for decisions that wait too long and for what nobody
    asks for; returns letters created. `heads_wait`: the heads of office hear of it with what else they have to decide
    (see `heads_to_tell`)."""
    roles: dict[int, set[str]] = {}
    for office, alerts in _told_now(today):
        roles.setdefault(office, set()).update(blocked_alert_roles(max(alerts - 1, 0)))
    apart = _heads(directory) if heads_wait else set()
    for office, wanted in offices_to_tell(today=today, calendar=calendar, besides=apart).items():
        roles.setdefault(office, set()).update(wanted)
    for office in unattended.offices_to_tell(today=today, calendar=calendar):
        roles.setdefault(office, set()).add(Role.OFFICER)
    if heads_wait:
        roles = {office: {Role.OFFICER} for office in roles}
    return _alert(roles, directory, today)


@composed
def _told_now(today: date) -> QuerySet[Obligation, tuple[int, int]]:
    told = Obligation.objects.blocked().filter(alerted_on=today).order_by()
    return told.values_list("office_id", "alerts").distinct()


def heads_to_tell(directory: Directory, *, today: date, calendar: Calendar) -> dict[tuple[int, int], date]:
    """(head, office) -> since which day there is something that waits for the head as well: a letter that has been held
    up for two alerts, a decision that is twice as late as the officer may be. Since the last alert to that head; what had
    come up when another letter went to the head, that letter has told."""
    stuck: dict[int, date] = dict(_stuck())
    waiting = oldest(today=today, calendar=calendar, patience=2 * PATIENCE)
    offices = stuck.keys() | waiting.keys()
    if not offices:
        return {}
    found: dict[tuple[int, int], date] = {}
    heads = _heads(directory, offices)
    last = _last_letters(heads)
    alerts = _alerts_since(stuck, min((heard_on for _told_on, heard_on in last.values()), default=NEVER))
    for person, office in heads:
        told_on, heard_on = last.get((person, office), (NEVER, NEVER))
        days = []
        if office in stuck and stuck[office] > told_on:
            since = (on for on in alerts.get(office, ()) if on > heard_on)
            days.append(min(since, default=max(stuck[office], heard_on)))
        if office in waiting:
            days.append(max(calendar.add(waiting[office], 2 * PATIENCE), calendar.add(told_on, PATIENCE)))
        if days and min(days) <= today:
            # In the evening, however long it has been coming: or each alert to the officers would take one along.
            found[person, office] = max(min(days), calendar.minus(today, 1))
    return found


@composed
def _stuck() -> QuerySet[Obligation, tuple[int, date]]:
    """Offices with what has been held up for two alerts, and the day of the last one."""
    stuck = Obligation.objects.blocked().filter(alerts__gte=2, alerted_on__isnull=False).order_by()
    return stuck.values("office").annotate(last=Max("alerted_on")).values_list("office", "last")


@composed
def _offices() -> QuerySet[Unit, int]:
    return Unit.objects.filter(is_office=True).values_list("pk", flat=True)


def _heads(directory: Directory, offices: Iterable[int] | None = None) -> set[tuple[int, int]]:
    """(person, office) of those who hear as heads, and not as officers."""
    if offices is None:
        offices = _offices()
    return {
        (r.person, office)
        for office in offices
        for r in directory.recipients([Role.OFFICE_HEAD], unit=office, office=office)
        if r.person not in {o.person for o in _officers(directory, office)}
    }


def _officers(directory: Directory, office: int) -> list[Recipient]:
    """No officer with an address: the head is the last one who can be told."""
    asked = directory.recipients([Role.OFFICER], unit=office, office=office)
    return asked or directory.recipients([Role.OFFICE_HEAD], unit=office, office=office)


def _last_letters(heads: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[date, date]]:
    """(person, office) -> the day of the last alert, and that of the last letter that was written out; NEVER: none. One query."""
    found = _last_days(sorted({person for person, _office in heads}))
    return {(person, office): (told or NEVER, heard or NEVER) for person, office, told, heard in found}


@composed
def _last_days(people: list[int]) -> QuerySet[Letter, tuple[int, int, date | None, date | None]]:
    rows = Letter.objects.filter(person__in=people, kind__in=DAILY).order_by()
    told_on = Max("digest_on", filter=Q(kind=LetterKind.ALERT))
    heard_on = Max("digest_on", filter=Q(rendered_at__isnull=False))
    return rows.values_list("person_id", "office_id").annotate(told_on=told_on, heard_on=heard_on)


def _alerts_since(offices: Collection[int], on: date) -> dict[int, list[date]]:
    """The days after this one on which an office was alerted. One query."""
    rows = Letter.objects.filter(office__in=offices, kind=LetterKind.ALERT, digest_on__gt=on).order_by()
    found: dict[int, list[date]] = {}
    for office, day in rows.values_list("office_id", "digest_on").distinct():
        found.setdefault(office, []).append(day)
    return found


def alert_officers(office: int, *, today: date) -> int:
    """A letter has failed for good: whoever supervises must know today, not when it is missed."""
    return _alert({office: {Role.OFFICER}}, Directory.load(today), today)


def _alert(roles: dict[int, set[str]], directory: Directory, today: date) -> int:
    wanted_by = {
        (r.person, office)
        for office, asked in roles.items()
        for r in directory.recipients(sorted(asked), unit=office, office=office)
        or _officers(directory, office)
    }
    return alert(wanted_by, today=today)


def alert(wanted: Collection[tuple[int, int]], *, today: date) -> int:
    """To each (person, office); returns letters created."""
    if not wanted:
        return 0
    with transaction.atomic():
        return _begun(set(wanted), today)


def _begun(wanted: set[tuple[int, int]], today: date) -> int:
    """One mail a person and day: a digest of today that has not left becomes the alert, and keeps what it carries."""
    people = sorted({person for person, _office in wanted})
    told = set(alerted(today, people))
    turned = {(p, o): pk for pk, p, o in _turning(today, people) if (p, o) in wanted - told}
    # Another process may have written an alert since we looked: then both go, or the next call joins them.
    with suppress(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk__in=turned.values()).update(kind=LetterKind.ALERT)
    return insert(
        new_letter(person=person, office=office, kind=LetterKind.ALERT, today=today)
        for person, office in wanted - told - turned.keys()
    )


@composed
def _turning(today: date, people: list[int]) -> QuerySet[Letter, tuple[int, int, int]]:
    daily = Letter.objects.filter(digest_on=today, person__in=people).unrendered()
    digests = daily.filter(kind=LetterKind.DIGEST).select_for_update().order_by("pk")
    return digests.values_list("pk", "person_id", "office_id")
