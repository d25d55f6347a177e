"""外发函件: drafted, confirmed, signed, served, opened, signed for; and the outbox."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions import signing
from tracker.domain.actor import Actor
from tracker.domain.digests import seen_of_letters
from tracker.models import Dispatch, Letter, LetterKind


@pytest.fixture
def owed(cast):
    factories.calendar()
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=5), basis="inferred")


@pytest.fixture
def draft(cast, owed, as_) -> Dispatch:
    """Written by an officer from the page of the obligation."""
    where = reverse("dispatch_new") + f"?o={owed.pk}"
    assert as_(cast.officer).get(where).context["form"]["units"].value() == [cast.bureau.pk]
    entered = {
        "o": owed.pk, "kind": "order", "office": cast.office.pk, "units": [cast.bureau.pk],
        "title": "关于限期办结的督办单", "matter": "逾期未办结。", "demand": "请限期办结。",
    }  # fmt: skip
    response = as_(cast.officer).post(reverse("dispatch_new"), entered)
    draft = Dispatch.objects.get()
    assert response.url == reverse("dispatch", args=[draft.pk])
    return draft


def perform(as_, person, thing, code, view="dispatch_action", **entered):
    if code == "sign":
        entered["_seen"] = seen_of_letters([thing.pk])[thing.pk]
    return as_(person).post(reverse(view, args=[thing.pk, code]), entered)


def signed(cast, draft, as_) -> Dispatch:
    perform(as_, cast.officer, draft, "confirm")
    perform(as_, cast.head, draft, "sign")
    draft.refresh_from_db()
    return draft


def test_it_cannot_be_signed_before_its_facts_are_confirmed(cast, draft, as_):
    text = page(as_(cast.head).get(reverse("dispatch", args=[draft.pk])))
    assert "核定后才能签发" in text
    assert "核定所列事实" in text
    signing = f'href="{reverse("dispatch_action", args=[draft.pk, "sign"])}"'
    assert signing not in text
    assert perform(as_, cast.head, draft, "sign").status_code == 422
    perform(as_, cast.officer, draft, "confirm")
    assert signing in page(as_(cast.head).get(reverse("dispatch", args=[draft.pk])))
    seen = {"_seen": seen_of_letters([draft.pk])[draft.pk]}
    done = as_(cast.head).post(reverse("dispatch_action", args=[draft.pk, "sign"]), seen, follow=True)
    draft.refresh_from_db()
    assert draft.state == "signed"
    assert f"已签发，文号{draft.number}" in done.content.decode()


def test_an_officer_edits_but_does_not_sign(cast, draft, as_):
    perform(
        as_, cast.officer, draft, "change", title="改后的标题", matter="事由", demand="要求", reply_within="7"
    )
    draft.refresh_from_db()
    assert (draft.title, draft.reply_within) == ("改后的标题", 7)
    perform(as_, cast.officer, draft, "confirm")
    assert perform(as_, cast.officer, draft, "sign").status_code == 422


def test_a_refused_letter_keeps_its_reason_and_a_void_one_its_number(cast, owed, draft, as_):
    assert perform(as_, cast.head, draft, "refuse", reason="").status_code == 422
    perform(as_, cast.head, draft, "refuse", reason="事实不清")
    assert "事实不清" in page(as_(cast.officer).get(reverse("dispatch", args=[draft.pk])))
    other = factories.dispatch(office=cast.office, units=(cast.bureau,))
    perform(as_, cast.head, other, "sign")
    perform(as_, cast.head, other, "void", reason="发错单位")
    other.refresh_from_db()
    assert other.state == "void"
    assert other.number in page(as_(cast.officer).get(reverse("dispatches"), {"state": "void"}))


def test_paper_and_phone_count_as_sent_with_a_witness(cast, draft, as_):
    receipt = signed(cast, draft, as_).receipts.get()
    assert (
        perform(as_, cast.officer, receipt, "serve", "receipt_action", via="paper", witness="").status_code
        == 422
    )
    perform(as_, cast.officer, receipt, "serve", "receipt_action", via="paper", witness="李四")
    receipt.refresh_from_db()
    assert (receipt.via, receipt.witness, receipt.sent_on) == ("paper", "李四", TODAY)
    reply = draft.obligations.get()
    assert reply.kind == "reply"
    assert "回复" in page(as_(cast.liaison).get("/"))


def test_reading_it_counts_as_opened_by_the_addressed_unit_only(cast, draft, as_):
    receipt = signed(cast, draft, as_).receipts.get()
    where = reverse("dispatch", args=[draft.pk])
    for person in (cast.officer, cast.head, cast.leader):
        page(as_(person).get(where))
    receipt.refresh_from_db()
    assert receipt.opened_at is None
    page(as_(cast.liaison).get(where))
    receipt.refresh_from_db()
    first = receipt.opened_at
    assert receipt.opened_by == cast.liaison
    page(as_(cast.chief).get(where))
    receipt.refresh_from_db()
    assert (receipt.opened_at, receipt.opened_by) == (first, cast.liaison)


def test_it_is_signed_for_by_name(cast, draft, as_):
    receipt = signed(cast, draft, as_).receipts.get()
    response = as_(cast.liaison).get(reverse("receipt_action", args=[receipt.pk, "sign-for"]))
    assert response.context["form"]["name"].value() == "吴芳"
    perform(as_, cast.liaison, receipt, "sign-for", "receipt_action", name="吴芳")
    receipt.refresh_from_db()
    assert (receipt.signed_for_name, receipt.signed_for_on) == ("吴芳", TODAY)
    slip = page(as_(cast.officer).get(reverse("slip", args=[receipt.pk])))
    assert "送达回执" in slip
    assert draft.number in slip
    assert "吴芳" in slip


def test_a_unit_sees_its_own_receipt_and_not_the_others(cast, as_):
    factories.numbering(office=cast.office)
    both = factories.dispatch(office=cast.office, units=(cast.bureau, cast.college))
    perform(as_, cast.head, both, "sign")
    mine, theirs = both.receipts.get(unit=cast.bureau), both.receipts.get(unit=cast.college)
    browser = as_(cast.liaison)
    shown = [s for s, _buttons in browser.get(reverse("dispatch", args=[both.pk])).context["receipts"]]
    assert shown == [mine]
    assert browser.get(reverse("slip", args=[mine.pk])).status_code == 200
    assert browser.get(reverse("slip", args=[theirs.pk])).status_code == 404


def test_tabs_and_filters_refuse_nonsense(cast, draft, as_):
    browser, where = as_(cast.officer), reverse("dispatches")
    assert browser.get(where, {"kind": "order"}).context["listing"].count == 1
    assert browser.get(where, {"kind": "talk"}).context["listing"].count == 0
    for asked, query in (
        (where, {"tab": "x"}),
        (where, {"kind": "x"}),
        (reverse("letters"), {"state": "x"}),
        (reverse("notices"), {"unit": "x"}),
    ):
        response = browser.get(asked, query)
        assert (response.status_code, response.context["listing"].count) == (400, 0), query


def test_filtering_by_unit_does_not_change_how_many_were_addressed(cast, as_):
    factories.dispatch(office=cast.office, units=(cast.bureau, cast.college))
    factories.dispatch(office=cast.office, units=(cast.college,))
    listing = as_(cast.officer).get(reverse("dispatches"), {"unit": str(cast.bureau.pk)}).context["listing"]
    assert [(d.addressed, d.served) for d in listing.rows] == [(2, 0)]


def test_document_and_receipt_are_downloaded_for_word(cast, draft, as_):
    browser = as_(cast.officer)
    receipt = draft.receipts.get()
    for where, title in (
        (reverse("dispatch_file", args=[draft.pk]), draft.title),
        (reverse("slip_file", args=[receipt.pk]), "送达回执"),
    ):
        answer = browser.get(where)
        assert answer["Content-Disposition"].startswith("attachment")
        paper = Document(BytesIO(answer.getvalue()))
        assert title in "".join("".join(p.text.split()) for p in paper.paragraphs)
    assert reverse("dispatch_file", args=[draft.pk]) in page(
        browser.get(reverse("dispatch", args=[draft.pk]))
    )


def test_the_list_names_who_is_addressed(cast, as_):
    factories.dispatch(office=cast.office, units=(cast.bureau,))
    factories.dispatch(office=cast.office, units=(cast.bureau, cast.college, cast.office, cast.city))
    text = page(as_(cast.officer).get(reverse("dispatches"), {"tab": "dispatches"}))
    assert re.search(r"受文：市发改委\s*<", text)
    assert "等4个单位" in text


# --- The outbox ------------------------------------------------------------------------------------
@pytest.fixture
def letter(cast) -> Letter:
    return Letter.objects.create(
        person=cast.liaison, office=cast.office, kind=LetterKind.DIGEST, digest_on=TODAY, message_id="<1@t>",
        address="old@example.com", subject="【督办】1项临近", text="正文甲", state="failed",
        html="<html><head></head><body><p>正文乙</p><script>alert(1)</script></body></html>",
        answer="550 5.1.1 User unknown", attempts=1,
    )  # fmt: skip


def test_a_letter_is_readable_with_the_server_s_answer(cast, letter, as_):
    listed = page(as_(cast.officer).get(reverse("letters"), {"state": "failed"}))
    assert "550 5.1.1 User unknown" in listed
    text = page(as_(cast.officer).get(reverse("letter", args=[letter.pk])))
    for told in ("【督办】1项临近", "正文甲", "old@example.com", "550 5.1.1 User unknown", "&lt;1@t&gt;"):
        assert told in text, told


def test_the_html_part_is_framed_without_script_or_outside_address(cast, letter, as_):
    response = as_(cast.officer).get(reverse("letter_html", args=[letter.pk]))
    policy = response["Content-Security-Policy"]
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_top">' in response.content.decode()


def test_a_failed_letter_is_sent_again_or_to_another_address(cast, letter, as_):
    where = reverse("letter_action", args=[letter.pk, "readdress"])
    assert as_(cast.officer).post(where, {"address": "not an address"}).status_code == 422
    as_(cast.officer).post(where, {"address": "new@example.com"})
    letter.refresh_from_db()
    cast.liaison.refresh_from_db()
    assert (letter.state, letter.address, cast.liaison.email) == (
        "queued",
        "new@example.com",
        "new@example.com",
    )
    Letter.objects.filter(pk=letter.pk).update(state="failed")
    perform(as_, cast.officer, letter, "retry", "letter_action")
    letter.refresh_from_db()
    assert letter.state == "queued"


def test_a_person_reads_own_letters_but_presses_nothing(cast, letter, as_):
    response = as_(cast.liaison).get(reverse("letter", args=[letter.pk]))
    assert response.context["actions"] == []
    assert as_(cast.chief).get(reverse("letter", args=[letter.pk])).status_code == 404
    assert perform(as_, cast.liaison, letter, "retry", "letter_action").status_code == 403


def test_the_lists_cost_the_same_for_any_length(cast, as_, django_assert_max_num_queries):
    for number in range(30):
        owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
        factories.notice(obligation=owed)
        factories.dispatch(
            office=cast.office, units=(cast.bureau, cast.college), state="signed", number=f"督〔2025〕{number}号",
            number_year=2025, number_seq=number, signed_by=cast.head, signed_on=TODAY, signed_at=timezone.now(),
        )  # fmt: skip
    for tab in ("dispatches", "notices", "letters"):
        browser = as_(cast.officer)
        with django_assert_max_num_queries(24):
            browser.get(reverse("dispatches"), {"tab": tab})
    browser = as_(cast.officer)
    with django_assert_max_num_queries(45):
        browser.get(reverse("dispatch", args=[Dispatch.objects.first().pk]))


@pytest.fixture
def circular(cast) -> Dispatch:
    """Signed, to two units; the bureau has signed for it, and both owe a reply."""
    sent = factories.dispatch(
        office=cast.office,
        units=(cast.bureau, cast.college),
        kind="circular",
        state="signed",
        number="景法督通〔2025〕1号",
        number_year=2025,
        number_seq=1,
        signed_by=cast.head,
        signed_on=TODAY,
        signed_at=timezone.now(),
    )
    for unit in (cast.bureau, cast.college):
        unit.obligations.create(
            office=cast.office, kind="reply", dispatch=sent, opened_on=TODAY, due_on=TODAY, next_on=TODAY
        )
    sent.receipts.filter(unit=cast.bureau).update(
        signed_for_on=TODAY, signed_for_at=timezone.now(), signed_for_name="发改委收发员"
    )
    return sent


def test_of_a_letter_to_many_each_unit_sees_its_own_receipt_and_reply(cast, circular, as_):
    theirs, mine = (circular.receipts.get(unit=unit) for unit in (cast.bureau, cast.college))
    browser = as_(cast.college_liaison)
    response = browser.get(reverse("dispatch", args=[circular.pk]))
    assert [s for s, _buttons in response.context["receipts"]] == [mine]
    assert [o.unit for o in response.context["replies"]] == [cast.college]
    assert "发改委收发员" not in page(response)
    assert not response.context["events"]
    for where in (
        reverse("slip", args=[theirs.pk]),
        reverse("receipt_action", args=[theirs.pk, "sign-for"]),
        reverse("admin:tracker_receipt_change", args=[theirs.pk]),
    ):
        assert browser.get(where).status_code == 404, where
        assert browser.post(where, {"name": "何静"}).status_code in (404, 405), where
    assert "发改委收发员" not in page(browser.get(reverse("admin:tracker_receipt_changelist")))
    assert "发改委收发员" not in page(
        browser.get(reverse("admin:tracker_dispatch_change", args=[circular.pk]))
    )
    for reader in (cast.officer, cast.leader):
        shown = as_(reader).get(reverse("dispatch", args=[circular.pk])).context["receipts"]
        assert len(shown) == 2


def test_a_void_letter_is_the_draft_of_its_correction(cast, as_):
    factories.numbering(office=cast.office)
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    order = factories.dispatch(office=cast.office, units=(cast.bureau,), title="关于名称有误的督办单")
    factories.notice(obligation=owed, kind="order", is_formal=True, dispatch=order)
    head = Actor.of(cast.head, TODAY)
    signing.sign(dispatch=order, by=head)
    signing.void(dispatch=order, reason="名称有误", by=head)
    officer, where = as_(cast.officer), f"{reverse('dispatch_new')}?d={order.pk}"
    assert where in page(officer.get(reverse("dispatch", args=[order.pk])))
    text = page(officer.get(where))
    assert "关于名称有误的督办单" in text and order.number in text
    sent = {"kind": "order", "office": cast.office.pk, "units": [cast.bureau.pk], "d": order.pk}
    sent |= {"title": "关于名称改正的督办单", "matter": order.matter, "demand": order.demand}
    officer.post(reverse("dispatch_new"), sent)
    corrected = Dispatch.objects.drafts().get()
    assert corrected.notices.get().obligation == owed
    assert as_(cast.liaison).get(where).status_code in (403, 404)
