"""Whoever hands in, passes on or approves does so to what he has read; and what everyday verbs do is no alarm."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.factories import TODAY, by
from tests.support.papers import PNG
from tracker.actions import (
    annual,
    batch,
    deciding,
    dispatches,
    enclosures,
    merging,
    progress,
    signing,
    statements,
    unsigning,
)
from tracker.domain.digests import seen_of_annual, seen_of_report, seen_of_reports
from tracker.domain.history import verify_history
from tracker.domain.refusal import Refused
from tracker.models import Enclosure, Progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return factories.people_at_work()


@pytest.fixture
def draft(cast):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    return progress.save_draft(obligation=owed, text="办了一半。", percent=50, by=by(cast.liaison))


def seen(report):
    return seen_of_reports([report.pk])[report.pk]


@pytest.mark.parametrize("what", ["words", "material", "promise"])
def test_a_leader_hands_in_nothing_that_a_colleague_has_changed(cast, draft, what):
    read = seen(draft)
    if what == "words":
        progress.save_draft(obligation=draft.obligation, text="办完了。", percent=100, by=by(cast.liaison))
    elif what == "material":
        progress.attach(progress=draft, kind="document_number", document_number="1号", by=by(cast.liaison))
    else:
        Progress.objects.filter(pk=draft.pk).update(expected_on=date(2026, 6, 1), measures="另行安排。")
    with pytest.raises(Refused, match="有了改动"):
        progress.release(progress=draft, by=by(cast.chief), seen=read)
    progress.release(progress=draft, by=by(cast.chief), seen=seen(draft))
    assert Progress.objects.get(pk=draft.pk).state == "released"


def test_what_the_leader_has_written_is_kept_and_not_handed_in_with_foreign_material(cast, draft):
    read = seen(draft)
    progress.attach(progress=draft, kind="document_number", document_number="1号", by=by(cast.liaison))
    said = {"obligation": draft.obligation, "text": "我来写。", "percent": 60, "by": by(cast.chief)}
    with pytest.raises(Refused, match="已保存，但没有报送"):
        progress.report(**said, hand_in=True, seen=read)
    kept = Progress.objects.get(pk=draft.pk)
    assert (kept.state, kept.text) == ("draft", "我来写。")
    progress.report(**said, hand_in=True, seen=seen(draft))
    assert Progress.objects.get(pk=draft.pk).state == "released"


def test_of_many_the_last_is_accepted_as_it_was_shown(cast, draft):
    progress.release(progress=draft, by=by(cast.chief))
    draft.refresh_from_db()
    read = seen(draft)
    progress.withdraw(progress=draft, by=by(cast.chief))
    said = {"text": "办了一半。", "percent": 50, "expected_on": date(2026, 6, 1)}
    progress.save_draft(obligation=draft.obligation, **said, by=by(cast.liaison))
    draft.refresh_from_db()
    progress.release(progress=draft, by=by(cast.chief))
    owed = Progress.objects.get(pk=draft.pk).obligation
    with pytest.raises(Refused, match="重新报送过"):
        batch.accept_waiting(obligation=owed, by=by(cast.officer), seen=read)


def test_a_leader_approves_the_annual_report_that_he_has_read(cast):
    report = factories.annual_report(office=cast.office)
    report.state, report.submitted_by, report.submitted_on = "submitted", cast.officer, TODAY
    report.save()
    read = seen_of_annual(report)
    annual.agree_to_report(report=report, dated_on=TODAY, by=by(cast.head), seen=read)
    annual.return_report(report=report, reason="再改一句", by=by(cast.head))
    sentence = report.statements.get()
    statements.edit_statement(statement=sentence, text="另一句。", by=by(cast.officer))
    report.refresh_from_db()
    report.state, report.agreed_by, report.agreed_on = "agreed", cast.head, TODAY
    report.save()
    with pytest.raises(Refused, match="报告有了改动"):
        annual.approve_report(report=report, by=by(cast.leader), seen=read)
    annual.approve_report(report=report, by=by(cast.leader), seen=seen_of_annual(report))


# --- What the auditor reads -----------------------------------------------------------------------
@pytest.fixture
def letter(cast):
    drafted = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.bureau], title="督办", matter="逾期。", demand="请回复。",
        obligations=[factories.obligation(unit=cast.bureau, due_on=TODAY)], by=by(cast.officer),
    )  # fmt: skip
    enclosures.enclose(dispatch=drafted, files=[SimpleUploadedFile("附.png", PNG)], by=by(cast.officer))
    signing.sign(dispatch=drafted, by=by(cast.head))
    drafted.refresh_from_db()
    return drafted


def test_a_signing_that_is_taken_back_is_no_alarm(cast, letter, settings):
    settings.SIGNED_WAIT_MINUTES = 10
    unsigning.unsign(dispatch=letter, by=by(cast.head))
    letter.refresh_from_db()
    dispatches.change_dispatch(dispatch=letter, title="改过", by=by(cast.officer))
    assert verify_history().findings == []
    signing.sign(dispatch=letter, by=by(cast.head))
    assert verify_history().findings == []


def test_a_letter_that_a_merger_leads_elsewhere_is_no_alarm(cast, letter):
    keeper = factories.person(unit=cast.city, role="system_admin")
    merging.merge(unit=cast.bureau, into=cast.college, by=by(keeper))
    assert letter.receipts.get().unit == cast.college
    assert verify_history().findings == []


@pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"filename": "别的.png"}])
def test_an_enclosure_exchanged_after_signing_is_found(letter, change):
    Enclosure.objects.update(**change)
    assert "与签发时登记的摘要不符" in "".join(verify_history().findings)


def test_a_promise_changed_after_the_report_is_found(cast, draft):
    progress.release(progress=draft, by=by(cast.chief))
    draft.refresh_from_db()
    deciding.accept(progress=draft, by=by(cast.officer))
    Progress.objects.filter(pk=draft.pk).update(measures="没有措施。")
    assert "与登记的摘要不符" in "".join(verify_history().findings)


def test_what_is_at_hand_has_the_digest_of_what_is_stored(cast, draft):
    progress.attach(progress=draft, kind="document_number", document_number="1号", by=by(cast.liaison))
    progress.attach(progress=draft, kind="document_number", document_number="2号", by=by(cast.liaison))
    at_hand = Progress.objects.prefetch_related("evidence").get(pk=draft.pk)
    assert seen_of_report(at_hand) == seen(draft)
