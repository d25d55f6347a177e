"""What a person wants to hear of."""

from __future__ import annotations

from tracker.models import Follow, Task, Unit, User


def follow(*, by: User, task: Task | None = None, unit: Unit | None = None) -> None:
    """A private mark of one's own: no event, no right needed beyond seeing the thing."""
    Follow.objects.get_or_create(person=by, task=task, unit=unit)


def unfollow(*, by: User, task: Task | None = None, unit: Unit | None = None) -> None:
    Follow.objects.filter(person=by, task=task, unit=unit).delete()
