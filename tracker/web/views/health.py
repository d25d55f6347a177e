"""`/healthz`, for monitors: 200 while the site does its work, 503 with the name of what does not."""

from django.db import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.desk.access import watching
from tracker.models import ClockCall

WORKS, AWAY, LATE = "ok", "away", "late"


@watching
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """`{"database": "ok"|"away", "clock": "ok"|"late"}`: names only, for whoever asks is unknown.

    The clock is late when no sweep was called for an hour: then nobody is reminded although every page looks well.
    """
    said = {"database": WORKS, "clock": WORKS}
    try:
        call = ClockCall.objects.current()
    except DatabaseError:
        said["database"] = AWAY
    else:
        if call and call.stands_still(timezone.now()):
            said["clock"] = LATE
    works = all(word == WORKS for word in said.values())
    return JsonResponse(said, status=200 if works else 503)
