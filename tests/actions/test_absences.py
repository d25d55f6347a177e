"""代办与关注: who stands in for whom, and who wants to hear."""

from datetime import timedelta

from tests import factories
from tests.actions.conftest import count, forbidden_by_the_database, last, refused
from tests.actions.test_requests import LATER, asked
from tests.factories import TODAY
from tracker.actions import absences, follows
from tracker.domain.actor import Actor
from tracker.models import Absence, Follow, Membership, Obligation


def absent(person, substitute, by, **dates):
    given = {"from_on": TODAY, "until_on": TODAY + timedelta(days=6)} | dates
    return absences.record_absence(person=person, substitute=substitute, by=Actor.of(by, TODAY), **given)


def test_somebody_away_names_a_colleague(cast):
    absence = absent(cast.liaison, cast.chief, cast.liaison)
    assert str(absence) == "郑强 代 吴芳，2025-12-03—2025-12-09"
    assert last("absence.recorded").actor == cast.liaison


def test_the_office_may_record_it_for_the_units_it_supervises(cast):
    assert absent(cast.liaison, cast.chief, cast.officer).confirmed_by is None, "it is asked for, not named"
    with refused("只有本人，或者不在岗人员和代办人共同的上级"):
        absent(cast.liaison, cast.chief, cast.college_chief)
    assert Absence.objects.count() == 1


def test_a_substitute_is_somebody_else_of_the_same_unit_and_no_administrator(cast, system):
    with refused("不能是本人"):
        absent(cast.liaison, cast.liaison, cast.liaison)
    with refused("同一单位的同事"):
        absent(cast.liaison, cast.college_liaison, cast.liaison)
    with refused("早于开始日期"):
        absent(cast.liaison, cast.chief, cast.liaison, until_on=TODAY - timedelta(days=1))
    with refused("管理员不能代办业务"):
        absent(cast.leader, system, cast.leader)


def test_nobody_makes_themselves_the_substitute_of_a_colleague(cast):
    """Or an officer would sign letters in the head's name by declaring the head absent."""
    with refused("不能登记由自己代办"):
        absent(cast.head, cast.officer, cast.officer)
    absent(cast.head, cast.officer, cast.head)


def test_who_becomes_an_administrator_stands_in_for_nobody_any_more(cast):
    absent(cast.liaison, cast.chief, cast.liaison)
    cast.chief.memberships.all().delete()
    Membership.objects.create(user=cast.chief, unit=cast.city, role="system_admin")
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    assert not Obligation.objects.visible_to(Actor.of(cast.chief, TODAY)).exists()
    assert not Actor.of(cast.chief, TODAY).holds("liaison", unit=cast.bureau)
    with refused("只有市发改委"):
        asked(cast, owed, by=Actor.of(cast.chief, TODAY))


def test_the_database_keeps_absences_sane(cast):
    given = {"from_on": TODAY, "until_on": TODAY, "recorded_by": cast.officer}
    with forbidden_by_the_database("absence_somebody_else"):
        Absence.objects.create(person=cast.chief, substitute=cast.chief, **given)


def test_following_is_private_and_leaves_no_trace_in_the_history(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    follows.follow(by=Actor.of(cast.leader, TODAY), task=owed.task)
    follows.follow(by=Actor.of(cast.leader, TODAY), task=owed.task)
    assert Follow.objects.count() == 1
    follows.unfollow(by=Actor.of(cast.leader, TODAY), task=owed.task)
    assert not Follow.objects.exists()
    assert count("task.changed") == 0


def test_an_absence_ends_early_and_the_substitute_acts_for_nobody(cast):
    absence = absences.record_absence(
        person=cast.liaison, substitute=cast.chief, from_on=TODAY, until_on=TODAY + timedelta(days=5),
        by=Actor.of(cast.liaison, TODAY), )  # fmt: skip
    with refused("只有本人"):
        absences.end_absence(absence=absence, by=Actor.of(cast.college_liaison, TODAY + timedelta(days=2)))
    absences.end_absence(absence=absence, by=Actor.of(cast.chief, TODAY + timedelta(days=2)))
    assert not cast.chief.stands_in.current(TODAY + timedelta(days=2)).exists()
    assert cast.chief.stands_in.current(TODAY + timedelta(days=1)).exists()
    assert "提前结束" in last("absence.recorded").note
    with refused("已经结束"):
        absences.end_absence(absence=absence, by=Actor.of(cast.liaison, TODAY + timedelta(days=2)))


def test_an_absence_that_has_not_begun_leaves_no_row(cast):
    absence = absences.record_absence(
        person=cast.liaison,
        substitute=cast.chief,
        from_on=TODAY,
        until_on=TODAY,
        by=Actor.of(cast.liaison, TODAY),
    )
    absences.end_absence(absence=absence, by=Actor.of(cast.liaison, TODAY))
    assert not cast.liaison.absences.exists()
