"""What was pressed in haste: a waiver, many acceptances, an instruction, a request to another unit."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY
from tracker.actions import contributions, instructions, progress, taking_back, tasks
from tracker.domain.actor import Actor
from tracker.models import ContributionRequest, Event, Installation, Instruction, Notice, Obligation

DUE = date(2025, 12, 31)


def by(person, on=TODAY):
    return Actor.of(person, on)


def told(unit):
    return {n.rung_code for n in Notice.objects.decisions().owed().filter(unit=unit)}


@pytest.fixture
def owed(cast):
    return factories.obligation(unit=cast.bureau, due_on=DUE)


def test_a_waiver_is_taken_back_on_its_day_with_the_task_that_ended_by_it(cast, owed):
    other = factories.obligation(unit=cast.college, task=owed.task, due_on=DUE)
    monthly = factories.obligation(unit=cast.bureau, task=owed.task, due_on=DUE, kind="report")
    Obligation.objects.filter(pk=other.pk).update(state="met", met_on=TODAY)
    tasks.waive_one(obligation=owed, reason="已并入另一事项", by=by(cast.head))
    assert (again(owed.task).state, again(monthly).state) == ("done", "waived")
    with refused("随其他决定"):
        taking_back.unwaive_one(obligation=again(monthly), by=by(cast.head))
    with refused("当天"):
        taking_back.unwaive_one(obligation=again(owed), by=by(cast.head, TODAY + timedelta(days=1)))
    with refused("办主任"):
        taking_back.unwaive_one(obligation=again(owed), by=by(cast.officer))
    taking_back.unwaive_one(obligation=again(owed), by=by(cast.head))
    row = again(owed)
    assert (row.state, row.due_on, row.waived_on, row.waived_reason) == ("open", DUE, None, "")
    assert (again(owed.task).state, again(monthly).state, again(other).state) == ("issued", "open", "met")
    assert told(cast.bureau) >= {"obligation.unwaived"} and "obligation.waived" not in told(cast.bureau)
    with refused("没有可以撤销的免除"):
        taking_back.unwaive_one(obligation=row, by=by(cast.head))


def test_one_waiver_taken_back_leaves_the_other_and_its_news(cast, owed):
    later = factories.obligation(unit=cast.bureau, task=owed.task, due_on=DUE + timedelta(days=30))
    for row in (owed, later):
        tasks.waive_one(obligation=row, reason="已并入另一事项", by=by(cast.head))
    taking_back.unwaive_one(obligation=again(owed), by=by(cast.head))
    assert (again(owed).state, again(later).state) == ("open", "waived")
    assert told(cast.bureau) >= {"obligation.waived", "obligation.unwaived"}


def test_an_instruction_is_withdrawn_until_something_has_become_of_it(cast):
    row = instructions.give(office=cast.office, text="请司法局牵头抓紧办理。", by=by(cast.leader))
    with refused("写的人"):
        taking_back.withdraw_instruction(instruction=row, by=by(cast.head))
    taking_back.withdraw_instruction(instruction=row, by=by(cast.leader))
    assert not Instruction.objects.exists()
    assert told(cast.office) == {"instruction.withdrawn"}
    assert "请司法局牵头" in Event.objects.get(verb="instruction.withdrawn").record
    taken = instructions.give(office=cast.office, text="请抓紧。", by=by(cast.leader))
    instructions.report_back(instruction=taken, outcome="已办", by=by(cast.officer))
    with refused("已在办理"):
        taking_back.withdraw_instruction(instruction=again(taken), by=by(cast.leader))


def test_what_was_asked_of_another_unit_is_taken_back_until_it_answers(cast, owed):
    factories.assign(task=owed.task, unit=cast.college, role="support")
    asked = {"unit": cast.college, "what": "校园数据", "due_on": TODAY + timedelta(days=7)}
    theirs = contributions.ask(obligation=owed, by=by(cast.liaison), **asked)
    request = ContributionRequest.objects.get()
    with refused("联络员"):
        taking_back.take_back_request(obligation=owed, request=request, by=by(cast.college_liaison))
    taking_back.take_back_request(obligation=owed, request=request, by=by(cast.liaison))
    assert (again(theirs).state, again(theirs).waived_reason) == ("waived", "请求已撤回")
    assert told(cast.college) == {"contribution.unasked"}
    assert again(owed).state == "open"
    contributions.ask(obligation=again(owed), by=by(cast.liaison), **asked)
    assert again(theirs).state == "open"
    contributions.contribute(task=owed.task, unit=cast.college, text="见附件", by=by(cast.college_liaison))
    with refused("没有尚未答复的请求"):
        taking_back.take_back_request(obligation=again(owed), request=request, by=by(cast.liaison))


@pytest.fixture
def today():
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": TODAY})


def test_messages_of_presses_lead_back(cast, owed, client, today):
    def press(person, name, *args, **sent):
        client.force_login(person)
        return client.post(reverse(name, args=args), sent, follow=True).content.decode()

    factories.assign(task=owed.task, unit=cast.college, role="support")
    sent = {"unit": cast.college.pk, "what": "校园数据", "due_on": TODAY + timedelta(days=7)}
    assert "撤回请求</a>（答复之前有效）" in press(cast.liaison, "obligation_action", owed.pk, "ask", **sent)
    shown = press(cast.head, "obligation_action", owed.pk, "waive", reason="已并入")
    assert "撤销免除</a>（当天有效）" in shown
    press(cast.head, "obligation_action", owed.pk, "unwaive")
    assert again(owed).state == "open"
    shown = press(cast.leader, "instruction_new", office=cast.office.pk, text="请抓紧办理")
    assert "撤回批示</a>（立项、并入或反馈之前有效）" in shown
    shown = press(cast.leader, "instruction_action", Instruction.objects.get().pk, "withdraw")
    assert "批示已撤回。" in shown and not Instruction.objects.exists()


def test_acceptances_of_a_list_are_taken_back_at_once(cast, client, today):
    rows = [factories.obligation(unit=cast.bureau, due_on=DUE) for _n in range(2)]
    for row in rows:
        progress.report(obligation=row, text="已办", percent=100, hand_in=True, by=by(cast.chief))
    client.force_login(cast.officer)
    where, asked = reverse("ticked", args=["obligation"]), {"code": "accept", "id": [row.pk for row in rows]}
    seen = client.get(where, asked).context["seen"]
    shown = client.post(where, asked | {"seen": seen}, follow=True).content.decode()
    assert [again(row).state for row in rows] == ["met", "met"]
    assert "撤销认可</a>（当天有效）" in shown and "code=undo-accept&amp;id=" in shown
    undo = {"code": "undo-accept", "id": [row.pk for row in rows]}
    undo |= {"seen": client.get(where, undo).context["seen"], "reason": "勾错了"}
    client.post(where, undo)
    assert [again(row).state for row in rows] == ["submitted", "submitted"]
    assert [again(row.task).state for row in rows] == ["issued", "issued"]
