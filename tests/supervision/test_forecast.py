"""The forecast says what the sweeps of the coming days will do, if nothing else happens."""

import random
from datetime import date, timedelta

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.domain.recipients import Directory
from tracker.models import Dispatch, Mute, Notice, Obligation, Schedule
from tracker.outbox.compose import compose
from tracker.rules.workdays import Calendar
from tracker.supervision.forecast import ForecastError, forecast
from tracker.supervision.sweep import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PLAIN = Calendar.of()
DUE = date(2025, 12, 31)


@pytest.fixture
def cast():
    factories.ladder()
    return factories.people()


def see(*, today=TODAY, days=30, **options):
    return forecast(today=today, days=days, calendar=PLAIN, **options)


def test_the_ladder_to_come_with_people_and_reasons(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=DUE)
    rows = see(days=45)
    assert [(r.on, r.rung) for r in rows] == [
        (TODAY, "remind-20"),
        (date(2025, 12, 24), "remind-5"),
        (date(2025, 12, 30), "remind-1"),
        (date(2026, 1, 1), "urge"),
        (date(2026, 1, 5), "urge@2026-W02"),
        (date(2026, 1, 8), "order"),
        (date(2026, 1, 12), "urge@2026-W03"),
    ]
    first, order = rows[0], rows[-2]
    assert (first.unit, first.people, first.obligation) == ("市发改委", ("吴芳",), owed.pk)
    assert "还有20个工作日" in first.reason
    assert order.people == ("郑强", "吴芳")  # to the leader and the liaison; no copy to who signs it
    assert order.formal and not order.rehearsal


def test_letters_that_a_promise_holds_back_are_foreseen_for_the_days_after_it(cast):
    factories.obligation(unit=cast.bureau, due_on=DUE)
    assert (date(2026, 1, 8), "order") in {(r.on, r.rung) for r in see(days=45)}
    Obligation.objects.update(promised_on=date(2026, 1, 13))
    assert [r.on for r in see(days=45) if r.rung == "order"] == [date(2026, 1, 14)]


def test_forecasting_writes_nothing(cast):
    factories.obligation(unit=cast.bureau, due_on=DUE)
    see()
    assert not Notice.objects.exists()
    assert Obligation.objects.due_for_sweep(TODAY).count() == 1


def test_a_unit_that_nobody_serves_is_owed_each_reminder_and_one_urge(cast):
    empty = factories.unit(name="市信访局", parent=cast.city)
    factories.obligation(unit=empty, due_on=DUE)
    rows = see(days=60)
    said = [(r.rung, r.people) for r in rows]
    assert said == [("remind-20", ()), ("remind-5", ()), ("remind-1", ()), ("urge", ())]


def test_a_rung_can_be_rehearsed_before_it_is_live(cast):
    order = factories.Rung.objects.get(code="order")
    order.live_from_on = date(2027, 1, 1)
    order.save()
    factories.obligation(unit=cast.bureau, due_on=DUE)
    sweep(today=TODAY, calendar=PLAIN)
    Notice.objects.update(state="sent", sent_on=TODAY)
    assert "order" not in {r.rung for r in see(days=60)}
    rehearsed = see(days=60, rung="order")
    assert [(r.on, r.rung, r.rehearsal) for r in rehearsed] == [(date(2026, 1, 8), "order", True)]


def test_a_question_that_makes_no_sense_is_refused_in_words(cast):
    with pytest.raises(ForecastError, match=r"没有代码为“nonsense”的督办规则，现行规则有：.*urge"):
        see(rung="nonsense")
    with pytest.raises(ForecastError, match="预报天数应在1至366之间，现在是0"):
        see(days=0)


def test_the_reply_that_a_signed_order_will_ask_for(cast):
    letter = factories.dispatch(
        office=cast.office,
        units=(cast.bureau,),
        state="signed",
        number="景法督〔2025〕1号",
        number_year=2025,
        number_seq=1,
        signed_by=cast.head,
        signed_on=TODAY,
        signed_at="2025-12-03T10:00+08:00",
    )
    rows = see(days=14)
    assert [(r.on, r.kind, r.rung, r.subject) for r in rows] == [
        (date(2025, 12, 15), "reply", "urge", letter.title),
    ]


# --- The forecast against what really happens ------------------------------------------------------
def crowd(cast, seed):
    """Units with and without people, dates before and behind, halts, letters on their way, periods to open."""
    dice = random.Random(seed)
    units = [cast.bureau, cast.college, factories.unit(name="市信访局", parent=cast.city)]
    rungs = {r.code: r for r in factories.Rung.objects.all()}
    task_list = factories.task_list(office=cast.office)
    for number in range(40):
        owed = factories.obligation(
            unit=dice.choice(units),
            task=factories.task(task_list=task_list, title=f"事项{number}"),
            due_on=TODAY + timedelta(days=dice.randrange(-60, 60)),
            opened_on=TODAY - timedelta(days=dice.randrange(1, 90)),
            kind=dice.choice(["finish", "stage", "report"]),
            next_on=TODAY,
        )
        trouble(cast, owed, rungs, dice)
    for number, rule in enumerate(["monthly", "weekly", "quarterly", "monthly"]):
        task = factories.task(task_list=task_list, title=f"周期{number}")
        for unit in units[: 1 + number % 3]:
            factories.assign(task=task, unit=unit)
        Schedule.objects.create(
            task=task,
            kind="report",
            rule=rule,
            wording="定期报送",
            basis="decided",
            starts_on=date(2025, 12, 1) if number else date(2025, 10, 1),
            opens_next_on=date(2025, 12, 1) + timedelta(days=dice.randrange(0, 5)),
        )
    factories.sign_for(unit=cast.bureau, task_list=task_list, due_on=TODAY + timedelta(days=5))


