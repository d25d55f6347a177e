"""A statement of a page that lasts too long is ended, and the reader is told in a sentence."""

import time

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from tests.support.locks import holding
from tracker.models import Unit
from tracker.web import database
from tracker.web.database import is_too_long

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(600)",
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def limited(monkeypatch):
    """Connections as in a web process, with less patience."""
    monkeypatch.setattr(database, "STATEMENT_SECONDS", 1)
    connection.close()
    database.limit_statements()
    yield
    database.connection_created.disconnect(dispatch_uid="tracker.web.database")
    connection.close()
    connection.execute_wrappers.clear()


def endless(request):
    with connection.cursor() as cursor:
        cursor.execute(ENDLESS[connection.vendor])


def writing(request):
    Unit.objects.update(order=1)


def answering(view, monkeypatch):
    """A browser for which the page of what is red does this."""
    from tracker.web import urls

    red = next(p for p in urls.urlpatterns if p.name == "overdue")
    monkeypatch.setattr(red, "callback", view)
    return Client()


def test_an_endless_statement_of_a_page_is_ended_and_said_so(limited, monkeypatch):
    answer = answering(endless, monkeypatch).get(reverse("overdue"))
    assert answer.status_code == 503
    assert "没有查完，已经停止，数据没有改动" in answer.content.decode()
    assert answer["Retry-After"]


def test_a_press_that_waits_too_long_for_another_is_said_so(limited, monkeypatch):
    browser = answering(writing, monkeypatch)
    with holding():
        answer = browser.post(reverse("overdue"))
    assert answer.status_code == 503
    assert "没有轮到" in answer.content.decode()


def test_a_statement_may_have_its_rows_fetched_slowly(limited):
    """An export takes its time between the rows; the database did not."""
    with connection.cursor() as cursor:
        cursor.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) "
                       "SELECT i FROM n")  # fmt: skip
        first = cursor.fetchmany(10)
        time.sleep(1.2)
        assert len(first) + len(cursor.fetchall()) == 60_000


def test_the_connection_is_good_for_the_next_page(limited):
    for _ in range(2):
        with pytest.raises(OperationalError) as ended:
            endless(None)
        assert is_too_long(ended.value)
        assert Unit.objects.count() == 0


def test_another_error_of_the_database_is_still_an_error(limited, monkeypatch):
    def broken(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nothing")

    browser = answering(broken, monkeypatch)
    browser.raise_request_exception = False
    assert browser.get(reverse("overdue")).status_code == 500


@pytest.mark.postgres
def test_pages_are_not_compiled(limited):
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


def test_a_command_may_take_its_time():
    connection.close()
    call_command("clearsessions")
    with connection.cursor() as cursor:
        cursor.execute(
            {"sqlite": "PRAGMA busy_timeout", "postgresql": "SHOW statement_timeout"}[connection.vendor]
        )
        assert cursor.fetchone()[0] in (60_000, "0")
