"""What stands above all else on the first pages of the office and of the administrators, because without it every
page looks as it should: a clock that does not call, mail that does not leave."""

from __future__ import annotations

from django.utils import timezone

from tracker.models import ClockCall, MailPause


def running_badly() -> dict:
    """For home/_running_badly.html."""
    call = ClockCall.objects.current()
    return {
        "clock_stopped": call if call and call.stands_still(timezone.now()) else None,
        "mail_pause": MailPause.objects.first(),
    }
