"""Formal letters over a real SMTP connection: served by the first letter to a unit, with the official document."""

from datetime import date

import pytest

from tests import factories
from tests.factories import TODAY
from tests.outbox.test_deliver import MORNING, owed
from tracker.models import (
    Event,
    Obligation,
    Receipt,
)
from tracker.outbox.compose import compose
from tracker.outbox.deliver import DeliveryReport, deliver


@pytest.fixture
def dispatch(cast, ladder):
    """Signed by the deputy; by the rule of this office the head gets a copy."""
    ladder["order"].copy_to_roles = ["office_head"]
    ladder["order"].save()
    row = factories.dispatch(
        office=cast.office,
        units=(cast.bureau,),
        state="signed",
        number="景法督〔2025〕3号",
        number_year=2025,
        number_seq=3,
        signed_by=factories.person(name="宋平", unit=cast.office, role="office_head"),
        signed_on=TODAY,
        signed_at=MORNING,
        title="关于限期办结“清理存量文件”的督办单",
    )
    obligation = factories.obligation(unit=cast.bureau, due_on=date(2025, 11, 20), office=cast.office)
    factories.notice(obligation=obligation, rung=ladder["order"], dispatch=row)
    return row


def test_the_first_letter_to_a_unit_is_its_service(cast, ladder, mail, send, dispatch):
    assert send() == DeliveryReport(sent=3)  # two of the unit, and the head's copy
    receipt = Receipt.objects.get()
    assert (receipt.sent_on, receipt.via) == (TODAY, "mail")
    assert dispatch.notices.get().sent_on == TODAY
    answer = Obligation.objects.get(kind="reply")
    assert (answer.unit, answer.due_on) == (cast.bureau, date(2025, 12, 10))
    assert Event.objects.filter(verb="dispatch.served").count() == 1


def test_a_copy_serves_nobody(cast, ladder, mail, send, dispatch):
    mail.refuse_recipient = lambda address: None if address == cast.head.email else "550 5.1.1 unknown"
    send()
    assert Receipt.objects.get().sent_on is None
    assert not Obligation.objects.filter(kind="reply").exists()


def test_a_dispatch_comes_with_its_official_document(cast, ladder, mail, send, dispatch):
    send()
    arrived = next(x for x in mail.mails if x.recipients == (cast.liaison.email,))
    assert arrived.subject == "【督办单】景法督〔2025〕3号 关于限期办结“清理存量文件”的督办单"
    (attached,) = arrived.message.iter_attachments()
    assert attached.get_filename() == "景法督〔2025〕3号 关于限期办结“清理存量文件”的督办单.docx"
    assert attached.get_content().startswith(b"PK")
    assert f"/d/{dispatch.pk}/" in arrived.text


def test_a_copy_alone_does_not_make_a_notice_sent(cast, ladder, mail, send):
    rung = ladder["urge"]
    rung.copy_to_roles = ["officer"]
    rung.save()
    notice = owed(cast, ladder, code="urge")
    mail.refuse_recipient = lambda address: None if address == cast.officer.email else "550 5.1.1 unknown"
    send()
    assert {x.recipients for x in mail.mails} == {(cast.officer.email,)}
    notice.refresh_from_db()
    assert notice.state == "owed"


def test_a_voided_dispatch_does_not_leave(cast, ladder, mail, dispatch):
    compose(today=TODAY)
    dispatch.state, dispatch.reason = "void", "发错单位"
    dispatch.voided_by, dispatch.voided_on = cast.head, TODAY
    dispatch.save()
    assert deliver(today=TODAY).dropped == 3 and not mail.mails
