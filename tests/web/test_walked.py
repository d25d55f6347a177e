"""What somebody who walked the site for the first time stumbled over, and does no more."""

import re
from datetime import timedelta

from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions import contributions
from tracker.domain.actor import Actor
from tracker.models import Assignment, Notice


def test_what_a_unit_asked_of_another_stands_on_its_page_until_it_is_answered(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=20))
    Assignment.objects.create(
        task=owed.task, unit=cast.college, written="市教体局", role="support", basis="stated"
    )
    by = Actor.of(cast.liaison, TODAY)
    contributions.ask(
        obligation=owed, unit=cast.college, what="各校名单", due_on=TODAY + timedelta(days=5), by=by
    )
    text = page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    assert "已请市教体局于 2025-12-08 前提供" in text and "各校名单" in text and "尚未答复" in text


def test_earlier_letters_are_folded(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=60))
    for n in range(8):
        factories.notice(obligation=owed, sent_on=TODAY - timedelta(days=n), rung_code=f"urge:{n}")
    text = page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    assert "更早的2件" in text and Notice.objects.count() == 8


def test_a_task_is_restored_from_the_message_that_it_was_cancelled(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=20))
    head, where = as_(cast.head), reverse("task", args=[owed.task_id])
    told = page(
        head.post(reverse("task_action", args=[owed.task_id, "cancel"]), {"reason": "重复"}, follow=True)
    )
    assert re.search(r'任务已撤销。 <a href="[^"]*/restore/">恢复任务</a>（当天有效）', told)
    head.post(reverse("task_action", args=[owed.task_id, "restore"]))
    assert "任务已恢复" in page(head.get(where))
    owed.refresh_from_db()
    assert owed.state == "open"


def test_the_same_page_explains_itself_in_english(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=60))
    owed.deadline.explanation = "由督办机构核定"
    owed.deadline.save()
    owed.blocked_reason, owed.blocked_since_on = "催办2025年11月28日起待发，至今未发出：邮件仍在排队", TODAY
    owed.save()
    officer = as_(cast.officer)
    officer.cookies["django_language"] = "en"
    text = page(officer.get(reverse("obligation", args=[owed.pk])))
    assert "has waited since November 28, 2025 and has not left: the mail is still queued" in text
    assert "邮件仍在排队" not in text and "由督办机构核定" not in text


def test_a_list_with_nothing_to_issue_does_not_push_to_issue(cast, as_):
    task = factories.task(office=cast.office, state="draft")
    text = page(as_(cast.officer).get(reverse("list", args=[task.task_list_id])))
    assert "可以下达0项" in text
    assert not re.search(r'class="button primary"[^>]*>\s*下达清单', text)


def test_a_year_without_tasks_is_not_compared(cast, as_):
    factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=10))
    text = page(as_(cast.officer).get(reverse("statistics_years")))
    assert "2024年没有数据" in text
