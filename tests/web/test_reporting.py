"""A unit reports: draft, evidence, release, decision; and who may open the files."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.support import papers
from tests.web.conftest import as_read, page
from tracker.actions.progress import attach
from tracker.domain.actor import Actor
from tracker.domain.files import store
from tracker.models import Membership, Role


@pytest.fixture
def owed(cast):
    return factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=10))


def send(as_, person, owed, **entered):
    """With what the page carries along, as a browser sends it."""
    draft = owed.progress.drafts().first()
    entered = {"text": "已印发实施方案。", "percent": "80"} | (as_read(draft) if draft else {}) | entered
    return as_(person).post(reverse("obligation_action", args=[owed.pk, "report"]), entered)


def pdf(name: str = "方案.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf(), content_type="application/pdf")


def test_the_liaison_writes_the_leader_hands_in_the_officer_accepts(cast, owed, as_):
    assert "由郑强审签报送" in page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    send(as_, cast.liaison, owed, save="1", files=pdf(), document_number="景发改〔2025〕12号")
    draft = owed.progress.get()
    assert (draft.state, draft.percent) == ("draft", 80)
    assert {str(e) for e in draft.evidence.all()} == {"方案.pdf", "景发改〔2025〕12号"}

    desk = page(as_(cast.chief).get("/"))
    assert "待我审签的报送" in desk
    send(as_, cast.chief, owed, release="1", text="已印发实施方案，运行良好。", **as_read(draft))
    draft.refresh_from_db()
    assert (draft.state, draft.released_by, draft.text) == (
        "released",
        cast.chief,
        "已印发实施方案，运行良好。",
    )

    assert "待审核的进展" in page(as_(cast.officer).get("/"))
    where = reverse("progress_action", args=[draft.pk, "accept"])
    assert (
        as_(cast.officer).post(where, {"found": "属实", "found_percent": "100"} | as_read(draft)).status_code
        == 302
    )
    owed.refresh_from_db()
    draft.refresh_from_db()
    assert (owed.state, draft.found_percent, draft.percent) == ("met", 100, 80)


def test_a_returned_report_says_what_is_missing_and_opens_the_form_again(cast, owed, as_):
    send(as_, cast.chief, owed, release="1")
    said = owed.progress.get()
    where = reverse("progress_action", args=[said.pk, "return"])
    assert as_(cast.officer).post(where, {"reason": ""}).status_code == 422
    as_(cast.officer).post(where, {"reason": "请补充文号"})
    text = page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    assert "请补充文号" in text
    assert "第2轮" in text
    assert 'id="report"' in text


def test_what_a_refused_release_had_saved_stays_saved(cast, owed, as_):
    """The liaison presses a release that is the leader's: the sentence is shown, the draft and its file are kept."""
    response = send(as_, cast.liaison, owed, release="1", text="写了很久的进展", files=pdf())
    text = response.content.decode()
    assert response.status_code == 422
    assert "请市发改委负责人（郑强）审签后报送" in text
    assert "写了很久的进展" in text
    assert owed.progress.get().text == "写了很久的进展"
    assert owed.progress.get().evidence.count() == 1
    assert "已附材料" in text


def test_an_impossible_share_is_refused_with_the_text_kept(cast, owed, as_):
    response = send(as_, cast.liaison, owed, save="1", percent="180", text="写了很久的进展")
    assert response.status_code == 422
    assert "写了很久的进展" in response.content.decode()
    assert not owed.progress.exists()


def test_a_liaison_without_a_leader_hands_in_with_a_seal(cast, owed, as_):
    Membership.objects.filter(unit=cast.bureau, role=Role.UNIT_LEADER).delete()
    assert "盖章扫描件" in page(as_(cast.liaison).get(reverse("obligation", args=[owed.pk])))
    refused = send(as_, cast.liaison, owed, release="1")
    assert "请先上传盖章扫描件或填写文号" in refused.content.decode()
    assert send(as_, cast.liaison, owed, release="1", seal=pdf("盖章.pdf")).status_code == 302
    assert owed.progress.get().state == "released"


def test_several_files_at_once(cast, owed, as_):
    send(as_, cast.liaison, owed, save="1", files=[pdf("一.pdf"), pdf("二.pdf")])
    assert {e.filename for e in owed.progress.get().evidence.all()} == {"一.pdf", "二.pdf"}


