"""待签发: many letters read and signed on one page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from lxml import html

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.actions.signable import unconfirmed_tasks
from tracker.domain.digests import seen_of_letters
from tracker.models import Dispatch, Event, Extension, Task

PAST = TODAY - timedelta(days=9)


@pytest.fixture
def drafts(cast):
    factories.numbering(office=cast.office)
    return [drafted(cast, f"关于第{n}项的督办单") for n in range(1, 4)]


def drafted(cast, title, **fields):
    owed = factories.obligation(unit=cast.bureau, due_on=PAST, **fields)
    draft = factories.dispatch(
        office=cast.office, units=(cast.bureau,), title=title, matter=f"{title}的事由。"
    )
    factories.notice(obligation=owed, kind="order", is_formal=True, dispatch=draft)
    return draft


def sign(browser, *drafts):
    """Past the sheet, which was read."""
    carried = {f"seen-{pk}": digest for pk, digest in seen_of_letters(d.pk for d in drafts).items()}
    asked = {"d": [d.pk for d in drafts], "sure": "1"}
    return page(browser.post(reverse("signing"), asked | carried, follow=True))


def test_before_any_number_is_taken_the_sheet_says_to_whom_until_when_and_which(cast, as_, drafts):
    guess = drafted(cast, "关于推断的督办单", basis="inferred")
    sheet = page(
        as_(cast.head).post(reverse("signing"), {"d": [d.pk for d in (drafts[0], guess, drafts[2])]})
    )
    assert not Dispatch.objects.signed().exists()
    assert "景法督〔2025〕1号" in sheet and "景法督〔2025〕2号" in sheet and "3号" not in sheet
    assert "市发改委" in sheet and "2025-12-10" in sheet
    assert "还只是推断" in sheet and f'value="{guess.pk}"' not in sheet


def test_the_head_comes_from_home_or_the_list_and_reads_every_letter(cast, as_, drafts):
    head = as_(cast.head)
    for where in ("home", "dispatches"):
        assert reverse("signing") in page(head.get(reverse(where)))
        assert reverse("signing") not in page(as_(cast.officer).get(reverse(where)))
    text = page(as_(cast.head).get(reverse("signing")))
    assert all(f"{d.title}的事由。" in text for d in drafts)
    assert as_(cast.officer).get(reverse("signing")).status_code == 403


def test_what_is_chosen_is_signed_each_under_its_own_number(cast, as_, drafts):
    text = sign(as_(cast.head), drafts[0], drafts[2])
    assert "已签发2件：景法督〔2025〕1号、景法督〔2025〕2号" in strip_tags(text)
    states = {d.title: (d.state, d.number_seq) for d in Dispatch.objects.all()}
    assert list(states.values()).count(("draft", None)) == 1
    assert states[drafts[1].title] == ("draft", None)
    assert states[drafts[2].title] == ("signed", 2)
    assert Event.objects.filter(verb="dispatch.signed").count() == 2


def test_a_refused_letter_says_why_and_holds_up_none(cast, as_, drafts):
    guess = drafted(cast, "关于推断的督办单", basis="inferred")
    text = sign(as_(cast.head), guess, *drafts)
    assert "“关于推断的督办单”未签发：责任单位或时限还只是推断" in text
    assert "已签发3件" in text
    assert Dispatch.objects.drafts().get() == guess


def test_nothing_chosen_or_already_signed_is_told(cast, as_, drafts):
    assert "请勾选要签发的函件" in sign(as_(cast.head))
    sign(as_(cast.head), drafts[0])
    assert "请勾选要签发的函件" in sign(as_(cast.head), drafts[0])
    assert "翻页位置“x~y”不对" in as_(cast.head).get(reverse("signing") + "?after=x~y").content.decode()


def test_the_drafts_of_another_office_are_not_there(cast, as_, drafts):
    office = factories.unit(
        name="邻市司法局", parent=factories.unit(name="邻市", kind="city"), is_office=True
    )
    stranger = factories.person(name="邻市办主任", unit=office, role="office_head")
    assert "请勾选要签发的函件" in sign(as_(stranger), *drafts)
    assert Dispatch.objects.drafts().count() == 3


def test_the_page_costs_the_same_for_any_number_of_letters(cast, as_, drafts, django_assert_max_num_queries):
    for n in range(30):
        drafted(cast, f"又{n}")
    browser = as_(cast.head)
    browser.get(reverse("signing"))
    with django_assert_max_num_queries(20):
        assert "下一页" in page(browser.get(reverse("signing")))


def test_the_page_goes_by_unit_and_says_what_cannot_be_signed_and_why(cast, as_, drafts):
    owed = factories.obligation(unit=cast.college, due_on=PAST)
    asks = factories.dispatch(office=cast.office, units=(cast.college,), title="关于宽限的督办单")
    factories.notice(obligation=owed, kind="order", is_formal=True, dispatch=asks)
    Extension.objects.create(
        obligation=owed,
        reason="会签",
        progress_so_far="过半",
        expected_on=TODAY,
        asked_by=cast.liaison,
        due_before_on=PAST,
        asked_on=PAST,
    )
    factories.dispatch(office=cast.office, units=(cast.bureau, cast.college), title="关于各单位的通报")
    text = page(as_(cast.head).get(reverse("signing")))
    places = [re.search(rf"<h2>\s*{name}", text).start() for name in ("发往多个单位", "市发改委", "市教体局")]
    assert places == sorted(places)
    assert "3件，可签发3件" in text and "1件，可签发0件" in text
    assert "延期申请" in text[places[2] :] and f'value="{asks.pk}"' not in text


def test_only_the_guesses_that_were_ticked_are_decided_and_then_the_letter_can_be_signed(cast, as_, drafts):
    draft = drafted(cast, "关于推断的督办单", basis="inferred")
    task = Task.objects.get(obligations__notices__dispatch=draft)
    task.assignments.filter(unit=cast.bureau).update(basis="inferred")
    head, where = as_(cast.head), reverse("signing")
    text = page(head.get(where))
    keys = re.findall(r'name="f" value="([\w-]+)"', text)
    assert len(keys) == 2 and task.requirement in text and 'name="d"\n' not in text[text.index(draft.title) :]
    page(head.post(where, {"confirm": "1", "f": keys[:1]}, follow=True))
    assert unconfirmed_tasks(draft).exists()
    assert [task.assignments.get().basis, task.schedules.get().basis].count("decided") == 1
    assert "已核定1处推断" in page(head.post(where, {"confirm": "1", "f": keys[1:]}, follow=True))
    assert not unconfirmed_tasks(draft).exists()
    assert "已签发1件" in sign(head, draft)


def test_a_guess_that_was_changed_meanwhile_is_shown_again_instead(cast, as_, drafts):
    draft = drafted(cast, "关于推断的督办单", basis="inferred")
    head, where = as_(cast.head), reverse("signing")
    keys = re.findall(r'name="f" value="([\w-]+)"', page(head.get(where)))
    Task.objects.filter(obligations__notices__dispatch=draft).update(requirement="改过的要求。")
    assert "请核对现在的内容" in page(head.post(where, {"confirm": "1", "f": keys}, follow=True))
    assert unconfirmed_tasks(draft).exists()


def read(browser, where, **asked) -> dict[str, str]:
    """What the page carries of what it showed."""
    tree = html.fromstring(browser.get(where, asked).content)
    return {field.name: field.value for field in tree.iter("input") if field.name and "seen" in field.name}


def test_nobody_signs_words_that_were_changed_after_he_had_opened_them(cast, as_, drafts):
    """An officer rewrites the draft while the head has it open: on its own page, and on the page of many."""
    head, where = as_(cast.head), reverse("dispatch_action", args=[drafts[0].pk, "sign"])
    one, many = read(head, where), read(head, reverse("signing"))
    assert one["_seen"] and many[f"seen-{drafts[0].pk}"]
    Dispatch.objects.filter(pk=drafts[0].pk).update(demand="立即缴款。")
    assert "请返回重新看过" in head.post(where, one).content.decode()
    asked = {"d": [drafts[0].pk, drafts[1].pk]} | many
    sheet = html.fromstring(head.post(reverse("signing"), asked).content)
    carried = {f.name: f.value for f in sheet.iter("input") if f.name.startswith("seen-")}
    assert "请返回重新看过" in page(
        head.post(reverse("signing"), asked | carried | {"sure": "1"}, follow=True)
    )
    assert [d.pk for d in Dispatch.objects.signed()] == [drafts[1].pk]  # what was not touched is signed
    assert head.post(where, read(head, where)).status_code == 302


def test_what_was_not_read_is_not_signed(cast, as_, drafts):
    head, where = as_(cast.head), reverse("dispatch_action", args=[drafts[0].pk, "sign"])
    for asked in ({}, {"_seen": ""}):
        assert "请打开页面看过内容" in head.post(where, asked).content.decode()
    many = {"d": [drafts[0].pk], "sure": "1"}
    assert "请打开页面看过内容" in page(head.post(reverse("signing"), many, follow=True))
    assert not Dispatch.objects.signed().exists()


def test_words_addressees_and_enclosures_are_what_was_seen(cast, drafts):
    found = set(seen_of_letters([drafts[0].pk]).values())
    for change in (
        {"title": "另一件事"},
        {"matter": "另一番话"},
        {"demand": "另一要求"},
        {"reply_within": 1},
    ):
        Dispatch.objects.filter(pk=drafts[0].pk).update(**change)
        found |= set(seen_of_letters([drafts[0].pk]).values())
    drafts[0].enclosures.create(file="x", filename="x.pdf", sha256="x", size=1, added_by=cast.officer)
    found |= set(seen_of_letters([drafts[0].pk]).values())
    drafts[0].receipts.create(unit=cast.college, via="mail")
    found |= set(seen_of_letters([drafts[0].pk]).values())
    assert len(found) == 7


def test_a_report_that_was_taken_back_and_handed_in_anew_is_not_accepted_unread(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY, state="submitted")
    said = factories.progress(
        obligation=owed, drafted_by=cast.liaison, state="released", released_by=cast.chief, released_on=TODAY,
        released_at=timezone.now(), percent=100, text="已" * 400,
    )  # fmt: skip
    officer, where = as_(cast.officer), reverse("progress_action", args=[said.pk, "accept"])
    one, ticked = read(officer, where), reverse("ticked", args=["obligation"])
    asked = {"code": "accept", "id": [owed.pk]}
    many = asked | {"seen": officer.get(ticked, asked).context["seen"]}
    said.text = said.text + "未办"
    said.save()
    assert "请返回重新看过" in officer.post(where, one).content.decode()
    assert officer.post(ticked, many).context["has_changed"]  # beyond the 300 characters that the sheet shows
    assert officer.post(where, read(officer, where)).status_code == 302
