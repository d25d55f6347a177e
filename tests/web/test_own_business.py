"""What a unit has begun to write, and what an office thinks of saying, is read by nobody else: by no page, list, export or
filter. An attack with fresh eyes found these; each fails on the program as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import as_read
from tracker.actions import (
    dispatches,
    figures,
    follows,
    instructions,
    pauses,
    progress,
    requests,
    reviews,
    serving,
    signing,
    unsigning,
)
from tracker.domain.actor import Actor
from tracker.domain.news import news_of
from tracker.models import Dispatch, Membership, Notice, Obligation
from tracker.papers.archive import archive_of_task
from tracker.papers.wanted import Wanted

LATER = TODAY + timedelta(days=20)


def by(person) -> dict:
    return {"by": Actor.of(person, TODAY)}


@pytest.fixture
def owed(cast):
    factories.calendar()
    factories.numbering(office=cast.office)
    return factories.obligation(unit=cast.bureau, due_on=LATER)


@pytest.fixture
def letter(cast, owed):
    order = {"kind": "order", "title": "督办", "matter": "还没有说的话", "demand": "请回复"}
    return dispatches.draft_dispatch(
        office=cast.office, units=[cast.bureau], obligations=[owed], **order, **by(cast.officer)
    )


def text_of(browser, where: str) -> str:
    return browser.get(where).content.decode()


# --- The unit's ------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["officer", "leader"])
def test_an_account_is_its_unit_s_until_it_is_handed_in(cast, as_, who):
    review = reviews.create_review(
        office=cast.office, year=2025, kind="written", title="述法", units=[cast.bureau], due_on=LATER, **by(cast.officer)
    )  # fmt: skip
    account = review.accounts.get()
    reviews.write_account(account=account, text="还没有说的话。", head="未定某", **by(cast.liaison))
    where = reverse("account", args=[account.pk])
    assert "还没有说的话" in text_of(as_(cast.liaison), where)
    others = [
        where,
        reverse("review", args=[review.pk]),
        reverse("account_action", args=[account.pk, "paper"]),
    ]
    for page in others:
        shown = text_of(as_(getattr(cast, who)), page)
        assert "还没有说的话" not in shown and "未定某" not in shown, page
    reviews.hand_in_account(account=account, **by(cast.liaison))
    assert "还没有说的话" in text_of(as_(getattr(cast, who)), where)


def test_figures_go_with_the_report_that_they_stand_in(cast, as_, owed):
    indicator = figures.create_indicator(
        office=cast.office, name="行政复议", measure="件", unit=cast.bureau, period="quarterly", **by(cast.officer)
    )  # fmt: skip
    draft = progress.save_draft(obligation=owed, text="已办。", percent=100, **by(cast.liaison))
    given = {"indicator": indicator, "year": 2025, "period": 3}
    figures.give_figure(**given, value=Decimal(98765), progress=draft, **by(cast.liaison))
    pages = [reverse("indicator", args=[indicator.pk]), reverse("figures")]
    for who, sees in ((cast.liaison, True), (cast.officer, False), (cast.leader, False)):
        assert [("98765" in text_of(as_(who), page)) for page in pages] == [sees, sees], who
    progress.release(progress=draft, **by(cast.chief))
    assert "98765" in text_of(as_(cast.officer), pages[0])
    progress.withdraw(progress=draft, **by(cast.chief))
    figures.give_figure(**given, value=Decimal(98000), reason="核实", **by(cast.officer))
    shown = text_of(as_(cast.officer), pages[0])
    assert "98000" in shown, "what the office gives is no part of the unit's draft"


def test_the_archive_of_a_task_tells_of_no_draft(cast, owed):
    progress.save_draft(obligation=owed, text="已办。", percent=73, **by(cast.liaison))
    archive = archive_of_task(Wanted(by=Actor.of(cast.officer, TODAY), as_of=TODAY, pk=owed.task_id))
    (history,) = [content.decode() for path, content in archive.files if path.endswith("履历.csv")]
    assert "73%" not in history


def test_that_a_draft_waits_for_its_leader_is_told_to_the_leader(cast, as_, owed):
    progress.save_draft(obligation=owed, text="已办。", percent=73, **by(cast.liaison))
    notices = reverse("notices")
    assert "进展草稿待您审签报送" in text_of(as_(cast.chief), notices)
    assert "进展草稿待您审签报送" not in text_of(as_(cast.officer), notices)
    assert not Notice.objects.filter(reason__contains="73%").exists(), (
        "nor does the mail tell the office that sends it"
    )


# --- The office's ----------------------------------------------------------------------------------
@pytest.mark.parametrize("unit", ["office", "city"])
def test_what_officers_are_told_is_not_told_to_the_units_around_them(cast, as_, letter, unit):
    """The department in which the office sits, and the city above it, have liaisons of their own."""
    reader = factories.person(unit=getattr(cast, unit), role="liaison")
    signing.refuse(dispatch=letter, reason="内部的理由", **by(cast.head))
    instructions.give(office=cast.office, text="批示的原话", **by(cast.leader))
    shown = text_of(as_(reader), reverse("notices"))
    assert "内部的理由" not in shown and "批示的原话" not in shown
    assert "内部的理由" in text_of(as_(cast.officer), reverse("notices"))
    mine = factories.obligation(unit=getattr(cast, unit), due_on=LATER, office=cast.office)
    requests.extend(
        obligation=mine, new_due_on=LATER + timedelta(days=9), reason="给单位的话", **by(cast.head)
    )
    assert "给单位的话" in text_of(as_(reader), reverse("notices")), "what the unit itself is told, it reads"


def test_a_letter_that_can_still_be_taken_back_was_not_signed(cast, as_, owed, letter, settings):
    settings.SIGNED_WAIT_MINUTES = 10
    follows.follow(task=owed.task, **by(cast.liaison))
    number = signing.sign(dispatch=letter, **by(cast.head))
    where = reverse("task", args=[owed.task_id]) + "?story=all"

    def is_told() -> bool:
        past = reverse("task_past", args=[owed.task_id]) + f"?on={TODAY}"
        news = [str(event.note) for event in news_of(Actor.of(cast.liaison, TODAY))]
        return any(
            number in text
            for text in (text_of(as_(cast.liaison), where), text_of(as_(cast.liaison), past), *news)
        )

    assert not is_told()
    assert number in text_of(as_(cast.officer), where)
    unsigning.unsign(dispatch=letter, **by(cast.head))
    assert not is_told(), "nor that it was taken back"
    letter.refresh_from_db()
    signing.sign(dispatch=letter, **by(cast.head))
    Dispatch.objects.update(signed_at=timezone.now() - timedelta(hours=1))
    assert is_told()


@pytest.mark.parametrize("reached", [False, True])
def test_a_letter_void_before_it_reached_the_unit_is_not_shown_to_it(cast, as_, letter, reached):
    signing.sign(dispatch=letter, **by(cast.head))
    letter.refresh_from_db()
    if reached:
        serving.serve(receipt=letter.receipts.get(), via="paper", witness="李四", **by(cast.officer))
    signing.void(dispatch=letter, reason="文稿有误", **by(cast.head))
    answer = as_(cast.liaison).get(reverse("dispatch", args=[letter.pk]))
    assert answer.status_code == (200 if reached else 404)


def test_a_leader_reads_what_became_of_a_letter_and_not_why_it_is_not_urged(cast, as_, letter):
    signing.sign(dispatch=letter, **by(cast.head))
    letter.refresh_from_db()
    serving.serve(receipt=letter.receipts.get(), via="paper", witness="李四", **by(cast.officer))
    reply = Obligation.objects.get(dispatch=letter)
    pauses.mute(obligation=reply, reason="内部的理由", until_on=LATER, **by(cast.head))
    shown = text_of(as_(cast.leader), reverse("dispatch", args=[letter.pk]))
    assert "李四" in shown and "内部的理由" not in shown
    assert "内部的理由" in text_of(as_(cast.officer), reverse("dispatch", args=[letter.pk]))


def test_why_nobody_is_reminded_and_that_a_letter_cannot_leave_is_the_office_s_own(cast, as_, owed):
    pauses.mute(obligation=owed, reason="灾情", until_on=LATER, **by(cast.head))
    factories.obligation(unit=cast.college, due_on=LATER, task=owed.task)
    where = reverse("task", args=[owed.task_id])
    assert "暂停提醒" not in text_of(as_(cast.college_liaison), where)
    assert "暂停提醒" in text_of(as_(cast.officer), where)
    Obligation.objects.filter(pk=owed.pk).update(blocked_since_on=TODAY, blocked_reason="没有文号")
    blocked = reverse("admin:tracker_obligation_changelist") + "?due=blocked"
    found = {
        who: as_(getattr(cast, who)).get(blocked).context["cl"].result_count for who in ("liaison", "officer")
    }
    assert found["officer"] == 1
    assert found["liaison"] == 0, "whatever is blocked"


def test_the_ladder_of_another_office_is_not_told_to_whom_it_calls_upon(cast, as_, owed):
    county = factories.unit(name="乐平市", kind="county", parent=cast.city)
    office = factories.unit(name="乐平市司法局", parent=county, is_office=True)
    both = factories.person(unit=office, role="officer")
    Membership.objects.create(user=both, unit=office, role="liaison")
    day = TODAY + timedelta(days=7)
    factories.obligation(unit=office, due_on=LATER, task=owed.task, office=cast.office, next_on=day)
    where = reverse("obligations") + "?column=next&column=matter"
    assert day.isoformat() in text_of(as_(cast.officer), where)
    assert day.isoformat() not in text_of(as_(both), where)
    assert f"/o/{Obligation.objects.latest('pk').pk}/" not in text_of(as_(both), f"{where}&next={day}")


# --- As it was read --------------------------------------------------------------------------------
def test_nobody_hands_in_or_accepts_without_a_page_that_showed_it(cast, as_, owed):
    draft = progress.save_draft(obligation=owed, text="已办。", percent=100, **by(cast.liaison))
    release = reverse("progress_action", args=[draft.pk, "release"])
    chief, officer = as_(cast.chief), as_(cast.officer)
    many = {"p": [draft.pk]}
    report = {
        "text": "我的话。",
        "percent": "100",
        "release": "1",
    }  # an empty form, opened before the draft was begun
    for where, sent in (
        (release, {}),
        (reverse("release_chosen"), many),
        (reverse("obligation_action", args=[owed.pk, "report"]), report),
    ):
        chief.post(where, sent)
        draft.refresh_from_db()
        assert draft.state == "draft", where
    chief.post(release, as_read(draft))
    accept = reverse("progress_action", args=[draft.pk, "accept"])
    assert officer.post(accept, {"found": ""}).status_code == 422
    assert officer.post(accept, {"found": ""} | as_read(draft)).status_code == 302
