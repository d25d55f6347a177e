"""True, of the days to come: what the forecast tells is what then happens if nobody acts. Played and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from tracker.models import Letter, Notice
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver
from tracker.rehearsal.checks.day import Evening, Finding
from tracker.rehearsal.sink import Sink
from tracker.rules.company import Hour
from tracker.supervision.forecast import forecast
from tracker.supervision.sweep import sweep

DAYS = 14
Coming = tuple[date, str, str, str]  # day, unit, subject, rung


def is_due(evening: Evening) -> bool:
    """On the first working day of a month: playing two further weeks takes as long as they do."""
    last = evening.calendar.minus(evening.today, 1)
    return evening.is_workday and (last.year, last.month) != (evening.today.year, evening.today.month)


def forecast_comes_true(evening: Evening) -> Iterator[Finding]:
    tomorrow = evening.today + timedelta(days=1)
    rows = forecast(today=tomorrow, days=DAYS, calendar=evening.calendar)
    foretold: Counter[Coming] = Counter((r.on, r.unit, r.subject, r.rung) for r in rows if not r.rehearsal)
    came = what_comes(tomorrow, evening)
    for row in sorted((foretold - came).elements()):
        yield row[1], f"预报{row[0]}将有{row[3]}（{row[2][:30]}），实际没有"
    for row in sorted((came - foretold).elements()):
        yield row[1], f"{row[0]}有{row[3]}（{row[2][:30]}），没有预报"


def what_comes(first: date, evening: Evening) -> Counter[Coming]:
    with transaction.atomic():
        known = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for number in range(DAYS):
            _one_day(first + timedelta(days=number), evening)
        rows = Notice.objects.filter(pk__gt=known, rung__isnull=False)
        related = ("obligation__unit", "obligation__task", "obligation__dispatch", "obligation__task_list")
        came = Counter(_coming(notice) for notice in rows.select_related(*related))
        transaction.set_rollback(True)
    return came


def _one_day(on: date, evening: Evening) -> None:
    """The post has nothing to do where the sweep wrote nothing and neither a letter nor a step waits for this day."""
    written = sweep(today=on, calendar=evening.calendar).notices
    queued = Letter.objects.queued().filter(digest_on__lte=on)
    steps = Notice.objects.informal().still_owed().exclude(obligation=None)
    if not (written or queued.exists() or steps.exists()):
        return
    compose(today=on, hour=Hour.MORNING)
    deliver(today=on, now=datetime(on.year, on.month, on.day, 1, tzinfo=UTC), channel=Sink)


def _coming(notice: Notice) -> Coming:
    owed = notice.obligation
    subject = next(x for x in (owed.task and owed.task.title, owed.dispatch and owed.dispatch.title,
                               owed.task_list and owed.task_list.name) if x)  # fmt: skip
    return notice.owed_on, owed.unit.name, subject, notice.rung_code
