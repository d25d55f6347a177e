"""附件: added to a draft, listed in the document, attached to the mail, read by whoever reads the letter."""

from email import message_from_bytes, policy
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from tests import factories
from tests.factories import TODAY
from tests.support import papers
from tests.web.conftest import page
from tracker.actions import enclosures, signing
from tracker.actions.enclosures import MOST_BYTES
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Letter
from tracker.outbox.compose import compose
from tracker.outbox.contents import LetterPreparer
from tracker.papers import paper_of


@pytest.fixture
def draft(cast):
    factories.calendar()
    factories.numbering(office=cast.office)
    return factories.dispatch(office=cast.office, units=(cast.bureau,))


def pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, papers.pdf(), content_type="application/pdf")


def test_a_file_goes_out_with_the_letter(cast, draft, as_, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    officer, where = as_(cast.officer), reverse("dispatch_action", args=[draft.pk, "enclose"])
    assert officer.post(where, {"files": [pdf("问题清单.pdf"), pdf("样表.pdf")]}).status_code == 302
    text = page(officer.get(reverse("dispatch", args=[draft.pk])))
    assert "1．问题清单.pdf" in text
    assert officer.post(
        reverse("dispatch_action", args=[draft.pk, "take-out"]),
        {"enclosures": [draft.enclosures.get(filename="样表.pdf").pk]},
    ).status_code == 302  # fmt: skip
    enclosed = draft.enclosures.get()
    assert (
        as_(cast.liaison).get(reverse("enclosure", args=[enclosed.pk])).status_code == 404
    )  # not signed yet
    signing.sign(dispatch=draft, by=Actor.of(cast.head, TODAY))
    assert as_(cast.liaison).get(reverse("enclosure", args=[enclosed.pk])).status_code == 200
    draft.refresh_from_db()
    document = Document(BytesIO(paper_of(draft).content))
    assert "附件：问题清单" in [paragraph.text for paragraph in document.paragraphs]
    compose(today=TODAY)
    preparer = LetterPreparer(today=TODAY, calendar=CalendarDay.objects.calendar())
    letter = Letter.objects.get(person=cast.liaison, kind="dispatch")
    (prepared,) = preparer.prepare([letter], now=letter.queued_at)
    mail = message_from_bytes(prepared.content, policy=policy.default)
    assert [part.get_filename() for part in mail.iter_attachments()][1] == "问题清单.pdf"
    with pytest.raises(Refused, match="不能再改"):
        enclosures.enclose(dispatch=draft, files=[pdf("补充.pdf")], by=Actor.of(cast.officer, TODAY))


def test_what_no_mail_server_takes_is_refused_in_words(cast, draft, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    big = SimpleUploadedFile("大.pdf", b"x" * (MOST_BYTES + 1))
    with pytest.raises(Refused, match="超过10 MB"):
        enclosures.enclose(dispatch=draft, files=[big], by=Actor.of(cast.officer, TODAY))
    assert not draft.enclosures.exists()
