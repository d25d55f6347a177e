"""What stands above all else on the first pages of the office and of the administrators, because without it every
page looks as it should: a clock that does not call, mail that does not leave."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from tracker.models import ClockCall, Installation, MailPause


def running_badly() -> dict:
    """For home/_running_badly.html; both tables have one row at most, and are read in one query."""
    call = ClockCall.objects.filter(pk=OuterRef("pk"))  # the installation's one row is number 1 as well
    pause = MailPause.objects.filter(pk=OuterRef("pk"))
    columns = {field: Subquery(pause.values(field)) for field in ("since_at", "until_at", "answer")}
    columns["called_at"] = Subquery(call.values("called_at"))
    found = cast(dict[str, Any], Installation.objects.values(**columns).get())
    called_at = found.pop("called_at")
    stopped = ClockCall(called_at=called_at) if called_at else None
    return {
        "clock_stopped": stopped if stopped and stopped.stands_still(timezone.now()) else None,
        "mail_pause": found if found["since_at"] else None,
    }
