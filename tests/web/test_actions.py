"""Every button calls its action once; a refusal is told on the page and keeps what was entered."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import as_read, page
from tracker.models import Event, Extension, Objection, Obligation, TaskState


@pytest.fixture
def owed(cast):
    factories.calendar()
    return factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=28))


def perform(as_, person, view, thing, code, **entered):
    return as_(person).post(reverse(view, args=[thing.pk, code]), entered)


def test_a_task_is_suspended_resumed_and_cancelled(cast, owed, as_):
    task = owed.task
    assert (
        perform(
            as_, cast.officer, "task_action", task, "suspend", reason="等待上级文件", review_on="2026-03-02"
        ).status_code
        == 302
    )
    task.refresh_from_db()
    assert (task.state, task.state_reason) == (TaskState.SUSPENDED, "等待上级文件")
    perform(as_, cast.officer, "task_action", task, "resume")
    task.refresh_from_db()
    assert task.state == TaskState.ISSUED
    perform(as_, cast.head, "task_action", task, "cancel", reason="合并到其他任务")
    task.refresh_from_db()
    assert task.state == TaskState.CANCELLED


def test_a_question_left_open_is_asked_again(cast, owed, as_):
    response = perform(
        as_, cast.officer, "task_action", owed.task, "suspend", reason="", review_on="2026-03-02"
    )
    assert response.status_code == 422
    owed.task.refresh_from_db()
    assert owed.task.state == TaskState.ISSUED


def test_a_refusal_is_told_and_the_text_is_kept(cast, owed, as_):
    """Only the head of office may cancel: an officer who finds the address anyway is told so."""
    response = perform(as_, cast.officer, "task_action", owed.task, "cancel", reason="写了很久的理由")
    text = response.content.decode()
    assert response.status_code == 422
    assert "只有市司法局的办主任可以这样做" in text
    assert "写了很久的理由" in text
    owed.task.refresh_from_db()
    assert owed.task.state == TaskState.ISSUED


def test_what_belongs_to_no_task_waits_for_nobody_and_says_so(cast, as_):
    letter = Obligation.objects.create(
        unit=cast.bureau, office=cast.office, kind="reply", dispatch=factories.dispatch(office=cast.office),
        opened_on=TODAY, due_on=TODAY,
    )  # fmt: skip
    where = reverse("obligation_action", args=[letter.pk, "wait"])
    assert "只有任务的时限可以等待其他单位" in page(as_(cast.liaison).get(where))
    assert as_(cast.liaison).post(where, {"unit": cast.college.pk, "reason": "等"}).status_code == 422


def test_a_page_of_questions_says_at_once_when_it_is_in_vain(cast, owed, as_):
    text = page(as_(cast.officer).get(reverse("task_action", args=[owed.task.pk, "resume"])))
    assert "任务没有暂缓" in text
    assert "<textarea" not in text


def test_looking_at_a_button_s_page_presses_nothing(cast, owed, as_):
    before = Event.objects.count()
    as_(cast.head).get(reverse("task_action", args=[owed.task.pk, "cancel"]))
    assert Event.objects.count() == before


def test_an_unknown_button_does_not_exist(cast, owed, as_):
    assert perform(as_, cast.officer, "task_action", owed.task, "destroy").status_code == 404


def test_owners_dates_and_units_are_decided(cast, owed, as_):
    task = owed.task
    perform(
        as_, cast.officer, "task_action", task, "owners", leads=[cast.college.pk], supports=[cast.bureau.pk]
    )
    leads = task.assignments.leads()
    assert [(a.unit, a.basis) for a in leads] == [(cast.college, "decided")]
    schedule = task.schedules.get()
    perform(as_, cast.officer, "task_action", task, "date", schedule=schedule.pk, due_on="2026-01-15")
    assert task.schedules.get().due_on.isoformat() == "2026-01-15"
    other = factories.unit(parent=cast.city, name="市公安局")
    perform(
        as_, cast.officer, "task_action", task, "reassign",
        from_unit=cast.college.pk, to_unit=other.pk, reason="职能划转",
    )  # fmt: skip
    assert task.assignments.leads().get().unit == other


def test_the_list_of_units_is_ticked_as_it_stands(cast, owed, as_):
    response = as_(cast.officer).get(reverse("task_action", args=[owed.task.pk, "owners"]))
    assert response.context["form"]["leads"].value() == [cast.bureau.pk]


def test_an_extension_is_asked_and_decided_by_the_head(cast, owed, as_):
    perform(
        as_, cast.liaison, "obligation_action", owed, "extension",
        reason="需省厅批复", progress_so_far="已上报", expected_on="2026-02-10",
    )  # fmt: skip
    asked = Extension.objects.get()
    response = as_(cast.officer).get(reverse("obligation", args=[owed.pk]))
    assert response.context["extensions"][0][1] == []  # an officer is not offered the decision
    response = as_(cast.head).get(reverse("obligation", args=[owed.pk]))
    assert [each.action.code for each in response.context["extensions"][0][1]] == ["decide"]
    perform(as_, cast.head, "extension_action", asked, "decide", granted="yes", new_due_on="2026-01-31")
    owed.refresh_from_db()
    assert owed.due_on.isoformat() == "2026-01-31"


def test_who_decides_has_the_matter_in_view(cast, owed, as_):
    said = factories.progress(
        obligation=owed, drafted_by=cast.liaison, text="已印发实施方案", state="released", released_by=cast.chief,
        released_on=TODAY, released_at="2025-12-03T00:00Z",
    )  # fmt: skip
    objected = Objection.objects.create(
        obligation=owed, kind="other", reason="重复交办", asked_by=cast.liaison, asked_on=TODAY
    )
    browser = as_(cast.head)
    assert "已印发实施方案" in page(browser.get(reverse("progress_action", args=[said.pk, "accept"])))
    assert "重复交办" in page(browser.get(reverse("objection_action", args=[objected.pk, "decide"])))


def test_a_refused_extension_needs_a_reason_and_moves_nothing(cast, owed, as_):
    asked = Extension.objects.create(
        obligation=owed, reason="忙", asked_by=cast.liaison, asked_on=TODAY, progress_so_far="一半",
        expected_on=TODAY + timedelta(days=60), due_before_on=owed.due_on,
    )  # fmt: skip
    response = perform(
        as_, cast.head, "extension_action", asked, "decide", granted="no", new_due_on="2026-02-01"
    )
    assert response.status_code == 422
    assert "请写明不同意的理由" in response.content.decode()
    due_before = owed.due_on
    perform(as_, cast.head, "extension_action", asked, "decide", granted="no", reason="理由不足")
    asked.refresh_from_db()
    owed.refresh_from_db()
    assert (asked.decision, asked.new_due_on, owed.due_on) == ("refused", None, due_before)


def test_an_objection_halts_and_is_decided(cast, owed, as_):
    perform(as_, cast.liaison, "obligation_action", owed, "objection", kind="wrong_unit", reason="职责已划转")
    assert "异议待决定，暂停发函" in page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    perform(
        as_, cast.officer, "objection_action", Objection.objects.get(), "decide", upheld="yes", reason="属实"
    )
    owed.refresh_from_db()
    assert owed.state == "waived"


def test_waiting_for_another_unit_shows_on_both_sides_and_ends(cast, owed, as_):
    factories.assign(task=owed.task, unit=cast.college, role="support")
    perform(as_, cast.liaison, "obligation_action", owed, "wait", unit=cast.college.pk, reason="等数据")
    assert "起等待市教体局" in page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    theirs = cast.college.obligations.get()
    assert "市发改委正在等待本单位" in page(
        as_(cast.college_liaison).get(reverse("obligation", args=[theirs.pk]))
    )
    perform(as_, cast.liaison, "waiting_action", owed.waits.get(), "end")
    assert not owed.waits.in_force().exists()


def test_reminders_are_muted_and_come_back(cast, owed, as_):
    perform(as_, cast.head, "obligation_action", owed, "mute", reason="年底集中办理", until_on="2025-12-20")
    where = reverse("obligation", args=[owed.pk])
    assert "暂停提醒至 2025-12-20，陈立批准" in page(as_(cast.officer).get(where))
    assert "暂停提醒至" not in page(as_(cast.liaison).get(where))  # the unit still owes the day it owes
    perform(as_, cast.head, "mute_action", owed.mutes.get(), "lift")
    assert not owed.mutes.in_force(TODAY).exists()


def test_an_answer_by_phone_is_recorded_and_somebody_else_decides(cast, owed, as_):
    perform(
        as_, cast.officer, "obligation_action", owed, "record",
        channel="phone", witness="吴芳", text="电话报告已完成", percent="100",
    )  # fmt: skip
    said = owed.progress.get()
    assert (said.state, said.channel, said.witness) == ("released", "phone", "吴芳")
    mine = as_(cast.officer).get(reverse("obligation", args=[owed.pk]))
    assert mine.context["reports"][0][1] == []  # nobody accepts what they wrote
    perform(as_, cast.head, "progress_action", said, "accept", found="已核实", **as_read(said))
    said.refresh_from_db()
    assert (said.state, said.found) == ("accepted", "已核实")


def test_a_date_past_when_issued_is_chased_on_request(cast, as_):
    owed = factories.obligation(
        unit=cast.bureau, due_on=TODAY - timedelta(days=9), is_chased=False, next_on=None
    )
    assert "已过期未启动" in page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    perform(as_, cast.officer, "obligation_action", owed, "chase")
    owed.refresh_from_db()
    assert (owed.is_chased, owed.next_on) == (True, TODAY)


def test_signing_for_a_list_from_the_first_page_comes_back_to_it(cast, as_):
    owed = factories.sign_for(unit=cast.bureau, task_list=factories.task_list(office=cast.office))
    response = perform(as_, cast.liaison, "obligation_action", owed, "sign-for", next="/")
    assert response.url == "/"
    owed.refresh_from_db()
    assert owed.state == "met"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_elsewhere_after_a_press(cast, owed, as_, evil):
    response = perform(
        as_,
        cast.officer,
        "task_action",
        owed.task,
        "suspend",
        reason="理由",
        review_on="2026-03-02",
        next=evil,
    )
    assert response.url == reverse("task", args=[owed.task.pk])


def test_two_people_on_one_thing_read_who_changed_what(cast, owed, as_):
    task, where = owed.task, reverse("task_action", args=[owed.task_id, "edit"])
    officer, head = as_(cast.officer), as_(cast.head)
    forms = [dict(browser.get(where).context["asked"].form.initial) for browser in (officer, head)]
    assert officer.post(where, forms[0] | {"requirement": "甲写的要求"}).status_code == 302
    told = head.post(where, forms[1] | {"requirement": "乙写的要求"})
    text = told.content.decode()
    assert (
        told.status_code == 422
        and f"{cast.officer}改过“任务要求”（现为：甲写的要求）" in text
        and "乙写的要求" in text
    )
    again = dict(told.context["asked"].form.data.items())
    assert head.post(where, again).status_code == 302, "told once: then the second writer decides"
    task.refresh_from_db()
    assert task.requirement == "乙写的要求"
