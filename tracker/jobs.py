"""Celery's doors: each calls a room and returns a count. Every job may run twice; the rows decide.

The business date is read here and passed on. In a demo the clock is moved by `move_days`, day by day.
"""

from __future__ import annotations

import multiprocessing
from dataclasses import asdict
from datetime import date

from celery import shared_task
from celery.signals import worker_shutting_down

from tracker.actions import clock
from tracker.models import User, business_date
from tracker.outbox import anchor, compose, deliver

# Set in the worker's parent, seen by its pool processes: a stopping worker finishes one letter, not the queue.
_stopping = multiprocessing.Event()


@worker_shutting_down.connect
def _stop(**_) -> None:
    _stopping.set()


@shared_task(name="tracker.jobs.sweep")
def sweep() -> dict:
    """What is owed today becomes notices, and notices become letters."""
    today = business_date()
    from tracker.supervision.sweep import sweep as look

    report = look(today=today)
    return {"notices": report.notices, "letters": compose.compose(today=today)}


@shared_task(name="tracker.jobs.deliver")
def deliver_letters() -> dict:
    """Letters that people's actions have caused since the last sweep go out as well."""
    return _deliver(business_date())


@shared_task(name="tracker.jobs.send_anchor")
def send_anchor() -> dict:
    """The history's head to the auditors."""
    today = business_date()
    anchor.compose_anchors(today=today)
    return _deliver(today)


@shared_task(name="tracker.jobs.catch_up")
def catch_up() -> dict:
    """A whole business day at once: sweep, compose, deliver."""
    return _run_day(business_date())


@shared_task(name="tracker.jobs.move_days")
def move_days(days: int, person: int) -> dict:
    """The demo clock goes forward a day at a time; each day is swept and delivered before the next."""
    by, counts = User.objects.get(pk=person), {}
    for _ in range(days):
        today = clock.move_clock(days=1, by=by, today=business_date())
        counts[today.isoformat()] = _run_day(today)
    return counts


def _run_day(today: date) -> dict:
    from tracker.supervision.sweep import sweep as look

    report = look(today=today)
    return {"notices": report.notices} | _deliver(today)


def _deliver(today: date) -> dict:
    letters = compose.compose(today=today)
    return {"letters": letters, **asdict(deliver.deliver(today=today, stop=_stopping.is_set))}
