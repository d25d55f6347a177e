"""The seeds become what the report and the list say, and nothing that they do not say."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q

from tracker.domain.history import verify_chain
from tracker.models import (
    Assignment,
    Basis,
    Event,
    Figure,
    Letter,
    Obligation,
    Passage,
    Schedule,
    Source,
    Task,
    TaskList,
    Unit,
    User,
)

ISSUED_ON = date(2025, 12, 3)


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """Loading takes seconds; the tests of this file only look."""
    with django_db_blocker.unblock():
        everything = transaction.atomic()
        everything.__enter__()
        call_command("seed", verbosity=0)
        yield
        transaction.set_rollback(True)
        everything.__exit__(None, None, None)


pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.django_db]


def test_there_are_42_and_8_and_4_tasks_all_running():
    counts = {t.name: t.tasks.issued().count() for t in TaskList.objects.all()}
    assert counts == {
        "法治政府建设责任清单": 42,
        "2025年法治政府建设工作安排": 8,
        "2024年法治政府建设问题整改清单": 4,
    }


def test_every_task_is_tied_to_its_passage():
    assert not Task.objects.filter(passage=None).exists()
    plan = Task.objects.filter(task_list__kind="work_plan").order_by("order")
    assert [t.passage.address for t in plan][:3] == ["四/(一)/句1", "四/(一)/句2", "四/(二)/句1"]
    assert all(t.passage.text.startswith(t.requirement[:20]) for t in plan)


def test_no_achievement_and_no_heading_became_a_task():
    report = Source.objects.get(kind="report")
    sections = set(Task.objects.filter(passage__source=report).values_list("passage__address", flat=True))
    assert all(address.startswith(("四/", "二/问题")) for address in sections)
    headings = Passage.objects.filter(kind="heading").values_list("text", flat=True)
    assert not Task.objects.filter(requirement__in=headings).exists()


def test_rows_5_to_42_say_compiled_from_the_report():
    rows = {int(t.number): t.list_basis for t in Task.objects.filter(task_list__kind="duty_list")}
    assert {n for n, basis in rows.items() if basis == "compiled"} == set(range(5, 43))
    assert [rows[n] for n in (1, 2, 3, 4)] == ["official", "official", "official", "official_part"]


def test_inferred_owners_and_dates_say_so():
    of_report = Q(task__task_list__kind__in=("work_plan", "rectification"))
    assert set(Assignment.objects.filter(of_report).values_list("basis", flat=True)) == {Basis.INFERRED}
    assert set(Schedule.objects.filter(of_report).values_list("basis", flat=True)) == {Basis.INFERRED}
    first = Task.objects.get(number="1")
    assert set(first.assignments.values_list("basis", flat=True)) == {Basis.STATED}


def test_groups_are_frozen_into_their_members_and_the_lead_is_not_doubled():
    first = Task.objects.get(number="1")
    rows = first.assignments.of_units()
    assert rows.filter(unit__kind="county", via_group="各县（市、区）政府").count() == 4
    assert rows.filter(unit__name="市司法局").get().role == "lead"


def test_unmatched_owners_keep_their_words():
    kept = set(Assignment.objects.unmatched().values_list("written", flat=True))
    assert {"各起草部门", "各被申请机关", "各级党委（党组）", "各国家机关"} <= kept


def test_only_those_who_owe_have_obligations():
    each = Task.objects.get(number="1")
    assert each.obligations.values("unit").distinct().count() == each.assignments.of_units().count()
    led = Task.objects.get(number="3")
    assert [o.unit.name for o in led.obligations.all()] == ["市司法局"]


def test_dates_already_past_are_not_chased():
    first = Task.objects.get(number="1")
    past = first.obligations.filter(due_on__lt=ISSUED_ON)
    assert set(past.values_list("due_on", flat=True)) == {date(2025, 3, 1), date(2025, 4, 1)}
    assert not past.filter(Q(is_chased=True) | Q(next_on__isnull=False)).exists()
    assert set(first.schedules.values_list("opens_next_on", flat=True)) == {date(2026, 1, 1)}


def test_tasks_without_a_date_report_every_quarter_by_decision():
    standing = Task.objects.get(number="3")
    schedule = standing.schedules.get()
    assert (schedule.kind, schedule.rule, schedule.basis) == ("report", "quarterly", Basis.DECIDED)
    assert "演示" in schedule.explanation
    assert standing.obligations.get().due_on == date(2025, 12, 31)


def test_the_report_gives_54_figures():
    assert Figure.objects.count() == 54
    assert Figure.objects.get(wording__contains="556件").value == 556


def test_every_unit_can_be_reached_and_nobody_can_log_in_outside_the_demo():
    assert not Unit.objects.exclude(kind="city").without_address(ISSUED_ON).exists()
    assert not any(u.has_usable_password() for u in User.objects.all())


def test_no_letter_has_left_yet():
    assert not Letter.objects.exists()
    assert set(Obligation.objects.chased().values_list("next_on", flat=True)) == {ISSUED_ON}


def test_seeding_again_changes_nothing():
    def rows():
        return [
            m.objects.count() for m in (Unit, User, Task, Assignment, Schedule, Obligation, Passage, Event)
        ]

    before = rows()
    call_command("seed", verbosity=0)
    assert rows() == before
    assert not verify_chain(Event.objects.order_by("seq")).complaint
