"""The product's settings on a machine whose clock somebody sets while it runs.

DJANGO_SETTINGS_MODULE=tests.faults.jumping_clock; the file named by FAULTS_CLOCK holds the seconds that the clock
is wrong by. All moments and business dates of the product come from `timezone.now`; that is the clock set here.
Waiting (SMTP time-outs, patience with the database) is measured by the monotonic clock, which nobody can set.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from tracker.settings import *  # noqa: F403

_file = Path(os.environ["FAULTS_CLOCK"])
_right = timezone.now


def _set() -> datetime:
    return _right() + timedelta(seconds=float(_file.read_text()))


timezone.now = _set
