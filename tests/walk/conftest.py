"""Everybody and one of everything, in one database: what the walk is made through."""

from dataclasses import dataclass
from typing import Any

import pytest
from axes.models import AccessLog
from django.db import connection

from tests import factories
from tests.admin.conftest import keepers, one_of_each
from tests.factories import TODAY
from tests.support.queries import crowd
from tests.web.conftest import as_, cast
from tests.web.test_access import foreign
from tracker.domain.actor import Actor
from tracker.importing import runs
from tracker.models import Dispatch, Obligation, SecurityKey
from tracker.web.urls import urlpatterns

__all__ = ["as_", "cast", "foreign", "keepers", "one_of_each"]
PLAN = "2025年工作安排\n\n一、依法行政\n（一）推进政务公开。（市司法局牵头，2025年6月底前完成）\n"


@dataclass(frozen=True)
class World:
    """`people` by column of the table; the last two have no part in any of the things."""

    people: dict[str, Any]
    things: dict[str, int]


@pytest.fixture
def world(cast, keepers, foreign, one_of_each) -> World:
    crowd(
        cast,
        owed=Obligation.objects.get(pk=foreign["obligation"]),
        order=Dispatch.objects.get(pk=foreign["dispatch"]),
    )
    run = runs.start(
        content=PLAN.encode(), filename="安排.txt", office=cast.office, by=Actor.of(cast.officer, TODAY)
    )
    assert runs.read(run_id=run.pk) > 0
    imports = {p.name: run.pk for p in urlpatterns if p.name.startswith("import_")}
    Dispatch.objects.filter(number_seq=1).update(number_seq=99)  # that of the next one to be signed is free
    elsewhere = factories.unit(name="邻市", kind="city", parent=None)
    office = factories.unit(name="邻市司法局", parent=elsewhere, is_office=True)
    people = {
        "stranger": None,
        **{name: getattr(cast, name) for name in ("liaison", "chief", "officer", "head", "leader")},
        **{name: getattr(keepers, name) for name in ("system", "security", "auditor")},
        "colleague": cast.college_liaison,
        "elsewhere": factories.person(name="邻市办主任", unit=office, role="office_head"),
    }
    things = foreign | imports | {f"admin {model}": thing.pk for model, thing in one_of_each.items()}
    key = SecurityKey.objects.create(person=cast.liaison, name="x", credential="eHg", public_key="eHg")
    ours = {
        "security_key_remove": key.pk,
        "person_action": cast.liaison.pk,
        "unit_action": cast.bureau.pk,
        "follow_unit": cast.bureau.pk,
    }
    published = dict.fromkeys(("public_list", "public_file"), foreign["list"])
    published |= dict.fromkeys(("public_commitment", "public_calendar"), foreign["task"])
    by_model = {"membership_action": "membership", "name_action": "writtenname", "rung_action": "rung", "day_action": "calendarday"}  # fmt: skip
    more = {view: one_of_each[model].pk for view, model in by_model.items()}
    more["admin log-in"] = AccessLog.objects.create(username=cast.liaison.username, user_agent="x").pk
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # planned for empty tables, many joins take PostgreSQL minutes
    return World(people, ours | published | more | things)
