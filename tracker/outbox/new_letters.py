"""New Letter rows, written once however many processes try."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.models import Letter, LetterKind

BATCH = 1000
DAILY = (
    LetterKind.DIGEST,
    LetterKind.ALERT,
)  # a person has one of them a day; an alert holds the digest as well


def new_letter(
    *,
    person: int,
    office: int,
    kind: str,
    today: date,
    dispatch: int | None = None,
    waits_until: datetime | None = None,
) -> Letter:
    """An unsaved row. Its Message-ID is fixed here, before anything is tried."""
    return Letter(
        person_id=person,
        office_id=office,
        kind=kind,
        digest_on=today,
        dispatch_id=dispatch,
        retry_at=waits_until,
        message_id=f"<letter-{uuid4()}@{settings.MAIL_DOMAIN}>",
    )


def insert(letters: Iterable[Letter]) -> int:
    """Insert those that do not exist yet, in the order of their keys; returns how many did not."""
    rows = sorted(letters, key=lambda row: (row.person_id, row.office_id, row.dispatch_id or 0))
    if not rows:
        return 0
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(_known([row.message_id for row in rows]))


@composed
def _known(message_ids: list[str]) -> QuerySet[Letter, int]:
    return Letter.objects.filter(message_id__in=message_ids).values_list("pk", flat=True)


def insert_digests(wanted: Iterable[tuple[int, int]], on: date) -> int:
    """A digest of this day for each (person, office) that has no daily letter of it yet; returns how many are new."""
    keys = set(wanted)
    keys -= set(alerted(on, sorted({person for person, _ in keys})))
    return insert(
        new_letter(person=person, office=office, kind=LetterKind.DIGEST, today=on) for person, office in keys
    )


@composed
def alerted(on: date, people: list[int]) -> QuerySet[Letter, tuple[int, int]]:
    alerts = Letter.objects.filter(kind=LetterKind.ALERT, digest_on=on, person__in=people)
    return alerts.values_list("person_id", "office_id")
