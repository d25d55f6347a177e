"""The demo clock's bar: which date the person asked for, until the job has brought the clock there."""

from datetime import date

from django.http import HttpRequest

WANTED = "clock_wanted"


def want(request: HttpRequest, until_on: date) -> None:
    request.session[WANTED] = until_on.isoformat()


def moving_to(request: HttpRequest) -> date | None:
    """The date still to be reached, or None when nothing was asked or the clock is there."""
    wanted = request.session.get(WANTED)
    if not wanted:
        return None
    until_on = date.fromisoformat(wanted)
    if request.office.business_date() >= until_on:
        del request.session[WANTED]
        return None
    return until_on
