"""What every page shows: the office's name, who is looking, and, in a demo, the clock."""

from django.conf import settings

from tracker.desk.access import prepare
from tracker.desk.request import Request
from tracker.web.clock import moving_to


def installation(request: Request) -> dict:
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
