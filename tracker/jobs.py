"""Celery's doors: each calls a room and returns a count. Every job may run twice; the rows decide.

The business date is read here and passed on. In a demo the clock is moved by `move_days`, day by day.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import asdict
from datetime import date, timedelta

from celery.signals import worker_shutting_down
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from tracker.actions import clock
from tracker.actions.leaving import forget_people
from tracker.celery import app
from tracker.domain.actor import Actor
from tracker.entry.drafts import forget_old_drafts
from tracker.entry.retention import forget_old_records
from tracker.models import ClockCall, SignIn, User, business_date
from tracker.outbox.anchor import compose_anchors
from tracker.outbox.anchor import write_anchor as append_anchor
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver as deliver_letters
from tracker.outbox.window import hour_of
from tracker.rules.company import Hour
from tracker.supervision.sweep import sweep as look_at_what_is_due
from tracker.upkeep.planning import learn_sizes

# Set in the worker's parent, seen by its pool processes: a stopping worker finishes one letter, not the queue.
_stopping = multiprocessing.Event()


@worker_shutting_down.connect
def _stop(**_) -> None:
    _stopping.set()


@app.task(name="tracker.jobs.sweep")
def sweep() -> dict:
    """What is owed today becomes notices, and notices become letters. That it was called is what people can check."""
    ClockCall.objects.note(now=timezone.now())
    return _sweep(business_date(), _hour())


@app.task(name="tracker.jobs.deliver")
def deliver() -> dict:
    """Letters leave; those that people's actions have caused since the last sweep as well."""
    return _deliver(business_date())


@app.task(name="tracker.jobs.send_anchor")
def send_anchor() -> dict:
    """The history's head goes to the auditors by mail."""
    today = business_date()
    return {"anchors": compose_anchors(today=today, now=timezone.now())} | _deliver(today)


@app.task(name="tracker.jobs.write_anchor")
def write_anchor() -> bool:
    """The history's head goes to the file and the syslog; whether it had moved."""
    return append_anchor(now=timezone.now())


@app.task(name="tracker.jobs.clear_sessions")
def clear_sessions() -> None:
    """What has ended, by time or because nobody came back, is kept no longer."""
    call_command("clearsessions")
    SignIn.objects.over(timezone.now()).delete()


@app.task(name="tracker.jobs.forget")
def forget() -> int:
    """Logs, unsent forms and what is kept of people who left go when they are old enough; returns how many rows. The
    database learns anew how large its tables are."""
    learn_sizes()
    now = timezone.now()
    return forget_old_records(now=now) + forget_old_drafts(now=now) + forget_people(now=now)


@app.task(name="tracker.jobs.catch_up")
def catch_up(on: str = "") -> dict:
    """A whole business day at once: today's, or an earlier one given as 2025-12-03. Somebody asks for it: nothing waits."""
    today = business_date()
    day = min(date.fromisoformat(on), today) if on else today
    return _sweep(day, None) | _send(day)


@app.task(name="tracker.jobs.move_days")
def move_days(until: str, person: int) -> dict:
    """The demo clock goes forward day by day, each swept and delivered, to the day `until`: a call delivered twice
    moves it no farther, and one that was cut short may have left the day on which the clock stands half done."""
    today = business_date()
    by = Actor.of(User.objects.get(pk=person), today)
    counts = {today.isoformat(): _run_day(today)}
    while today < date.fromisoformat(until):
        today = clock.move_clock(to=today + timedelta(days=1), by=by)
        counts[today.isoformat()] = _run_day(today)
    return counts


# A document made to be slow must not hold a worker: the reading ends with a sentence for the officer.
@app.task(name="tracker.jobs.read_import", soft_time_limit=300)
def read_import(import_id: int) -> int:
    """An uploaded document becomes a proposal; returns how many items it has."""
    from tracker.importing import runs  # not above: its many patterns slow every start down

    return runs.read(run_id=import_id)


@app.task(name="tracker.jobs.apply_import")
def apply_import(import_id: int, *_of_before: object) -> int:
    """A proposal that an officer confirmed becomes drafts; returns how many rows its result has. In whose name the row
    says: who can write into the queue is nobody else for it. Messages of before named a person and a day beside."""
    from tracker.importing import runs

    return runs.apply_asked(run_id=import_id, today=business_date())


def _run_day(today: date) -> dict:
    """The morning's call and the evening's: what waited since the day before leaves with this day."""
    report = _sweep(today, Hour.MORNING)
    report["letters"] += compose(today=today, hour=Hour.EVENING)
    return report | _send(today)


def _sweep(today: date, hour: Hour | None) -> dict:
    report = look_at_what_is_due(today=today, budget=settings.NOTICE_BUDGET)
    return {"notices": report.notices, "letters": compose(today=today, hour=hour)}


def _deliver(today: date) -> dict:
    return {"composed": compose(today=today, hour=_hour())} | _send(today)


def _hour() -> Hour:
    """In a demo no hours pass: its days are moved, each with both calls."""
    if settings.DEMO:
        return Hour.MORNING
    return hour_of(settings.SEND_WINDOW, now=timezone.now())


def _send(today: date) -> dict:
    return asdict(deliver_letters(today=today, stop=_stopping.is_set))
