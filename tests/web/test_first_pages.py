"""What can be done on the first pages: sign for all, hand in many, release, decide; and what they draw."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.support import papers
from tests.web.conftest import as_read, page
from tracker.actions.signing import sign
from tracker.domain.actor import Actor
from tracker.models import Extension, FormDraft, Objection, Obligation, Progress, Receipt
from tracker.reporting.today import late_weeks, list_bars, units_now
from tracker.web.places import head


@pytest.fixture
def owed(cast) -> list[Obligation]:
    """Three of one list: late, near, and in the next quarter."""
    task_list = factories.task_list(office=cast.office)
    days = (-5, 9, 90)
    return [
        factories.obligation(
            unit=cast.bureau,
            task=factories.task(task_list=task_list, title=f"第{days}天的事"),
            due_on=TODAY + timedelta(days=days),
        )
        for days in days
    ]


def test_every_list_is_signed_for_with_one_press(cast, as_):
    for _ in range(2):
        factories.sign_for(unit=cast.bureau, task_list=factories.task_list(office=cast.office))
    browser = as_(cast.liaison)
    assert "待签收清单2份" in page(browser.get("/"))
    assert "已签收2份清单" in page(browser.post(reverse("sign_for_all"), follow=True))
    assert not Obligation.objects.open().exists()


def test_every_letter_is_signed_for_with_one_press(cast, as_):
    factories.numbering(office=cast.office)
    for _ in range(2):
        sign(
            dispatch=factories.dispatch(office=cast.office, units=(cast.bureau,)),
            by=Actor.of(cast.head, TODAY),
        )
    browser = as_(cast.liaison)
    told = page(browser.post(reverse("sign_for_all"), {"letters": "1"}, follow=True))
    assert "已签收2件函件" in told
    assert {r.signed_for_name for r in Receipt.objects.all()} == {cast.liaison.name}


def test_a_unit_s_work_stands_by_list_and_what_comes_later_is_folded(cast, as_, owed):
    shown = as_(cast.liaison).get("/").context
    ((task_list, rows),) = shown["by_list"]
    assert (task_list, rows, shown["later"]) == (owed[0].task.task_list, owed[:2], [owed[2]])


def test_many_reports_of_a_list_are_written_in_one_table(cast, as_, owed):
    browser = as_(cast.liaison)
    where = reverse("report_many", args=[owed[0].task.task_list_id])
    assert "第90天的事" not in page(browser.get(where))
    late, near = owed[0].pk, owed[1].pk
    sent = {
        f"o{late}-text": "已完成。",
        f"o{late}-percent": "100",
        f"o{near}-text": "在办",
        f"o{near}-percent": "150",
    }
    wrong = browser.post(where, sent | {"save": "1"})
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "应在0到100之间" in text
    assert "在办" in text
    assert [p.obligation_id for p in Progress.objects.drafts()] == [late], "the right row was saved"
    third = factories.obligation(unit=cast.bureau, task=owed[1].task, due_on=owed[1].due_on)
    empty = {f"o{third.pk}-text": "", f"o{third.pk}-percent": ""}
    wrong = browser.post(where, empty | {f"o{near}-text": "在办", f"o{near}-percent": "150", "save": "1"})
    assert "请填写" not in wrong.content.decode(), "a row that stays empty is not complained of"
    told = browser.post(where, empty | {f"o{near}-text": "在办", f"o{near}-percent": "50", "save": "1"})
    assert told.status_code == 302, "the rows that stay as they are ask for nothing"
    assert Progress.objects.drafts().count() == 2


def test_one_row_of_the_table_keeps_what_its_draft_says_elsewhere_and_no_row_must_be_filled(cast, as_, owed):
    draft = factories.progress(obligation=owed[0], drafted_by=cast.liaison, percent=50, problems="人手不足")
    browser = as_(cast.liaison)
    where = reverse("report_many", args=[owed[0].task.task_list_id])
    assert " required" not in page(browser.get(where)).split("<table")[1].split("</table>")[0]
    told = browser.post(where, {f"o{owed[0].pk}-text": "过半", f"o{owed[0].pk}-percent": "60"}, follow=True)
    assert "审签报送" in page(told)
    draft.refresh_from_db()
    assert (draft.text, draft.percent, draft.problems) == ("过半", 60, "人手不足")
    as_(cast.chief).post(
        where,
        {f"o{owed[0].pk}-text": "过半", f"o{owed[0].pk}-percent": "60", "release": "1"}
        | {f"o{owed[0].pk}-_seen": as_read(draft)["_seen"]},
    )
    draft.refresh_from_db()
    assert draft.state == "released", "a colleague's draft is handed in as it is"


def test_files_of_an_answer_that_was_not_taken_wait_with_the_form(cast, as_, owed):
    browser, where = as_(cast.liaison), reverse("obligation_action", args=[owed[0].pk, "report"])
    plan = SimpleUploadedFile("方案.pdf", papers.pdf("工作方案"))
    first = browser.post(where, {"text": "", "percent": "60", "files": plan})
    assert first.status_code == 422 and "方案.pdf" in first.content.decode()
    kept = FormDraft.objects.get().files.get()
    browser.post(where, {"text": "过半", "percent": "60", "_kept": kept.pk})
    assert owed[0].progress.get().evidence.get().filename == "方案.pdf"
    assert not FormDraft.objects.exists()


def test_a_leader_of_a_unit_releases_what_is_ticked(cast, as_, owed):
    first, second = (factories.progress(obligation=o, drafted_by=cast.liaison, percent=50) for o in owed[:2])
    browser = as_(cast.chief)
    assert "报送所选" in page(browser.get("/"))
    ticked = {"p": first.pk, f"seen-{first.pk}": as_read(first)["_seen"]}
    told = page(browser.post(reverse("release_chosen"), ticked, follow=True))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("released", "draft"), told


def test_what_came_back_stands_on_top_with_its_reason(cast, as_, owed):
    type(owed[1]).objects.filter(pk=owed[1].pk).update(round=2)  # as a return leaves it
    factories.progress(
        obligation=owed[1], drafted_by=cast.liaison, state="returned", return_reason="缺佐证", decided_by=cast.head,
        decided_on=TODAY, released_by=cast.chief, released_on=TODAY, released_at="2025-12-03T08:00Z",
        decided_at="2025-12-03T09:00Z",
    )  # fmt: skip
    text = page(as_(cast.liaison).get("/"))
    assert text.index("缺佐证") < text.index("应办事项（先急后缓）")


def test_the_head_decides_in_the_row(cast, as_, owed):
    expected = owed[1].due_on + timedelta(days=30)
    asked = Extension.objects.create(
        obligation=owed[1], reason="理由", progress_so_far="一半", asked_by=cast.liaison, asked_on=TODAY,
        due_before_on=owed[1].due_on, expected_on=expected,
    )  # fmt: skip
    browser = as_(cast.head)
    assert f"同意延至 {expected}" in page(browser.get("/"))
    address = reverse("extension_action", args=[asked.pk, "decide"])
    browser.post(address, {"granted": "yes", "new_due_on": expected.isoformat(), "next": "/"})
    asked.refresh_from_db()
    assert asked.decision == "granted"
    assert "撤销决定（当天有效）" in re.sub(r"</?a[^>]*>", "", browser.get("/").content.decode())
    browser.post(reverse("extension_action", args=[asked.pk, "undo"]))
    asked.refresh_from_db()
    assert asked.decision == ""


def test_the_leader_reads_of_no_list_that_the_office_still_writes(cast, as_, owed):
    factories.task(task_list=factories.task_list(office=cast.office, name="草稿清单"), state="draft")
    factories.task(task_list=owed[0].task.task_list, state="draft")
    assert "草稿清单" in page(as_(cast.officer).get("/"))
    text = page(as_(cast.leader).get("/"))
    assert "草稿清单" not in text
    assert "拟办" not in text


def test_the_leader_s_page_says_how_it_stands_and_what_is_asked_of_him(cast, as_, owed):
    factories.notice(obligation=owed[0], sent_on=TODAY - timedelta(days=1))
    Objection.objects.create(
        obligation=owed[1], reason="理由", asked_by=cast.liaison, asked_on=TODAY, kind="wrong_unit"
    )
    text = page(as_(cast.leader).get("/"))
    for told in (
        "1项逾期",
        "逾期5天",
        "已发工作提醒",
        "待决定的异议",
        cast.bureau.name,
        "十二周来逾期的事项",
    ):
        assert told in text, told


def test_figures_of_the_first_pages(cast, owed):
    (bar,) = list_bars(type(owed[0].task).objects.all(), kept_as="all")
    assert (bar.total, bar.late) == (3, 1)
    now = units_now(Obligation.objects.all(), TODAY)
    (row,) = now.rows
    assert now.late == 1
    assert (row.name, row.owed, row.late, row.unsigned, row.waiting) == ("市发改委", 3, 1, 0, 0)
    Obligation.objects.filter(pk=owed[0].pk).update(due_on=TODAY - timedelta(days=20))
    assert [week.late for week in late_weeks(Obligation.objects.all(), TODAY)][-4:] == [0, 1, 1, 1]


def test_each_role_has_its_places_with_what_waits_there(cast, as_, owed):
    asked = as_(cast.liaison).get("/").wsgi_request
    assert [(str(p.label), p.count) for p in head(asked).places] == [
        ("工作台", 2),
        ("任务", 1),
        ("函件", 0),
        ("资料", 0),
    ]
    asked = as_(cast.officer).get("/").wsgi_request
    assert [str(p.label) for p in head(asked).places] == ["工作台", "任务", "函件", "资料", "统计"]
    asked = as_(cast.leader).get("/").wsgi_request
    assert [str(p.label) for p in head(asked).places] == ["总览", "任务", "函件"]


def test_a_letter_is_signed_after_its_sheet(cast, as_, owed):
    factories.numbering(office=cast.office)
    letter = factories.dispatch(office=cast.office, units=(cast.bureau,))
    sheet = page(as_(cast.head).get(reverse("dispatch_action", args=[letter.pk, "sign"])))
    for told in ("〔2025〕1号", "不能收回", "发往1个单位", cast.bureau.name, "5个工作日"):
        assert told in sheet, told
    letter.refresh_from_db()
    assert not letter.number


def test_inferred_facts_are_shown_before_they_are_confirmed(cast, as_, owed):
    task = owed[0].task
    factories.assign(task=task, unit=cast.college, basis="inferred")
    sheet = page(as_(cast.officer).get(reverse("task_action", args=[task.pk, "confirm"])))
    assert f"原文写作“{cast.college.name}”" in sheet


def test_issuing_a_list_says_first_what_leaves_and_what_stays(cast, as_):
    task_list = factories.task_list(office=cast.office, state="draft", issued_on=None)
    ready = factories.task(task_list=task_list, title="可以下达的事", state="draft")
    factories.assign(task=ready, unit=cast.bureau)
    factories.deadline(task=ready, due_on=TODAY + timedelta(days=30))
    factories.task(task_list=task_list, title="无主的事", state="draft")
    sheet = page(as_(cast.head).get(reverse("list_action", args=[task_list.pk, "issue"])))
    for told in ("下达1项任务", "告知1个单位", "前签收", "名册里没有这个单位，保持拟办（1项）"):
        assert told in sheet, told


def test_the_numbers_of_the_fortnight_open_what_they_count(cast, as_, owed):
    Obligation.objects.filter(pk=owed[1].pk).update(next_on=TODAY + timedelta(days=2))
    browser = as_(cast.officer)
    told = re.findall(r'href="([^"]+)"[^>]*>\s*(?:到期|督办)(\d+)', page(browser.get("/")))
    assert len(told) == 2
    for address, number in told:
        assert len(browser.get(unescape(address)).context["listing"].rows) == int(number)


def test_late_work_is_told_by_the_units_or_by_a_count_of_its_own(cast, owed, as_, monkeypatch):
    monkeypatch.setattr("tracker.reporting.today.COUNTED", 0)
    monkeypatch.setattr("tracker.domain.counting.COUNTED", 0)
    now = units_now(Obligation.objects.all(), TODAY)
    assert now.late == 1  # the first row, and more than the bound
    Obligation.objects.filter(pk=owed[0].pk).update(
        state="submitted", first_handed_in_on=TODAY, first_due_on=TODAY
    )
    Obligation.objects.filter(pk=owed[1].pk).update(due_on=TODAY - timedelta(days=1))
    assert units_now(Obligation.objects.all(), TODAY).late is None
    assert "应办1项逾期" in page(as_(cast.officer).get("/"))
