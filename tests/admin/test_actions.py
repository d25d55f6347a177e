"""The admin's pages lead to the actions of the desk: shown when the guard allows, refused with its sentence otherwise,
and afterwards one is back in the admin."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.admin.conftest import action_of, list_of, page_of, said
from tests.factories import TODAY
from tests.support import papers
from tests.web.conftest import as_read
from tracker.domain.actor import Actor
from tracker.domain.digests import seen_of_letters
from tracker.models import Dispatch, Event, Extension, Task, TaskList

LATER = TODAY + timedelta(days=20)
SUSPEND = {"reason": "等上级文件", "review_on": LATER}


@pytest.fixture
def owed(cast):
    """The bureau has to finish something in twenty days."""
    return factories.obligation(unit=cast.bureau, due_on=LATER)


def verbs() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("verb", flat=True))


# --- The unit --------------------------------------------------------------------------------------
def test_a_liaison_reports_and_the_leader_hands_in(cast, owed, as_):
    liaison, chief = as_(cast.liaison), as_(cast.chief)
    assert action_of(owed, "report") in said(liaison.get(page_of(owed.task)))
    answer = liaison.post(action_of(owed, "report"), {"text": "已开工", "percent": 60}, follow=True)
    assert "列在负责人的工作台上" in said(answer)
    draft = owed.progress.get()
    assert (draft.state, draft.percent, draft.drafted_by) == ("draft", 60, cast.liaison)
    assert action_of(draft, "release") not in said(liaison.get(page_of(owed)))
    assert action_of(draft, "release") in said(chief.get(page_of(owed)))
    chief.post(action_of(draft, "release"), as_read(draft))
    owed.refresh_from_db()
    assert owed.state == "submitted"
    assert verbs() == ["progress.drafted", "progress.released"]
    assert "郑强" in said(liaison.get(page_of(owed.task)))


def rows_of(owed) -> list:
    """All that a report leaves behind, but for who wrote it down when."""
    said = ("text", "percent", "state", "drafted_by", "released_by")
    proofs = owed.progress.values_list(*said, "evidence__kind", "evidence__document_number")
    return list(proofs.order_by("evidence__pk"))


def report_through(page: str, browser, **entered):
    """Follow the link or the form on that page that reports, and send it."""
    found = re.search(r'(?:href|action)="(/o/\d+/report/[^"]*)"', said(browser.get(page)))
    where = unescape(found[1])
    shown = said(browser.get(where, follow=True))
    carried = re.findall(r'name="(next|_seen)" value="([^"]*)"', shown)
    return browser.post(where, entered | {name: unescape(value) for name, value in carried})


@pytest.mark.parametrize("author", ["liaison", "chief"])
@pytest.mark.parametrize("changed", [True, False])
def test_a_report_leaves_the_same_rows_from_both_sites(cast, as_, author, changed):
    """The liaison writes; the chief hands in, with the words changed or as they are; on either site."""
    left = []
    for page in (lambda o: reverse("obligation", args=[o.pk]), page_of):
        owed = factories.obligation(unit=cast.bureau, due_on=LATER)
        before = Event.objects.count()
        entered = {"text": "已开工", "percent": "60", "document_number": "景发改〔2025〕7号"}
        report_through(page(owed), as_(getattr(cast, author)), **entered, save="1")
        entered |= {"text": "已办结"} if changed else {}
        report_through(page(owed), as_(cast.chief), **entered, release="1")
        left.append((rows_of(owed), verbs()[before:]))
        writer = cast.chief if changed else getattr(cast, author)
        assert owed.progress.get().drafted_by == writer
    assert left[0] == left[1]


def test_what_a_refused_handing_in_had_saved_stays_saved(cast, owed, as_):
    entries = {"text": "已开工三处", "percent": 60, "release": "1", "document_number": "景发改〔2025〕7号"}
    answer = as_(cast.liaison).post(action_of(owed, "report"), entries)
    assert answer.status_code == 422
    assert "请市发改委负责人（郑强）审签后报送" in said(answer)
    assert "已开工三处" in said(answer)
    assert (owed.progress.get().state, owed.progress.get().text) == ("draft", "已开工三处")
    assert owed.progress.get().evidence.get().document_number == "景发改〔2025〕7号"


def test_an_action_leads_back_to_the_page_of_the_admin_it_was_chosen_on(cast, owed, as_):
    browser = as_(cast.officer)
    link = f"{action_of(owed.task, 'suspend')}?next={page_of(owed.task)}"
    assert link in said(browser.get(page_of(owed.task)))
    asked = said(browser.get(link))
    assert f'name="next" value="{page_of(owed.task)}"' in asked
    done = browser.post(action_of(owed.task, "suspend"), SUSPEND | {"next": page_of(owed.task)})
    assert done.url == page_of(owed.task)


def test_a_liaison_without_a_leader_hands_in_with_a_seal(cast, owed, as_):
    cast.chief.memberships.all().delete()
    entries = {"text": "已办结", "percent": 100, "release": "1"}
    without = as_(cast.liaison).post(action_of(owed, "report"), entries)
    assert "请先上传盖章扫描件或填写文号" in said(without)
    seal = SimpleUploadedFile("盖章.png", papers.PNG, "image/png")
    entries |= {
        "_seen": re.search(r'name="_seen" value="(\w+)"', said(without))[1]
    }  # of the draft begun by it
    as_(cast.liaison).post(action_of(owed, "report"), entries | {"seal": seal})
    report = owed.progress.get()
    assert report.state == "released"
    assert [e.kind for e in report.evidence.all()] == ["seal_scan"]
    assert reverse("evidence", args=[report.evidence.get().pk]) in said(
        as_(cast.officer).get(page_of(report))
    )


def test_a_unit_signs_for_its_list(cast, as_):
    task_list = factories.task_list(office=cast.office)
    factories.assign(task=factories.task(task_list=task_list), unit=cast.bureau)
    duty = factories.sign_for(unit=cast.bureau, task_list=task_list)
    browser = as_(cast.liaison)
    assert action_of(duty, "sign-for") in said(browser.get(page_of(task_list)))
    browser.post(action_of(duty, "sign-for"))
    duty.refresh_from_db()
    assert duty.state == "met"
    assert action_of(duty, "sign-for") not in said(browser.get(page_of(task_list)))


def test_the_unit_asks_and_the_head_decides(cast, owed, as_):
    asked = {"reason": "设计变更", "progress_so_far": "完成一半", "expected_on": "2026-01-30"}
    as_(cast.liaison).post(action_of(owed, "extension"), asked)
    extension = Extension.objects.get()
    assert action_of(extension, "decide") not in said(as_(cast.officer).get(page_of(owed)))
    head = as_(cast.head)
    assert action_of(extension, "decide") in said(head.get(page_of(owed)))
    head.post(action_of(extension, "decide"), {"granted": "yes", "new_due_on": "2026-01-30"})
    owed.refresh_from_db()
    assert owed.due_on == date(2026, 1, 30)


# --- The office ------------------------------------------------------------------------------------
@pytest.fixture
def handed_in(cast, owed):
    from tracker.actions.progress import release, save_draft

    report = save_draft(obligation=owed, text="已办结", percent=100, by=Actor.of(cast.liaison, TODAY))
    release(progress=report, by=Actor.of(cast.chief, TODAY))
    return report


def test_an_officer_accepts_and_the_task_is_done(cast, handed_in, owed, as_):
    browser = as_(cast.officer)
    assert action_of(handed_in, "accept") in said(browser.get(page_of(owed.task)))
    browser.post(
        action_of(handed_in, "accept"), {"found": "已到现场核实", "found_percent": "100"} | as_read(handed_in)
    )
    owed.task.refresh_from_db()
    assert owed.task.state == "done"


def test_an_officer_returns_only_with_a_reason(cast, handed_in, owed, as_):
    browser = as_(cast.officer)
    assert browser.post(action_of(handed_in, "return"), {"reason": ""}).status_code == 422
    browser.post(action_of(handed_in, "return"), {"reason": "缺验收材料"})
    owed.refresh_from_db()
    assert (owed.state, owed.round) == ("open", 2)
    assert "缺验收材料" in said(as_(cast.liaison).get(page_of(owed)))


def test_actions_that_the_guard_forbids_refuse_with_its_sentence(cast, handed_in, as_):
    answer = as_(cast.liaison).post(
        action_of(handed_in, "accept"), {"found": "我自己认可"} | as_read(handed_in)
    )
    assert answer.status_code == 422
    assert "本人填报或报送的进展，须由他人审核" in said(answer)
    handed_in.refresh_from_db()
    assert handed_in.state == "released"


def test_a_task_is_suspended_resumed_and_cancelled_by_the_right_people(cast, owed, as_):
    officer, head = as_(cast.officer), as_(cast.head)
    officer.post(action_of(owed.task, "suspend"), SUSPEND)
    assert "等上级文件" in said(officer.get(page_of(owed.task)))
    officer.post(action_of(owed.task, "resume"))
    assert action_of(owed.task, "cancel") not in said(officer.get(page_of(owed.task)))
    head.post(action_of(owed.task, "cancel"), {"reason": "机构改革"})
    owed.task.refresh_from_db()
    assert owed.task.state == "cancelled"
    assert verbs() == ["task.suspended", "task.resumed", "task.cancelled"]


def test_an_officer_confirms_and_decides_owner_and_date(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=LATER, basis="inferred")
    browser = as_(cast.officer)
    browser.post(action_of(owed.task, "confirm"))
    assert {a.basis for a in owed.task.assignments.all()} == {"decided"}
    browser.post(action_of(owed.task, "owners"), {"leads": [cast.college.pk], "supports": [cast.bureau.pk]})
    assert owed.task.assignments.get(unit=cast.college).role == "lead"
    schedule = owed.task.schedules.get()
    browser.post(action_of(owed.task, "date"), {"schedule": schedule.pk, "due_on": "2026-02-10"})
    schedule.refresh_from_db()
    assert schedule.due_on == date(2026, 2, 10)


def test_an_officer_records_what_a_unit_said_on_the_phone(cast, owed, as_):
    entries = {"channel": "phone", "witness": "王科长", "text": "已办结", "percent": "100"}
    as_(cast.officer).post(action_of(owed, "record"), entries)
    report = owed.progress.get()
    assert (report.state, report.channel, report.witness) == ("released", "phone", "王科长")


def test_a_list_and_a_task_are_made_and_issued(cast, as_):
    browser = as_(cast.officer)
    fields = {
        "name": "批示事项",
        "year": 2025,
        "office": cast.office.pk,
        "kind": "instruction",
        "duty": "lead",
    }
    form = browser.get(reverse("admin:tracker_tasklist_add")).url
    assert form == f"{reverse('list_new')}?{urlencode({'next': list_of('tasklist')})}"
    assert browser.post(form, fields | {"report_cycle": ""}).url == list_of("tasklist")
    task_list = TaskList.objects.get()
    task = {
        "task_list": task_list.pk,
        "origin": "instruction",
        "title": "整治占道",
        "requirement": "月底前完成",
        "priority": "normal",
    }
    form = browser.get(reverse("admin:tracker_task_add")).url
    browser.post(form, task | {"leads": [cast.bureau.pk], "due_on": "2025-12-31"})
    made = Task.objects.get()
    assert "可以下达" in said(browser.get(page_of(task_list)))
    browser.post(action_of(task_list, "issue"), {})
    made.refresh_from_db()
    assert made.state == "issued"


def test_what_a_verb_refuses_on_making_keeps_the_entries(cast, as_):
    TaskList.objects.create(name="批示事项", year=2025, office=cast.office)
    fields = {
        "name": "批示事项",
        "year": 2025,
        "office": cast.office.pk,
        "kind": "instruction",
        "duty": "lead",
    }
    browser = as_(cast.officer)
    answer = browser.post(browser.get(reverse("admin:tracker_tasklist_add")).url, fields)
    assert answer.status_code == 422
    assert "2025年已有清单“批示事项”" in said(answer)


def test_an_order_is_drafted_signed_served_and_voided(cast, as_):
    factories.numbering(office=cast.office)
    officer, head = as_(cast.officer), as_(cast.head)
    draft = {
        "kind": "order", "office": cast.office.pk, "units": [cast.bureau.pk], "title": "限期整改", "matter": "逾期",
        "demand": "五日内回复",
    }  # fmt: skip
    officer.post(officer.get(reverse("admin:tracker_dispatch_add")).url, draft)
    order = Dispatch.objects.get()
    assert action_of(order, "sign") not in said(officer.get(page_of(order)))
    assert as_(cast.liaison).get(page_of(order)).status_code == 404
    head.post(action_of(order, "sign"), {"_seen": seen_of_letters([order.pk])[order.pk]})
    order.refresh_from_db()
    assert order.number == "景法督〔2025〕1号"
    receipt = order.receipts.get()
    officer.post(action_of(receipt, "serve"), {"via": "paper", "witness": "李四"})
    as_(cast.liaison).post(action_of(receipt, "sign-for"), {"name": "吴芳"})
    receipt.refresh_from_db()
    assert (receipt.via, receipt.signed_for_name) == ("paper", "吴芳")
    assert "吴芳" in said(officer.get(page_of(order)))
    head.post(action_of(order, "void"), {"reason": "主送单位有误"})
    order.refresh_from_db()
    assert order.state == "void"


def test_an_unknown_action_does_not_exist(cast, owed, as_):
    assert as_(cast.officer).get(action_of(owed, "explode")).status_code == 404


def test_states_and_history_cannot_be_posted(cast, owed, as_):
    for user in (cast.head, cast.liaison):
        answer = as_(user).post(page_of(owed.task), {"state": "done", "title": "别的"})
        assert answer.status_code == 403
    owed.task.refresh_from_db()
    assert owed.task.state == "issued"


def test_djangos_own_log_stays_empty_and_its_history_page_is_closed(cast, owed, as_):
    browser = as_(cast.officer)
    browser.post(action_of(owed.task, "suspend"), SUSPEND)
    assert not LogEntry.objects.exists()
    assert browser.get(reverse("admin:tracker_task_history", args=[owed.task.pk])).status_code == 404


def test_a_substitute_acts_and_the_record_says_so(cast, owed, as_):
    from tracker.actions.absences import record_absence

    deputy = factories.person(name="代班", unit=cast.bureau, role="liaison")
    record_absence(
        person=cast.chief, substitute=deputy, from_on=TODAY, until_on=LATER, by=Actor.of(cast.chief, TODAY)
    )
    entries = {"text": "已办结", "percent": 100, "release": "1"}
    as_(deputy).post(action_of(owed, "report"), entries)
    assert "代郑强" in Event.objects.get(verb="progress.released").actor_name


def test_pages_ask_the_database_a_bounded_number_of_times(cast, as_, django_assert_max_num_queries):
    task = factories.task(office=cast.office)
    for number in range(25):
        unit = factories.unit(name=f"第{number}科", parent=cast.city)
        factories.obligation(unit=unit, due_on=LATER, task=task)
    browser = as_(cast.officer)
    with django_assert_max_num_queries(80):
        browser.get(page_of(task))
    with django_assert_max_num_queries(25):
        browser.get(list_of("obligation"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_dates_in_tables_are_as_everywhere(cast, as_, language):
    factories.dispatch(office=cast.office, units=(cast.bureau,), drafted_on=TODAY)
    browser = as_(cast.officer)
    browser.cookies["django_language"] = language
    text = browser.get(reverse("admin:tracker_dispatch_changelist")).content.decode()
    assert (
        f'<td class="field-drafted_on nowrap">{TODAY}</td>' in text
        or f'field-drafted_on">{TODAY}</td>' in text
    )
    assert ("起草日期" if language == "zh-hans" else "Drafted") in text
