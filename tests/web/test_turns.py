"""One person's slow requests leave room for everybody else's."""

from threading import Event, Thread

import pytest
from django.http import FileResponse, HttpResponse
from django.test import Client
from django.urls import reverse

from tests import factories
from tracker.domain.refusal import Refused
from tracker.papers import as_pdf
from tracker.web.turns import AT_ONCE, Turns, TurnsMiddleware


class Asking:
    """As much of a request as the middleware looks at."""

    def __init__(self, person):
        self.user = type("Somebody", (), {"pk": person})


@pytest.fixture
def busy():
    """A site whose pages take until `goes_on` is set, with one person's slow pages in work."""
    goes_on, begun = Event(), Event()

    def page(request):
        begun.set()
        assert goes_on.wait(10)
        return HttpResponse("made")

    site = TurnsMiddleware(page)
    threads = [Thread(target=site, args=[Asking(1)]) for _n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    while len(site.turns.working[1]) < AT_ONCE:
        begun.wait(0.01)
    yield site, goes_on
    goes_on.set()
    for thread in threads:
        thread.join()
    assert not site.turns.working[1]


def test_what_is_too_much_of_one_person_is_put_off(busy, monkeypatch):
    monkeypatch.setattr("tracker.web.turns.MOMENT", 0.05)
    site, goes_on = busy
    refused = site(Asking(1))
    assert refused.status_code == 503 and refused["Retry-After"]
    assert "没有执行" in refused.content.decode()
    goes_on.set()
    assert site(Asking(2)).status_code == site(Asking(None)).status_code == 200


def test_more_wait_while_those_in_work_may_be_pages_like_any(busy, monkeypatch):
    monkeypatch.setattr("tracker.web.turns.MOMENT", 60)
    site, goes_on = busy
    answers = []
    waiting = [Thread(target=lambda: answers.append(site(Asking(1)).status_code)) for _n in range(8)]
    for thread in waiting:
        thread.start()
    goes_on.set()
    for thread in waiting:
        thread.join()
    assert answers == [200] * 8


@pytest.mark.django_db
def test_a_file_counts_until_it_is_sent(tmp_path):
    (tmp_path / "x").write_bytes(b"x")
    site = TurnsMiddleware(lambda request: FileResponse((tmp_path / "x").open("rb")))
    answer = site(Asking(1))
    assert len(site.turns.working[1]) == 1
    answer.close()
    assert not site.turns.working[1]


def test_a_page_that_breaks_gives_its_place_back():
    def broken(request):
        raise RuntimeError

    site = TurnsMiddleware(broken)
    with pytest.raises(RuntimeError):
        site(Asking(1))
    assert not site.turns.working[1]


def test_it_stands_before_anything_of_the_body_is_read(settings):
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    assert (
        order.index("AuthenticationMiddleware") + 1
        == order.index("TurnsMiddleware")
        < order.index("RequestSizeMiddleware")
    )


@pytest.mark.django_db
def test_pages_of_somebody_who_does_too_much(monkeypatch):
    monkeypatch.setattr(Turns, "begin", lambda self, person: None)
    browser = Client()
    browser.force_login(factories.person())
    assert browser.get(reverse("home")).status_code == 503


def test_few_papers_are_made_at_once(monkeypatch):
    monkeypatch.setattr(as_pdf, "ROOM", type("Full", (), {"acquire": lambda self, blocking: False})())
    monkeypatch.setattr(as_pdf.shutil, "which", lambda name: name)
    with pytest.raises(Refused, match="半分钟"):
        as_pdf.as_pdf(b"")
