"""The letter's life in the database: claimed under a lease, held just before sending, recorded afterwards.

Each statement is conditional on the lease, so whoever has lost a letter cannot touch it any more. No statement
here runs while a mail server is being talked to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from tracker.domain.composed import composed
from tracker.models import Letter, LetterNotice, LetterState, Notice
from tracker.outbox.render import Text

BACK_OFF = (1, 5, 15)  # minutes after the first, second and third failure; then hourly
HOURLY = 60
MOST_ATTEMPTS = 40
RETRY_DATABASE_SECONDS = 0.5
NO_LEASE = {"lease": None, "lease_until_at": None}
Result = TypeVar("Result")
LETTER, CARRIES, NOTICE = (model._meta.db_table for model in (Letter, LetterNotice, Notice))
# The statements that every letter costs are written out: composing them anew each time took longer than running
# them.
MINE = " WHERE id = %s AND lease = %s"
HOLD = f"UPDATE {LETTER} SET lease_until_at = %s, attempts = attempts + 1, address = %s"  # noqa: S608 (our own table names)
HOLD_TEXT = f"{HOLD}, subject = %s, text = %s, html = %s, rendered_at = %s"
SENT = (
    f"UPDATE {LETTER} SET state = 'sent', sent_at = %s, sent_on = %s, answer = %s, "  # noqa: S608
    f"retry_at = NULL, lease = NULL, lease_until_at = NULL{MINE}"
)
# A copy tells nobody who has to act, and a formal notice counts as sent when its unit is served.
CARRIED = f"SELECT notice_id FROM {CARRIES} WHERE letter_id = %s AND NOT is_copy"  # noqa: S608
TOLD = (
    f"UPDATE {NOTICE} SET state = 'sent', sent_on = %s "  # noqa: S608
    f"WHERE state = 'owed' AND NOT is_formal AND id IN ({CARRIED})"
)
# The same for PostgreSQL, as parts of one statement: one round trip, one flush to the disk. Rows are locked in order:
# two letters may carry the same notices at the same moment. `state || ''` keeps the planner from walking the partial
# index of all owed notices instead of fetching these few.
SENT_TOLD = f"""
recorded AS ({SENT} RETURNING id),
owed AS (
    SELECT id FROM {NOTICE}
    WHERE state || '' = 'owed' AND NOT is_formal AND id IN ({CARRIED}) AND EXISTS (SELECT 1 FROM recorded)
    ORDER BY id FOR UPDATE
),
told AS (UPDATE {NOTICE} AS notice SET state = 'sent', sent_on = %s FROM owed WHERE notice.id = owed.id)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Sent:
    """The server took this letter; it is not recorded yet."""

    letter: Letter
    answer: str
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Next:
    """This letter is to leave now. `text`: newly rendered at `letter.rendered_at`, and fixed from here on."""

    letter: Letter
    address: str
    text: Text | None = None


def claim(*, kinds: Iterable[str], today: date, now: datetime, size: int) -> list[Letter]:
    """Lease up to `size` letters to this caller. Two callers never get the same one."""
    lease = uuid4()
    with transaction.atomic():
        ids = _free(set(kinds), today, now, size)
        if not ids:
            return []
        Letter.objects.filter(pk__in=ids).update(
            state=LetterState.SENDING, lease=lease, lease_until_at=_lease_end(now)
        )
    return [letter for letter in _to_send(ids) if letter.lease == lease]


@composed
def _to_send(ids: list[int]) -> QuerySet[Letter]:
    return Letter.objects.filter(pk__in=ids).select_related("person").order_by("pk")


def _free(kinds: set[str], today: date, now: datetime, size: int) -> list[int]:
    """Left behind by a lost worker, put off until now, new, dated by a wrong clock: each in turn through its own
    partial index, so that a long queue is never sorted. PostgreSQL passes over what another worker is claiming;
    SQLite has one writer anyway.
    """
    found: list[int] = []
    # A lease that ends so late, or a letter put off so far, is the work of a clock that was ahead of time: set right
    # since, it must not hold its letter for as long as it was wrong.
    leases_until, put_off_until = _lease_end(_lease_end(now)), now + 2 * timedelta(minutes=HOURLY)
    for place in range(PLACES):
        if len(found) < size:
            left = size - len(found)
            found += _free_at(place, left)(sorted(kinds), today, now, leases_until, put_off_until)
    return found


PLACES = 4


def _places(now: datetime, leases_until: datetime, put_off_until: datetime) -> tuple[QuerySet[Letter], ...]:
    queued = Letter.objects.queued()
    run_out = Q(lease_until_at__lt=now) | Q(lease_until_at__gt=leases_until)
    return (
        Letter.objects.filter(run_out, state=LetterState.SENDING),
        queued.filter(retry_at__lte=now).order_by("retry_at", "pk"),
        queued.filter(retry_at=None).order_by("pk"),
        queued.filter(retry_at__gt=put_off_until).order_by("retry_at", "pk"),
    )


