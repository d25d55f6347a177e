"""No page asks the database more than twenty times, whoever looks and however much there is to show."""

import pytest
from django.urls import reverse

from tests.factories import TODAY
from tests.support.queries import crowd, too_many
from tests.web.test_access import CODES, everybody, filled, foreign, person_of  # noqa: F401  (fixtures)
from tracker.desk.access import BUSINESS_ROLES
from tracker.domain.actor import Actor
from tracker.importing import runs
from tracker.models import Dispatch, Obligation
from tracker.web.urls import urlpatterns

ALLOWED: dict[str, int] = {}  # pages that ask more today; this may only shrink


@pytest.fixture
def things(cast, foreign) -> dict[str, int]:  # noqa: F811
    crowd(
        cast,
        owed=Obligation.objects.get(pk=foreign["obligation"]),
        order=Dispatch.objects.get(pk=foreign["dispatch"]),
    )
    plan = "2025年工作安排\n\n一、依法行政\n（一）推进政务公开。（市司法局牵头，2025年6月底前完成）\n"
    run = runs.start(
        content=plan.encode(), filename="安排.txt", office=cast.office, by=Actor.of(cast.officer, TODAY)
    )
    runs.read(run_id=run.pk)
    return foreign | {p.name: run.pk for p in urlpatterns if p.name.startswith("import_")}


def pages(things: dict[str, int]) -> dict[str, str]:
    """Every address of the workspace, each action of a noun by itself."""
    found = {}
    for pattern in urlpatterns:
        needed = pattern.pattern.converters
        codes = [a.code for a in CODES.get(pattern.name, ())] or [filled(pattern.name, "code")]
        for code in codes if "code" in needed else [""]:
            values = {name: filled(pattern.name, name) for name in needed}
            values |= {"pk": things.get(pattern.name, 1)} if "pk" in needed else {}
            values |= {"code": code} if code else {}
            name = f"{pattern.name} {code}".strip()
            found[name] = reverse(pattern.name, kwargs=values)
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("role", [*BUSINESS_ROLES, "system_admin", "security_admin", "auditor"])
def test_no_page_of_the_workspace_asks_more_than_twenty_times(everybody, things, as_, role):  # noqa: F811
    browser = as_(person_of(everybody, role))
    wrong = too_many(browser, pages(things), ALLOWED)
    assert not wrong, "\n" + "\n".join(wrong)
