"""The demo clock's bar: which date the person asked for, until the job has brought the clock there."""

import time
from datetime import date

from tracker.desk.request import Request

WANTED = "clock_wanted"
PATIENCE = 300  # seconds; a worker that has not come so far is stopped, and the buttons come back


def want(request: Request, until_on: date) -> None:
    request.session[WANTED] = [until_on.isoformat(), time.time()]


def moving_to(request: Request) -> date | None:
    """The date still to be reached, or None when nothing was asked, the clock is there, or nobody moves it."""
    if WANTED not in request.session:
        return None
    wanted, asked_at = request.session[WANTED]
    until_on = date.fromisoformat(wanted)
    if request.installation.business_date() >= until_on or time.time() - asked_at > PATIENCE:
        return None
    return until_on
