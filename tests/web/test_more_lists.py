"""The lists beside tasks and what is owed: letters, notices, mails, what happened, people and units."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.models import Letter, LetterKind, SavedView

LISTS = ("dispatches", "notices", "letters", "history", "people", "units")


def where(name: str) -> str:
    return reverse(name) + ("?tab=dispatches" if name == "dispatches" else "")


@pytest.fixture
def some(cast):
    """A letter signed and a draft, notices, mails, and a decision."""
    factories.numbering(office=cast.office)
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    factories.notice(obligation=owed, sent_on=TODAY)
    factories.notice(obligation=owed, rung_code="order", kind="order", is_formal=True)
    factories.dispatch(office=cast.office, units=(cast.bureau, cast.college))
    for number, state in enumerate(("sent", "failed", "queued")):
        Letter.objects.create(
            person=(cast.liaison, cast.chief, cast.college_liaison)[number],
            office=cast.office,
            kind=LetterKind.DIGEST,
            digest_on=TODAY,
            message_id=f"<{number}@test>",
            subject=f"第{number}封",
            state=state,
            sent_at="2025-12-03T08:00:00Z" if state == "sent" else None,
            sent_on=TODAY if state == "sent" else None,
        )
    return owed


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_all_that_lists_have(cast, some, as_, name):
    """Chips, sorting by head, exports of what is shown, nonsense refused, few queries."""
    browser, at = as_(cast.officer), where(name)
    more = "&" if "?" in at else "?"
    table = browser.get(at).context["table"]
    head = next(h for h in table.heads if h["url"])
    turned = browser.get(head["url"]).context["table"]
    assert turned.order != table.order
    exported = browser.get(f"{at}{more}export=csv").content.decode("utf-8-sig")
    assert len(exported.splitlines()) > len(table.listing.rows)
    for label in (str(c.label) for c in table.columns):
        assert label in exported
    for nonsense in ("order=x", "column=x", "view=x", "whatever=1"):
        assert browser.get(f"{at}{more}{nonsense}").status_code == 400


@pytest.mark.parametrize(
    ("name", "asked", "n"),
    [
        ("dispatches", {"view": "draft"}, 1),
        ("dispatches", {"view": "running"}, 0),
        ("letters", {"view": "failed"}, 1),
        ("letters", {"view": "waiting"}, 1),
        ("letters", {"text": "第0封"}, 1),
        ("notices", {"view": "formal"}, 1),
        ("notices", {"view": "today"}, 2),
        ("people", {"view": "liaison"}, 2),
        ("people", {"text": "吴芳"}, 1),
        ("units", {"text": "发改"}, 1),
    ],
)
def test_quick_views_narrow_it(cast, some, as_, name, asked, n):
    table = as_(cast.officer).get(reverse(name), asked).context["table"]
    assert len(table.listing.rows) == n
    assert "view" not in asked or any(is_current for _label, _url, is_current in table.quick)


def test_a_unit_meets_its_own_letters_and_nothing_that_may_never_be_signed(cast, some, as_):
    browser = as_(cast.liaison)
    assert [row.subject for row in browser.get(reverse("letters")).context["listing"].rows] == ["第0封"]
    assert [row.is_formal for row in browser.get(reverse("notices")).context["listing"].rows] == [False]
    assert not browser.get(where("dispatches")).context["listing"].rows
    for name in ("history", "people", "units"):
        assert browser.get(reverse(name)).status_code == 403


def test_what_happened_is_told_of_one_s_own_office_only(cast, some, as_):
    as_(cast.officer).post(
        reverse("task_action", args=[some.task_id, "suspend"]),
        {"reason": "等待上级文件", "review_on": "2026-03-02"},
    )
    assert "等待上级文件" in page(as_(cast.head).get(reverse("history"), {"view": "decided"}))
    other = factories.unit(
        name="县司法局", parent=factories.unit(name="某县", parent=cast.city), is_office=True
    )
    stranger = factories.person(name="县督办员", unit=other, role="officer")
    assert not as_(stranger).get(reverse("history")).context["listing"].rows


def test_failed_mails_are_ticked_and_sent_again(cast, some, as_):
    failed = Letter.objects.get(state="failed")
    asked = {"code": "retry", "id": [failed.pk], "next": reverse("letters")}
    sheet = as_(cast.officer).get(reverse("ticked", args=["letter"]), asked)
    assert sheet.context["sheet"].ready == [failed]
    as_(cast.officer).post(reverse("ticked", args=["letter"]), asked | {"seen": sheet.context["seen"]})
    failed.refresh_from_db()
    assert failed.state == "queued"


def test_old_addresses_lead_to_the_lists_of_today(cast, as_):
    answer = as_(cast.officer).get(reverse("dispatches"), {"tab": "letters", "state": "failed"})
    assert answer.url == reverse("letters") + "?state=failed"


def test_a_view_of_letters_is_kept_with_its_place(cast, some, as_):
    table = (
        as_(cast.officer).get(reverse("dispatches"), {"tab": "dispatches", "view": "draft"}).context["table"]
    )
    as_(cast.officer).post(
        reverse("view_save"), {"page": "dispatches", "name": "待签", "query": table.as_view}
    )
    assert SavedView.objects.get().query == "tab=dispatches&view=draft"


def test_help_speaks_to_each_role(cast, as_):
    for person, words in (
        (cast.officer, "督办员：两分钟"),
        (cast.chief, "联络员和单位负责人"),
        (cast.leader, "总览"),
    ):
        text = page(as_(person).get(reverse("help")))
        assert words in text and "Ctrl" in text
    assert "督办员：两分钟" not in page(as_(cast.liaison).get(reverse("help")))


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("dispatches", ("month", "unit")),
        ("notices", ("day", "month", "unit")),
        ("letters", ("day", "month")),
        ("history", ("day", "month", "unit")),
        ("people", ("unit",)),
        ("units", ("kind",)),
        ("obligations", ("month", "unit", "list")),
    ],
)
def test_what_comes_in_days_or_goes_to_units_is_grouped_with_counts(cast, some, as_, name, groups):
    browser, at = as_(cast.officer), where(name)
    for group in groups:
        answer = browser.get(at, {"group": group} | ({"tab": "dispatches"} if "tab" in at else {}))
        table = answer.context["table"]
        rows = len(table.listing.rows)
        if group == "unit" or (name, group) == ("obligations", "list"):
            assert all(browser.get(url).status_code == 200 for _unit, url, _n in table.numbers)
            assert len(table.numbers) > 0 or name == "history"
        else:
            assert page(answer).count("rowgroup") == bool(rows) or name == "units"
            assert not rows or '<span class="count">' in page(answer)


def test_days_never_come_back_though_mails_of_two_days_were_made_in_turns(cast, some, as_):
    for number, person in enumerate((cast.officer, cast.head, cast.leader)):
        Letter.objects.create(
            person=person, office=cast.office, kind=LetterKind.DIGEST, message_id=f"<turn{number}@test>",
            digest_on=TODAY + timedelta(days=number % 2), subject="在排队",
        )  # fmt: skip
    assert page(as_(cast.officer).get(where("letters"), {"group": "day"})).count("rowgroup") == 2
