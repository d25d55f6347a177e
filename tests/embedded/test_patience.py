"""Slow connections wait outside: without a proxy, too, the site answers everybody else."""

import contextlib
import http.client
import socket
import threading
import time
import urllib.request

import pytest

from tests.services import Web, environment
from tests.support.migrated import migrate
from tests.support.ports import free_port
from tracker.embedded.patience import BODY_BYTES, HEADER_BYTES, is_whole

SLOW = 16  # twice the threads
GET = b"GET /login/ HTTP/1.1\r\nHost: localhost\r\n"
POST = (
    b"POST /login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"a" * 32 + b"\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
)
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
EXPECTING = POST.replace(b"Content-Length", b"Expect: 100-continue\r\nContent-Length")
LARGE = POST.replace(b"5000", b"900000")


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    env = environment(var=tmp_path_factory.mktemp("slow") / "var")
    migrate(env)
    port = free_port()
    with Web(port=port, env=env) as server:
        server.port = port
        yield server


class Drip:
    """Connections that send a beginning and then a byte now and then."""

    def __init__(self, port, beginning, *, times=SLOW):
        self.links = [socket.create_connection(("127.0.0.1", port)) for _n in range(times)]
        self.stopped = threading.Event()
        for link in self.links:
            link.sendall(beginning)
        self.thread = threading.Thread(target=self.drip, daemon=True)
        self.thread.start()

    def drip(self):
        while not self.stopped.wait(0.5):
            for link in self.links:
                with contextlib.suppress(OSError):
                    link.sendall(b"x")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stopped.set()
        self.thread.join()
        for link in self.links:
            link.close()


def page(web):
    with urllib.request.urlopen(f"http://localhost:{web.port}/login/", timeout=8) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.process
@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        GET,
        GET + b"X-Slow: ",
        POST,
        HEALTH + GET,
        HEALTH + POST,
        EXPECTING,
        LARGE,
        GET.replace(b"\r", b"") + b"\n",
    ],
    ids=[
        "silent",
        "header",
        "field",
        "body",
        "half-a-second",
        "second-body",
        "expecting",
        "large",
        "bare-lf",
    ],
)
def test_slow_connections_keep_nobody_waiting(web, beginning):
    with Drip(web.port, beginning):
        status, text = page(web)
    assert status == 200
    assert "<form" in text


@pytest.mark.process
def test_a_request_in_pieces_is_answered_all_the_same(web):
    with socket.create_connection(("127.0.0.1", web.port)) as link:
        for piece in (b"GET /log", b"in/ HTTP/1.1\r\nHo", b"st: localhost\r\nConnection: close\r\n", b"\r\n"):
            link.sendall(piece)
            time.sleep(0.1)
        said = b"".join(iter(lambda: link.recv(65536), b""))
    assert said.startswith(b"HTTP/1.1 200")


@pytest.mark.process
def test_who_waits_to_be_asked_for_the_body_is_asked(web):
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as link:
        link.sendall(EXPECTING.replace(b"5000", b"3\r\nConnection: close"))
        assert link.recv(65536).startswith(b"HTTP/1.1 100")
        link.sendall(b"a=b")
        said = b"".join(iter(lambda: link.recv(65536), b""))
    assert b"HTTP/1.1 403" in said


@pytest.mark.process
def test_a_connection_is_used_again_and_again(web):
    with contextlib.closing(http.client.HTTPConnection("localhost", web.port, timeout=60)) as link:
        for _n in range(3):
            link.request("GET", "/login/")
            answer = link.getresponse()
            assert (answer.status, answer.isclosed()) == (200, False)
            answer.read()


@pytest.mark.parametrize(
    ("came", "whole"),
    [
        (b"", True),
        (b"GET / HTTP/1.1\r\n", False),
        (b"GET / HTTP/1.1\r\n\r\n", True),
        (b"GET / HTTP/1.1\n\n", False),
        (b"\r\n\r\nGET / HTTP/1.1\r\n", False),
        (b"\r\n\r\nGET / HTTP/1.1\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-length:3\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (BODY_BYTES + 1), True),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", True),
        (b"x" * HEADER_BYTES, True),
    ],
)
def test_what_a_thread_is_given(came, whole):
    assert is_whole(came) is whole


def test_no_header_moves_the_program_below_a_path(web):
    """A proxy may let /public/ through and nothing else: what it lets through stays there."""
    for name in ("SCRIPT_NAME", "Script-Name", "PATH_INFO"):
        link = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
        link.request("GET", "/public/login/", headers={"Host": "localhost", name: "/public"})
        assert link.getresponse().status == 404
        link.close()
