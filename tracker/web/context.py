"""What every page shows: the office's name, who is looking, and, in a demo, the clock."""

from django.conf import settings
from django.http import HttpRequest

from tracker.web.access import prepare
from tracker.web.clock import moving_to


def installation(request: HttpRequest) -> dict:
    if not hasattr(request, "user"):
        return {}  # refused before anybody was asked who is there, such as by a wrong host name
    prepare(request)
    return {
        "installation": request.installation,
        "today": request.actor.on,
        "actor": request.actor,
        "is_demo": settings.DEMO,
        "clock_moves_to": moving_to(request) if settings.DEMO else None,
    }
