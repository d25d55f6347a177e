"""Gunicorn's threads, each given to a request only when the request is there.

Without a proxy that buffers, whoever sends one header byte a second holds a thread; eight such connections held the whole
site. Here they wait in the poller, of which a thousand cost nothing: the kernel shows what has come (MSG_PEEK) and wakes
us for more than that (SO_RCVLOWAT). Small bodies are waited for as well: a stranger may send no larger ones. Nothing is
begun that was sent before the last answer, and no thread waits for a body that nobody reads.
"""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress

from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

LONGEST_SECONDS = 20.0  # for a header and a small body to arrive whole
HEADER_BYTES = 64 * 1024  # above it the parser refuses
BODY_BYTES = 64 * 1024
DRAIN_SECONDS = 0.2  # for what is left of a body that nobody reads; gunicorn would give it five, of a thread
END = re.compile(rb"\r\n\r\n")  # as the parser has it: a bare line feed ends no header
LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,12})\s", re.IGNORECASE)
EXPECTS = re.compile(rb"\nexpect:", re.IGNORECASE)  # its body comes only after a word of ours
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class PatientWorker(ThreadWorker):
    def handle(self, conn: TConn) -> object:
        if conn.parser is not None and conn.parser.unreader.buf.getvalue():
            # Sent before our answer: no browser does, and for the rest of half a request a thread would wait.
            return self._end(conn)
        if not self._can_be_slow(conn):
            return super().handle(conn) or self._end(conn)
        came = _peek(conn.sock)
        if came is None or not is_whole(came):
            return self._wait(conn, came or b"") or self._end(conn)
        conn.asked_at, conn.is_told = None, False
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.data_ready = True
        return super().handle(conn) or self._end(conn)

    def _end(self, conn: TConn) -> bool:
        """Gunicorn would wait for the other side to close, two seconds of the one thread that hands out all requests: with
        both ways shut there is nothing to wait for. What was answered still leaves."""
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_RDWR)
        return False

    def _keepalive_after(self, conn: TConn, keepalive: object) -> bool:
        return bool(keepalive and conn.parser.finish_body(deadline=time.monotonic() + DRAIN_SECONDS))

    def _can_be_slow(self, conn: TConn) -> bool:
        """Not what comes through a socket file (a proxy's)."""
        return conn.sock.family in (socket.AF_INET, socket.AF_INET6) and not self.cfg.is_ssl

    def _wait(self, conn: TConn, came: bytes) -> object:
        asked_at = getattr(conn, "asked_at", None) or time.monotonic()
        conn.asked_at = asked_at
        if time.monotonic() - asked_at > LONGEST_SECONDS:
            return False
        if not getattr(conn, "is_told", False) and END.search(came) and EXPECTS.search(came):
            conn.is_told = True
            conn.sock.send(GO_ON)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(came) + 1)
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
    start = len(came) - len(came.lstrip(b"\r\n"))  # the parser passes over empty lines before a request
    end = END.search(came, start)
    if end is None:
        return not came or len(came) >= HEADER_BYTES
    header = came[: end.end()]
    length = LENGTH.search(header)
    size = int(length[1]) if length else 0
    return size > BODY_BYTES or len(came) >= end.end() + size
