"""What the office makes of what a unit says it has done, and what closes with it."""

import pytest
from django.utils import timezone

from tests import factories
from tests.actions.conftest import again, forbidden_by_the_database, last, refused
from tests.actions.reports import LATER, drafted, on_behalf, released
from tests.factories import TODAY
from tracker.actions import deciding, progress
from tracker.desk.forms.obligations import Report
from tracker.domain.actor import Actor
from tracker.models import Membership, Obligation, Progress, TaskState, Waiting


@pytest.fixture
def owed(cast):
    return factories.obligation(unit=cast.bureau, due_on=LATER)


# --- The office's side -----------------------------------------------------------------------------
def test_accepting_the_last_report_ends_the_task(cast, owed):
    report = released(cast, owed)
    deciding.accept(progress=report, by=Actor.of(cast.officer, TODAY), found="已现场核实", found_percent=100)
    assert (again(owed).state, again(owed).met_on) == ("met", TODAY)
    assert (again(owed.task).state, again(owed.task).done_on) == (TaskState.DONE, TODAY)
    assert (again(report).decided_by, again(report).found) == (cast.officer, "已现场核实")
    assert last("progress.accepted").note == "已现场核实"
    assert last("task.done").task == owed.task


def test_a_task_waits_for_the_other_unit(cast, owed):
    other = factories.obligation(unit=cast.college, due_on=LATER, task=owed.task)
    deciding.accept(progress=released(cast, owed), by=Actor.of(cast.officer, TODAY))
    assert again(owed.task).state == TaskState.ISSUED
    report = progress.save_draft(
        obligation=other, text="完成", percent=100, by=Actor.of(cast.college_liaison, TODAY)
    )
    progress.release(progress=report, by=Actor.of(cast.college_chief, TODAY))
    deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
    assert again(owed.task).state == TaskState.DONE


def test_a_report_alone_never_ends_a_task(cast):
    quarterly = factories.obligation(unit=cast.bureau, due_on=LATER, kind="report")
    deciding.accept(progress=released(cast, quarterly), by=Actor.of(cast.officer, TODAY))
    assert again(quarterly).state == "met"
    assert again(quarterly.task).state == TaskState.ISSUED


def test_nobody_decides_on_their_own_report(cast):
    """The office is a unit too: its reports are decided by the head, and not even by the head who released."""
    own = factories.obligation(unit=cast.office, due_on=LATER)
    liaison = factories.person(name="局联络员", unit=cast.office, role="liaison")
    chief = factories.person(name="局长", unit=cast.office, role="unit_leader")
    Membership.objects.create(user=cast.head, unit=cast.office, role="unit_leader")
    report = progress.save_draft(obligation=own, text="完成", percent=100, by=Actor.of(liaison, TODAY))
    progress.release(progress=report, by=Actor.of(cast.head, TODAY))
    with refused("须由他人审核"):
        deciding.accept(progress=again(report), by=Actor.of(cast.head, TODAY))
    with refused("只有市司法局的办主任"):
        deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
    with refused("只有市司法局的办主任"):
        deciding.accept(progress=again(report), by=Actor.of(chief, TODAY))


def test_nobody_decides_on_the_report_of_the_colleague_they_stand_in_for(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER)
    report = on_behalf(cast, owed)
    second = factories.person(name="督办员乙", unit=cast.office, role="officer")
    factories.absence(person=cast.officer, substitute=second)
    with refused("您代办的同事"):
        deciding.accept(progress=report, by=Actor.of(second, TODAY))


@pytest.mark.parametrize("author", ["released_by", "drafted_by"])
def test_the_database_refuses_an_author_s_own_decision(cast, owed, author):
    report = released(cast, owed)
    with forbidden_by_the_database("progress_not_decided_by_author"):
        Progress.objects.filter(pk=report.pk).update(
            state="accepted", decided_by=getattr(report, author), decided_on=TODAY, decided_at=timezone.now()
        )


def test_the_database_keeps_one_report_in_hand_and_a_reason_for_a_return(cast, owed):
    draft = drafted(cast, owed)
    with forbidden_by_the_database("progress_one_in_hand|obligation_id"):
        factories.progress(obligation=owed, drafted_by=cast.liaison)
    report = released(cast, owed)
    assert report == draft
    second = factories.progress(obligation=owed, drafted_by=cast.liaison)
    with forbidden_by_the_database("progress_one_in_hand|obligation_id"):
        Progress.objects.filter(pk=second.pk).update(
            state="released", released_by=cast.chief, released_on=TODAY, released_at=timezone.now()
        )
    with forbidden_by_the_database("progress_returned_why"):
        Progress.objects.filter(pk=report.pk).update(
            state="returned", decided_by=cast.officer, decided_on=TODAY, decided_at=timezone.now()
        )


def test_a_return_opens_a_new_round(cast, owed):
    report = released(cast, owed)
    with refused("请写明退回的理由"):
        deciding.return_for_rework(progress=report, reason=" ", by=Actor.of(cast.officer, TODAY))
    deciding.return_for_rework(progress=report, reason="缺验收单", by=Actor.of(cast.officer, TODAY))
    row = again(owed)
    assert (row.state, row.round, row.next_on) == ("open", 2, TODAY)
    assert again(report).return_reason == "缺验收单"
    assert last("progress.returned").note == "缺验收单"
    with refused("没有待审核的进展"):
        deciding.accept(progress=again(report), by=Actor.of(cast.officer, TODAY))
    assert drafted(cast, again(owed)).round == 2


