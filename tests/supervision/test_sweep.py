"""What the sweep writes, and that it writes it once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.factories import TODAY
from tracker.domain.lifecycle.rounds import start_round
from tracker.models import Event, Mute, Notice, Objection, Obligation, Schedule, Waiting
from tracker.rules.workdays import Calendar
from tracker.supervision.sweep import sweep
from tracker.supervision.writing import LOOKED_AT, write_back

pytestmark = pytest.mark.django_db
PLAIN = Calendar.of()  # weekends rest, no holidays
DUE = date(2025, 12, 31)  # twenty working days after TODAY in the plain week


@pytest.fixture
def cast():
    factories.ladder()
    return factories.people()


def owe(cast, **fields):
    return factories.obligation(**({"unit": cast.bureau, "due_on": DUE} | fields))


def run(today=TODAY, **options):
    return sweep(today=today, calendar=PLAIN, **options)


def settle(today):
    """The post of the day: every informal letter goes."""
    Notice.objects.owed().informal().update(state="sent", sent_on=today)


def walk(start, days):
    """Sweep and post day after day."""
    for number in range(days):
        run(start + timedelta(days=number))
        settle(start + timedelta(days=number))


def told(owed):
    return [(n.rung_code, n.owed_on) for n in owed.notices.order_by("owed_on", "pk")]


def test_the_reminder_twenty_working_days_before_the_date(cast):
    owed = owe(cast)
    report = run()
    notice = owed.notices.get()
    assert (notice.rung_code, notice.owed_on, notice.is_formal) == ("remind-20", TODAY, False)
    assert notice.rung.code == "remind-20"
    assert "还有20个工作日" in notice.reason
    assert (report.notices, report.looked_at, report.drafts) == (1, 1, 0)


def test_the_same_sweep_again_does_nothing(cast):
    owe(cast)
    run()
    before = Event.objects.count()
    again = run()
    assert (again.notices, again.looked_at) == (0, 0)
    assert Notice.objects.count() == 1
    assert Event.objects.count() == before == 1


def test_an_obligation_is_looked_at_again_on_the_day_of_its_next_step(cast):
    owed = owe(cast)
    run()
    owed.refresh_from_db()
    # The next reminder stands five working days before the date; a letter that cannot go is asked after earlier.
    assert owed.next_on == PLAIN.add(TODAY, 3)


def test_the_whole_ladder_up_to_the_draft_of_an_order(cast):
    owed = owe(cast)
    walk(TODAY, 60)
    assert told(owed) == [
        ("remind-20", TODAY),
        ("remind-5", date(2025, 12, 24)),
        ("remind-1", date(2025, 12, 30)),
        ("urge", date(2026, 1, 1)),
        ("urge@2026-W02", date(2026, 1, 5)),  # on with the week's first working day
        ("order", date(2026, 1, 8)),
        ("urge@2026-W03", date(2026, 1, 12)),
        ("urge@2026-W04", date(2026, 1, 19)),
        ("urge@2026-W05", date(2026, 1, 26)),
    ]
    order = owed.notices.get(rung_code="order")
    assert order.state == "owed" and order.dispatch.state == "draft"


def test_an_outage_delays_letters_but_jumps_over_none(cast):
    owed = owe(cast, due_on=date(2025, 11, 3))
    run(date(2026, 1, 5))
    assert told(owed) == [("urge", date(2026, 1, 5))]
    walk(date(2026, 1, 5), 8)
    assert told(owed) == [("urge", date(2026, 1, 5)), ("order", date(2026, 1, 12))]


def test_a_letter_that_has_not_left_holds_the_next_one_back(cast):
    owed = owe(cast, due_on=date(2025, 12, 1))
    for number in range(15):
        run(TODAY + timedelta(days=number))
    assert told(owed) == [("urge", TODAY)]


def test_a_new_round_climbs_anew(cast):
    owed = owe(cast, due_on=date(2025, 12, 1))
    run()
    settle(TODAY)
    owed.refresh_from_db()
    start_round(owed, TODAY + timedelta(days=1))
    walk(TODAY + timedelta(days=1), 2)
    assert [(n.rung_code, n.round) for n in owed.notices.order_by("pk")] == [("urge", 1), ("urge", 2)]


# --- Halts -----------------------------------------------------------------------------------------
def test_a_mute_stops_the_clock_until_its_last_day(cast):
    owed = owe(cast)
    Mute.objects.create(
        obligation=owed, reason="灾情", from_on=TODAY, until_on=date(2025, 12, 12), approved_by=cast.head
    )
    run()
    owed.refresh_from_db()
    assert (owed.notices.count(), owed.next_on) == (0, date(2025, 12, 15))
    run(date(2025, 12, 15))
    assert told(owed) == [("remind-20", date(2025, 12, 15))]


@pytest.mark.parametrize("halt", ["suspended", "objection", "waiting", "submitted", "dormant"])
def test_a_halt_without_end_takes_the_obligation_out_of_the_sweep(cast, halt):
    owed = owe(cast)
    if halt == "suspended":
        owed.task.state, owed.task.state_reason = "suspended", "上级另有部署"
        owed.task.suspended_on, owed.task.review_on = TODAY, date(2026, 3, 2)
        owed.task.save()
    elif halt == "objection":
        Objection.objects.create(
            obligation=owed, kind="other", reason="不属我局", asked_by=cast.liaison, asked_on=TODAY
        )
    elif halt == "waiting":
        other = owe(cast, unit=cast.college, next_on=None)
        Waiting.objects.create(
            obligation=owed, on_obligation=other, reason="等数据", since_on=TODAY, recorded_by=cast.officer
        )
    elif halt == "submitted":
        Obligation.objects.update(state="submitted")
    else:
        Obligation.objects.update(is_chased=False)
    report = run()
    owed.refresh_from_db()
    assert (report.notices, owed.next_on) == (0, None)


def test_who_waits_for_something_settled_is_reminded_again(cast):
    owed, other = owe(cast, next_on=None), owe(cast, unit=cast.college, next_on=None)
    waiting = Waiting.objects.create(
        obligation=owed, on_obligation=other, reason="等数据", since_on=TODAY, recorded_by=cast.officer
    )
    run()
    assert owed.notices.count() == 0
    Obligation.objects.filter(pk=other.pk).update(state="met", met_on=TODAY)
    run(TODAY + timedelta(days=1))
    waiting.refresh_from_db()
    assert waiting.ended_on == TODAY + timedelta(days=1)
    assert told(owed) == [("remind-20", TODAY + timedelta(days=1))]


# --- Rungs -----------------------------------------------------------------------------------------
def test_a_rung_only_rehearses_before_its_first_day(cast):
    rung = factories.Rung.objects.get(code="remind-20")
    rung.live_from_on = date(2026, 1, 1)
    rung.save()
    owed = owe(cast)
    report = run()
    assert (report.notices, report.rehearsed) == (0, 1)
    assert not owed.notices.exists()


def test_the_version_before_speaks_until_the_new_one_is_live(cast):
    old = factories.Rung.objects.get(code="remind-20")
    factories.Rung.objects.filter(pk=old.pk).update(is_current=False)
    new = factories.Rung.objects.get(pk=old.pk)
    new.pk, new.version, new.offset, new.live_from_on, new.is_current = None, 2, -30, date(2026, 1, 1), True
    new.save()
    this_year, next_year = owe(cast), owe(cast, due_on=date(2026, 1, 14))
    run()
    assert this_year.notices.get().rung == old
    assert next_year.notices.get().rung == new


# --- Periods ---------------------------------------------------------------------------------------
def test_a_new_period_opens_and_a_missed_one_stays_open(cast):
    task = factories.task(office=cast.office)
    factories.assign(task=task, unit=cast.bureau)
    Schedule.objects.create(
        task=task,
        kind="report",
        rule="monthly",
        wording="每月报送",
        basis="decided",
        starts_on=date(2025, 10, 1),
        opens_next_on=date(2025, 10, 1),
    )
    first = run(date(2025, 10, 1))
    assert (first.deadlines, first.obligations) == (1, 1)
    assert run(date(2025, 11, 3)).deadlines == 1
    assert run(date(2025, 11, 3)).deadlines == 0
    assert sorted(o.due_on for o in Obligation.objects.open()) == [date(2025, 10, 31), date(2025, 11, 30)]


def test_a_task_that_has_ended_opens_nothing_more(cast):
    task = factories.task(office=cast.office, state="cancelled", state_reason="撤销")
    schedule = Schedule.objects.create(
        task=task, kind="report", rule="monthly", wording="每月", basis="decided", opens_next_on=TODAY
    )
    assert run().deadlines == 0
    schedule.refresh_from_db()
    assert schedule.opens_next_on is None


# --- The budget ------------------------------------------------------------------------------------
def test_the_budget_of_a_day_stops_a_mistake_and_tells_the_office(cast):
    for _ in range(5):
        owe(cast)
    report = run(budget=3)
    assert (report.notices, report.over_budget, report.alerted) == (3, 2, 2)
    left = Obligation.objects.blocked().filter(alerted_on=TODAY)
    assert left.due_for_sweep(TODAY).count() == 2
    assert "上限（3件）" in left[0].blocked_reason
    again = run(budget=3)
    assert (again.notices, again.over_budget, again.alerted) == (0, 2, 0)
    settle(TODAY)
    tomorrow = run(TODAY + timedelta(days=1), budget=3)
    assert (tomorrow.notices, tomorrow.over_budget) == (2, 0)
    assert not Obligation.objects.blocked().exists()


# --- Cost ------------------------------------------------------------------------------------------
def test_the_number_of_queries_does_not_grow_with_the_batch(cast):
    task_list = factories.task_list(office=cast.office)

    def queries(n):
        for _ in range(n):
            owe(cast, task=factories.task(task_list=task_list))
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert run().notices == n
        return len([q for q in context if "SAVEPOINT" not in q["sql"]])

    assert queries(3) == queries(60)


def test_batches_cover_everything_due_once(cast):
    for number in range(10):
        owe(cast, next_on=TODAY - timedelta(days=number % 3))
    report = run(batch=4)
    assert (report.looked_at, report.notices) == (10, 10)


def test_what_is_not_due_is_not_read(cast):
    for number in range(5):
        owe(cast, next_on=TODAY + timedelta(days=1 + number))
    assert run().looked_at == 0


def test_a_date_that_an_action_sets_meanwhile_stays(cast):
    owed = owe(cast)
    tomorrow = TODAY + timedelta(days=1)
    look = dict.fromkeys(LOOKED_AT) | {
        "id": owed.pk,
        "seen_on": owed.next_on,
        "blocked_reason": "",
        "alerts": 0,
    }
    Obligation.objects.filter(pk=owed.pk).update(next_on=tomorrow)
    assert write_back([look | {"next_on": DUE}]) == 0
    owed.refresh_from_db()
    assert owed.next_on == tomorrow


@pytest.mark.parametrize("due_on", [date(9999, 12, 31), date(1, 1, 1)])
def test_a_date_without_reach_stops_the_clock_of_nobody(cast, due_on):
    """An older version took such dates: one of them ended every sweep, of all offices, with an error."""
    owe(cast, due_on=due_on)
    other = owe(cast, due_on=TODAY + timedelta(days=1))
    run()
    assert Notice.objects.filter(obligation=other).exists()
