"""The cast, and how the tests ask for a refusal and for the record."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from tracker.domain.refusal import Refused
from tracker.models import Event


@pytest.fixture
def cast(db) -> factories.Cast:
    """Everybody, the three administrators included, and a calendar of working days."""
    factories.calendar()
    return factories.people()


@pytest.fixture
def system(cast):
    return factories.person(name="系统管理员", unit=cast.city, role="system_admin")


@pytest.fixture
def security(cast):
    return factories.person(name="安全管理员", unit=cast.city, role="security_admin")


@contextmanager
def refused(words: str):
    """The verb says no with these words, and neither rows nor history show that it was ever called."""
    before = Event.objects.count()
    with pytest.raises(Refused, match=words):
        yield
    assert Event.objects.count() == before


@contextmanager
def forbidden_by_the_database(constraint: str):
    """Whatever the code above it thinks, the row itself is refused."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        yield


def last(verb: str) -> Event:
    """The newest event of this kind."""
    return Event.objects.filter(verb=verb).order_by("-seq").first()


def count(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def again(row):
    """The row as the database has it now."""
    return type(row).objects.get(pk=row.pk)
