"""The ladder, the numbers and the working days, kept by the security administrator and the head of office."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.admin.conftest import action_of, confirm_all, list_of, page_of, said
from tests.factories import TODAY
from tracker.models import CalendarDay, Event, LetterWording, Numbering, PendingChange, Rung

NEXT = (TODAY + timedelta(days=10)).isoformat()


@pytest.fixture
def rungs(cast):
    return factories.ladder()


def fields_of(rung: Rung, **changes) -> dict:
    names = ("name", "kind", "obligation_kinds", "clause", "order", "at", "offset", "min_gap", "repeat")
    fields = {name: getattr(rung, name) for name in (*names, "to_roles", "copy_to_roles")}
    fields |= {"live_from_on": NEXT} | ({"is_formal": "on"} if rung.is_formal else {})
    return fields | changes


@pytest.mark.parametrize("keeper", ["head", "security"])
def test_a_change_makes_a_new_version_and_the_old_one_stays(cast, keepers, rungs, as_, keeper):
    browser = as_(getattr(cast, keeper, None) or getattr(keepers, keeper))
    answer = browser.post(page_of(rungs["urge"]), fields_of(rungs["urge"], offset=2))
    assert Rung.objects.current().get(code="urge").version == 1
    assert answer.url == page_of(PendingChange.objects.get())
    confirm_all(keepers.auditor)
    new = Rung.objects.current().get(code="urge")
    assert (new.version, new.offset, new.live_from_on.isoformat()) == (2, 2, NEXT)
    rungs["urge"].refresh_from_db()
    assert (rungs["urge"].offset, rungs["urge"].is_current) == (1, False)
    page = said(browser.get(page_of(new)))
    assert "第1版" in page
    assert "第2版" in page
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == [
        "change.asked", "rung.changed", "change.confirmed",
    ]  # fmt: skip


def test_old_versions_are_only_looked_at(cast, keepers, rungs, as_):
    browser = as_(cast.head)
    browser.post(page_of(rungs["urge"]), fields_of(rungs["urge"], offset=2))
    confirm_all(keepers.security)
    assert browser.post(page_of(rungs["urge"]), fields_of(rungs["urge"], offset=3)).status_code == 403
    assert page_of(rungs["urge"]) not in said(browser.get(list_of("rung")))
    assert page_of(rungs["urge"]) in said(browser.get(list_of("rung"), {"versions": "all"}))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"offset": "-3"}, "只能在时限之后发出"),
        ({"live_from_on": "2025-01-01"}, "启用日期不能早于今天"),
        ({"to_roles": []}, "请选择“"),
        ({"offset": "6"}, "在同一时点有2条规则"),
    ],
)
def test_what_would_break_the_ladder_is_refused(cast, rungs, as_, changes, sentence):
    answer = as_(cast.head).post(page_of(rungs["urge"]), fields_of(rungs["urge"], **changes))
    assert answer.status_code == 200
    assert sentence in said(answer)
    assert Rung.objects.current().get(code="urge") == rungs["urge"]
    assert not Event.objects.exists()


def test_a_new_rung_joins_and_retires(cast, keepers, rungs, as_):
    browser = as_(cast.head)
    talk = fields_of(
        rungs["order"], code="talk", name="约谈", kind="talk", offset="12", min_gap="5", order="9"
    )
    browser.post(reverse("admin:tracker_rung_add"), talk)
    confirm_all(keepers.security)
    made = Rung.objects.get(code="talk")
    assert made.is_formal
    browser.post(action_of(made, "retire"))
    confirm_all(keepers.security)
    assert not Rung.objects.current().filter(code="talk").exists()
    refused = browser.post(action_of(rungs["urge"], "retire"))
    assert "第一步“order”是正式函件" in said(refused)
    again = browser.post(reverse("admin:tracker_rung_add"), talk)
    assert "已经用过" in said(again)


def test_officers_read_the_rules_in_words_and_change_none(cast, rungs, as_):
    browser = as_(cast.officer)
    page = said(browser.get(page_of(rungs["urge"])))
    assert "联络员、单位负责人" in page
    assert "办结" in page
    assert browser.post(page_of(rungs["urge"]), fields_of(rungs["urge"])).status_code == 403
    assert browser.post(action_of(rungs["urge"], "retire")).status_code == 403


def test_a_prefix_is_changed_and_a_wrong_one_refused(cast, as_):
    factories.numbering(office=cast.office)
    browser = as_(cast.head)
    order = Numbering.objects.get(kind="order")
    browser.post(page_of(order), {"prefix": "景法督办", "reply_within": "7"})
    order.refresh_from_db()
    assert (order.prefix, order.reply_within) == ("景法督办", 7)
    answer = browser.post(page_of(order), {"prefix": "景法督〔2025〕", "reply_within": "7"})
    assert "只写“〔”之前的部分" in said(answer)


def test_a_day_moves_the_dates_counted_in_working_days(cast, keepers, as_):
    factories.calendar(years=(2025,))
    duty = factories.sign_for(
        unit=cast.bureau,
        task_list=factories.task_list(office=cast.office),
        due_on=date(2025, 12, 8),  # three working days after Wednesday, 3 December
    )
    browser = as_(cast.head)
    day = {"falls_on": "2025-12-05", "name": "市人大闭会，机关轮休"}
    answer = browser.post(reverse("admin:tracker_calendarday_add"), day, follow=True)
    assert "确认后变动1个按工作日计算的应办日期" in said(answer)
    confirm_all(keepers.security)
    duty.refresh_from_db()
    assert duty.due_on == date(2025, 12, 9)
    row = CalendarDay.objects.get(falls_on="2025-12-05")
    browser.post(action_of(row, "drop"))
    confirm_all(keepers.security)
    duty.refresh_from_db()
    assert duty.due_on == date(2025, 12, 8)
    assert CalendarDay.objects.filter(name="国庆节、中秋节").exists()


def test_the_whole_year_is_imported_on_the_calendar_page(cast, keepers, as_):
    assert f'href="{reverse("calendar")}"' in said(as_(keepers.security).get(list_of("calendarday")))
    assert as_(keepers.security).get(reverse("calendar")).status_code == 200


def test_an_office_words_its_letters_and_a_wrong_placeholder_is_named(cast, as_):
    browser = as_(cast.officer)
    own = {"office": cast.office.pk, "kind": "order", "part": "opening"}
    add = reverse("admin:tracker_letterwording_add")
    refused = said(browser.post(add, own | {"text": "你单位：\n{单们}等{件数}项未完成："}))
    assert "第2行的“{单们}”不是可用的占位符，可以用：{单位}、{事项}" in refused and "项未完成：" in refused
    assert "没有成对" in said(browser.post(add, own | {"text": "截至{日期，下列工作未完成："}))
    browser.post(add, own | {"text": "截至{日期}，{单位}下列{件数}项工作未完成："})
    row = LetterWording.objects.get()
    assert "截至2025年12月3日，市发改委下列3项工作未完成：" in said(browser.get(page_of(row)))  # the preview
    elsewhere = factories.unit(name="邻市司法局", is_office=True)
    stranger = as_(factories.person(unit=elsewhere, role="office_head"))
    assert stranger.get(page_of(row)).status_code in (302, 404)
    assert stranger.post(add, own | {"part": "title", "text": "他人的标题"}).status_code == 200
    assert LetterWording.objects.count() == 1
