"""Gunicorn's threads, each given to a request only when the request is there.

Without a proxy that buffers, whoever sends one header byte a second holds a thread; eight such connections held the whole
site. Here they wait in the poller, of which a thousand cost nothing: the kernel shows what has come (MSG_PEEK) and wakes
us for more than that (SO_RCVLOWAT). Small bodies are waited for as well: a stranger may send no larger ones.
"""

from __future__ import annotations

import re
import socket
import time

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

LONGEST_SECONDS = 20.0  # for a header and a small body to arrive whole
HEADER_BYTES = 64 * 1024  # above it the parser refuses
BODY_BYTES = 64 * 1024
END = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,12})\s", re.IGNORECASE)
EXPECTS = re.compile(rb"\nexpect:", re.IGNORECASE)  # its body comes only after our answer


class PatientWorker(ThreadWorker):
    def handle(self, conn: TConn) -> object:
        if not self._can_be_slow(conn):
            return super().handle(conn)
        came = _peek(conn.sock)
        if came is None or not is_whole(came):
            return self._wait(conn, len(came or b""))
        conn.asked_at = None
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.data_ready = True
        return super().handle(conn)

    def _can_be_slow(self, conn: TConn) -> bool:
        """Not what comes through a socket file (a proxy's), nor what was already read."""
        is_read = conn.parser is not None and conn.parser.unreader.buf.getvalue()
        return conn.sock.family in (socket.AF_INET, socket.AF_INET6) and not self.cfg.is_ssl and not is_read

    def _wait(self, conn: TConn, size: int) -> object:
        asked_at = getattr(conn, "asked_at", None) or time.monotonic()
        conn.asked_at = asked_at
        if time.monotonic() - asked_at > LONGEST_SECONDS:
            return False
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size + 1)
        return _DEFER


def _peek(sock: socket.socket) -> bytes | None:
    """What has come and was not read; empty when the other side is gone; None when nothing has come yet."""
    sock.setblocking(False)
    try:
        return sock.recv(HEADER_BYTES + BODY_BYTES, socket.MSG_PEEK)
    except BlockingIOError:
        return None


def is_whole(came: bytes) -> bool:
    """Whether a thread can work on it without waiting: header and small body are there, or it is refused anyway."""
    end = END.search(came)
    if end is None:
        return not came or len(came) >= HEADER_BYTES
    header = came[: end.end()]
    length = LENGTH.search(header)
    size = int(length[1]) if length else 0
    return size > BODY_BYTES or bool(EXPECTS.search(header)) or len(came) >= end.end() + size
