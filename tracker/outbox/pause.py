"""The queue waits while the mail server is away or refuses us altogether; each time in vain it waits longer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from tracker.models import LONGEST_PAUSE, MailPause

MINUTES = (1, 2, 5, 10)  # after the first, second … attempt; then LONGEST_PAUSE


def pause(*, answer: str, now: datetime) -> None:
    """From now on, or for longer. While a pause is in force others have said so: lanes and workers meet the same
    refusal at the same moment, and it counts once."""
    with transaction.atomic():
        row = MailPause.objects.select_for_update().filter(pk=1).first() or MailPause(
            pk=1, since_at=now, tries=0
        )
        if row.tries and now < row.until_at <= now + LONGEST_PAUSE:
            return
        row.tries, row.answer = row.tries + 1, answer
        row.until_at = now + _wait(row.tries)
        MailPause.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["until_at", "tries", "answer"]
        )


def resume() -> None:
    """The server takes letters again."""
    MailPause.objects.all().delete()


def _wait(tries: int) -> timedelta:
    return timedelta(minutes=MINUTES[tries - 1]) if tries <= len(MINUTES) else LONGEST_PAUSE
