"""What the office notes for itself stays with the office."""

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.actions.remarks import remark
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import Event, Mention, Remark

pytestmark = pytest.mark.django_db


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


def test_a_colleague_behind_an_at_hears_of_it_and_nobody_else(cast):
    other = factories.person(name="周敏君", unit=cast.office, role="officer")
    task = factories.task(office=cast.office)
    by = Actor.of(cast.head, TODAY)
    for text, names in (
        ("请＠周敏君 核实，@吴芳 是单位的人", ["周敏君"]),
        ("@周敏，@周敏君：下周会商", ["周敏", "周敏君"]),
        ("@陈立 自己，邮箱a@b", []),
    ):
        row = remark(about=task, text=text, by=by)
        assert [mention.person.name for mention in row.mentions.order_by("person__name")] == names
    assert Mention.objects.of(Actor.of(other, TODAY)).unseen().count() == 2
    assert not Mention.objects.of(Actor.of(cast.liaison, TODAY)).exists()
