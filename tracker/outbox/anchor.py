"""The event head leaves the house: to the auditors by mail, and often to a file and a syslog beside the database. What was
said before it cannot be rewritten unseen."""

from __future__ import annotations

import logging
import logging.handlers
import socket
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from tracker.models import EventHead, Letter, LetterKind, Membership, Role, User
from tracker.outbox.new_letters import insert, new_letter

log = logging.getLogger(__name__)
LATELY = timedelta(hours=2)  # a job that runs twice makes no second letter
SYSLOG_PORT = 514


def compose_anchors(*, today: date, now: datetime) -> int:
    """A letter to each auditor with a mail address, unless one was made lately; the head is read when it leaves.
    Returns letters made."""
    lately = Letter.objects.filter(kind=LetterKind.ANCHOR, queued_at__gt=now - LATELY)
    told = set(lately.values_list("person", flat=True))
    return insert(
        new_letter(person=person, office=unit, kind=LetterKind.ANCHOR, today=today)
        for person, unit in auditors(today).items()
        if person not in told
    )


def auditors(today: date) -> dict[int, int]:
    """Those who can be written to: person -> the first unit in which they audit."""
    held = Membership.objects.current(today).filter(role=Role.AUDITOR, user__in=User.objects.reachable())
    return dict(held.order_by("-pk").values_list("user_id", "unit_id"))


def write_anchor(*, now: datetime) -> bool:
    """Append the head to the anchor file and send it to the syslog, if it has moved since the file's last line. Whether
    it has. Neither being full nor being away stops the work: the log says so."""
    head = EventHead.objects.filter(pk=1).first()
    if head is None:
        log.error("the last link of the history's chain is gone: run manage.py verify_events")
        return False
    anchor = f"{head.seq}:{head.hash}"
    if not head.seq or _last_line(settings.ANCHOR_FILE).endswith(anchor):
        return False
    _append(settings.ANCHOR_FILE, f"{timezone.localtime(now).isoformat(timespec='seconds')} {anchor}\n")
    if settings.ANCHOR_SYSLOG:
        _to_syslog(settings.ANCHOR_SYSLOG, f"duban history {anchor}")
    return True


def _last_line(file: Path) -> str:
    try:
        with file.open("rb") as lines:
            lines.seek(max(file.stat().st_size - 200, 0))
            return lines.read().decode(errors="replace").rstrip("\n").rpartition("\n")[2]
    except OSError:
        return ""  # there is none yet; what hinders writing is told by writing


def _append(file: Path, line: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(line)
    except OSError as error:
        log.error("the anchor cannot be written to %s: %s", file, error)


def _to_syslog(where: str, text: str) -> None:
    parts = urlsplit(where)
    address = parts.path if parts.scheme == "unix" else (parts.hostname or "", parts.port or SYSLOG_PORT)
    kind = socket.SOCK_STREAM if parts.scheme == "tcp" else socket.SOCK_DGRAM
    try:
        handler = _Syslog(address=address, socktype=kind)
        try:
            handler.emit(logging.LogRecord("duban", logging.WARNING, "", 0, text, None, None))
        finally:
            handler.close()
    except OSError as error:
        log.error("the anchor cannot be sent to %s: %s", where, error)


class _Syslog(logging.handlers.SysLogHandler):
    """Python's own prints what goes wrong; here it is to be told."""

    def handleError(self, record: logging.LogRecord) -> None:
        raise
