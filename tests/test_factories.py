"""The factories make rows that the product accepts."""

from datetime import date

import pytest

from tests import factories
from tracker.models import Notice, Obligation, Rung, Unit

pytestmark = pytest.mark.django_db


def test_the_cast_serves_units_that_letters_can_reach():
    cast = factories.people()
    assert not Unit.objects.filter(pk__in=[cast.bureau.pk, cast.college.pk]).without_address(factories.TODAY)
    assert cast.bureau.path.startswith(cast.city.path)


def test_an_obligation_brings_task_owner_and_date_with_it():
    cast = factories.people()
    owed = factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 31))
    assert owed.office == cast.office
    assert owed.deadline.task == owed.task
    assert owed.task.assignments.get().unit == cast.bureau
    assert list(Obligation.objects.due_for_sweep(factories.TODAY)) == [owed]


def test_the_ladder_is_the_one_of_the_seeds():
    rungs = factories.ladder()
    assert {"guidance", "remind-20", "urge", "order", "circular"} <= set(rungs)
    assert Rung.objects.current().count() == len(rungs) == 8


def test_notices_and_dispatches_stand_on_an_obligation():
    cast = factories.people()
    owed = factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 31))
    rung = factories.ladder()["order"]
    letter = factories.dispatch(office=cast.office, units=(cast.bureau,))
    factories.notice(obligation=owed, rung=rung, dispatch=letter)
    factories.passage(text="全面推进法治政府建设。")
    factories.sign_for(unit=cast.bureau, task_list=owed.task.task_list)
    factories.progress(obligation=owed, drafted_by=cast.liaison)
    factories.numbering(office=cast.office)
    factories.calendar()
    assert Notice.objects.still_owed().get().dispatch == letter
