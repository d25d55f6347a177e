"""What the office notes for itself stays with the office."""

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.actions.remarks import remark
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import Event, Remark

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return factories.people()


def test_a_note_is_the_offices_own(cast):
    task = factories.task(office=cast.office)
    factories.assign(task=task, unit=cast.bureau)
    row = remark(about=task, text="对方称下周报送", caller="吴芳", by=Actor.of(cast.officer, TODAY))
    assert list(Remark.objects.visible_to(Actor.of(cast.officer, TODAY))) == [row]
    assert not Remark.objects.visible_to(Actor.of(cast.chief, TODAY)).exists()
    assert "下周" not in Event.objects.get(verb="remark.made").note


def test_only_the_office_notes(cast):
    task = factories.task(office=cast.office)
    with pytest.raises(Refused, match="督办员或办主任"):
        remark(about=task, text="备注", by=Actor.of(cast.liaison, TODAY))


def test_what_one_unit_owes_and_a_letter_can_be_noted_on(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    letter = factories.dispatch(office=cast.office)
    for about in (owed, letter):
        remark(about=about, text="备注", by=Actor.of(cast.officer, TODAY))
    assert (owed.remarks.count(), letter.remarks.count()) == (1, 1)