@lru_cache(maxsize=64)
def _free_at(place: int, most: int) -> Callable[..., list[int]]:
    @composed
    def free(
        kinds: list[str], today: date, now: datetime, leases_until: datetime, put_off_until: datetime
    ) -> QuerySet[Letter, int]:
        letters = _places(now, leases_until, put_off_until)[place]
        may_leave = letters.filter(kind__in=kinds, digest_on__lte=today)
        return may_leave.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:most]

    return free


def step(*, sent: Sent | None = None, upcoming: Next | None = None, now: datetime) -> tuple[bool, bool]:
    """Between two letters, all or nothing: record that one was sent, with the notices that it told; hold the other,
    so that its lease starts afresh just before it is sent.

    For each, whether its lease was still ours; of a letter that has gone to somebody else nothing is changed.
    """
    if connection.vendor == "postgresql":
        return _in_one_statement(sent, upcoming, now)
    with transaction.atomic():
        recorded = bool(sent and _changes(SENT, _sent(sent)))
        if sent and recorded:
            _changes(TOLD, (sent.on, sent.letter.pk))
        return recorded, bool(upcoming and _changes(*_hold(upcoming, now)))


def _in_one_statement(sent: Sent | None, upcoming: Next | None, now: datetime) -> tuple[bool, bool]:
    parts: list[str] = []
    counts, values = ["0", "0"], list[Any]()
    if sent:
        parts.append(SENT_TOLD)
        counts[0] = "(SELECT count(*) FROM recorded)"
        values += [*_sent(sent), sent.letter.pk, sent.on]
    if upcoming:
        sql, given = _hold(upcoming, now)
        parts.append(f"held AS ({sql} RETURNING id)")
        counts[1] = "(SELECT count(*) FROM held)"
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {', '.join(counts)}", values)
        recorded, held = cursor.fetchone()
        return bool(recorded), bool(held)


def record_served(sent: Sent, *, served: Callable[[], None]) -> bool:
    """As `step` records a letter; what its notices are told by is the service that `served` writes."""
    with transaction.atomic():
        if not _changes(SENT, _sent(sent)):
            return False
        served()
    return True


def _sent(sent: Sent) -> tuple:
    return sent.at, sent.on, sent.answer, sent.letter.pk, sent.letter.lease


def _hold(upcoming: Next, now: datetime) -> tuple[str, tuple]:
    letter, text = upcoming.letter, upcoming.text
    if text is None:
        return HOLD + MINE, (_lease_end(now), upcoming.address, letter.pk, letter.lease)
    words = (text.subject, text.text, text.html, letter.rendered_at)
    return HOLD_TEXT + MINE, (_lease_end(now), upcoming.address, *words, letter.pk, letter.lease)


def _changes(sql: str, values: tuple) -> bool:
    with connection.cursor() as cursor:
        return bool(cursor.execute(sql, [_stored(value) for value in values]).rowcount)


def _stored(value: Any) -> Any:
    """As the fields of a model would hand it to this database; psycopg takes them as they are."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def record_failed(letter: Letter, *, answer: str) -> bool:
    """No further attempt without a person: the address or the letter was refused for good."""
    return bool(_mine(letter).update(state=LetterState.FAILED, answer=answer, retry_at=None, **NO_LEASE))


def record_put_off(letter: Letter, *, answer: str, now: datetime) -> bool:
    """Queued again, later each time."""
    return bool(
        _mine(letter).update(
            state=LetterState.QUEUED, answer=answer, retry_at=now + back_off(letter.attempts + 1), **NO_LEASE
        )
    )


def record_dropped(letter: Letter, *, answer: str) -> bool:
    """Nothing in it is owed any more."""
    return bool(_mine(letter).update(state=LetterState.DROPPED, answer=answer, retry_at=None, **NO_LEASE))


def release(letters: list[Letter], *, answer: str = "") -> None:
    """Give back what was claimed and not sent: others may have it."""
    if letters:
        claimed = Letter.objects.filter(pk__in=[x.pk for x in letters], lease=letters[0].lease)
        claimed.update(state=LetterState.QUEUED, retry_at=None, answer=answer, **NO_LEASE)


def undo_hold(upcoming: Next) -> None:
    """As if its turn had not come: neither the attempt nor the text counts of a letter that the server has not heard."""
    letter, forgotten = upcoming.letter, {}
    if upcoming.text is not None:
        forgotten = {"subject": "", "text": "", "html": "", "rendered_at": None}
    _mine(letter).update(attempts=letter.attempts, address=letter.address, **forgotten)


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


def _mine(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk, lease=letter.lease)


def _lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.LEASE_SECONDS)
