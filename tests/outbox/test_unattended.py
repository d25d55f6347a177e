"""What nobody asks for unless the office decides is in the officer's mail on the next working day, and each week."""

from datetime import date

from tests import factories
from tracker.models import Letter, Task
from tracker.outbox.compose import compose
from tracker.outbox.deliver import deliver

WAIVED, NEXT, AFTER, MONDAY = (date(2025, 12, day) for day in (2, 3, 4, 8))  # a Tuesday, …


def told(on: date) -> set[str]:
    compose(today=on)
    return set(Letter.objects.filter(kind="alert", digest_on=on).values_list("person__name", flat=True))


def orphan(cast):
    waived = {"state": "waived", "waived_on": WAIVED, "waived_reason": "异议成立"}
    return factories.obligation(unit=cast.bureau, due_on=date(2025, 12, 31), **waived).task


def test_a_task_that_no_unit_owes_is_told_the_next_day_and_then_each_week_until_it_is_decided(cast, mail):
    task = orphan(cast)
    assert [told(on) for on in (WAIVED, NEXT, AFTER)] == [set(), {"周敏"}, set()]
    assert told(MONDAY) == {"周敏"}
    deliver(today=MONDAY)
    arrived = next(m for m in mail.mails if cast.officer.email in m.recipients and "1项等您决定" in m.subject)
    assert task.title in arrived.text and "没有单位承担：请改派或撤销" in arrived.text
    Task.objects.update(state="cancelled", state_reason="不再办理")
    assert told(date(2025, 12, 15)) == set()


def test_an_accepted_report_does_not_hide_that_nobody_owes_the_end(cast):
    task = orphan(cast)
    factories.obligation(
        unit=cast.college, task=task, due_on=WAIVED, kind="report", state="met", met_on=WAIVED
    )
    assert list(Task.objects.owed_by_nobody()) == [task]


def test_what_slept_at_issue_and_a_suspension_that_ends_are_told(cast):
    factories.obligation(unit=cast.bureau, due_on=date(2025, 11, 1), is_chased=False, opened_on=WAIVED)
    assert [told(on) for on in (NEXT, AFTER)] == [{"周敏"}, set()]
    factories.task(
        office=cast.office,
        state="suspended",
        state_reason="机构改革",
        suspended_on=WAIVED,
        review_on=date(2025, 12, 5),
    )
    assert [told(date(2025, 12, day)) for day in (5, 9)] == [{"周敏"}, set()]
