"""The cast of the factories, in front of the screen: the business date stands still, passwords work."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories
from tracker.celery import app
from tracker.domain.digests import seen_of_reports
from tracker.models import ImportRun, Installation

PASSWORD = "a-long-enough-password"
PLAN = """2025年法治政府建设工作安排

一、依法行政
（一）推进政务公开。（市司法局牵头，市发改委配合，2025年6月底前完成）
（二）加强执法监督。年底前开展案卷评查；完善监督制度。（牵头单位：各起草部门）
（三）做好行政复议。
"""


@pytest.fixture
def cast(db) -> factories.Cast:
    """Everybody of the named cast; today is `factories.TODAY`."""
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": factories.TODAY})
    return factories.people()


@pytest.fixture
def as_() -> Callable[..., Client]:
    """`as_(cast.liaison)` is a browser in which this person has logged in and reads Chinese."""

    def log_in(person) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(person)
        return client

    return log_in


def as_read(report) -> dict[str, str]:
    """What the page that shows a report carries along."""
    return {"_seen": seen_of_reports([report.pk])[report.pk]}


def page(response) -> str:
    """The text of a page, after looking whether it came at all."""
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def eager():
    """Without a worker the job runs where it is asked for."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def upload(eager, cast, as_, django_capture_on_commit_callbacks):
    """`upload(("安排.txt", "…"), by=…)` -> the browser and the answer to the upload."""

    def send(*files, by=None, **fields):
        browser = as_(by or cast.officer)
        sent = [
            SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text) for name, text in files
        ]
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(
                reverse("imports"), {"files": sent, "office": cast.office.pk, **fields}, follow=True
            )
        return browser, answer

    return send


@pytest.fixture
def plan(upload):
    """A browser and the import of PLAN, read and waiting for the officer."""
    browser, _answer = upload(("安排.txt", PLAN))
    return browser, ImportRun.objects.get()
