"""Kept figures are those that would be reckoned now, whatever was written meanwhile."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.reporting.test_measures import DAYS, STEPS, spring
from tracker.domain.actor import Actor
from tracker.models import Notice
from tracker.reporting.burden import burden
from tracker.reporting.groups import BY
from tracker.reporting.kept import keep, version
from tracker.reporting.measures import LADDER, REPLIES, TASKS, WORK, Chosen, figures, total

pytestmark = pytest.mark.django_db
EVERYTHING = (*TASKS, *WORK, *LADDER, *REPLIES)


@pytest.fixture(autouse=True)
def keeping():
    keep()
    yield
    keep(on=False)


def test_each_evening_says_what_it_would_reckon():
    cast, _plan, owed = spring()
    for on in DAYS:
        for each in (cast.officer, cast.chief):
            chosen = Chosen(by=Actor.of(each, DAYS[-1]), as_of=DAYS[-1], year=2025)
            for by_what in BY:
                asked_for = replace(chosen, by_what=by_what)
                assert figures(asked_for) == figures.__wrapped__(asked_for), (on, by_what)
            assert total(chosen, EVERYTHING) == total.__wrapped__(chosen, EVERYTHING), on
            assert burden(chosen) == burden.__wrapped__(chosen), on
        for step in STEPS.get(on, ()):
            step(cast, owed, on)


def test_what_is_kept_is_not_reckoned_again():
    cast, _plan, _owed = spring()
    chosen = Chosen(by=Actor.of(cast.officer, DAYS[-1]), as_of=DAYS[-1], year=2025)
    first = figures(chosen)
    with CaptureQueriesContext(connection) as queries:
        assert figures(chosen) is first
    assert len(queries) == 1


def test_a_notice_that_leaves_is_a_change():
    _cast, _plan, owed = spring()
    found = {version()}
    row = factories.notice(obligation=owed[0], kind="urge", rung_code="u")
    found.add(version())
    Notice.objects.filter(pk=row.pk).update(state="sent", sent_on=date(2025, 4, 2))  # as `outbox.claims` does
    found.add(version())
    assert len(found) == 3


def test_no_question_is_answered_with_anothers_numbers():
    """In whatever order they are asked: the total of all tasks is not the first group of the lists."""
    cast, _plan, owed = spring()
    for on in DAYS:
        for step in STEPS.get(on, ()):
            step(cast, owed, on)
    chosen = Chosen(by=Actor.of(cast.officer, DAYS[-1]), as_of=DAYS[-1], year=2025)
    questions = [(figures, replace(chosen, by_what=by_what), ()) for by_what in BY]
    questions += [(total, chosen, (those,)) for those in (TASKS, WORK, LADDER, REPLIES, EVERYTHING)]
    questions += [(total, replace(chosen, by_what="unit"), (TASKS,)), (burden, chosen, ())]
    keep(on=False)
    anew = [ask(*about, *measures) for ask, *about, measures in questions]
    for forwards in (True, False):
        keep()
        order = range(len(questions)) if forwards else reversed(range(len(questions)))
        found = {n: ask(*about, *measures) for n in order for ask, *about, measures in [questions[n]]}
        assert [found[n] for n in range(len(questions))] == anew
