"""Dates and rhythms on the task's page."""

from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page


def test_a_cycle_is_entered_changed_and_ended_on_screen(cast, as_):
    factories.calendar()
    task = factories.obligation(unit=cast.bureau, due_on=TODAY).task
    officer = as_(cast.officer)
    where = reverse("task_action", args=[task.pk, "add-date"])
    refused = officer.post(where, {"kind": "report", "rule": "quarterly", "day": "10"})
    assert refused.status_code == 422 and "第几个月" in refused.content.decode()
    assert officer.post(where, {"kind": "report", "rule": "quarterly"}).status_code == 302
    row = task.schedules.get(rule="quarterly")
    text = page(officer.get(reverse("task", args=[task.pk])))
    assert "每季度末前" in text and reverse("schedule_action", args=[row.pk, "change"]) in text
    assert reverse("schedule_action", args=[row.pk, "change"]) not in page(
        as_(cast.liaison).get(reverse("task", args=[task.pk]))
    )
    officer.post(reverse("schedule_action", args=[row.pk, "change"]), {"rule": "monthly"})
    row.refresh_from_db()
    assert (row.rule, row.opens_next_on.isoformat()) == ("monthly", "2026-01-01")
    officer.post(reverse("schedule_action", args=[row.pk, "end"]), {"reason": "不再需要"})
    row.refresh_from_db()
    assert row.opens_next_on is None
    assert as_(cast.liaison).post(reverse("schedule_action", args=[row.pk, "end"])).status_code == 403
