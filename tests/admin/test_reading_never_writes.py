"""The admin's pages, too, come while another process writes, and write nothing."""

import pytest

from tests.admin.test_every_address import ALL, filled, model_of
from tests.admin.test_roles import MAY_SEE
from tests.support.locks import reading_only

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("who", MAY_SEE)
def test_every_page_of_a_role(cast, keepers, one_of_each, as_, who):
    browser = as_(getattr(cast, who, None) or getattr(keepers, who))
    things = {model: thing.pk for model, thing in one_of_each.items()}
    with reading_only() as read:
        for name, route, needed in ALL:
            where = filled(name, route, needed, things.get(model_of(name), 1))
            assert read(browser.get, where).status_code < 500
