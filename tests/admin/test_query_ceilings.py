"""No page of the admin asks the database more than twenty times, whoever looks and however much there is to show."""

import pytest

from tests.admin.test_every_address import ALL, filled, model_of
from tests.admin.test_roles import MAY_SEE
from tests.support.queries import crowd, too_many

ALLOWED: dict[str, int] = {}  # pages that ask more today; this may only shrink


@pytest.mark.one_database
@pytest.mark.parametrize("who", MAY_SEE)
def test_no_page_of_the_admin_asks_more_than_twenty_times(cast, keepers, one_of_each, as_, who):
    crowd(cast, owed=one_of_each["obligation"], order=one_of_each["dispatch"])
    browser = as_(getattr(cast, who, None) or getattr(keepers, who))
    things = {model: thing.pk for model, thing in one_of_each.items()}
    pages = {
        name or route: filled(name, route, needed, things.get(model_of(name), 1))
        for name, route, needed in ALL
    }
    wrong = too_many(browser, pages, ALLOWED)
    assert not wrong, "\n" + "\n".join(wrong)