def test_nobody_reports_for_another_unit(cast, owed, as_):
    factories.assign(task=owed.task, unit=cast.college, role="support")
    assert 'id="report"' not in page(as_(cast.college_liaison).get(reverse("obligation", args=[owed.pk])))
    response = send(as_, cast.college_liaison, owed, save="1")
    assert "只有市发改委的联络员或负责人可以这样做" in response.content.decode()
    assert not owed.progress.exists()
    assert send(as_, cast.officer, owed, save="1").status_code == 422
    assert not owed.progress.exists()


def test_the_office_s_own_report_is_accepted_by_its_head_alone(cast, as_):
    owed = factories.obligation(unit=cast.office, due_on=TODAY)
    author = factories.person(unit=cast.office, role="unit_leader")
    send(as_, author, owed, release="1")
    where = reverse("progress_action", args=[owed.progress.get().pk, "accept"])
    read = as_read(owed.progress.get())
    assert as_(cast.officer).post(where, read).status_code == 422
    assert as_(cast.head).post(where, read).status_code == 302


# --- Files -----------------------------------------------------------------------------------------
@pytest.fixture
def piece(cast, owed, as_):
    """As an earlier version took it: nobody looked inside."""
    send(as_, cast.liaison, owed, save="1")
    upload = SimpleUploadedFile("../../方案.html", b"%PDF-1.4 test")
    return attach(progress=owed.progress.get(), kind="file", upload=upload, by=Actor.of(cast.liaison, TODAY))


def test_a_file_leaves_as_an_attachment_that_no_browser_runs(cast, piece, as_):
    response = as_(cast.liaison).get(reverse("evidence", args=[piece.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.4 test"
    assert response["Content-Type"] == "application/octet-stream"  # html is never served as html
    assert response["Content-Disposition"].startswith("attachment")
    assert ".." not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_evidence_of_a_report_in_hand_is_the_unit_s_alone(cast, owed, piece, as_):
    where = reverse("evidence", args=[piece.pk])
    assert as_(cast.officer).get(where).status_code == 404
    send(as_, cast.chief, owed, release="1")
    assert as_(cast.officer).get(where).status_code == 200
    assert as_(cast.college_liaison).get(where).status_code == 404


def test_a_file_gone_from_the_disk_is_not_found_rather_than_an_error(cast, piece, as_):
    piece.file.storage.delete(piece.file.name)
    assert as_(cast.liaison).get(reverse("evidence", args=[piece.pk])).status_code == 404


def test_a_source_is_downloaded_by_those_who_may_read_it(cast, owed, as_):
    passage = factories.passage(text="一句话。")
    kept = store("sources", "x.txt", b"text")
    passage.source.file.name, passage.source.sha256 = kept.name, kept.sha256
    passage.source.save()
    where = reverse("source_file", args=[passage.source_id])
    assert as_(cast.liaison).get(where).status_code == 404
    owed.task.passage = passage
    owed.task.save()
    response = as_(cast.liaison).get(where)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "一句话。" in page(as_(cast.liaison).get(reverse("source", args=[passage.source_id])))


@pytest.mark.parametrize("role", ["liaison", "chief", "officer", "head", "leader"])
def test_the_page_of_one_obligation_is_cheap(cast, owed, as_, role, django_assert_max_num_queries):
    for _ in range(15):
        factories.progress(
            obligation=owed, drafted_by=cast.liaison, state="returned", return_reason="x", released_by=cast.chief,
            released_on=TODAY, released_at="2025-12-01T00:00Z", decided_by=cast.officer, decided_on=TODAY,
            decided_at="2025-12-02T00:00Z",
        )  # fmt: skip
        factories.notice(obligation=owed)
    browser = as_(getattr(cast, role))
    with django_assert_max_num_queries(60):
        browser.get(reverse("obligation", args=[owed.pk]))


def test_text_typed_while_a_colleague_was_quicker_is_not_lost(cast, owed, as_):
    send(as_, cast.chief, owed, release="1")
    response = send(as_, cast.liaison, owed, save="1", text="写了很久的进展")
    text = response.content.decode()
    assert response.status_code == 422
    assert "不需要再报送" in text
    assert "写了很久的进展" in text


def test_the_table_of_a_list_shows_what_was_said_for_the_period_before(cast, as_):
    task = factories.task(office=cast.office)
    before = factories.obligation(unit=cast.bureau, task=task, due_on=TODAY - timedelta(days=80))
    send(as_, cast.chief, before, release="1", text="三季度已办两件。")
    factories.obligation(unit=cast.bureau, task=task, due_on=TODAY + timedelta(days=9))
    shown = page(as_(cast.liaison).get(reverse("report_many", args=[task.task_list_id])))
    assert "三季度已办两件。" in shown
