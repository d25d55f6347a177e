"""What has moved in the tasks and units that somebody follows: lines in that person's digest.

A digest tells of the business days from the digest before it up to the day before its own, so that each change
is told once, whenever the letter is really rendered.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.history import said_outside
from tracker.domain.news import WORTH_TELLING
from tracker.domain.recipients import Directory
from tracker.models import Assignment, Event, Follow, Letter, LetterState, Task, User
from tracker.outbox.links import link
from tracker.outbox.new_letters import DAILY, insert_digests
from tracker.rules.wording import day

MOST = 20  # lines in one letter; the rest is on the pages
LOOK_BACK = timedelta(days=14)  # for somebody who never had a digest; the longest holidays are shorter


@dataclass(frozen=True, slots=True)
class News:
    """One change of a followed task."""

    day: str
    title: str
    what: str
    url: str


def compose_follows(directory: Directory, *, today: date) -> int:
    """A digest of today for every follower who has something to hear; returns letters created."""
    followed = _followed(today=today)
    waiting = [key for key in followed if key[0] in directory.reachable]
    told = _news({(person, office, today) for person, office in waiting}, followed)
    return insert_digests(((person, office) for person, office, _until in told), today)


def news_for(letters: list[Letter]) -> dict[int, list[News]]:
    """By letter id, the latest changes, oldest first."""
    if not letters:
        return {}
    followed = _followed({x.person_id for x in letters}, today=max(x.digest_on for x in letters))
    told = _news({(x.person_id, x.office_id, x.digest_on) for x in letters}, followed)
    keyed = ((x.pk, told.get((x.person_id, x.office_id, x.digest_on))) for x in letters)
    return {pk: lines[-MOST:] for pk, lines in keyed if lines}


def _followed(people: set[int] | None = None, *, today: date) -> dict[tuple[int, int], set[int]]:
    """(person, office) -> ids of followed tasks, those of followed units included.

    Only what the person may still see on `today`: to follow something is no right to it.
    """
    rows = _follows() if people is None else _follows_of(sorted(people))
    if not rows:
        return {}
    of_unit = defaultdict(list)
    assigned = Assignment.objects.filter(unit__in={unit for _, _, unit in rows if unit})
    for unit, task in assigned.values_list("unit_id", "task_id"):
        of_unit[unit].append(task)
    wanted: defaultdict[int, set[int]] = defaultdict(set)
    for person, task, unit in rows:
        wanted[person].update([task] if task else of_unit[unit])
    found = defaultdict(set)
    for reader in User.objects.active().filter(pk__in=wanted):
        visible = Task.objects.visible_to(Actor.of(reader, today)).filter(pk__in=wanted[reader.pk])
        for task, office in visible.values_list("pk", "task_list__office_id"):
            found[reader.pk, office].add(task)
    return found


@composed
def _follows() -> QuerySet[Follow, tuple]:
    return Follow.objects.values_list("person_id", "task_id", "unit_id")


@composed
def _follows_of(people: list[int]) -> QuerySet[Follow, tuple]:
    return Follow.objects.filter(person__in=people).values_list("person_id", "task_id", "unit_id")


def _news(
    keys: set[tuple[int, int, date]], followed: dict[tuple[int, int], set[int]]
) -> dict[tuple[int, int, date], list[News]]:
    """For each (person, office, day of the digest) that has any."""
    keys = {key for key in keys if followed.get(key[:2])}
    if not keys:
        return {}
    since = {key: _told_until(key) for key in keys}
    events = (
        Event.objects.filter(task__in=set().union(*(followed[key[:2]] for key in keys)))
        .filter(said_outside(), verb__in=WORTH_TELLING, happened_on__gte=min(since.values()))
        .select_related("task")
        .order_by("seq")
    )
    found = defaultdict(list)
    for event in events:
        for key in keys:
            if event.task_id in followed[key[:2]] and since[key] <= event.happened_on < key[2]:
                found[key].append(_line(event))
    return found


def _told_until(key: tuple[int, int, date]) -> date:
    """The day of the digest before this one: its own changes could not be in it yet."""
    person, office, until = key
    earlier = Letter.objects.filter(person=person, office=office, kind__in=DAILY, digest_on__lt=until)
    last = earlier.exclude(state=LetterState.DROPPED).aggregate(last=Max("digest_on"))["last"]
    return max(last or until - LOOK_BACK, until - LOOK_BACK)


def _line(event: Event) -> News:
    what = f"{event.label}（{event.note}）" if event.note else event.label
    return News(day(event.happened_on), str(event.task), what, link("task", event.task_id))
