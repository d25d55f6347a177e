"""What every page shows: the office's name and, in a demo, the clock."""

from django.conf import settings
from django.http import HttpRequest

from tracker.models import Office


def office(request: HttpRequest) -> dict:
    current = Office.objects.current()
    return {"office": current, "today": current.business_date(), "is_demo": settings.DEMO}
