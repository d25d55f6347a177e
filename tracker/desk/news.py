"""How much of what one follows has moved: the number of the bell."""

from __future__ import annotations

from django.db.models import Case, Exists, Value, When

from tracker.desk.counting import BoundedCount, read_at_once
from tracker.domain.actor import Actor
from tracker.domain.news import unread_news
from tracker.models import Follow

MOST = 99  # counted; a bell says 99+


def news_counted(actor: Actor) -> Case:
    """Up to MOST + 1, as one more column of a query; who follows nothing (`Follow` is asked first) has no story
    read for it: databases do not work out the branch of a CASE that is not taken."""
    follows = Exists(Follow.objects.filter(person=actor.person_id))
    return Case(When(follows, then=BoundedCount(unread_news(actor), upto=MOST)), default=Value(0))


def count_news(actor: Actor) -> int:
    """The same by itself, in one query."""
    return int(read_at_once({"news": news_counted(actor)})["news"])
