import pytest

from tests import factories


@pytest.fixture
def office(db, settings, tmp_path):
    """The cast at work: ladder, calendar, numbers, and the post into a folder."""
    settings.MAIL_DIR, settings.EMAIL_URL = str(tmp_path), ""
    factories.ladder()
    return factories.people_at_work()
