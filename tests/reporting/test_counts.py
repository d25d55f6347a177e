"""The numbers of the first page are the lengths of the lists that they lead to."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.models import Task, Urgency
from tracker.reporting.counts import task_counts

pytestmark = pytest.mark.django_db


def test_tasks_are_counted_by_state_and_by_their_worst_colour():
    cast = factories.people()
    late = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=1))
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=200), task=late.task)
    factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=3))
    factories.obligation(unit=cast.bureau, due_on=date(2026, 12, 31))
    factories.task(office=cast.office, state="draft")
    factories.task(office=cast.office, state="done", done_on=TODAY)
    found = task_counts(Task.objects.all())
    assert (found.running, found.red, found.yellow, found.blue, found.done, found.draft) == (3, 1, 0, 1, 1, 1)
    reds = Task.objects.filter(urgency=Urgency.RED, state="issued")
    assert [t.pk for t in reds] == [late.task_id]
