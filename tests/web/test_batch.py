"""Many at once on screen: chosen, shown whole, done when the same is sent again."""

from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.web.conftest import page

DUE = date(2025, 12, 31)


@pytest.fixture
def listed(cast):
    factories.calendar()
    return factories.task_list(office=cast.office)


def seen(response) -> str:
    assert response.status_code == 422
    return response.context["asked"].form.data["seen"]


def test_inferred_facts_are_shown_with_their_words_before_they_are_confirmed(cast, listed, as_):
    task = factories.obligation(
        unit=cast.bureau, due_on=DUE, basis="inferred", task=factories.task(task_list=listed)
    ).task
    officer, where = as_(cast.officer), reverse("list_action", args=[listed.pk, "batch-confirm"])
    assert "批量确认推断" in page(officer.get(reverse("list", args=[listed.pk])))
    assert task.title in page(officer.get(where))
    first = officer.post(where, {"everything": "on"})
    text = first.content.decode()
    assert "牵头单位市发改委（原文“市发改委”）" in text and "原文“2025年12月31日前”" in text
    assert task.assignments.get().basis == "inferred"
    task.assignments.update(written="市发展改革委")  # meanwhile somebody changed what was shown
    second = officer.post(where, {"everything": "on", "seen": seen(first)})
    assert "原文“市发展改革委”" in second.content.decode()
    assert officer.post(where, {"everything": "on", "seen": seen(second)}).status_code == 302
    assert task.assignments.get().basis == "decided"


def test_old_and_new_date_stand_side_by_side(cast, listed, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=DUE, task=factories.task(task_list=listed))
    head, where = as_(cast.head), reverse("list_action", args=[listed.pk, "batch-extend"])
    entered = {"new_due_on": "2026-01-31", "reason": "省级部署推迟", "obligations": [owed.pk]}
    assert "请至少选择一项" in head.post(where, entered | {"obligations": []}).content.decode()
    first = head.post(where, entered)
    assert "2025-12-31 → 2026-01-31" in first.content.decode()
    assert head.post(where, entered | {"seen": seen(first)}).status_code == 302
    owed.refresh_from_db()
    assert owed.due_on == date(2026, 1, 31)
    assert as_(cast.liaison).get(where).status_code == 403


def test_passed_dates_are_decided_on_one_page(cast, listed, as_):
    rows = [
        factories.obligation(
            unit=unit, due_on=date(2025, 6, 30), is_chased=False, next_on=None, task=factories.task(task_list=listed)
        )
        for unit in (cast.bureau, cast.college)
    ]  # fmt: skip
    officer, where = as_(cast.officer), reverse("list_action", args=[listed.pk, "batch-past"])
    entered = {"choice": "done", "reason": "2024年报告已载明", "everything": "on"}
    officer.post(where, entered | {"seen": seen(officer.post(where, entered))})
    assert {type(row).objects.get(pk=row.pk).state for row in rows} == {"met"}


@pytest.mark.parametrize("code", ["batch-accept", "batch-urge", "batch-reassign"])
def test_an_empty_choice_is_said_so(cast, listed, as_, code):
    where = reverse("list_action", args=[listed.pk, code])
    assert page(as_(cast.officer).get(where))
    assert as_(cast.officer).post(where, {"everything": "on"}).status_code == 422
