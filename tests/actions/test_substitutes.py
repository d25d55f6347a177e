"""A substitute acts with the rights of the person away: the record names both, and neither judges the other."""

from datetime import timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, last, refused
from tests.factories import TODAY
from tracker.actions import absences, deciding, dispatches, pauses, progress, requests, signing, tasks
from tracker.domain.actor import Actor
from tracker.models import Membership

LATER = TODAY + timedelta(days=20)
BACK = TODAY + timedelta(days=8)


@pytest.fixture
def owed(cast):
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=LATER)


def away(person, substitute, *, days=6):
    return absences.record_absence(
        person=person, substitute=substitute, from_on=TODAY, until_on=TODAY + timedelta(days=days), by=Actor.of(person, TODAY),
        )  # fmt: skip


def drafted_by_the_clock(letter):
    """Nobody signs what he drafted."""
    type(letter).objects.update(drafted_by=None)


def serves(person, unit, role):
    Membership.objects.create(user=person, unit=unit, role=role)


def asked(owed, by):
    return requests.ask_extension(
        obligation=owed, reason="汛情", progress_so_far="已过半", expected_on=LATER + timedelta(days=9), by=Actor.of(by, TODAY),
        )  # fmt: skip


def granted(extension, by, *, on=TODAY):
    requests.decide_extension(
        extension=extension, granted=True, new_due_on=LATER + timedelta(days=9), by=Actor.of(by, on)
    )


# --- The record ------------------------------------------------------------------------------------
def test_the_record_of_a_letter_signed_by_a_substitute_names_the_head(cast, owed):
    away(cast.head, cast.officer)
    order = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="督办", matter="逾期。", demand="请回复。",
        by=Actor.of(cast.officer, TODAY), )  # fmt: skip
    assert last("dispatch.drafted").actor_name == "周敏"  # in the officer's own right
    drafted_by_the_clock(order)
    signing.sign(dispatch=order, by=Actor.of(cast.officer, TODAY))
    assert last("dispatch.signed").actor_name == "周敏（代陈立）"
    assert last("dispatch.signed").columns_agree()


def test_the_record_of_a_unit_s_wish_names_the_person_away(cast, owed):
    colleague = factories.person(name="钱进", unit=cast.college)  # of the other unit that the chief leads
    serves(cast.chief, cast.college, "unit_leader")
    away(cast.chief, colleague)
    asked(owed, colleague)
    assert last("extension.asked").actor_name == "钱进（代郑强）"


def test_what_only_the_head_may_do_names_the_head(cast, owed):
    away(cast.head, cast.officer)
    pauses.mute(obligation=owed, reason="灾情", until_on=LATER, by=Actor.of(cast.officer, TODAY))
    assert last("obligation.muted").actor_name == "周敏（代陈立）"
    tasks.cancel(task=owed.task, reason="上级取消", by=Actor.of(cast.officer, TODAY))
    assert last("task.cancelled").actor_name == "周敏（代陈立）"


# --- Who may decide --------------------------------------------------------------------------------
def test_the_substitute_of_who_asked_does_not_grant_it(cast, owed):
    serves(cast.liaison, cast.office, "liaison")
    extension = asked(owed, cast.liaison)
    away(cast.liaison, cast.head)
    with refused("须由他人决定"):
        granted(extension, cast.head)
    granted(extension, cast.head, on=BACK)  # stands in for nobody any more
    assert again(owed).due_on == LATER + timedelta(days=9)


def test_who_was_away_does_not_grant_what_the_substitute_asked(cast, owed):
    serves(cast.head, cast.bureau, "liaison")
    away(cast.head, cast.officer)
    extension = asked(owed, cast.officer)  # as the head's substitute in the bureau
    with refused("须由他人决定"):
        granted(extension, cast.head, on=BACK)


def test_a_signer_s_substitute_does_not_judge_the_objection(cast, owed):
    order = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="督办", matter="逾期。", demand="请回复。",
        obligations=[owed], by=Actor.of(cast.head, TODAY), )  # fmt: skip
    drafted_by_the_clock(order)
    signing.sign(dispatch=order, by=Actor.of(cast.head, TODAY))
    objection = requests.raise_objection(
        obligation=owed, kind="other", reason="不属实", by=Actor.of(cast.liaison, TODAY)
    )
    away(cast.head, cast.officer)
    verdict = {
        "objection": objection,
        "upheld": False,
        "reason": "查无此事",
        "by": Actor.of(cast.officer, TODAY),
    }
    with refused("起草、签发该函件的人及其代办人"):
        requests.decide_objection(**verdict)
    foreign = factories.person(name="外市领导", unit=factories.unit(name="外市", kind="city"), role="leader")
    with refused("不是市司法局的上级领导"):
        requests.decide_objection(leader=foreign, **verdict)
    requests.decide_objection(leader=cast.leader, **verdict)
    assert again(objection).decided_by == cast.leader


def test_the_head_does_not_judge_the_letter_that_a_substitute_signed_in_the_head_s_name(cast, owed):
    away(cast.head, cast.officer)
    order = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="督办", matter="逾期。", demand="请回复。",
        obligations=[owed], by=Actor.of(cast.officer, TODAY), )  # fmt: skip
    drafted_by_the_clock(order)
    signing.sign(dispatch=order, by=Actor.of(cast.officer, TODAY))
    objection = requests.raise_objection(
        obligation=owed, kind="other", reason="不属实", by=Actor.of(cast.liaison, TODAY)
    )
    with refused("起草、签发该函件的人"):
        requests.decide_objection(
            objection=objection, upheld=True, reason="有误", by=Actor.of(cast.head, BACK)
        )


def office_report(cast, *, by):
    """The office's own report: its leader is away, and somebody releases in the leader's name."""
    own = factories.obligation(unit=cast.office, due_on=LATER)
    report = progress.save_draft(obligation=own, text="已办。", percent=100, by=Actor.of(by, TODAY))
    progress.release(progress=report, by=Actor.of(by, TODAY))
    return again(report)


def test_the_office_s_own_report_is_not_accepted_by_the_head_in_whose_name_it_was_released(cast, owed):
    serves(cast.head, cast.office, "unit_leader")
    writer = factories.person(name="韩雪", unit=cast.office, role="liaison")
    away(cast.head, writer)
    report = office_report(cast, by=writer)
    assert last("progress.released").actor_name == "韩雪（代陈立）"
    with refused("须由他人审核"):
        deciding.accept(progress=report, by=Actor.of(cast.head, BACK))


def test_a_report_that_a_colleague_released_in_their_own_right_is_the_head_s_to_accept(cast, owed):
    writer = factories.person(name="韩雪", unit=cast.office, role="unit_leader")
    report = office_report(cast, by=writer)
    with refused("办主任"):
        deciding.accept(progress=report, by=Actor.of(cast.officer, TODAY))
    deciding.accept(progress=report, by=Actor.of(cast.head, TODAY))
    assert again(report).decided_by == cast.head


def test_two_memberships_do_not_make_two_people(cast, owed):
    """An officer who also leads the bureau releases its report and does not accept it."""
    serves(cast.officer, cast.bureau, "unit_leader")
    report = progress.save_draft(
        obligation=owed, text="已办。", percent=100, by=Actor.of(cast.liaison, TODAY)
    )
    progress.release(progress=report, by=Actor.of(cast.officer, TODAY))
    with refused("须由他人审核"):
        deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
