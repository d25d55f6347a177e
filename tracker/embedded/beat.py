"""The clock's schedule, in memory: `CELERY_BEAT_SCHEDULER` names it.

Celery's own keeps each job's last call in a file; one that is damaged, or dated into the future by a clock that was
ahead, stops all calls without a word. Nothing is lost without it: a call too many does no harm, the rows decide.
"""

from __future__ import annotations

import logging
from pathlib import Path

from celery.beat import ScheduleEntry, Scheduler
from django.conf import settings

from tracker.embedded.health import CALLED

log = logging.getLogger(__name__)


class Clock(Scheduler):
    """Begins as if each job had been called at midnight: what has come due today is called at once. It begins anew
    when the machine's clock was set back, for what was called in the future would wait for it."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self._begin()

    def tick(self, *arguments, **options) -> float:
        now = self.app.now()
        if any(entry.last_run_at > now for entry in self.schedule.values()):
            log.warning("the machine's clock was set back: all jobs are called again")
            self._begin()
        return super().tick(*arguments, **options)

    def apply_async(self, entry: ScheduleEntry, *arguments, **options):
        """Whether the queue takes the calls is what a health check wants to know."""
        result = super().apply_async(entry, *arguments, **options)
        self._note()
        return result

    def _begin(self) -> None:
        midnight = self.app.now().replace(hour=0, minute=0, second=0, microsecond=0)
        for entry in self.schedule.values():
            entry.last_run_at = midnight
        self._heap = None  # filled anew by the next tick

    def _note(self) -> None:
        try:
            Path(settings.VAR_DIR, CALLED).touch()
        except OSError as error:
            log.warning("the last call cannot be noted: %s", error)  # no reason to make none