def test_after_a_return_nothing_is_asked_for_twice(cast, owed):
    """Case 18: words, share, document numbers and evidence are there again, and the form shows them."""
    report = drafted(cast, owed, text="三次会议，一份文件。", percent=80, problems="人手", next_steps="补发")
    number = {"kind": "document_number", "document_number": "景发改〔2025〕7号"}
    progress.attach(progress=report, by=Actor.of(cast.liaison, TODAY), **number)
    progress.release(progress=report, by=Actor.of(cast.chief, TODAY))
    report = again(report)
    deciding.return_for_rework(progress=report, reason="缺验收单", by=Actor.of(cast.officer, TODAY))
    asked = Report(subject=again(owed), actor=Actor.of(cast.liaison, TODAY)).initial
    assert {name: asked[name] for name in ("text", "percent", "problems", "next_steps")} == {
        "text": "三次会议，一份文件。", "percent": 80, "problems": "人手", "next_steps": "补发",
    }  # fmt: skip
    second = drafted(cast, again(owed))
    assert [str(piece) for piece in second.evidence.all()] == ["景发改〔2025〕7号"]


def test_a_part_that_is_accepted_leaves_the_rest_owed(cast, owed):
    """Or a unit could close its task with a third of the work done."""
    task = owed.task
    deciding.accept(progress=released(cast, owed, percent=30), by=Actor.of(cast.officer, TODAY))
    row = again(owed)
    assert (row.state, row.round, row.due_on, row.next_on) == ("open", 1, LATER, TODAY)
    assert again(task).state == "issued"
    assert last("progress.accepted").note == "已认可阶段进展30%"
    said = deciding.accept(
        progress=released(cast, row, percent=60), by=Actor.of(cast.officer, TODAY), found_percent=100
    )
    assert said == "已认可。"
    assert (again(owed).state, again(task).state) == ("met", "done")


def test_what_the_office_found_counts_more_than_what_the_unit_says(cast, owed):
    said = deciding.accept(
        progress=released(cast, owed, percent=100), by=Actor.of(cast.officer, TODAY), found_percent=80
    )
    assert said == "已认可阶段进展80%，仍在办，时限照常计算。"
    assert again(owed).state == "open"


def test_a_periodic_report_is_met_whatever_share_it_tells(cast):
    report = factories.obligation(unit=cast.bureau, kind="report", due_on=LATER)
    deciding.accept(progress=released(cast, report, percent=30), by=Actor.of(cast.officer, TODAY))
    assert again(report).state == "met"


@pytest.mark.parametrize("who", ["liaison", "chief", "college_liaison", "leader"])
def test_only_the_office_decides(cast, owed, who):
    report = released(cast, owed)
    with refused("审核|只有市司法局"):
        deciding.accept(progress=report, by=Actor.of(getattr(cast, who), TODAY))
    assert again(owed).state == "submitted"


def test_the_found_share_stays_a_share(cast, owed):
    report = released(cast, owed)
    with refused("0到100"):
        deciding.accept(progress=report, by=Actor.of(cast.officer, TODAY), found_percent=120)
    assert again(report).state == "released"
    assert again(owed).state == "submitted"


# --- What closes with it ---------------------------------------------------------------------------
def signed_order(cast, owed):
    order = factories.dispatch(
        office=cast.office, units=(cast.bureau,), state="signed", number="景法督〔2025〕1号", number_year=2025,
        number_seq=1, signed_by=cast.head, signed_on=TODAY, signed_at=timezone.now(),
    )  # fmt: skip
    for each in owed:
        factories.notice(obligation=each, kind="order", is_formal=True, dispatch=order, sent_on=TODAY)
    reply = Obligation.objects.create(
        unit=cast.bureau, office=cast.office, kind="reply", dispatch=order, opened_on=TODAY, due_on=LATER
    )
    return order, reply


def test_an_order_closes_with_the_last_obligation_that_caused_it(cast, owed):
    second = factories.obligation(unit=cast.bureau, due_on=LATER)
    order, reply = signed_order(cast, [owed, second])
    deciding.accept(progress=released(cast, owed), by=Actor.of(cast.officer, TODAY))
    assert again(order).closed_on is None
    deciding.accept(progress=released(cast, second), by=Actor.of(cast.officer, TODAY))
    assert again(order).closed_on == TODAY
    assert (again(reply).state, again(reply).waived_reason) == ("waived", "督办事项已办结")
    assert last("dispatch.closed").dispatch == order


def test_who_waited_for_it_may_go_on(cast, owed):
    other = factories.obligation(unit=cast.college, due_on=LATER, task=owed.task, next_on=None)
    wait = Waiting.objects.create(
        obligation=other, on_obligation=owed, reason="等数据", since_on=TODAY, recorded_by=cast.officer
    )
    deciding.accept(progress=released(cast, owed), by=Actor.of(cast.officer, TODAY))
    assert again(wait).ended_on == TODAY
    assert again(other).next_on == TODAY
    assert last("waiting.ended").unit == cast.college
