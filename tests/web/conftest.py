"""The cast of the factories, in front of the screen: the business date stands still, passwords work."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories
from tracker.models import Installation

PASSWORD = "a-long-enough-password"


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


def page(response) -> str:
    """The text of a page, after looking whether it came at all."""
    assert response.status_code == 200, response.status_code
    return response.content.decode()
