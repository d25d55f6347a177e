"""The last of each kind of administrator stays, whatever way is tried; and nobody leads the auditor's mail away."""

from datetime import timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY
from tracker.actions import people
from tracker.domain.actor import Actor
from tracker.models import Membership

WEEK = timedelta(days=7)
ROLES = ("system_admin", "security_admin", "auditor")


@pytest.fixture
def three(cast):
    return {role: factories.person(name=role, unit=cast.city, role=role) for role in ROLES}


def held(person):
    return person.memberships.get()


def dated(person, from_on, until_on, *, by):
    people.change_membership(
        membership=held(person), from_on=from_on, until_on=until_on, by=factories.two(by)
    )


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        (TODAY + WEEK, None),
        (None, TODAY + WEEK),
        (None, TODAY),
        (None, TODAY - WEEK),
        (TODAY + WEEK, TODAY + 2 * WEEK),
    ],
)
@pytest.mark.parametrize("role", ["auditor", "system_admin"])
def test_no_date_ends_the_last_one(three, role, from_on, until_on):
    with refused("将无人担任"):
        dated(three[role], from_on, until_on, by=three["security_admin"])


def test_the_last_one_is_neither_removed_nor_stopped(three):
    with refused("将无人担任"):
        people.remove_membership(
            membership=held(three["auditor"]), by=Actor.of(three["security_admin"], TODAY)
        )
    with refused("将无人担任"):
        people.change_person(
            person=three["auditor"], is_active=False, by=Actor.of(three["system_admin"], TODAY)
        )


def test_two_do_not_end_one_after_the_other(cast, three):
    """Each alone is covered by the other; the second would leave nobody from that day on."""
    second = factories.person(name="审计员乙", unit=cast.city, role="auditor")
    dated(three["auditor"], None, TODAY + WEEK, by=three["security_admin"])
    with refused("2025-12-11起将无人担任"):
        dated(second, None, TODAY + WEEK, by=three["security_admin"])
    with refused("将无人担任"):
        people.change_person(person=second, is_active=False, by=Actor.of(three["system_admin"], TODAY))


def test_an_account_that_is_stopped_covers_nobody(cast, three):
    second = factories.person(name="审计员乙", unit=cast.city, role="auditor")
    second.is_active = False
    second.save()
    with refused("将无人担任"):
        dated(three["auditor"], None, TODAY + WEEK, by=three["security_admin"])


def test_who_has_a_successor_goes(cast, three):
    Membership.objects.create(
        user=factories.person(name="审计员乙"), unit=cast.city, role="auditor", from_on=TODAY + WEEK
    )
    with refused("2025-12-09起将无人担任"):  # a day's gap is a gap
        dated(three["auditor"], None, TODAY + WEEK - timedelta(days=2), by=three["security_admin"])
    dated(three["auditor"], None, TODAY + WEEK, by=three["security_admin"])
    assert held(three["auditor"]).until_on == TODAY + WEEK


@pytest.mark.parametrize("address", ["mallory@example.com", ""])
def test_the_system_administrator_does_not_lead_the_auditor_s_mail_away(three, address):
    with refused("须两人办理"):
        people.change_person(
            person=three["auditor"], email=address, by=Actor.of(three["system_admin"], TODAY)
        )
    assert again(three["auditor"]).email
