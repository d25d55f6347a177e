"""Letters leave: claim, render, send, record. Any number of workers on any number of machines may do it at once.

The promise: nothing owed is lost; a letter can double only if its outcome was unknown (the worker was killed or
stalled, the connection was lost after DATA), and then with the same Message-ID.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import connection, connections
from django.db.models import QuerySet
from django.utils import timezone

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.events import chronicle, tell
from tracker.domain.receipts import mark_served
from tracker.models import CalendarDay, Letter, LetterKind, MailPause, Receipt, Verb, Via
from tracker.outbox import claims
from tracker.outbox.alerts import alert_officers
from tracker.outbox.astray import redirect
from tracker.outbox.channels import Channel, Permanent, Temporary, Unreachable, channel_from_settings
from tracker.outbox.contents import LetterPreparer, Prepared
from tracker.outbox.pause import pause, resume
from tracker.outbox.window import kinds_that_may_leave

# A batch is claimed at once, and a killed worker's letters wait for its lease to run out: as many as the mail server
# takes in a moment, within these bounds.
SMALLEST_BATCH, LARGEST_BATCH, BATCH_SECONDS = 25, 200, 0.25
FIRST_BATCH = 8  # enough to see how fast the server is, before further connections are opened
ANSWER_LENGTH = 1000
# One connection is enough unless the queue would keep it busy for longer than this.
PATIENCE_SECONDS = 0.5
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How many letters were sent, failed for good, put off, or found to be needless."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    dropped: int = 0

    def plus(self, outcome: str) -> DeliveryReport:
        return replace(self, **{outcome: getattr(self, outcome) + 1})

    def __add__(self, other: DeliveryReport) -> DeliveryReport:
        return DeliveryReport(
            self.sent + other.sent,
            self.failed + other.failed,
            self.retried + other.retried,
            self.dropped + other.dropped,
        )


def deliver(
    *,
    today: date,
    now: datetime | None = None,
    limit: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    at_any_hour: bool = False,
    channel: Callable[[], Channel] | None = None,
) -> DeliveryReport:
    """Send every letter that may leave now, at most `limit` of them.

    `today`: business date, what `sent_on` will say. `now`: a fixed moment instead of the real one. `stop` is
    asked before each letter; once it says so, the rest of the batch is given back. `at_any_hour`: a person asked
    for it, so neither the send window nor a rest day holds a letter back. A slow mail server with a
    long queue gets further connections, at most SMTP_CONNECTIONS, each with a lane of its own. `channel` makes them:
    those of the settings, unless another is given.
    """
    run = Run(
        today=today,
        now=now,
        limit=limit,
        stop=stop,
        at_any_hour=at_any_hour,
        channel=channel or channel_from_settings,
    )
    with ThreadPoolExecutor(max_workers=max(settings.SMTP_CONNECTIONS, 1)) as helpers:
        first = Lane(run)
        report = first.work(first=FIRST_BATCH, on_batch=lambda pace: run.call_help(helpers, pace))
        return sum((helper.result() for helper in run.helpers), report)


class Run:
    """What the lanes of one delivery share."""

    def __init__(
        self,
        *,
        today: date,
        now: datetime | None,
        limit: int | None,
        stop: Callable[[], bool],
        at_any_hour: bool,
        channel: Callable[[], Channel],
    ) -> None:
        self.today, self.stop, self.at_any_hour, self.channel = today, stop, at_any_hour, channel
        self._now, self._left = now, math.inf if limit is None else limit
        self._lock = threading.Lock()
        self.calendar = CalendarDay.objects.calendar()
        self.helpers: list = []
        self.down = False
        self._was_paused = MailPause.objects.exists()

    def now(self) -> datetime:
        return self._now or timezone.now()

    def kinds(self) -> frozenset[str]:
        if self.at_any_hour:
            return frozenset(LetterKind.values)
        return kinds_that_may_leave(
            settings.SEND_WINDOW, now=self.now(), today=self.today, calendar=self.calendar
        )

    def take(self, most: int) -> int:
        """Up to `most` of what the limit leaves."""
        with self._lock:
            taken = int(min(most, self._left))
            self._left -= taken
            return taken

    def must_wait(self) -> bool:
        """The mail server refuses us: known to this delivery, or said by another one. Whoever asks for it by hand
        may try all the same."""
        return self.down or (not self.at_any_hour and MailPause.objects.in_force(self.now()).exists())

    def wait(self, answer: str) -> None:
        self.down = self._was_paused = True
        pause(answer=answer, now=self.now())

    def taken(self) -> None:
        """A letter was taken: if the mail server had refused us, it does so no longer."""
        if self._was_paused and not self.down:
            self._was_paused = False
            resume()

    def call_help(self, pool: ThreadPoolExecutor, seconds_each: float) -> None:
        """Open further lanes once, if one connection would take too long over the queue."""
        if self.helpers or connection.in_atomic_block or self._left <= 0:
            return
        waiting = Letter.objects.claimable(self.now()).filter(digest_on__lte=self.today).count()
        wanted = math.ceil(min(waiting, self._left) * seconds_each / PATIENCE_SECONDS)
        lanes = min(wanted, settings.SMTP_CONNECTIONS)
        self.helpers = [pool.submit(_help, self) for _ in range(lanes - 1)]


def _help(run: Run) -> DeliveryReport:
    try:
        return Lane(run).work()
    finally:
        connections.close_all()


class Pace:
    """How long the mail server takes for a letter, on average."""

    def __init__(self) -> None:
        self._letters, self._seconds = 0, 0.0

    @property
    def seconds(self) -> float:
        return self._seconds / max(self._letters, 1)

    def batch(self) -> int:
        if not self._seconds:
            return SMALLEST_BATCH
        return min(max(int(BATCH_SECONDS / self.seconds), SMALLEST_BATCH), LARGEST_BATCH)

    @contextmanager
    def measured(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self._letters += 1
            self._seconds += time.monotonic() - began


class Lane:
    """One connection to the mail server and the letters that go over it, batch by batch.

    At most one letter of a lane is in the air: what the server took is recorded by the statement that holds the
    next letter, or by one of its own where none follows at once.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.preparer = LetterPreparer(today=run.today, calendar=run.calendar)
        self.channel: Channel = run.channel()
        self.sender = parseaddr(settings.MAIL_FROM)[1]
        self.report = DeliveryReport()
        self.pace = Pace()
        self._unrecorded: claims.Sent | None = None

    def work(
        self, *, first: int = SMALLEST_BATCH, on_batch: Callable[[float], None] = lambda pace: None
    ) -> DeliveryReport:
        """`first`: size of the first batch; `on_batch` is told after each how long the server takes for a letter."""
        size = first
        try:
            while batch := self._claim(size):
                self._deliver(batch)
                on_batch(self.pace.seconds)
                size = self.pace.batch()
        finally:
            self.channel.close()
        return self.report

    def _claim(self, size: int) -> list[Letter]:
        if self.run.stop() or self.run.must_wait() or not (size := self.run.take(size)):
            return []
        return claims.claim(kinds=self.run.kinds(), today=self.run.today, now=self.run.now(), size=size)

    def _deliver(self, batch: list[Letter]) -> None:
        prepared = self.preparer.prepare(batch, now=self.run.now())
        claims.persist(lambda: self._redirect(prepared), seconds=settings.LEASE_SECONDS / 2)
        try:
            self._each(prepared)
        finally:
            self._step()

    def _redirect(self, prepared: list[Prepared]) -> None:
        run = self.run
        redirect(prepared, directory=self.preparer.directory, today=run.today, calendar=run.calendar)

    def _each(self, prepared: list[Prepared]) -> None:
        for i, each in enumerate(prepared):
            if self.run.stop():
                self._step()
                claims.release([p.letter for p in prepared[i:]])
                return
            try:
                self._one(each)
            except Unreachable as error:
                self._put_off(prepared[i:], str(error))
                return

    def _one(self, prepared: Prepared) -> None:
        if prepared.drop or prepared.fail:
            self._step()
            self._needless(prepared)
            return
        if not self.channel.is_open:
            self._step()  # opening may take long
            self.channel.open()
        self.channel.announce(sender=self.sender, recipient=prepared.address)
        if self._step(prepared.upcoming):
            self._send(prepared)
        else:
            # The lease ran out while others of the batch took long; somebody else has it.
            self.channel.withdraw()

    def _needless(self, prepared: Prepared) -> None:
        if prepared.drop:
            self._count("dropped", recorded=claims.record_dropped(prepared.letter, answer=prepared.drop))
        else:
            self._fail(prepared.letter, prepared.fail)

    def _step(self, upcoming: claims.Next | None = None) -> bool:
        """Record the letter that was sent, if there is one; hold the next, if there is one: is it still ours?"""
        sent, self._unrecorded = self._unrecorded, None
        if not (sent or upcoming):
            return False
        try:
            recorded, is_ours = claims.persist(
                lambda: claims.step(sent=sent, upcoming=upcoming, now=self.run.now()),
                seconds=settings.LEASE_SECONDS / 2,
            )
        except BaseException:
            # Whatever is wrong with the next letter must not leave this one unrecorded.
            self._unrecorded = sent if upcoming else None
            raise
        if sent:
            self._count_sent(sent, recorded=recorded)
        return is_ours

    def _send(self, prepared: Prepared) -> None:
        letter = prepared.letter
        try:
            with self.pace.measured():
                answer = self.channel.send(prepared.content)
        except Permanent as error:
            self._fail(letter, str(error))
        except Unreachable:
            raise
        except Temporary as error:
            self._later(letter, str(error))
        else:
            self._sent(prepared, answer)

    def _sent(self, prepared: Prepared, answer: str) -> None:
        sent = claims.Sent(prepared.letter, answer[:ANSWER_LENGTH], on=self.run.today, at=self.run.now())
        self.run.taken()
        if not prepared.receipts:
            self._unrecorded = sent
            return
        recorded = claims.persist(
            lambda: claims.record_served(sent, served=lambda: self._serve(prepared)),
            seconds=settings.LEASE_SECONDS / 2,
        )
        self._count_sent(sent, recorded=recorded)

    def _count_sent(self, sent: claims.Sent, *, recorded: bool) -> None:
        if not recorded:
            log.warning("letter %s was sent after its lease had run out", sent.letter.pk)
        self._count("sent", recorded=recorded)

    @chronicle()
    def _serve(self, prepared: Prepared) -> None:
        """The first letter to a unit that the server takes is its service."""
        for receipt in _unserved([receipt.pk for receipt in prepared.receipts]):
            mark_served(
                receipt, via=Via.MAIL, on=self.run.today, at=self.run.now(), calendar=self.run.calendar
            )
            tell(
                Verb.DISPATCH_SERVED,
                by=Actor.system(self.run.today),
                dispatch=receipt.dispatch,
                unit=receipt.unit,
                note=f"邮件送达{prepared.letter.person}",
            )

    def _fail(self, letter: Letter, answer: str) -> None:
        """Recorded with the server's words; the officer is told, and can send again or to another address."""
        failed = claims.record_failed(letter, answer=answer[:ANSWER_LENGTH])
        if failed:
            self._record_failure(letter, answer)
        self._count("failed", recorded=failed)

    @chronicle()
    def _record_failure(self, letter: Letter, answer: str) -> None:
        tell(
            Verb.LETTER_FAILED,
            by=Actor.system(self.run.today),
            dispatch=letter.dispatch,
            note=f"{letter.person}：{answer}"[:ANSWER_LENGTH],
        )
        alert_officers(letter.office_id, today=self.run.today)

    def _later(self, letter: Letter, answer: str) -> None:
        if letter.attempts + 1 >= claims.MOST_ATTEMPTS:
            self._fail(letter, f"已尝试{letter.attempts + 1}次仍未成功。最后一次答复：{answer}")
            return
        self._count(
            "retried",
            recorded=claims.record_put_off(letter, answer=answer[:ANSWER_LENGTH], now=self.run.now()),
        )

    def _put_off(self, rest: list[Prepared], answer: str) -> None:
        """The server is away or refuses us: that is nobody's letter's fault. All wait, none is charged for it."""
        log.warning("mail server: %s", answer)
        self.run.wait(answer[:ANSWER_LENGTH])
        claims.undo_hold(rest[0].upcoming)
        claims.release([p.letter for p in rest], answer=answer[:ANSWER_LENGTH])
        for _ in rest:
            self._count("retried", recorded=True)

    def _count(self, outcome: str, *, recorded: bool) -> None:
        if recorded:
            self.report = self.report.plus(outcome)


@composed
def _unserved(receipts: list[int]) -> QuerySet[Receipt]:
    rows = Receipt.objects.filter(pk__in=receipts, sent_on=None)
    return rows.select_related("dispatch__office", "unit").order_by("pk").select_for_update(of=("self",))
