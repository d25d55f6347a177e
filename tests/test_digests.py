"""What was reported, proved and signed stays as it was: whoever changes a row or a file behind the program's back is
found, on the auditor's page too, and the changed file is handed to nobody."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import TODAY, by
from tests.support.papers import PNG
from tracker.actions import contributions, deciding, dispatches, enclosures, progress, signing
from tracker.domain.history import verify_history
from tracker.models import ContributionFile, Dispatch, Evidence, Installation, Progress, Unit
from tracker.papers.letters import letter_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return factories.people_at_work()


@pytest.fixture
def accepted(cast):
    """A report with a file, accepted."""
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    draft = progress.save_draft(obligation=owed, text="已办结。", percent=100, by=by(cast.liaison))
    upload = SimpleUploadedFile("验收.png", PNG)
    progress.attach(progress=draft, kind="file", upload=upload, by=by(cast.liaison))
    progress.release(progress=draft, by=by(cast.chief))
    draft.refresh_from_db()
    deciding.accept(progress=draft, by=by(cast.officer), found="属实")
    return draft


@pytest.fixture
def signed(cast):
    letter = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="督办", matter="逾期。", demand="请回复。",
        obligations=[factories.obligation(unit=cast.bureau, due_on=TODAY)], by=by(cast.officer),
    )  # fmt: skip
    signing.sign(dispatch=letter, by=by(cast.head))
    return letter


def findings():
    report = verify_history()
    assert report.complaint == ""
    return "\n".join(report.findings)


def test_nothing_changed_is_nothing_found(accepted, signed):
    assert findings() == ""
    compared = verify_history().compared
    assert (compared.files, compared.unread) == (1, 0)
    assert verify_history(most_bytes=1).compared.unread == 1


@pytest.mark.parametrize(
    "change",
    [
        {"text": "未办结。"},
        {"percent": 60},
        {"found": "不属实"},
        {"state": "returned", "return_reason": "改"},
    ],
)
def test_a_report_changed_in_the_database_is_found(accepted, change):
    Progress.objects.filter(pk=accepted.pk).update(**change)
    assert f"{accepted.pk}号进展报送与登记的摘要不符" in findings()


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"filename": "别的.png"}])
def test_evidence_exchanged_in_the_register_is_found(accepted, change):
    Evidence.objects.update(**change)
    assert "摘要不符" in findings()


@pytest.mark.parametrize(
    "change", [{"title": "改"}, {"demand": "改"}, {"number": "督〔2025〕9号"}, {"reply_within": 30}]
)
def test_a_signed_letter_changed_in_the_database_is_found(signed, change):
    Dispatch.objects.filter(pk=signed.pk).update(**change)
    assert f"{signed.pk}号函件与签发时登记的摘要不符" in findings()


def test_a_signed_letter_stays_as_it_was_whoever_is_renamed(cast, signed):
    signed.refresh_from_db()
    before = letter_document(signed)
    Unit.objects.filter(pk=signed.office_id).update(formal_name="某县督查室")
    Unit.objects.filter(pk=cast.bureau.pk).update(name="并入后的新局")
    Installation.objects.update(phone="0798-1234567")
    after = letter_document(Dispatch.objects.get(pk=signed.pk))
    assert (after.mark, after.agency, after.addressee, after.contact) == (
        before.mark, before.agency, before.addressee, before.contact,
    )  # fmt: skip
    assert findings() == ""
    Dispatch.objects.update(elements=signed.elements | {"addressee": "市教体局"})
    assert f"{signed.pk}号函件与签发时登记的摘要不符" in findings()


def test_a_deleted_report_and_a_receipt_moved_to_another_unit_are_found(cast, accepted, signed):
    signed.receipts.update(unit=cast.college)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracker_evidence")
        cursor.execute("DELETE FROM tracker_progress")
    assert "号进展报送已不在数据库中" in findings() and "号函件" in findings()


def test_what_a_unit_takes_back_it_may_change(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    draft = progress.save_draft(obligation=owed, text="办了。", percent=100, by=by(cast.liaison))
    progress.release(progress=draft, by=by(cast.chief))
    draft.refresh_from_db()
    progress.withdraw(progress=draft, by=by(cast.chief))
    progress.save_draft(obligation=owed, text="办好了。", percent=100, by=by(cast.liaison))
    assert findings() == ""


def test_a_file_exchanged_on_the_disk_is_found_and_handed_to_nobody(cast, accepted):
    piece = accepted.evidence.get()
    path = default_storage.path(piece.file.name)
    with open(path, "ab") as file:
        file.write(b"%")
    try:
        browser = Client()
        browser.force_login(cast.liaison)
        answer = browser.get(reverse("evidence", args=[piece.pk]))
        assert answer.status_code == 403 and "与登记的校验值不符" in answer.content.decode()
        assert "的文件与上传时登记的摘要不符" in findings()
        with pytest.raises(CommandError, match="1处不符"):
            call_command("verify_events")
    finally:
        with open(path, "wb") as file:
            file.write(PNG)
    assert b"".join(browser.get(reverse("evidence", args=[piece.pk])).streaming_content) == PNG


def test_the_auditor_s_page_takes_an_anchor_and_says_what_it_proves(cast, accepted, signed):
    auditor = Client()
    auditor.force_login(factories.person(unit=cast.city, role="auditor"))
    where = reverse("admin:tracker_event_verify")
    page = auditor.get(where).content.decode()
    assert "没有被改动" in page and "不能证明" in page
    report = verify_history()
    anchor = f"{report.count}:{report.head}"
    assert (
        f"第{report.count}条及以前：自这个校验值发出以来"
        in auditor.get(where, {"anchors": anchor}).content.decode()
    )
    false = f"{report.count}:{'0' * 64}"
    assert "与审计员收到的校验值不符" in auditor.get(where, {"anchors": false}).content.decode()
    wrong = auditor.get(where, {"anchors": "12-x"})
    assert wrong.status_code == 400 and "不是校验值" in wrong.content.decode()
    Progress.objects.filter(pk=accepted.pk).update(text="未办结。")
    assert "摘要不符" in auditor.get(where, {"anchors": anchor}).content.decode()


@pytest.mark.parametrize("how", ["row", "file", "gone", "enclosure"])
def test_a_file_of_a_support_unit_and_one_that_went_out_are_compared_too(cast, signed, how):
    task = factories.obligation(unit=cast.bureau, due_on=TODAY, office=cast.office).task
    factories.assign(task=task, unit=cast.college, role="support")
    upload = SimpleUploadedFile("数据.txt", f"556 {how}".encode())
    for _n in range(2):  # the same once more is no mistake
        contributions.contribute(
            task=task, unit=cast.college, text="已提供。", files=[upload], by=by(cast.college_liaison)
        )
        upload.seek(0)
    letter = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="督办", matter="逾期。", demand="请回复。",
        by=by(cast.officer),
    )  # fmt: skip
    enclosures.enclose(
        dispatch=letter, files=[SimpleUploadedFile("附表.txt", f"1 {how}".encode())], by=by(cast.officer)
    )
    signing.sign(dispatch=letter, by=by(cast.head))
    assert findings() == ""
    file = ContributionFile.objects.latest("pk")
    changed = letter.enclosures.get() if how == "enclosure" else file
    if how == "row":
        ContributionFile.objects.filter(pk=file.pk).update(sha256="0" * 64)
    elif how == "gone":
        ContributionFile.objects.all().delete()
    else:
        with changed.file.storage.open(changed.file.name, "wb") as stored:
            stored.write(b"557")
    assert ("附表" if how == "enclosure" else "数据") in findings()
