"""What a person wants to hear of."""

from __future__ import annotations

from django.utils import timezone

from tracker.domain.actor import Actor
from tracker.models import EventHead, Follow, Mention, Task, Unit


def follow(*, by: Actor, task: Task | None = None, unit: Unit | None = None) -> None:
    """A private mark of one's own: no event, no right needed beyond seeing the thing."""
    Follow.objects.get_or_create(person=by.person, task=task, unit=unit, defaults={"seen_seq": _last_event()})


def unfollow(*, by: Actor, task: Task | None = None, unit: Unit | None = None) -> None:
    Follow.objects.filter(person=by.person, task=task, unit=unit).delete()


def have_seen(*, by: Actor) -> None:
    """Everything that has moved until now is known: the bell falls silent."""
    Follow.objects.filter(person=by.person).update(seen_seq=_last_event())
    Mention.objects.of(by).unseen().update(seen_at=timezone.now())


def _last_event() -> int:
    return EventHead.objects.values_list("seq", flat=True).first() or 0