def trouble(cast, owed, rungs, dice):
    what = dice.choice(["", "", "sent", "waiting", "waiting", "mute", "suspend", "order"])
    if what == "mute":
        until = TODAY + timedelta(days=dice.randrange(0, 20))
        Mute.objects.create(
            obligation=owed, reason="灾情", from_on=TODAY, until_on=until, approved_by=cast.head
        )
    if what == "suspend":
        owed.task.state, owed.task.state_reason = "suspended", "另有部署"
        owed.task.suspended_on, owed.task.review_on = TODAY, date(2026, 3, 2)
        owed.task.save()
    if what in ("sent", "waiting", "mute"):
        day = TODAY - timedelta(days=dice.randrange(1, 8))
        fields = {"sent_on": day} if what == "sent" else {}
        factories.notice(obligation=owed, rung=rungs["remind-5"], owed_on=day, **fields)
    if what == "order":
        draft = factories.dispatch(office=cast.office, units=(owed.unit,))
        factories.notice(obligation=owed, rung=rungs["order"], owed_on=TODAY, dispatch=draft)


def live(days):
    """What the sweeps of these days write; the post takes every letter that somebody can receive."""
    written = []
    for number in range(days):
        today = TODAY + timedelta(days=number)
        known = set(Notice.objects.values_list("pk", flat=True))
        sweep(today=today, calendar=PLAIN)
        for notice in Notice.objects.exclude(pk__in=known).select_related(
            "obligation__unit", "obligation__task"
        ):
            written.append((today, notice.obligation.unit.name, notice.obligation.subject, notice.rung_code))
        post(today)
    return sorted(written)


def post(today):
    if not PLAIN.is_workday(today):
        return
    people = Directory.load(today)
    waiting = Notice.objects.informal().still_owed().exclude(obligation__task__state="suspended")
    for notice in waiting.exclude(obligation__mutes__in=Mute.objects.in_force(today)).select_related(
        "obligation"
    ):
        owed = notice.obligation
        if people.recipients(notice.rung.to_roles, unit=owed.unit_id, office=owed.office_id):
            Notice.objects.filter(pk=notice.pk).update(state="sent", sent_on=today)


@pytest.mark.parametrize("seed", range(5))
def test_the_forecast_agrees_with_the_sweeps_of_those_days(cast, seed):
    crowd(cast, seed)
    seen = sorted((r.on, r.unit, r.subject, r.rung) for r in see(days=50))
    assert seen == live(50)
    assert len(seen) > 40
    assert Dispatch.objects.drafts().exists()


def test_in_the_middle_of_things_it_agrees_as_well(cast):
    crowd(cast, 99)
    live(17)
    later = TODAY + timedelta(days=17)
    seen = sorted((r.on, r.unit, r.subject, r.rung) for r in see(today=later, days=20))
    before = Notice.objects.count()
    for number in range(20):
        sweep(today=later + timedelta(days=number), calendar=PLAIN)
        post(later + timedelta(days=number))
    assert len(seen) == Notice.objects.count() - before


@pytest.mark.parametrize("seed", [3, 4])
def test_the_forecast_names_the_people_whom_the_letters_then_reach(cast, seed):
    """Substitutes on the days they stand in, copies, a person of two units, nobody where nobody can be reached."""
    crowd(cast, seed)
    factories.Membership.objects.create(user=cast.college_liaison, unit=cast.bureau, role="liaison")
    for person, other, first, last in (
        (cast.liaison, cast.chief, 4, 9),
        (cast.college_chief, cast.college_liaison, 8, 30),
        (cast.head, cast.officer, 0, 15),
    ):
        factories.absence(
            person=person,
            substitute=other,
            from_on=TODAY + timedelta(days=first),
            until_on=TODAY + timedelta(days=last),
        )
    seen = sorted(
        (r.on, r.unit, r.subject, r.rung, sorted(r.people)) for r in see(days=30) if r.people and not r.formal
    )
    reached = []
    for number in range(30):
        today = TODAY + timedelta(days=number)
        sweep(today=today, calendar=PLAIN)
        if PLAIN.is_workday(today):
            compose(today=today)
        told = Notice.objects.owed().exclude(carried_by=None).filter(carried_by__letter__digest_on=today)
        for notice in told.select_related("obligation__unit", "obligation__task").distinct():
            people = sorted(notice.carried_by.values_list("person__name", flat=True))
            owed = notice.obligation
            reached.append((notice.owed_on, owed.unit.name, owed.subject, notice.rung_code, people))
        told.update(state="sent", sent_on=today)
    written_before = [row for row in reached if row[0] < TODAY]
    assert seen == sorted(row for row in reached if row not in written_before)
    assert len(seen) > 30
