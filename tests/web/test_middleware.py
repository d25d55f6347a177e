"""What every answer carries, and what is refused before it is read."""

import io
import threading
import urllib.error
import urllib.request

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import TODAY

STRICT = ("default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "object-src 'none'")


def broken(request):
    raise RuntimeError("a page that breaks")


@pytest.fixture
def broken_page(monkeypatch):
    from tracker.web import urls

    red = next(p for p in urls.urlpatterns if p.name == "overdue")
    monkeypatch.setattr(red, "callback", broken)
    return reverse("overdue")


def assert_guarded(response, status: int):
    assert response.status_code == status
    policy = response["Content-Security-Policy"]
    assert all(words in policy for words in STRICT), policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_every_kind_of_answer_carries_the_policy(cast, as_, settings, tmp_path, broken_page):
    settings.STATIC_ROOT = str(tmp_path)
    (tmp_path / "x.css").write_text("p {}")
    settings.WHITENOISE_AUTOREFRESH = True
    stranger, officer, liaison = Client(raise_request_exception=False), as_(cast.officer), as_(cast.liaison)
    officer.raise_request_exception = False
    assert_guarded(stranger.get(reverse("login")), 200)
    assert_guarded(stranger.get("/"), 302)
    assert_guarded(officer.get(reverse("admin:index")), 200)
    assert_guarded(stranger.get("/static/x.css"), 200)
    assert_guarded(officer.get("/nothing/"), 404)
    assert_guarded(liaison.get(reverse("imports")), 403)
    assert_guarded(officer.get(broken_page), 500)
    assert_guarded(officer.post(reverse("tasks")), 405)
    assert_guarded(stranger.get("/", headers={"host": "evil.example"}), 400)
    assert_guarded(Client(enforce_csrf_checks=True).post(reverse("login")), 403)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast, client):
    cast.liaison.set_password("a-long-enough-password")
    cast.liaison.save()
    entry = {"username": cast.liaison.username, "password": "a-long-enough-password"}
    session = client.post(reverse("login"), entry).cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert session["max-age"] == 12 * 3600  # the idle time is kept by the server


def big(mebibytes: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("big.txt", b"x" * mebibytes * 1024 * 1024)


def test_a_stranger_sends_no_files_and_a_colleague_not_too_much(cast, as_, settings):
    settings.REQUEST_MAX_BYTES = 6 * 1024 * 1024
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    where = reverse("obligation_action", args=[owed.pk, "report"])
    assert Client().post(where, {"files": big(1)}).status_code == 302
    assert_guarded(Client().post(where, {"files": big(4)}), 413)
    assert as_(cast.liaison).post(where, {"files": big(4)}).status_code == 422
    refused = as_(cast.liaison).post(where, {"files": big(7)})
    assert refused.status_code == 413
    assert "合计不得超过 6 MB" in refused.content.decode()


def test_it_is_refused_by_its_announced_length_without_reading(live_server):
    """Ten gigabytes are announced and none is sent: the answer comes at once."""

    class Endless(io.RawIOBase):
        asked = 0

        def readable(self):
            return True

        def readinto(self, buffer):
            self.asked += len(buffer)
            return 0

    body = Endless()
    request = urllib.request.Request(
        live_server.url + reverse("login"),
        data=body,
        headers={"Content-Length": str(10**10), "Content-Type": "multipart/form-data; boundary=x"},
    )
    told = {}

    def ask():
        try:
            urllib.request.urlopen(request, timeout=20)
        except urllib.error.HTTPError as error:
            told["status"] = error.code

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(30)
    assert told == {"status": 413}
