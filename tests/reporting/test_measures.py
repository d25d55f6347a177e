"""Every number of the statistics is the length of the list behind it, and a past day keeps its numbers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import factories
from tracker.actions.deciding import accept, return_for_rework
from tracker.actions.progress import report
from tracker.actions.requests import ask_extension, decide_extension
from tracker.actions.tasks import resume, suspend, waive_one
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import Obligation, Verb
from tracker.reporting import burden as burdens
from tracker.reporting.groups import BY
from tracker.reporting.measures import LADDER, REPLIES, TASKS, WORK, Chosen, figures, rows_behind, total
from tracker.reporting.overview import overview_of
from tracker.reporting.register import register

pytestmark = pytest.mark.django_db
FIRST = date(2025, 3, 3)  # a Monday
DAYS = [FIRST + timedelta(days=n) for n in range(8, 60, 2)]


def spring():
    """Who, the list, and what is owed at its beginning."""
    cast = factories.people()
    factories.calendar(years=(2025,))
    plan = factories.task_list(office=cast.office, name="2025年工作安排")
    owed = {}
    with chronicle():
        for n, (unit, due_on) in enumerate(
            [
                (cast.bureau, date(2025, 3, 14)),  # in time, returned, again
                (cast.bureau, date(2025, 3, 21)),  # late
                (cast.college, date(2025, 3, 20)),  # extended, then in time
                (cast.college, date(2025, 3, 31)),  # suspended, resumed
                (cast.college, date(2025, 4, 10)),  # waived
                (cast.bureau, date(2025, 4, 4)),  # never
            ]
        ):
            task = factories.task(task_list=plan, chapter="一、" if n % 2 else "二、")
            row = factories.obligation(unit=unit, due_on=due_on, task=task, opened_on=FIRST, kind="finish")
            tell(Verb.TASK_ISSUED, by=Actor.of(cast.head, FIRST), task=task)
            owed[n] = row
    return cast, plan, owed


@pytest.fixture
def year():
    """A spring in which something of everything happens, through the verbs."""
    cast, plan, owed = spring()
    for on, steps in STEPS.items():
        for step in steps:
            step(cast, owed, on)
    return cast, plan, owed


@pytest.fixture
def evenings():
    """The same, and what each evening said of itself."""
    cast, _plan, owed = spring()
    found = {}
    for on in DAYS:
        for step in STEPS.get(on, ()):
            step(cast, owed, on)
        found[on] = said_on(cast, on)
    return cast, found


def hand_in(n):
    def step(cast, owed, on):
        chief = cast.chief if owed[n].unit == cast.bureau else cast.college_chief
        owed[n].refresh_from_db()
        report(obligation=owed[n], text="已办。", percent=100, hand_in=True, by=Actor.of(chief, on))

    return step


def decide(n, verb, **said):
    def step(cast, owed, on):
        verb(progress=owed[n].progress.get(state="released"), by=Actor.of(cast.officer, on), **said)

    return step


def extend(cast, owed, on):
    asked = ask_extension(
        obligation=owed[2], reason="等批复", progress_so_far="一半", expected_on=date(2025, 4, 2),
        by=Actor.of(cast.college_chief, on),
    )  # fmt: skip
    decide_extension(extension=asked, granted=True, new_due_on=date(2025, 4, 2), by=Actor.of(cast.head, on))


STEPS = {
    date(2025, 3, 11): [hand_in(0), extend],
    date(2025, 3, 13): [decide(0, return_for_rework, reason="缺佐证")],
    date(2025, 3, 25): [hand_in(0), hand_in(1)],
    date(2025, 3, 27): [decide(0, accept), decide(1, accept)],
    date(2025, 3, 29): [
        lambda cast, owed, on: suspend(
            task=owed[3].task, reason="等上级", review_on=date(2025, 5, 1), by=Actor.of(cast.officer, on)
        )
    ],
    date(2025, 4, 2): [hand_in(2)],
    date(2025, 4, 8): [lambda cast, owed, on: resume(task=owed[3].task, by=Actor.of(cast.officer, on))],
    date(2025, 4, 12): [
        lambda cast, owed, on: waive_one(obligation=owed[4], reason="职能划转", by=Actor.of(cast.head, on))
    ],
}


def said_on(cast, on, *, seen_on=None):
    """All figures as of a day, as the officer sees them on another."""
    by = Actor.of(cast.officer, seen_on or on)
    chosen = Chosen(by=by, as_of=on, year=2025)
    rows = {by_what: figures(replace(chosen, by_what=by_what)) for by_what in BY}
    plan = cast.office.lists_supervised.get()
    return rows, total(chosen, (*TASKS, *WORK, *LADDER, *REPLIES)), register(plan, by=by, as_of=on).rows


def test_a_past_day_says_what_its_own_evening_said(evenings):
    cast, found = evenings
    for on, evening in found.items():
        assert said_on(cast, on, seen_on=DAYS[-1]) == evening, on
    assert len({str(total) for _rows, total, _register in found.values()}) > 8


def test_what_the_days_say_is_right(year):
    cast, _plan, _owed = year
    counts = said_on(cast, DAYS[-1])[1].counts
    expected = {
        "tasks": 6, "done": 2, "due": 5, "on_time": 2, "late": 1, "missing": 2, "returned": 1, "extended": 1, "met": 2,
    }  # fmt: skip
    assert {code: counts[code] for code in expected} == expected
    sleeping = said_on(cast, date(2025, 4, 6), seen_on=DAYS[-1])[1].counts
    assert sleeping["missing"] == 1  # the suspended one is not called late


def test_every_number_is_the_length_of_its_list(year):
    cast, plan, owed = year
    for on, matter in ((date(2025, 3, 10), owed[5]), (date(2025, 4, 2), None)):
        letter = factories.dispatch(office=cast.office, units=(cast.bureau,))
        if matter:
            factories.notice(obligation=matter, kind="order", rung_code="o", is_formal=True, dispatch=letter)
        Obligation.objects.create(
            unit=cast.bureau, office=cast.office, kind="reply", dispatch=letter, opened_on=on, due_on=on + timedelta(days=9),
            first_handed_in_on=on + timedelta(days=4), first_due_on=on + timedelta(days=9),
        )  # fmt: skip
    by = Actor.of(cast.officer, DAYS[-1])
    for by_what in BY:
        for task_list in (None, plan):
            chosen = Chosen(by=by, as_of=date(2025, 4, 20), year=2025, by_what=by_what, task_list=task_list)
            found = figures(chosen)
            assert found.rows
            for row in found.rows:
                here = replace(chosen, group=row.key)
                assert row.counts == {code: rows_behind(here, code).count() for code in row.counts}, row.name
            whole = {code: rows_behind(chosen, code).count() for code in found.total.counts}
            assert found.total.counts == whole
            assert (found.total.counts["replies"], found.total.answer_days) == (1 if task_list else 2, 4)


def test_the_ladder_counts_what_was_sent_by_the_day(year):
    cast, _plan, owed = year
    rungs = factories.ladder()
    order = factories.dispatch(office=cast.office, units=(cast.bureau,))
    for rung, on in (("remind-20", date(2025, 4, 1)), ("order", date(2025, 4, 9))):
        if rung in rungs:
            factories.notice(obligation=owed[5], rung=rungs[rung], sent_on=on)
    factories.notice(obligation=owed[5], sent_on=date(2025, 4, 2), kind="urge", rung_code="u")
    factories.notice(
        obligation=owed[5],
        sent_on=date(2025, 4, 9),
        kind="order",
        rung_code="o",
        is_formal=True,
        dispatch=order,
    )
    chosen = Chosen(by=Actor.of(cast.officer, DAYS[-1]), as_of=date(2025, 4, 8), year=2025)
    later = replace(chosen, as_of=date(2025, 4, 10))
    for each, ordered in ((chosen, 0), (later, 1)):
        counts = total(each, LADDER).counts
        assert (counts["urged"], counts["ordered"], counts["answered"]) == (1, ordered, 0)
        assert all(rows_behind(each, code).count() == n for code, n in counts.items())


def test_burden_tells_what_was_asked_twice_and_equals_its_lists(year):
    cast, _plan, owed = year
    factories.obligation(
        unit=cast.bureau, due_on=date(2025, 4, 28), task=owed[5].task, opened_on=FIRST, kind="report"
    )
    chosen = Chosen(by=Actor.of(cast.officer, DAYS[-1]), as_of=DAYS[-1], year=2025, by_what="unit")
    found = {row.name: row for row in burdens.burden(chosen).rows}
    assert (found["市发改委"].counts["twice"], found["市教体局"].counts["twice"]) == (2, 0)
    assert found["市发改委"].counts["sent_back"] == 1
    for row in found.values():
        here = replace(chosen, group=row.key)
        assert row.counts == {code: burdens.rows_of(here, code).count() for code in row.counts}


def test_on_its_own_day_nothing_is_late():
    """A circular of the last of June calls nobody late whose date is that day."""
    cast = factories.people()
    due = date(2025, 6, 30)
    factories.obligation(unit=cast.bureau, due_on=due, opened_on=FIRST)
    counted = {}
    for on in (due, due + timedelta(days=1)):
        chosen = Chosen(by=Actor.of(cast.officer, on), as_of=on, year=2025)
        counts = total(chosen, WORK).counts
        counted[on] = (counts["due"], counts["missing"], overview_of(chosen).near)
    assert list(counted.values()) == [(0, 0, 1), (1, 1, 0)]
