"""The rules of being told, broken one by one on evenings made by hand."""

from collections import Counter
from datetime import date, timedelta
from types import SimpleNamespace as Thing

import pytest

from tracker.rehearsal.checks import told
from tracker.rehearsal.checks.day import Evening
from tracker.rules.workdays import Calendar

MONDAY = date(2025, 9, 1)
CALENDAR = Calendar.of(())
UNIT, PERSON = 1, 7


def matter(**given):
    task = Thing(title="清理规范性文件", pk=3)
    owed = {
        "pk": 9,
        "unit_id": UNIT,
        "unit": "市司法局",
        "kind": "report",
        "state": "open",
        "is_chased": True,
    }
    dates = {"due_on": MONDAY - timedelta(days=60), "opened_on": MONDAY - timedelta(days=90)}
    return Thing(**owed | dates | {"task": task, "dispatch": None} | given)


def evening(on, *owed, said=""):
    reached = Thing(email="liaison@example.org")
    town = Thing(calendar=CALENDAR, holders=lambda role, unit=None: [reached])
    letters = [Thing(person_id=PERSON, subject="督办提醒", text=said)] if said else []
    found = Evening(town, on, letters, [], list(owed), Counter())
    found.roles[PERSON] = {("liaison", UNIT)}
    return found


@pytest.fixture
def halted(monkeypatch):
    """What stands still, by day."""
    still: dict[date, set[int]] = {}
    monkeypatch.setattr(told, "_halted", lambda on: still.get(on, set()))
    return still


def weekly(memory, on, owed, said=""):
    looked_at = evening(on, owed, said=said)
    list(memory.before_the_date(looked_at))  # it reads the letters
    return [what for _whom, what in memory.weekly(looked_at)]


@pytest.mark.usefixtures("halted")
def test_who_is_urged_no_more_for_a_week_and_a_day_is_found():
    memory, owed = told.Memory(), matter()
    assert not weekly(memory, MONDAY, owed, said="清理规范性文件已逾期")
    found = [weekly(memory, MONDAY + timedelta(days=n), owed) for n in range(1, 10)]
    assert [n for n, said in enumerate(found, 1) if said] == [9], "working days: six after the Monday"


def test_what_stood_still_is_told_of_on_the_next_working_day(halted):
    """Mixed 8: a task slept from spring to September, and was urged again on the morning after it was resumed."""
    memory, owed = told.Memory(), matter()
    for n in range(5):
        halted[MONDAY + timedelta(days=n)] = {owed.pk}
        assert not weekly(memory, MONDAY + timedelta(days=n), owed)
    assert not weekly(memory, MONDAY + timedelta(days=5), owed), "Saturday"
    assert not weekly(memory, MONDAY + timedelta(days=7), owed), "the day on which it runs again"
    assert weekly(memory, MONDAY + timedelta(days=8), owed) == [
        "“清理规范性文件”（2025-07-03到期）自开始起再无来信催办"
    ]
    assert not weekly(memory, MONDAY + timedelta(days=8), owed, said="清理规范性文件已逾期")
