"""The Celery application: `celery -A tracker worker`, `celery -A tracker beat`. Whoever asks for a job imports it;
`tracker` itself does not, so that a command or a page that queues nothing starts without it."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
# Those of the system are for `migrate` and `up`; a worker would load the whole site to make them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tracker"], related_name="jobs")


def called(job: str, when: crontab | float, *, expires: int) -> dict:
    """`expires` stays below the interval, so that a stopped worker finds no pile of old calls."""
    return {"task": f"tracker.jobs.{job}", "schedule": when, "options": {"expires": expires}}


app.conf.beat_schedule = {
    "sweep": called("sweep", crontab(minute="*/30"), expires=1500),
    "deliver": called("deliver", 60.0, expires=50),
    "anchor": called("send_anchor", crontab(hour="9,13,18", minute=0), expires=3600),
    "anchor_out": called("write_anchor", crontab(minute="5,35"), expires=1500),
    "forget": called("forget", crontab(hour=3, minute=30), expires=3600),
    "sessions": called("clear_sessions", crontab(hour=4, minute=10), expires=3600),
}
