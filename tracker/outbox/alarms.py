"""What an alert says to whoever supervises: what cannot go, what nobody has signed, refused or decided, what nobody asks
for unless somebody decides. By office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from tracker.domain.composed import composed
from tracker.models import Letter, Notice, Obligation
from tracker.outbox.links import link
from tracker.outbox.unattended import Unattended, unattended_of
from tracker.outbox.undecided import undecided
from tracker.rules.wording import day
from tracker.rules.workdays import Calendar


@dataclass(slots=True)
class Alarm:
    """Of one office; false when all of it has been dealt with."""

    blocked: list[dict[str, Any]] = field(default_factory=list)
    unsigned: dict[str, Any] | None = None
    failed: list[Letter] = field(default_factory=list)
    undecided: list[dict[str, Any]] = field(default_factory=list)
    unattended: Unattended = field(default_factory=Unattended)

    def __bool__(self) -> bool:
        return bool(self.is_stuck or self.undecided or self.unattended)

    @property
    def is_stuck(self) -> bool:
        """A letter has not gone."""
        return bool(self.blocked or self.unsigned or self.failed)


def alarms_of(offices: Collection[int], *, today: date, calendar: Calendar) -> dict[int, Alarm]:
    """For each of these offices (ids). A constant number of queries for each."""
    found: defaultdict[int, Alarm] = defaultdict(Alarm)
    held_up = _held_up(list(offices))
    # Where 登记送达 is: on the page of the letter that waits.
    where = dict(_where([owed.pk for owed in held_up]))
    for owed in held_up:
        item = item_of(owed, today=today) | {"reason": owed.blocked_reason}
        if owed.pk in where:
            item["url"] = link("dispatch", where[owed.pk])
        found[owed.office_id].blocked.append(item)
    for letter in _refused(list(offices)):
        found[letter.office_id].failed.append(letter)
    for office, pile in _unsigned(offices, today).items():
        found[office].unsigned = pile
    for office, rows in undecided(today=today, calendar=calendar).items():
        found[office].undecided = [
            item_of(row.obligation, today=today) | {"what": row.what, "since": day(row.since_on, today)}
            for row in rows
        ]
    for office in offices:
        found[office].unattended = unattended_of(office, today=today)
    return {office: found[office] for office in offices}


@composed
def _held_up(offices: list[int]) -> QuerySet[Obligation]:
    held_up = Obligation.objects.blocked().filter(office__in=offices)
    held_up = held_up.exclude(pk__in=Obligation.objects.unsigned().values("pk"))
    related = held_up.select_related("task", "unit", "dispatch", "task_list")
    return related.order_by("blocked_since_on", "pk")


@composed
def _where(held_up: list[int]) -> QuerySet[Notice, tuple]:
    waits = Notice.objects.owed().filter(obligation__in=held_up, dispatch__isnull=False)
    return waits.values_list("obligation_id", "dispatch_id")


@composed
def _refused(offices: list[int]) -> QuerySet[Letter]:
    refused = Letter.objects.failed().filter(office__in=offices)
    return refused.select_related("person").defer("text", "html")


def item_of(owed: Obligation, *, today: date) -> dict[str, Any]:
    """One matter as a line."""
    return {
        "title": owed.subject,
        "unit": owed.unit.name,
        "unit_id": owed.unit_id,
        "due": day(owed.due_on),
        "late_days": max((today - owed.due_on).days, 0),
        "url": link("task", owed.task_id) if owed.task_id else link("obligation", owed.pk),
    }


def _unsigned(offices: Collection[int], today: date) -> dict[int, dict[str, Any]]:
    """Drafts without a signature, as one pile: a quarter's end can bring dozens."""
    url = f"{link('dispatches')}?state=draft"
    return {
        office: {"n": n, "since": day(since, today), "url": url} for office, n, since in _piles(list(offices))
    }


@composed
def _piles(offices: list[int]) -> QuerySet[Obligation, tuple]:
    waiting = Obligation.objects.unsigned().filter(office__in=offices).order_by().values("office")
    drafts = Count("notices__dispatch", filter=Q(notices__dispatch__state="draft"), distinct=True)
    return waiting.annotate(n=drafts, since=Min("blocked_since_on")).values_list("office", "n", "since")
