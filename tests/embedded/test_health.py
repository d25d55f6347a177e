"""The health checks of the containers tell a working process from one that is not."""

import http.server
import os
import threading

import pytest

from tests.support.ports import free_port
from tracker.embedded import health


class Site(http.server.BaseHTTPRequestHandler):
    """Answers like Django: 200 for its own name, 400 for a strange one."""

    def do_GET(self):
        self.send_response(200 if self.headers["Host"] == "duban.example" else 400)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def site():
    server = http.server.HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_site_that_answers_to_its_name_is_healthy(site):
    assert health.web_is_healthy("127.0.0.1", site, host="duban.example")
    assert not health.web_is_healthy("127.0.0.1", site, host="stranger")


def test_a_site_that_is_away_is_not_healthy():
    assert not health.web_is_healthy("127.0.0.1", free_port(), host="duban.example")


def test_beat_is_healthy_while_it_calls(tmp_path):
    called = tmp_path / health.CALLED
    assert not health.beat_is_healthy(called, now=1000)
    called.touch()
    os.utime(called, (1000, 1000))
    assert health.beat_is_healthy(called, now=1000 + health.BEAT_SECONDS - 1)
    assert not health.beat_is_healthy(called, now=1000 + health.BEAT_SECONDS + 1)


def test_a_call_in_the_future_is_no_sign_of_health(tmp_path):
    called = tmp_path / health.CALLED
    called.touch()
    os.utime(called, (10**9, 10**9))
    assert not health.beat_is_healthy(called, now=1000)
