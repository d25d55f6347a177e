"""The virus scanner of the house, if there is one: ClamAV's daemon, asked over its socket (INSTREAM).

DUBAN_CLAMAV=unix:/run/clamav/clamd.ctl or tcp://host:3310. With the setting, a file that cannot be scanned is not kept."""

from __future__ import annotations

import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

CHUNK = 64 * 1024
SECONDS = 60  # of waiting for anything that is sent or taken, and for its answer as a whole
REPLY_BYTES = 4096
CLEAN = "stream: OK"


def why_not(name: str, content: bytes) -> str:
    """A sentence when the scanner finds something or does not answer; empty when it says OK or there is none."""
    if not settings.CLAMAV:
        return ""
    try:
        reply = scan(content)
    except OSError as error:
        return _("“%(name)s”没有收：病毒扫描服务没有应答（%(why)s），请稍后再传，或请系统管理员检查。") % {
            "name": name,
            "why": error.strerror or error,
        }
    if reply == CLEAN:
        return ""
    found = reply.removeprefix("stream:").strip()
    return _("“%(name)s”没有收：病毒扫描的结果是“%(found)s”。") % {"name": name, "found": found[:200]}


def scan(content: bytes) -> str:
    """What the daemon says, e.g. `stream: OK` or `stream: Eicar-Test-Signature FOUND`."""
    with _connect() as link:
        link.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            link.sendall(struct.pack("!I", len(piece)) + piece)
        link.sendall(struct.pack("!I", 0))
        return _reply(link)


def _connect() -> socket.socket:
    where = urlsplit(settings.CLAMAV)
    if where.scheme == "tcp":
        return socket.create_connection((where.hostname, where.port or 3310), timeout=SECONDS)
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(SECONDS)
    link.connect(where.path)
    return link


def _reply(link: socket.socket) -> str:
    said, until = b"", time.monotonic() + SECONDS
    while not said.endswith(b"\0") and len(said) < REPLY_BYTES:
        link.settimeout(max(until - time.monotonic(), 0.01))
        piece = link.recv(REPLY_BYTES)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
