"""How much of what one follows has moved, and how many notes mention one: the number of the bell."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, Value, When

from tracker.desk.counting import read_at_once
from tracker.domain.actor import Actor
from tracker.domain.counting import BoundedCount
from tracker.domain.news import unread_news
from tracker.models import Follow, Mention

MOST = 99  # counted; a bell says 99+


def bell_counted(actor: Actor) -> dict[str, Any]:
    """What rings the bell, as columns of a query: news of what one follows, and notes that mention one."""
    mentions = BoundedCount(Mention.objects.of(actor).unseen(), upto=MOST)
    return {"news": news_counted(actor), "mentions": mentions if actor.offices else Value(0)}


def rung(found: dict[str, Any]) -> int:
    """How often, of what `bell_counted` found."""
    return int(found["news"] + found["mentions"])


def news_counted(actor: Actor) -> Case:
    """Up to MOST + 1, as one more column of a query; who follows nothing (`Follow` is asked first) has no story
    read for it: databases do not work out the branch of a CASE that is not taken."""
    follows = Exists(Follow.objects.filter(person=actor.person_id))
    return Case(When(follows, then=BoundedCount(unread_news(actor), upto=MOST)), default=Value(0))


def count_news(actor: Actor) -> int:
    """The same by itself, in one query."""
    return rung(read_at_once(bell_counted(actor)))
