import pytest
from django.test import override_settings

from tests import factories
from tests.factories import TODAY
from tests.services import MailSink
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver


@pytest.fixture
def cast(db):
    """The named cast on a calendar with holidays and the default ladder."""
    factories.calendar()
    return factories.people()


@pytest.fixture
def ladder(db):
    return factories.ladder()


@pytest.fixture
def mail():
    """A real SMTP server in this process; letters go to it at any hour."""
    with (
        MailSink() as sink,
        override_settings(
            EMAIL_URL=sink.url,
            DEMO=False,
            SEND_WINDOW="00:00-24:00",
            SMTP_TIMEOUT_SECONDS=2,
            MAIL_DOMAIN="duban.example",
        ),
    ):
        yield sink


@pytest.fixture
def send():
    """Compose and deliver as of a day."""

    def run(today=TODAY, **options):
        compose(today=today)
        return deliver(today=today, **options)

    return run
