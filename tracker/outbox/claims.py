"""The letter's life in the database: claimed under a lease, held just before sending, settled afterwards.

Each statement is conditional on the lease, so whoever has lost a letter cannot touch it any more. No statement
here runs while a mail server is being talked to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from tracker.models import Letter, LetterNotice, LetterState, Notice, NoticeState

BACK_OFF = (1, 5, 15)  # minutes after the first, second and third failure; then hourly
HOURLY = 60
MOST_ATTEMPTS = 40
RETRY_DATABASE_SECONDS = 0.5
NO_LEASE = {"lease": None, "lease_until_at": None}
Result = TypeVar("Result")


def claim(*, kinds: Iterable[str], today: date, now: datetime, size: int) -> list[Letter]:
    """Lease up to `size` letters to this caller, oldest first. Two callers never get the same one."""
    lease = uuid4()
    with transaction.atomic():
        free = Letter.objects.claimable(now).filter(kind__in=kinds, digest_on__lte=today).order_by("pk")
        # PostgreSQL passes over what another worker is claiming; SQLite has one writer at a time anyway.
        ids = list(free.select_for_update(skip_locked=True).values_list("pk", flat=True)[:size])
        if not ids:
            return []
        Letter.objects.claimable(now).filter(pk__in=ids).update(
            state=LetterState.SENDING, lease=lease, lease_until_at=_lease_end(now)
        )
    mine = Letter.objects.filter(pk__in=ids, lease=lease)
    return list(mine.select_related("person", "office", "dispatch__office").order_by("pk"))


def hold(letter: Letter, *, now: datetime, **text) -> bool:
    """Just before sending: still ours? If so the lease starts afresh and the text (if given) is fixed."""
    return bool(_mine(letter).update(lease_until_at=_lease_end(now), attempts=F("attempts") + 1, **text))


def settle_sent(
    letter: Letter,
    notices: list[int],
    *,
    answer: str,
    today: date,
    now: datetime,
    served: Callable[[], None] | None,
) -> bool:
    """The server took it: letter, notices and proof of service in one short transaction.

    False: the lease had run out meanwhile and somebody else has the letter now.
    """
    with transaction.atomic():
        settled = _mine(letter).update(
            state=LetterState.SENT, sent_at=now, sent_on=today, answer=answer, retry_at=None, **NO_LEASE
        )
        if not settled:
            return False
        _mark_sent(notices, today)
        if served:
            served()
    return True


def _mark_sent(notices: list[int], today: date) -> None:
    """The first letter that leaves counts. Rows are locked in order: two letters may carry the same notices."""
    owed = Notice.objects.owed().filter(pk__in=notices)
    if len(notices) > 1:
        notices = list(owed.select_for_update().order_by("pk").values_list("pk", flat=True))
    if notices:
        owed.update(state=NoticeState.SENT, sent_on=today)


def settle_failed(letter: Letter, *, answer: str) -> bool:
    """No further attempt without a person: the address or the letter was refused for good."""
    return bool(_mine(letter).update(state=LetterState.FAILED, answer=answer, retry_at=None, **NO_LEASE))


def settle_later(letter: Letter, *, answer: str, now: datetime) -> bool:
    """Queued again, later each time."""
    return bool(
        _mine(letter).update(
            state=LetterState.QUEUED, answer=answer, retry_at=now + back_off(letter.attempts + 1), **NO_LEASE
        )
    )


def settle_dropped(letter: Letter, *, answer: str) -> bool:
    """Nothing in it is owed any more."""
    return bool(_mine(letter).update(state=LetterState.DROPPED, answer=answer, retry_at=None, **NO_LEASE))


def release(letters: list[Letter], *, retry_at: datetime | None = None, answer: str = "") -> None:
    """Give back what was claimed and not sent: others may have it, at once or from `retry_at` on."""
    if letters:
        claimed = Letter.objects.filter(pk__in=[x.pk for x in letters], lease=letters[0].lease)
        claimed.update(state=LetterState.QUEUED, retry_at=retry_at, answer=answer, **NO_LEASE)


def unload(carried: list[int]) -> None:
    """Take notices (ids of LetterNotice) out of letters that were not sent: not owed, or not at present."""
    if carried:
        LetterNotice.objects.filter(pk__in=carried).delete()


def back_off(attempts: int) -> timedelta:
    """How long to wait after this many attempts."""
    return timedelta(minutes=BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else HOURLY)


def persist(write: Callable[[], Result], *, seconds: float) -> Result:
    """Run `write` again while the database is away or breaks a deadlock, for at most `seconds`.

    What has been sent must be recorded: giving up at once would send it twice.
    """
    patience = time.monotonic() + seconds
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > patience:
                raise
            connection.close()
            time.sleep(RETRY_DATABASE_SECONDS)


def _mine(letter: Letter):
    return Letter.objects.filter(pk=letter.pk, lease=letter.lease)


def _lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS)
