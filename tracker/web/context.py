"""What every page shows: the office's name, who is looking, and, in a demo, the clock."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from tracker.desk.access import prepare
from tracker.desk.request import Request
from tracker.domain.news import count_news
from tracker.web.appearance import appearance_of
from tracker.web.clock import moving_to
from tracker.web.places import places


def installation(request: Request) -> dict:
    if not hasattr(request, "user"):
        return {}  # refused before anybody was asked who is there, such as by a wrong host name
    prepare(request)
    shown = SimpleLazyObject(lambda: places(request))  # only a page with a head asks
    return {
        "places": shown,
        "here": SimpleLazyObject(lambda: next((place for place in shown if place.is_here), None)),
        "news_count": SimpleLazyObject(lambda: _news(request, shown)),
        "appearance": appearance_of(request),
        "installation": request.installation,
        "today": request.actor.on,
        "actor": request.actor,
        "is_demo": settings.DEMO,
        "clock_moves_to": moving_to(request) if settings.DEMO else None,
    }


def _news(request: Request, shown: SimpleLazyObject) -> int:
    """The places have asked whether the reader follows anything: who does not costs no query of their own."""
    return count_news(request.actor) if bool(shown) and request.follows else 0
