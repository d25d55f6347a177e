"""One definition of a clock that stands still: SQL and Python say the same of every obligation."""

from datetime import timedelta
from itertools import product

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.domain.halts import COLUMNS, REASONS, halted, halts_of, with_halts
from tracker.models import Letter, LetterNotice, Mute, Notice, Objection, Obligation, TaskState, Waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything():
    """Each combination of task state, chase, objection, wait and mute, in force and over."""
    cast = factories.people()
    awaited = factories.obligation(unit=cast.college, due_on=TODAY)
    for state, chased, objected, waiting, muted in product(
        TaskState.values, (True, False), ("", "open", "decided"), ("", "open", "ended"), ("", "now", "over")
    ):
        owed = factories.obligation(unit=cast.bureau, due_on=TODAY, is_chased=chased)
        Task = type(owed.task)
        asleep = {"suspended_on": TODAY, "review_on": TODAY + timedelta(days=30)}
        Task.objects.filter(pk=owed.task_id).update(
            state=state,
            state_reason="因故",
            done_on=TODAY if state == TaskState.DONE else None,
            **(asleep if state == TaskState.SUSPENDED else {}),
        )
        said = {"obligation": owed, "reason": "因故"}
        if objected:
            over = {"decision": "refused", "decided_by": cast.head, "decided_on": TODAY}
            Objection.objects.create(
                **said,
                kind="other",
                asked_by=cast.liaison,
                asked_on=TODAY,
                **(over if objected == "decided" else {}),
            )
        if waiting:
            ended = {"ended_on": TODAY} if waiting == "ended" else {}
            Waiting.objects.create(
                **said, on_obligation=awaited, since_on=TODAY, recorded_by=cast.officer, **ended
            )
        if muted:
            until = TODAY if muted == "now" else TODAY - timedelta(days=1)
            Mute.objects.create(
                **said, from_on=until - timedelta(days=3), until_on=until, approved_by=cast.head
            )
    return cast


def test_sql_and_python_agree_on_every_obligation(everything):
    in_sql = set(Obligation.objects.filter(halted("", TODAY)).values_list("pk", flat=True))
    rows = with_halts(Obligation.objects.all(), TODAY).values_list("pk", *COLUMNS, named=True)
    in_python = {row.pk for row in rows if halts_of(row)}
    assert in_sql == in_python
    assert 0 < len(in_sql) < Obligation.objects.count()


@pytest.mark.parametrize("number", range(len(REASONS)))
def test_each_reason_agrees_by_itself(everything, number):
    reason = REASONS[number]
    in_sql = set(Obligation.objects.filter(halted("", TODAY, (reason,))).values_list("pk", flat=True))
    rows = with_halts(Obligation.objects.all(), TODAY).values_list("pk", *COLUMNS, named=True)
    assert in_sql == {row.pk for row in rows if reason.told(row)}
    assert in_sql


def test_the_same_is_asked_of_notices_and_of_what_a_letter_carries(everything):
    notices = [factories.notice(obligation=owed) for owed in Obligation.objects.all()]
    letter = Letter.objects.create(
        person=everything.liaison,
        office=everything.office,
        kind="digest",
        digest_on=TODAY,
        message_id="<1@duban>",
    )
    LetterNotice.objects.bulk_create(
        LetterNotice(letter=letter, notice=n, person=letter.person) for n in notices
    )
    halted_ones = set(Obligation.objects.filter(halted("", TODAY)).values_list("pk", flat=True))
    of_notices = Notice.objects.filter(halted("obligation", TODAY))
    assert set(of_notices.values_list("obligation", flat=True)) == halted_ones
    carried = LetterNotice.objects.filter(halted("notice__obligation", TODAY))
    assert set(carried.values_list("notice__obligation", flat=True)) == halted_ones
