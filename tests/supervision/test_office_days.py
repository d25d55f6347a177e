"""Whatever people press, in whatever order: what is owed is chased, and nothing is chased that is not owed."""

from datetime import timedelta

import pytest
from django.db.models import F

from tests.factories import TODAY
from tests.supervision.office_days import PRESSES, Office
from tracker.domain.actor import Actor
from tracker.domain.formal.unfit import halted_entries
from tracker.domain.halts import halted
from tracker.domain.history import verify_chain
from tracker.domain.lifecycle.summary import differences
from tracker.models import (
    Assignment,
    Dispatch,
    Event,
    Notice,
    NumberSeries,
    Obligation,
    Progress,
    Task,
    Waiting,
)
from tracker.reporting import parts
from tracker.reporting.burden import burden
from tracker.reporting.kept import keep
from tracker.reporting.measures import LADDER, WORK, Chosen, figures, total

pytestmark = pytest.mark.django_db
DAYS = 100
LATER = TODAY + timedelta(days=DAYS)


@pytest.fixture
def keeping(monkeypatch):
    """Each task is a part of its own."""
    monkeypatch.setattr(parts, "NARROWEST", 1)
    monkeypatch.setattr(parts, "MOST_TOUCHED", 1_000)
    keep()
    yield
    keep(on=False)


def check(office):
    today = office.today
    owed = Obligation.objects.all()
    still = owed.open().filter(~halted("", today))
    forgotten = still.chased().filter(next_on=None)
    assert not forgotten.exists(), f"nobody looks at {list(forgotten)}"
    assert not owed.unsettled().filter(task__state__in=("done", "cancelled", "carried_over")).exists()
    assert not owed.filter(state__in=("met", "waived"), blocked_since_on__isnull=False).exists()
    assert (
        not owed.unsettled()
        .filter(dispatch__isnull=False)
        .exclude(dispatch__in=Dispatch.objects.running().values("pk"))
        .exists()
    )
    check_letters(today)
    check_hands()
    check_summaries(today)


def check_summaries(today):
    """The columns that lists sort and count by say what the obligations say, on every day and to every unit."""
    assert list(differences(today)) == []
    apart = Assignment.objects.exclude(urgency=F("task__urgency"), nearest_on=F("task__nearest_on"))
    assert not apart.exists(), f"{list(apart)} sorts elsewhere than its task"
    assert not Task.objects.exclude(office=F("task_list__office")).exists()


def check_figures(office):
    """Of figures that are kept only those parts are counted again that were touched since: they say what counting all
    anew would. Asked for as of one later day, or a new day would count anew."""
    chosen = Chosen(by=Actor.of(office.cast.officer, LATER), as_of=LATER, year=TODAY.year, by_what="unit")
    assert figures(chosen) == figures.__wrapped__(chosen)
    assert total(chosen, (*WORK, *LADDER)) == total.__wrapped__(chosen, (*WORK, *LADDER))
    assert burden(chosen) == burden.__wrapped__(chosen)


def check_letters(today):
    owed = Notice.objects.owed().exclude(kind="decision")
    unanswered = owed.exclude(obligation__state="open", round__isnull=False)
    assert not unanswered.exclude(dispatch__drafted_by__isnull=False).exists()
    for dispatch in Dispatch.objects.running():
        causes = Obligation.objects.filter(notices__dispatch=dispatch)
        assert not causes.exists() or causes.unsettled().exists(), f"{dispatch} stands on nothing"
    assert not halted_entries(today).exists()
    for series in NumberSeries.objects.all():
        taken = Dispatch.objects.filter(
            office=series.numbering.office_id, kind=series.numbering.kind, number_year=series.year
        )
        assert sorted(taken.values_list("number_seq", flat=True)) == list(range(1, series.last + 1))


def check_hands():
    submitted = set(Obligation.objects.submitted().values_list("pk", flat=True))
    assert submitted == set(Progress.objects.awaiting_decision().values_list("obligation", flat=True))
    for wait in Waiting.objects.in_force().select_related("obligation", "on_obligation"):
        assert wait.obligation.state in ("open", "submitted")
        assert wait.on_obligation.state in ("open", "submitted")
        assert wait.on_obligation.is_chased


@pytest.mark.parametrize("seed", range(3))
def test_after_any_day_of_any_office(seed, keeping):
    office = Office(seed)
    for day in range(DAYS):
        office.run_day()
        check(office)
        if day % 3 == seed:
            check_figures(office)
        office.evening()
    unpressed = {press.__name__ for press in PRESSES} - set(office.done)
    assert len(set(office.done)) > 20, f"the dice pressed too little to prove anything: never {unpressed}"
    assert verify_chain(Event.objects.order_by("seq")).complaint == ""
    assert Task.objects.exists() and len(PRESSES) > 30
