"""The virus scanner: a daemon that speaks ClamAV's protocol, on a socket, well-behaved or not."""

import contextlib
import socket
import struct
import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.support import papers
from tests.web.conftest import as_, cast  # noqa: F401  (fixtures)
from tracker import environment
from tracker.inspection import scanner, why_not_keep
from tracker.models import ImportRun
from tracker.upkeep.findings import Level
from tracker.upkeep.servers import virus_scanner


class Daemon:
    """Takes one stream after another, as clamd does, and finds the test virus."""

    def __init__(self, listener, *, answer=None):
        self.listener, self.answer, self.seen = listener, answer, []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                link, _from = self.listener.accept()
            except OSError:
                return
            with link, contextlib.suppress(BrokenPipeError):  # who asked may have lost his patience
                self.seen.append(self.take(link))
                link.sendall((self.answer or self.verdict()).encode() + b"\0")

    def take(self, link) -> bytes:
        file = link.makefile("rb")
        assert file.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", file.read(4))[0]:
            content += file.read(size)
        return content

    def verdict(self):
        return "stream: Eicar-Test-Signature FOUND" if papers.EICAR in self.seen[-1] else "stream: OK"


@pytest.fixture(params=["unix", "tcp"])
def daemon(request, tmp_path, settings):
    listener = socket.socket(socket.AF_UNIX if request.param == "unix" else socket.AF_INET)
    listener.bind(str(tmp_path / "clamd") if request.param == "unix" else ("127.0.0.1", 0))
    listener.listen()
    settings.CLAMAV = (
        f"unix:{tmp_path / 'clamd'}"
        if request.param == "unix"
        else f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    )
    yield Daemon(listener)
    listener.close()


def upload(name="说明.txt", content=b"text"):
    return SimpleUploadedFile(name, content)


def test_a_virus_is_named_and_not_kept(daemon):
    sentence = why_not_keep(upload(content=papers.EICAR))
    assert "Eicar-Test-Signature" in sentence
    assert "说明.txt" in sentence


def test_the_whole_file_is_looked_at_in_pieces(daemon):
    content = b"".join(b"%07d\n" % n for n in range(30_000))
    assert why_not_keep(upload(content=content)) == ""
    assert daemon.seen == [content]


def test_what_the_scanner_cannot_take_is_not_kept(daemon):
    daemon.answer = "INSTREAM size limit exceeded. ERROR"
    assert "size limit exceeded" in why_not_keep(upload())
    for answer in ("nonsense", "stream: NOT OK", "stream: Eicar FOUND\0stream: OK", "HTTP/1.1 200 OK"):
        daemon.answer = answer
        assert why_not_keep(upload()) != ""
        assert virus_scanner(timezone.now()).level != Level.OK


def test_an_answer_that_drips_holds_nobody(daemon, monkeypatch):
    """One byte in less than a minute, for ever: it held a thread of the pages."""
    monkeypatch.setattr(scanner, "SECONDS", 0.4)
    ends, daemon.answer = threading.Event(), "x"
    monkeypatch.setattr(
        daemon, "take", lambda link: [link.sendall(b"s") for _ in range(20) if not ends.wait(0.1)]
    )
    began = time.monotonic()
    assert "没有应答" in why_not_keep(upload())
    assert time.monotonic() - began < 1.5
    ends.set()


def test_without_an_answer_nothing_is_kept(settings, tmp_path):
    settings.CLAMAV = f"unix:{tmp_path / 'nobody'}"
    assert "没有应答" in why_not_keep(upload())


def test_without_the_setting_nobody_is_asked(settings):
    settings.CLAMAV = ""
    assert why_not_keep(upload(content=papers.EICAR)) == ""


def test_an_import_is_scanned_too(cast, as_, daemon):  # noqa: F811
    virus = upload("清单.txt", papers.EICAR)
    entry = {"files": virus, "office": cast.office.pk, "year": "2025"}
    answer = as_(cast.officer).post(reverse("imports"), entry, follow=True)
    assert "Eicar-Test-Signature" in answer.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("value", ["clamd", "unix:clamd", "http://localhost", "tcp://", "tcp://host:x"])
def test_a_misspelt_scanner_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("DUBAN_CLAMAV", value)
    with pytest.raises(ImproperlyConfigured, match="DUBAN_CLAMAV"):
        environment.scanner("DUBAN_CLAMAV")
