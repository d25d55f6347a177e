"""Two sweeps at once, and one that dies half way: the same rows."""

import threading
from datetime import date

import pytest
from django.db import connection

from tests import factories
from tests.factories import TODAY
from tracker.domain.history import verify_chain
from tracker.models import Dispatch, Event, Notice, Obligation
from tracker.rules.workdays import Calendar
from tracker.supervision import sweep as room
from tracker.supervision.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)
PLAIN = Calendar.of()


@pytest.fixture
def office():
    """Sixty reminders, twelve matters of orders and twelve of the circular are owed today."""
    rungs = factories.ladder()
    cast = factories.people()
    factories.numbering(office=cast.office)
    task_list = factories.task_list(office=cast.office)
    for number in range(84):
        late = number >= 60
        owed = factories.obligation(
            unit=(cast.bureau, cast.college)[number % 2],
            task=factories.task(task_list=task_list),
            due_on=date(2025, 10, 20) if late else date(2025, 12, 31),
        )
        if late:
            gone(owed, rungs["urge"], date(2025, 10, 22))
        if number >= 72:
            gone(owed, rungs["order"], date(2025, 10, 30))
    return cast


def gone(owed, rung, on):
    factories.notice(obligation=owed, rung=rung, owed_on=on, sent_on=on)


def everything():
    notices = Notice.objects.filter(owed_on=TODAY, state="owed")
    return (
        sorted(notices.values_list("obligation_id", "rung_code", "round")),
        sorted(Obligation.objects.values_list("pk", "next_on", "blocked_since_on")),
        sorted(Dispatch.objects.values_list("kind", "title")),
    )


def in_a_thread(work, errors):
    def run():
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_two_sweeps_at_once_write_what_one_writes(office):
    errors, reports = [], []
    ready = threading.Barrier(2)

    def work():
        ready.wait()
        reports.append(sweep(today=TODAY, calendar=PLAIN, batch=7))

    for thread in [in_a_thread(work, errors) for _ in range(2)]:
        thread.join()
    assert not errors
    # A row that one sweep held was left to it; whatever both left is the next sweep's.
    reports.append(sweep(today=TODAY, calendar=PLAIN))
    assert sum(r.notices for r in reports) == 84
    notices, obligations, drafts = everything()
    assert len(notices) == len(set(notices)) == 84
    assert all(next_on > TODAY for _pk, next_on, _blocked in obligations)
    assert [kind for kind, _title in drafts].count("order") == 2  # one a unit
    assert [kind for kind, _title in drafts].count("circular") == 1
    assert Notice.objects.filter(is_formal=True, state="owed", dispatch=None).count() == 0
    assert verify_chain(Event.objects.order_by("seq")).broken_at is None


def test_a_sweep_that_dies_half_way_is_finished_by_the_next(office, monkeypatch):
    calls = []
    original = room.write_back

    def dying(looks):
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return original(looks)

    monkeypatch.setattr(room, "write_back", dying)
    with pytest.raises(KeyboardInterrupt):
        sweep(today=TODAY, calendar=PLAIN, batch=10)
    assert Notice.objects.filter(owed_on=TODAY, state="owed").count() == 50
    monkeypatch.undo()
    assert sweep(today=TODAY, calendar=PLAIN, batch=10).notices == 34
    assert sweep(today=TODAY, calendar=PLAIN).looked_at == 0
    notices, _obligations, drafts = everything()
    assert len(notices) == 84
    assert len(drafts) == 3


@pytest.mark.postgres
def test_an_obligation_in_somebodys_hands_is_left_to_the_next_sweep(office):
    from django.db import transaction

    mine = Obligation.objects.order_by("pk").first()
    errors, reports = [], []
    with transaction.atomic():
        Obligation.objects.select_for_update().get(pk=mine.pk)
        thread = in_a_thread(lambda: reports.append(sweep(today=TODAY, calendar=PLAIN)), errors)
        thread.join(30)
        assert not thread.is_alive()
    assert not errors
    assert reports[0].notices == 83
    assert sweep(today=TODAY, calendar=PLAIN).notices == 1
