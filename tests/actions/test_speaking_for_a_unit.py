"""Who works for the office and speaks for a unit too lets that unit off by no door: an attack with fresh eyes found these; each fails
on the program as it was."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY, by
from tracker.actions import (
    contributions,
    dates,
    deciding,
    dispatches,
    merging,
    owners_and_dates,
    pauses,
    progress,
    requests,
    reviews,
    serving,
    signing,
    taking_back,
    tasks,
    undoing,
)
from tracker.models import ContributionRequest, Membership

DUE, LATER = date(2025, 12, 31), date(2026, 6, 30)
ANOTHER = "由他人决定"


@pytest.fixture
def both(cast):
    """Officer and head serve the bureau as well."""
    rows = [Membership(user=person, unit=cast.bureau, role="liaison") for person in (cast.officer, cast.head)]
    Membership.objects.bulk_create(rows)
    return cast


@pytest.fixture
def owed(both):
    return factories.obligation(unit=both.bureau, due_on=DUE)


def test_what_another_unit_asked_of_it_is_taken_back_by_others(both):
    asking = factories.obligation(unit=both.college, due_on=DUE)
    factories.assign(task=asking.task, unit=both.bureau, role="support")
    asked = {"unit": both.bureau, "what": "数据", "due_on": TODAY + timedelta(days=7)}
    contributions.ask(obligation=asking, by=by(both.college_liaison), **asked)
    request = ContributionRequest.objects.get()
    with refused(ANOTHER):
        taking_back.take_back_request(obligation=asking, request=request, by=by(both.officer))
    taking_back.take_back_request(obligation=asking, request=request, by=by(both.college_liaison))


def test_nor_does_he_end_the_wait_for_it(both):
    waiting = factories.obligation(unit=both.college, due_on=DUE)
    factories.assign(task=waiting.task, unit=both.bureau, role="support")
    wait = pauses.wait_for(obligation=waiting, unit=both.bureau, reason="等数据", by=by(both.college_liaison))
    with refused(ANOTHER):
        pauses.end_wait(waiting=wait, by=by(both.officer))
    pauses.end_wait(waiting=wait, by=by(both.college_liaison))


def test_its_date_is_moved_away_by_others(both, owed):
    with refused(ANOTHER):
        owners_and_dates.decide_date(task=owed.task, due_on=LATER, by=by(both.officer))
    owners_and_dates.decide_date(
        task=owed.task, due_on=DUE - timedelta(days=7), by=by(both.officer)
    )  # nearer
    factories.deadline(task=owed.task, due_on=LATER)
    with refused(ANOTHER):
        dates.end_date(schedule=again(owed.deadline.schedule), reason="不用了", by=by(both.head))


def test_its_tasks_are_given_away_by_others(both, owed):
    moved = {"task": owed.task, "by": by(both.officer)}
    with refused(ANOTHER):
        owners_and_dates.reassign(from_unit=both.bureau, to_unit=both.college, reason="换", **moved)
    with refused(ANOTHER):
        owners_and_dates.decide_owners(leads=[both.college], supports=[both.bureau], **moved)
    owners_and_dates.decide_owners(leads=[both.bureau, both.college], supports=[], **moved)
    assert again(owed).state == "open"


def test_a_letter_that_asks_it_for_a_reply_is_voided_by_others(both):
    factories.numbering(office=both.office)
    said = {"kind": "order", "title": "限期办结", "matter": "逾期。", "demand": "请回复。"}
    order = dispatches.draft_dispatch(office=both.office, units=[both.bureau], by=by(both.officer), **said)
    signing.sign(dispatch=order, by=by(both.head))
    serving.serve(receipt=order.receipts.get(), via="paper", witness="某人", by=by(both.officer))
    with refused(ANOTHER):
        signing.void(dispatch=again(order), reason="发错", by=by(both.head))


def test_what_was_decided_on_its_report_is_undone_by_others(both, owed):
    other = factories.person(unit=both.office, role="officer")
    report = progress.save_draft(obligation=owed, text="已办。", percent=100, by=by(both.liaison))
    progress.release(progress=report, by=by(both.chief))
    deciding.return_for_rework(progress=again(report), reason="缺材料", by=by(other))
    with refused(ANOTHER):
        undoing.undo_return(progress=again(report), by=by(both.head))
    undoing.undo_return(progress=again(report), by=by(other))
    deciding.accept(progress=again(report), by=by(other))
    with refused(ANOTHER):
        undoing.undo_acceptance(progress=again(report), reason="再看", by=by(both.head))


def test_nor_is_the_refusal_of_its_extension(both, owed):
    other = factories.person(unit=both.office, role="office_head")
    wish = {"reason": "未批", "progress_so_far": "过半", "expected_on": LATER}
    asked = requests.ask_extension(obligation=owed, by=by(both.liaison), **wish)
    requests.decide_extension(extension=asked, granted=False, reason="不同意", by=by(other))
    with refused(ANOTHER):
        undoing.undo_extension(extension=again(asked), by=by(both.head))


def test_what_was_found_wanting_in_it_is_withdrawn_by_others(both):
    review = reviews.create_review(
        office=both.office, year=2025, kind="written", title="述法", units=[both.bureau], due_on=DUE, by=by(both.head)
    )  # fmt: skip
    finding = reviews.note_finding(review=review, text="问题", unit=both.bureau, by=by(both.head))
    with refused(ANOTHER):
        reviews.withdraw_finding(finding=finding, reason="误记", by=by(both.officer))


def test_a_waiver_is_taken_back_only_while_the_unit_has_the_task(cast, system):
    gone, merged = (factories.obligation(unit=cast.college, due_on=DUE) for _n in range(2))
    for row in (gone, merged):
        tasks.waive_one(obligation=row, reason="并入", by=by(cast.head))
    owners_and_dates.reassign(
        task=gone.task, from_unit=cast.college, to_unit=cast.bureau, reason="换", by=by(cast.officer)
    )
    merging.merge(unit=cast.college, into=cast.bureau, by=by(system))
    for row in (gone, merged):
        with refused("已不承担"):
            taking_back.unwaive_one(obligation=again(row), by=by(cast.head))
