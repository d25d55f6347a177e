"""批示 and steps on screen."""

from datetime import date

from django.urls import reverse

from tests import factories
from tests.web.conftest import page
from tracker.models import Instruction

DUE = date(2025, 12, 31)


def test_a_leader_writes_the_office_takes_it_up_and_he_reads_the_outcome(cast, as_):
    factories.calendar()
    leader, officer = as_(cast.leader), as_(cast.officer)
    assert "写批示" in page(leader.get(reverse("instructions")))
    assert (
        leader.post(reverse("instruction_new"), {"office": cast.office.pk, "text": "请抓紧"}).status_code
        == 302
    )
    row = Instruction.objects.get()
    assert "高远：请抓紧" in page(officer.get("/"))
    owed = factories.obligation(unit=cast.bureau, due_on=DUE)
    officer.post(reverse("instruction_action", args=[row.pk, "join"]), {"task": owed.task_id})
    assert "请抓紧" in page(as_(cast.liaison).get(reverse("task", args=[owed.task_id])))
    officer.post(reverse("instruction_action", args=[row.pk, "report"]), {"outcome": "已办结，效果良好。"})
    assert "已办结，效果良好。" in page(leader.get(reverse("instruction", args=[row.pk])))
    asked = reverse("instruction_action", args=[row.pk, "report"])
    assert leader.post(asked, {"outcome": "已办"}).status_code == 422  # he may withdraw it, and nothing else
    assert as_(cast.liaison).get(reverse("instructions")).status_code == 403


def test_another_leader_does_not_see_it(cast, as_):
    row = Instruction.objects.create(
        given_by=cast.leader, office=cast.office, text="请抓紧", given_on=DUE, recorded_by=cast.leader, recorded_on=DUE
    )  # fmt: skip
    other = factories.person(name="王副市长", unit=cast.city, role="leader")
    assert as_(other).get(reverse("instruction", args=[row.pk])).status_code == 404


def test_the_office_records_what_was_written_on_paper(cast, as_):
    entered = {"office": cast.office.pk, "leader": cast.leader.pk, "given_on": "2025-12-01", "text": "要加快"}
    assert "登记批示" in page(as_(cast.officer).get(reverse("instruction_new")))
    assert as_(cast.officer).post(reverse("instruction_new"), entered).status_code == 302
    assert Instruction.objects.get().given_by == cast.leader


def test_steps_are_entered_row_by_row_and_a_half_filled_one_is_asked_again(cast, as_):
    factories.calendar()
    task = factories.obligation(unit=cast.bureau, due_on=DUE).task
    officer, where = as_(cast.officer), reverse("task_action", args=[task.pk, "steps"])
    half = officer.post(where, {"title1": "出台方案", "unit1": cast.bureau.pk})
    assert half.status_code == 422 and "步骤1没有填全" in half.content.decode()
    whole = {"title1": "出台方案", "unit1": cast.bureau.pk, "due_on1": "2025-12-12"}
    assert officer.post(where, whole).status_code == 302
    assert "出台方案" in page(officer.get(reverse("task", args=[task.pk])))
    assert "拆解自" in page(officer.get(reverse("task", args=[task.steps.get().pk])))


def test_a_support_unit_files_what_it_did_on_the_tasks_page(cast, as_):
    factories.calendar()
    owed = factories.obligation(unit=cast.bureau, due_on=DUE)
    factories.assign(task=owed.task, unit=cast.college, role="support")
    lead, helper = as_(cast.liaison), as_(cast.college_liaison)
    ask = {"unit": cast.college.pk, "what": "校园数据", "due_on": "2025-12-10"}
    assert lead.post(reverse("obligation_action", args=[owed.pk, "ask"]), ask).status_code == 302
    theirs = cast.college.obligations.get()
    assert "市发改委请本单位于 2025-12-10 前提供：校园数据" in page(
        helper.get(reverse("obligation", args=[theirs.pk]))
    )
    where = reverse("task_action", args=[owed.task_id, "contribute"])
    assert helper.post(where, {"unit": cast.college.pk, "text": "已提供数据"}).status_code == 302
    assert "已提供数据" in page(lead.get(reverse("task", args=[owed.task_id])))


def test_only_ones_own_leaders_are_offered(cast, as_):
    """Those of another city stand in no list of ours, not even by name."""
    elsewhere = factories.unit(name="邻市", kind="city", parent=None)
    factories.person(name="邻市副市长", unit=elsewhere, role="leader")
    offered = page(as_(cast.officer).get(reverse("instruction_new")))
    assert cast.leader.name in offered
    assert "邻市副市长" not in offered
