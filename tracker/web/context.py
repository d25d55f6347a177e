"""What every page shows: the office's name, who is looking, and, in a demo, the clock."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from tracker.desk.access import prepare
from tracker.desk.request import Request
from tracker.domain.actor import Actor
from tracker.web.appearance import appearance_of
from tracker.web.clock import moving_to
from tracker.web.places import head
from tracker.web.second_factor import owed


def installation(request: Request) -> dict:
    if not hasattr(request, "user"):
        return {}  # refused before anybody was asked who is there, such as by a wrong host name
    prepare(request)
    shown = SimpleLazyObject(lambda: head(request))  # only a page with a head asks
    return {
        "places": SimpleLazyObject(lambda: shown.places),
        "here": SimpleLazyObject(lambda: next((place for place in shown.places if place.is_here), None)),
        "news_count": SimpleLazyObject(lambda: shown.news),
        "appearance": appearance_of(request),
        "installation": request.installation,
        "today": request.actor.on,
        "actor": Actor(None, request.actor.on)
        if owed(request)
        else request.actor,  # half a log-in shows nothing
        "is_demo": settings.DEMO,
        "clock_moves_to": moving_to(request) if settings.DEMO else None,
    }
