"""A fault is planted, and the rule whose rows are read all at once must see it."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace as Thing

import pytest
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tracker.models import Dispatch, Indicator, Letter, Numbering, NumberSeries
from tracker.rehearsal.checks import clean, fair, told
from tracker.rehearsal.checks.day import Evening
from tracker.rehearsal.gone import Gone
from tracker.rules.workdays import Calendar

CALENDAR = Calendar.of([])
pytestmark = pytest.mark.django_db


def evening(*owed):
    return Evening(Thing(), TODAY, [], [], list(owed), Counter())


def test_a_number_that_nobody_has_is_missed(cast):
    factories.numbering(office=cast.office)
    numbering = Numbering.objects.get(office=cast.office, kind="order")
    series = NumberSeries.objects.create(numbering=numbering, year=TODAY.year, last=0)
    assert not list(clean.numbers_have_no_gaps(evening()))
    series.last = 2
    series.save()
    row = factories.dispatch(office=cast.office, units=(cast.bureau,))
    given = {
        "number_year": TODAY.year,
        "number": "督〔2025〕2号",
        "state": "signed",
        "signed_on": TODAY,
        "signed_at": timezone.now(),
    }
    Dispatch.objects.filter(pk=row.pk).update(number_seq=2, signed_by=cast.head, **given)
    assert [what for _whom, what in clean.numbers_have_no_gaps(evening())] == [f"{series}：字号有缺漏"]
    Dispatch.objects.filter(pk=row.pk).update(number_seq=1, number_year=TODAY.year - 1)
    assert len(list(clean.numbers_have_no_gaps(evening()))) == 1, "a number of another year fills no gap"


def test_who_has_finished_and_is_asked_all_the_same_is_found(cast):
    cause = factories.obligation(unit=cast.bureau, due_on=TODAY)
    letter = factories.dispatch(office=cast.office, units=(cast.bureau,))
    factories.notice(obligation=cause, kind="order", is_formal=True, dispatch=letter)
    reply = Thing(
        kind="reply", dispatch=letter, dispatch_id=letter.pk, unit=cast.bureau, unit_id=cast.bureau.pk
    )
    reply.due_on = TODAY
    assert not list(fair.who_has_finished_is_left_alone(evening(reply)))
    type(cause).objects.filter(pk=cause.pk).update(state="met", met_on=TODAY)
    assert len(list(fair.who_has_finished_is_left_alone(evening(reply)))) == 1
    reply.due_on = TODAY + timedelta(days=1)
    assert not list(fair.who_has_finished_is_left_alone(evening(reply))), "asked on the day itself only"


def test_what_waits_for_a_unit_that_is_no_more_is_found(cast):
    owed = factories.obligation(unit=cast.college, due_on=TODAY)
    asked = {"office": cast.office, "unit": cast.college, "period": "yearly"}
    Indicator.objects.create(name="出庭率", measure="%", **asked)
    factories.dispatch(office=cast.office, units=(cast.college,))
    assert not list(told.answered_for(evening(owed)))
    type(cast.college).objects.filter(pk=cast.college.pk).update(is_active=False)
    owed.unit.refresh_from_db()
    assert len(list(told.answered_for(evening(owed)))) == 3


def test_a_decision_about_a_task_is_awaited_by_each_unit_that_leads_it(cast):
    task = factories.task(office=cast.office)
    for unit, role in ((cast.bureau, "lead"), (cast.college, "support")):
        factories.assign(task=task, unit=unit, role=role)
    event = Thing(unit=None, dispatch=None, task=task, verb="task.suspended")
    task.state = "issued"
    assert told._units(event) == [cast.bureau]


def test_a_letter_that_stays_over_night_is_stuck_and_counts_on_the_day_it_leaves(cast):
    gone, tomorrow = Gone(), TODAY + timedelta(days=1)
    given = {"office": cast.office, "kind": "digest", "digest_on": TODAY}
    late, sent = (
        Letter.objects.create(person=person, message_id=f"<{person.pk}@x>", **given)
        for person in (cast.liaison, cast.chief)
    )
    _leaves(sent, TODAY)
    assert gone.on(TODAY) == [sent.pk]
    town = Thing(calendar=CALENDAR)
    stuck = clean.nothing_is_stuck_in_the_post(Evening(town, TODAY, [], [], [], Counter()))
    assert [whom for whom, _what in stuck] == [str(cast.liaison)]
    _leaves(late, tomorrow)
    assert gone.on(tomorrow) == [late.pk]
    assert gone.on(tomorrow + timedelta(days=1)) == []


def _leaves(letter, on):
    Letter.objects.filter(pk=letter.pk).update(state="sent", sent_on=on, sent_at=timezone.now())
