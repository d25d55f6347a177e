"""What has moved in what a person follows: the bell, and lines in that person's digest."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.domain.actor import Actor
from tracker.domain.history import said_outside
from tracker.models import Assignment, Event, Follow, Task, Verb

# What a follower wants to hear of: decisions and progress, not drafts and housekeeping.
WORTH_TELLING = (
    Verb.TASK_ISSUED,
    Verb.TASK_SUSPENDED,
    Verb.TASK_RESUMED,
    Verb.TASK_CANCELLED,
    Verb.TASK_REASSIGNED,
    Verb.TASK_DONE,
    Verb.TASK_CARRIED_OVER,
    Verb.TASK_DATE_DECIDED,
    Verb.TASK_OWNER_DECIDED,
    Verb.PROGRESS_RELEASED,
    Verb.PROGRESS_RECORDED,
    Verb.PROGRESS_ACCEPTED,
    Verb.PROGRESS_RETURNED,
    Verb.EXTENSION_DECIDED,
    Verb.OBJECTION_DECIDED,
    Verb.DISPATCH_SIGNED,
)


def news_of(actor: Actor) -> QuerySet[Event]:
    """What others did in followed tasks, and in those of followed units, that the reader may still see; newest first."""
    follows = Follow.objects.filter(person=actor.person_id)
    units = follows.filter(unit__isnull=False).values("unit")
    followed = Q(pk__in=follows.filter(task__isnull=False).values("task")) | Q(
        pk__in=Assignment.objects.filter(unit__in=units).values("task")
    )
    tasks = Task.objects.visible_to(actor).filter(followed)
    moved = Event.objects.filter(task__in=tasks.values("pk"), verb__in=WORTH_TELLING)
    moved = moved.filter(Q(task__office__in=actor.offices) | said_outside())
    return moved.exclude(actor=actor.person_id).order_by("-seq")


def unread_news(actor: Actor) -> QuerySet[Event]:
    """Of these, what came after the reader last said to have seen it."""
    unseen = Follow.objects.filter(person=actor.person_id, seen_seq__lt=OuterRef("seq"))
    task = Exists(unseen.filter(task=OuterRef("task")))
    unit = Exists(unseen.filter(unit__assignments__task=OuterRef("task")))
    return news_of(actor).filter(task | unit)
