"""How a finished letter leaves: over SMTP, or into a folder. Both say what became of it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from django.conf import settings

from tracker.outbox.channels.errors import NotSent, Permanent, Temporary, Unreachable
from tracker.outbox.channels.files import FileChannel
from tracker.outbox.channels.smtp import MailChannel

__all__ = [
    "Channel",
    "FileChannel",
    "MailChannel",
    "NotSent",
    "Permanent",
    "Temporary",
    "Unreachable",
    "channel_from_settings",
]


class Channel(Protocol):
    """One message at a time: `open` where `is_open` is not, `announce`, then `send` or `withdraw`."""

    @property
    def is_open(self) -> bool: ...

    def open(self) -> None:
        """Be ready to send. Raises Unreachable."""

    def announce(self, *, sender: str, recipient: str) -> None:
        """Say between whom the next message goes, without waiting for an answer. Raises Permanent."""

    def send(self, content: bytes) -> str:
        """Hand over the announced message; returns the server's answer. Raises Temporary, Permanent or Unreachable."""

    def withdraw(self) -> None:
        """The announced message does not follow after all."""

    def close(self) -> None: ...


def channel_from_settings() -> Channel:
    """Mail where EMAIL_URL names a server; files otherwise, and always in a demo."""
    if settings.EMAIL_URL.lower().startswith("smtp") and not settings.DEMO:
        return MailChannel.from_url(
            settings.EMAIL_URL, timeout=settings.SMTP_TIMEOUT_SECONDS, ca_file=settings.SMTP_CA_FILE
        )
    return FileChannel(Path(settings.MAIL_DIR))
