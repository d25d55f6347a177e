"""The right of reply, the two pauses of a clock, and who stands in for whom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories
from tests.actions.conftest import again, forbidden_by_the_database, last, refused
from tests.factories import TODAY
from tracker.actions import deciding, pauses, progress, requests
from tracker.domain.actor import Actor
from tracker.domain.halts import with_halts
from tracker.models import Extension, Membership, Objection, Obligation, Waiting

LATER = TODAY + timedelta(days=28)
EVEN_LATER = LATER + timedelta(days=30)


@pytest.fixture
def owed(cast):
    return factories.obligation(unit=cast.bureau, due_on=LATER, next_on=LATER)


# --- 延期 -------------------------------------------------------------------------------------------
def asked(cast, owed, **said):
    given = {
        "reason": "招标流标", "progress_so_far": "已重新挂网", "expected_on": EVEN_LATER, "by": Actor.of(cast.liaison, TODAY),
    }  # fmt: skip
    return requests.ask_extension(obligation=owed, **(given | said))


def decide(extension, by, *, granted=True, **said):
    requests.decide_extension(extension=extension, granted=granted, by=Actor.of(by, TODAY), **said)


def test_asking_for_time_stops_no_clock(cast, owed):
    extension = asked(cast, owed)
    assert (extension.due_before_on, extension.asked_by) == (LATER, cast.liaison)
    assert (again(owed).due_on, again(owed).round, again(owed).next_on) == (LATER, 1, LATER)
    assert "招标流标" in last("extension.asked").note
    with refused("已有一份延期申请待决定"):
        asked(cast, owed)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": " "}, "请写明延期理由和目前进展"),
        ({"progress_so_far": ""}, "请写明延期理由和目前进展"),
        ({"expected_on": LATER}, "应晚于原应办日期"),
    ],
)
def test_an_application_says_why_how_far_and_until_when(cast, owed, said, words):
    with refused(words):
        asked(cast, owed, **said)


def test_after_the_date_it_is_too_late_to_ask(cast):
    late = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=1))
    with refused("不能再申请延期"):
        asked(cast, late)


def test_a_signature_is_not_put_off_and_nobody_asks_for_others(cast, owed):
    signing = factories.sign_for(unit=cast.bureau, task_list=factories.task_list(office=cast.office))
    with refused("签收不能申请延期"):
        asked(cast, signing)
    with refused("只有市发改委"):
        asked(cast, owed, by=Actor.of(cast.college_liaison, TODAY))


def test_time_granted_is_a_new_date_and_a_new_round(cast, owed):
    extension = asked(cast, owed)
    with refused("办主任"):
        decide(extension, cast.officer, new_due_on=EVEN_LATER)
    with refused("新日期"):
        decide(extension, cast.head)
    with refused("新日期"):
        decide(extension, cast.head, new_due_on=LATER)
    decide(extension, cast.head, new_due_on=EVEN_LATER, reason="情况属实")
    row = again(owed)
    assert (row.due_on, row.round, row.next_on) == (EVEN_LATER, 2, TODAY)
    assert (again(extension).decision, again(extension).decided_by) == ("granted", cast.head)
    assert "情况属实" in last("extension.decided").note
    with refused("已经决定"):
        decide(again(extension), cast.head, granted=False, reason="改主意了")


def test_time_refused_changes_nothing_but_needs_a_reason(cast, owed):
    extension = asked(cast, owed)
    with refused("不同意的理由"):
        decide(extension, cast.head, granted=False)
    decide(extension, cast.head, granted=False, reason="时间充裕")
    assert (again(owed).due_on, again(owed).round) == (LATER, 1)
    assert (again(extension).decision, again(extension).new_due_on) == ("refused", None)


def test_a_report_handed_in_stays_handed_in_when_time_is_granted(cast, owed):
    extension = asked(cast, owed)
    Obligation.objects.filter(pk=owed.pk).update(state="submitted", next_on=None)
    decide(extension, cast.head, new_due_on=EVEN_LATER)
    assert (again(owed).state, again(owed).due_on, again(owed).round) == ("submitted", EVEN_LATER, 1)


def test_nobody_grants_their_own_wish(cast):
    """The head of office may also serve a unit: not as the judge of what he asked himself."""
    cast.head.memberships.create(unit=cast.office, role="unit_leader")
    own = factories.obligation(unit=cast.office, due_on=LATER)
    extension = asked(cast, own, by=Actor.of(cast.head, TODAY))
    with refused("申请人不能自己决定"):
        decide(extension, cast.head, new_due_on=EVEN_LATER)


@pytest.mark.parametrize("model", [Extension, Objection])
def test_the_database_lets_nobody_decide_what_they_asked(cast, owed, model):
    row = asked(cast, owed) if model is Extension else objected(cast, owed)
    name = model._meta.model_name
    granted = {"new_due_on": EVEN_LATER} if model is Extension else {}
    with forbidden_by_the_database(f"{name}_not_decided_by_asker"):
        model.objects.filter(pk=row.pk).update(
            decision="granted", decided_by=cast.liaison, decided_on=TODAY, **granted
        )
    with forbidden_by_the_database(f"{name}_decided_by_someone"):
        model.objects.filter(pk=row.pk).update(decision="refused")


def test_the_database_wants_the_new_date_of_a_granted_extension(cast, owed):
    extension = asked(cast, owed)
    with forbidden_by_the_database("extension_names_new_date"):
        Extension.objects.filter(pk=extension.pk).update(
            decision="granted", decided_by=cast.head, decided_on=TODAY
        )


# --- 异议 -------------------------------------------------------------------------------------------
def objected(cast, owed, *, kind="wrong_unit", reason="不属我局职责", by=None):
    return requests.raise_objection(
        obligation=owed, kind=kind, reason=reason, by=Actor.of(by or cast.liaison, TODAY)
    )


def judge(objection, by, *, upheld=True, **said):
    given = {"reason": "三定方案如此", **said}
    requests.decide_objection(objection=objection, upheld=upheld, by=Actor.of(by, TODAY), **given)


def under_an_order(cast, owed):
    """The head signed what the officer drafted about this obligation."""
    order = factories.dispatch(
        office=cast.office, units=(owed.unit,), drafted_by=cast.officer, state="signed", number="景法督〔2025〕1号",
        number_year=2025, number_seq=1, signed_by=cast.head, signed_on=TODAY, signed_at=timezone.now(),
    )  # fmt: skip
    factories.notice(obligation=owed, kind="order", is_formal=True, dispatch=order, sent_on=TODAY)
    return order


def test_an_objection_halts_the_ladder_until_it_is_decided(cast, owed):
    objection = objected(cast, owed)
    assert again(owed).next_on == TODAY  # the next sweep sees the halt
    assert with_halts(Obligation.objects.all(), TODAY).get(pk=owed.pk).is_objected
    assert "不属我局职责" in last("objection.raised").note
    with refused("已有一份异议待决定"):
        objected(cast, owed)
    judge(objection, cast.officer, upheld=False)
    assert (again(owed).state, again(owed).round) == ("open", 1)
    assert not with_halts(Obligation.objects.all(), TODAY).get(pk=owed.pk).is_objected


def of_a_list(cast):
    return factories.sign_for(unit=cast.bureau, task_list=factories.task_list(office=cast.office))


def of_a_letter(cast):
    letter = under_an_order(cast, factories.obligation(unit=cast.bureau, due_on=TODAY))
    return Obligation.objects.create(
        unit=cast.bureau, office=cast.office, kind="reply", dispatch=letter, opened_on=TODAY, due_on=TODAY
    )


@pytest.mark.parametrize("made", [of_a_list, of_a_letter])
def test_what_is_owed_of_a_list_or_a_letter_is_objected_to_and_left_in_peace_as_well(cast, made):
    """It is of no task: whose matter it is, is known all the same."""
    owed, head = made(cast), Actor.of(cast.head, TODAY)
    objected(cast, owed)
    until = TODAY + timedelta(days=5)
    row = pauses.mute(obligation=owed, reason="系统切换", until_on=until, by=head)
    pauses.unmute(mute=row, by=head)
    for verb in ("objection.raised", "obligation.muted", "obligation.unmuted"):
        assert (last(verb).task_list, last(verb).dispatch) == (owed.task_list, owed.dispatch)


def test_an_objection_says_what_and_why_and_comes_from_the_unit(cast, owed):
    with refused("异议类型"):
        objected(cast, owed, kind="bad_mood")
    with refused("异议的理由"):
        objected(cast, owed, reason=" ")
    with refused("只有市发改委"):
        objected(cast, owed, by=cast.college_liaison)


def test_an_objection_upheld_waives_what_was_owed(cast, owed):
    judge(objected(cast, owed), cast.officer)
    assert again(owed).state == "waived"
    assert "异议成立" in again(owed).waived_reason
    assert last("objection.decided").note.startswith("成立")


def test_a_wrong_date_gets_the_right_one(cast, owed):
    objection = objected(cast, owed, kind="wrong_date", reason="原文是明年")
    with refused("正确的日期"):
        judge(objection, cast.officer)
    with refused("应与原日期"):
        judge(objection, cast.officer, new_due_on=LATER)
    judge(objection, cast.officer, new_due_on=EVEN_LATER)
    assert (again(owed).due_on, again(owed).round, again(owed).state) == (EVEN_LATER, 2, "open")


def test_a_decision_gives_its_reason(cast, owed):
    objection = objected(cast, owed)
    with refused("决定的理由"):
        judge(objection, cast.officer, reason=" ")
    with refused("只有市司法局"):
        judge(objection, cast.college_chief)


def test_drafter_and_signer_do_not_judge_the_objection_to_their_letter(cast, owed):
    under_an_order(cast, owed)
    objection = objected(cast, owed)
    for author in (cast.officer, cast.head):
        with refused("起草、签发该函件的人及其代办人不能决定"):
            judge(objection, author)
    third = factories.person(name="督办员丙", unit=cast.office, role="officer")
    with refused("督办员丙可以决定"):
        judge(objection, cast.officer, leader=cast.leader)
    judge(objection, third)
    assert again(objection).decided_by == third


def test_with_nobody_left_the_leader_s_decision_is_recorded(cast, owed):
    under_an_order(cast, owed)
    objection = objected(cast, owed)
    with refused("不是市司法局的上级领导"):
        judge(objection, cast.officer, leader=cast.chief)
    judge(objection, cast.officer, leader=cast.leader)
    assert again(objection).decided_by == cast.leader
    event = last("objection.decided")
    assert event.actor == cast.officer
    assert "高远决定" in event.note


# --- 等待其他单位 ------------------------------------------------------------------------------------
def waiting_for(cast, owed, *, unit=None, reason="等教育数据", by=None):
    return pauses.wait_for(
        obligation=owed, unit=unit or cast.college, reason=reason, by=Actor.of(by or cast.liaison, TODAY)
    )


def test_the_clock_moves_to_the_unit_that_is_waited_for(cast, owed):
    factories.assign(task=owed.task, unit=cast.college, role="support")
    wait = waiting_for(cast, owed)
    theirs = wait.on_obligation
    assert (theirs.unit, theirs.due_on, theirs.state, theirs.next_on) == (cast.college, LATER, "open", TODAY)
    assert with_halts(Obligation.objects.all(), TODAY).get(pk=owed.pk).is_waiting
    assert "市教体局" in last("waiting.started").note
    with refused("已在等待其他单位"):
        waiting_for(cast, owed)
    pauses.end_wait(waiting=wait, by=Actor.of(cast.liaison, TODAY))
    assert again(wait).ended_on == TODAY
    assert last("waiting.ended").unit == cast.bureau
    with refused("等待已经结束"):
        pauses.end_wait(waiting=again(wait), by=Actor.of(cast.liaison, TODAY))


def test_waiting_has_its_limits(cast, owed):
    with refused("不能等待本单位"):
        waiting_for(cast, owed, unit=cast.bureau)
    with refused("不在此任务的责任分工中"):
        waiting_for(cast, owed)
    factories.assign(task=owed.task, unit=cast.college, role="support")
    with refused("请写明等待什么"):
        waiting_for(cast, owed, reason=" ")
    with refused("只有市发改委"):
        waiting_for(cast, owed, by=cast.leader)
    assert not Waiting.objects.exists()


def test_units_do_not_wait_for_each_other_in_a_ring(cast, owed):
    """Or every clock would stand still and nobody be told."""
    units = [cast.bureau, cast.college, cast.office]
    for unit in units[1:]:
        factories.assign(task=owed.task, unit=unit, role="support")
    rows = [owed]
    for unit in units[1:]:
        rows.append(waiting_for(cast, rows[-1], unit=unit, by=cast.officer).on_obligation)
    with refused("不能互相等待"):
        waiting_for(cast, rows[-1], unit=cast.bureau, by=cast.officer)


def test_two_units_do_not_wait_for_each_other(cast, owed):
    factories.assign(task=owed.task, unit=cast.college, role="support")
    wait = waiting_for(cast, owed)
    with refused("不能互相等待"):
        waiting_for(cast, wait.on_obligation, unit=cast.bureau, by=cast.college_liaison)


def test_the_office_may_record_a_wait_too(cast, owed):
    factories.assign(task=owed.task, unit=cast.college, role="support")
    assert waiting_for(cast, owed, by=cast.officer).recorded_by == cast.officer


# --- 暂停提醒 ---------------------------------------------------------------------------------------
def test_only_the_head_mutes_and_says_until_when(cast, owed):
    given = {"obligation": owed, "reason": "系统切换", "until_on": TODAY + timedelta(days=5)}
    with refused("办主任"):
        pauses.mute(by=Actor.of(cast.officer, TODAY), **given)
    with refused("原因"):
        pauses.mute(by=Actor.of(cast.head, TODAY), **(given | {"reason": ""}))
    with refused("不能早于今天"):
        pauses.mute(by=Actor.of(cast.head, TODAY), **(given | {"until_on": TODAY - timedelta(days=1)}))
    row = pauses.mute(by=Actor.of(cast.head, TODAY), **given)
    assert with_halts(Obligation.objects.all(), TODAY).get(pk=owed.pk).muted_until_on
    assert last("obligation.muted").actor == cast.head
    with refused("已暂停提醒"):
        pauses.mute(by=Actor.of(cast.head, TODAY), **given)
    pauses.unmute(mute=row, by=Actor.of(cast.head, TODAY))
    assert not with_halts(Obligation.objects.all(), TODAY).get(pk=owed.pk).muted_until_on
    assert last("obligation.unmuted").task == owed.task


def test_a_pause_that_is_over_is_not_ended_again(cast, owed):
    row = pauses.mute(obligation=owed, reason="系统切换", until_on=TODAY, by=Actor.of(cast.head, TODAY))
    pauses.unmute(mute=row, by=Actor.of(cast.head, TODAY))
    with refused("提醒已经恢复"):
        pauses.unmute(mute=again(row), by=Actor.of(cast.head, TODAY))


# --- Who speaks for the unit too ---------------------------------------------------------------------
@pytest.mark.parametrize("granted", [True, False])
def test_who_speaks_for_the_unit_does_not_decide_what_a_colleague_there_has_asked(cast, owed, granted):
    """He extends nothing himself: nor by a request that a colleague of his unit writes for him."""
    Membership.objects.create(user=cast.head, unit=cast.bureau, role="liaison")
    extension = asked(cast, owed)
    with refused("由他人决定"):
        decide(extension, cast.head, granted=granted, reason="情况属实", new_due_on=EVEN_LATER)
    assert again(owed).due_on == LATER


def test_nor_upholds_its_objection_nor_accepts_its_report(cast, owed):
    """An objection that is upheld is a waiver."""
    Membership.objects.create(user=cast.officer, unit=cast.bureau, role="liaison")
    Membership.objects.create(user=cast.head, unit=cast.bureau, role="unit_leader")
    objection = requests.raise_objection(
        obligation=owed, kind="wrong_unit", reason="不属本单位职责", by=Actor.of(cast.liaison, TODAY)
    )
    for decider in (cast.officer, cast.head):
        with refused("由他人决定"):
            requests.decide_objection(
                objection=objection, upheld=True, reason="属实", by=Actor.of(decider, TODAY)
            )
    # Nobody is left in the office: the leader decides, and it is written down; not while somebody is.
    assert requests.why_not_record_leaders_decision(objection, by=Actor.of(cast.officer, TODAY)) == ""
    other = factories.person(name="督办员乙", unit=cast.office, role="officer")
    assert "督办员乙" in requests.why_not_record_leaders_decision(objection, by=Actor.of(cast.officer, TODAY))
    requests.decide_objection(objection=objection, upheld=False, reason="属本单位", by=Actor.of(other, TODAY))
    report = progress.save_draft(
        obligation=again(owed), text="已办。", percent=100, by=Actor.of(cast.liaison, TODAY)
    )
    progress.release(progress=report, by=Actor.of(cast.chief, TODAY))
    with refused("由他人决定"):
        deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
    deciding.accept(progress=again(report), by=Actor.of(other, TODAY))
