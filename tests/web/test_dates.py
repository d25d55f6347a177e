"""Dates of years in which no office works are refused where they are typed: the clock could not reckon with them."""

import pytest
from django.urls import reverse

from tests import factories
from tracker.desk.forms.base import DateField


@pytest.mark.parametrize("day", ["9999-12-31", "2201-01-01", "1948-12-31", "0001-01-01"])
def test_no_form_takes_a_date_without_reach(cast, as_, day):
    listed = factories.task_list(office=cast.office)
    entered = {
        "task_list": listed.pk, "origin": "instruction", "title": "任务", "requirement": "要求", "priority": "normal",
        "leads": cast.bureau.pk, "due_on": day,
    }  # fmt: skip
    answer = as_(cast.officer).post(reverse("task_new"), entered)
    assert answer.status_code == 422 and "应在1949年到2200年之间" in answer.content.decode()
    assert as_(cast.officer).get(reverse("statistics_years"), {"as_of": day}).status_code == 400


def test_the_admin_s_dates_are_ours(cast, as_):
    keeper = factories.person(unit=cast.city, role="security_admin")
    answer = as_(keeper).get(reverse("admin:tracker_membership_add"))
    assert isinstance(answer.context["adminform"].form.fields["from_on"], DateField)
