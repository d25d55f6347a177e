"""How long the logs of getting in are kept: at least six months (网络安全法 第二十一条), then they go by age alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings

from tracker.models import AccessRecord

LEAST_DAYS = 183  # what the triggers of the table enforce, whoever asks


def forget_old_records(*, now: datetime) -> int:
    """Returns how many rows went. What an older version wrote down of failed entries (`entry/locks.py`) goes as well."""
    AccessAttempt.objects.exclude(post_data="", get_data="").update(post_data="", get_data="")
    before = now - timedelta(days=settings.ACCESS_LOG_DAYS)
    gone, _by_model = AccessRecord.objects.older_than(before).delete()
    for log in (AccessLog, AccessFailureLog):
        gone += log.objects.filter(attempt_time__lt=before).delete()[0]
    return gone
