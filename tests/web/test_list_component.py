"""The one list component: quick and saved views, groups with counts, ticks with a sheet before them, the next of the list."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.models import Follow, Obligation, SavedView, Task
from tracker.web.listing import listing


@pytest.fixture
def some(cast) -> list[Task]:
    """Late, due this month, later, and without a date; the first two in one list."""
    first = factories.task_list(office=cast.office, name="甲清单")
    second = factories.task_list(office=cast.office, name="乙清单")
    made = []
    for number, (days, listed) in enumerate(
        ((-2, first), (10, first), (60, second), (None, second)), start=1
    ):
        task = factories.task(task_list=listed, title=f"第{number}件", chapter="一、总则")
        if days is not None:
            factories.obligation(unit=cast.bureau, task=task, due_on=TODAY + timedelta(days=days))
        else:
            factories.assign(task=task, unit=cast.college)
        made.append(task)
    return made


def titles(as_, person, name="tasks", **query) -> list[str]:
    rows = as_(person).get(reverse(name), query).context["listing"].rows
    return [row.subject if isinstance(row, Obligation) else row.title for row in rows]


@pytest.mark.parametrize(
    ("view", "found"),
    [
        ("late", ["第1件"]),
        ("month", ["第1件", "第2件"]),
        ("undated", ["第4件"]),
        ("review", []),
        ("mine", ["第3件"]),
    ],
)
def test_a_quick_view_is_a_filter_of_its_own(cast, some, as_, view, found):
    Follow.objects.create(person=cast.officer, task=some[2])
    assert titles(as_, cast.officer, view=view) == found


@pytest.mark.parametrize("who", ["officer", "liaison"])
def test_a_kept_statement_reads_what_is_there_now(cast, some, as_, who):
    """The second time nothing is put together anew; rows, lists beside them and the number are those of that moment."""
    person = cast.officer if who == "officer" else cast.college_chief
    asked = ({}, {"view": "undated"}, {"order": "-due"}, {"unit": cast.college.pk})
    before = [as_(person).get(reverse("tasks"), query).context["listing"] for query in asked]
    task = factories.task(task_list=some[3].task_list, title="第5件")
    factories.assign(task=task, unit=cast.college)
    some[3].task_list.__class__.objects.filter(pk=some[3].task_list_id).update(name="丙清单")
    for query, old in zip(asked, before, strict=True):
        now = as_(person).get(reverse("tasks"), query).context["listing"]
        assert {t.title for t in now.rows} == {t.title for t in old.rows} | {"第5件"}
        assert now.count == old.count + 1
        assert {t.task_list.name for t in now.rows} <= {"甲清单", "丙清单"}


@pytest.mark.parametrize(
    ("view", "found"), [("late", 1), ("month", 3), ("unsigned", 1), ("open", 4), ("dormant", 0), ("mine", 0)]
)
def test_what_is_owed_has_its_views(cast, some, as_, view, found):
    factories.sign_for(unit=cast.bureau, task_list=some[0].task_list, due_on=TODAY - timedelta(days=1))
    assert len(titles(as_, cast.officer, "obligations", view=view)) == found


def test_unsigned_are_the_tasks_of_units_that_have_not_signed_for_their_list(cast, some, as_):
    owed = factories.sign_for(unit=cast.bureau, task_list=some[0].task_list)
    for reader in (cast.officer, cast.liaison):
        assert titles(as_, reader, view="unsigned") == ["第1件", "第2件"]
    assert titles(as_, cast.college_liaison, view="unsigned") == []
    Obligation.objects.filter(pk=owed.pk).update(state="met", met_on=TODAY)
    assert titles(as_, cast.officer, view="unsigned") == []


def test_groups_have_headings_and_counts(cast, some, as_):
    text = page(as_(cast.officer).get(reverse("tasks"), {"group": "list"}))
    assert '甲清单 <span class="count">2</span>' in text
    assert '乙清单 <span class="count">2</span>' in text
    assert "2026年2月" in page(as_(cast.officer).get(reverse("tasks"), {"group": "month"}))


def test_by_unit_shows_units_and_their_numbers(cast, some, as_):
    units = as_(cast.officer).get(reverse("tasks"), {"group": "unit"}).context["table"].numbers
    assert [
        (str(unit), n["n"], n["late"], n["month"])
        for unit, _url, cells in units
        for n in [{name: x for name, _label, x in cells}]
    ] == [
        ("市发改委", 3, 1, 2),
        ("市教体局", 1, 0, 0),
    ]
    assert f"unit={cast.bureau.pk}" in units[0][1]


@pytest.mark.parametrize("asked", [{"group": "x"}, {"order": "x"}, {"column": "x"}, {"view": "x"}])
def test_what_no_list_knows_is_refused(cast, some, as_, asked):
    assert as_(cast.officer).get(reverse("tasks"), asked).status_code == 400


def test_a_chip_takes_its_condition_away_and_keeps_the_others(cast, some, as_):
    table = as_(cast.officer).get(reverse("tasks"), {"colour": "4", "state": "issued"}).context["table"]
    assert [(str(label), str(value)) for label, value, _url in table.chips] == [
        ("状态", "办理中"),
        ("情形", "逾期"),
    ]
    assert table.chips[1][2] == f"{reverse('tasks')}?state=issued"


def test_the_form_of_conditions_is_sent_only_when_asked_for(cast, some, as_):
    assert cast.bureau.name not in page(as_(cast.officer).get(reverse("tasks"), {"view": "undated"}))
    assert 'name="unit"' in page(as_(cast.officer).get(reverse("tasks"), {"filter": "1"}))


# --- Saved views -----------------------------------------------------------------------------------
def keep(as_, person, **entered):
    return as_(person).post(
        reverse("view_save"), {"page": "tasks", "query": "view=late&group=list"} | entered
    )


def test_a_view_is_one_s_own_or_the_office_s(cast, some, as_):
    keep(as_, cast.officer, name="我的逾期")
    keep(as_, cast.officer, name="全办逾期", for_office="on", is_pinned="on")
    assert keep(as_, cast.officer, name="我的逾期").url == f"{reverse('tasks')}?view=late&group=list"
    assert SavedView.objects.count() == 2
    seen = as_(cast.head).get(reverse("tasks"), {"view": "late", "group": "list"}).context["table"].saved
    assert [(view.name, is_current) for view, _url, is_current in seen] == [("全办逾期", True)]
    assert "全办逾期" not in page(as_(cast.liaison).get(reverse("tasks")))


@pytest.mark.parametrize(
    "entered",
    [{"name": ""}, {"name": "长" * 41}, {"name": "甲", "page": "x"}, {"name": "甲", "query": "a" * 1001}],
)
def test_what_cannot_be_kept_is_said(cast, as_, entered):
    keep(as_, cast.officer, **entered)
    assert not SavedView.objects.exists()


def test_a_unit_keeps_no_view_for_the_office_and_drops_only_its_own(cast, as_):
    keep(as_, cast.liaison, name="甲", for_office="on")
    assert not SavedView.objects.exists()
    keep(as_, cast.liaison, name="甲")
    where = reverse("view_drop", args=[SavedView.objects.get().pk])
    assert as_(cast.officer).post(where).status_code == 404
    as_(cast.liaison).post(where)
    assert not SavedView.objects.exists()


# --- Ticks -----------------------------------------------------------------------------------------
def test_ticks_show_a_sheet_before_anything_is_done(cast, some, as_):
    ended = factories.task(task_list=some[0].task_list, title="已办结的", state="done", done_on=TODAY)
    asked = {"code": "suspend", "id": [some[0].pk, some[1].pk, ended.pk], "next": reverse("tasks")}
    sheet = as_(cast.officer).get(reverse("ticked", args=["task"]), asked)
    assert [t.pk for t in sheet.context["sheet"].ready] == [some[0].pk, some[1].pk]
    assert [t.pk for t, _why in sheet.context["sheet"].refused] == [ended.pk]
    assert not Task.objects.filter(state="suspended").exists()
    asked["seen"] = sheet.context["seen"]
    refused = as_(cast.officer).post(reverse("ticked", args=["task"]), asked)
    assert refused.status_code == 422
    entered = {"reason": "上级政策调整", "review_on": "2026-03-02"}
    assert as_(cast.officer).post(reverse("ticked", args=["task"]), asked | entered).url == reverse("tasks")
    assert {t.title for t in Task.objects.filter(state="suspended")} == {"第1件", "第2件"}


@pytest.mark.parametrize(
    ("noun", "code", "who"),
    [("task", "suspend", "liaison"), ("task", "cancel", "officer"), ("dispatch", "sign", "head")],
)
def test_ticks_offer_nobody_what_is_not_his(cast, some, as_, noun, code, who):
    asked = {"code": code, "id": [some[0].pk]}
    assert as_(getattr(cast, who)).get(reverse("ticked", args=[noun]), asked).status_code == 404


def test_a_sheet_of_many_asks_no_more_than_one_of_few(cast, as_, django_assert_max_num_queries):
    for _n in range(30):
        factories.obligation(unit=cast.bureau, due_on=TODAY)
    browser = as_(cast.head)
    for noun, code, model in (
        ("task", "confirm", Task),
        ("task", "cancel", Task),
        ("obligation", "accept", Obligation),
        ("obligation", "waive", Obligation),
    ):
        asked = {"code": code, "id": list(model.objects.values_list("pk", flat=True))}
        with django_assert_max_num_queries(20):
            browser.get(reverse("ticked", args=[noun]), asked)


# --- The next of the list --------------------------------------------------------------------------
def test_a_task_knows_the_one_before_and_after_it_in_the_list_one_came_from(cast, some, as_):
    browser, where = as_(cast.officer), reverse("task", args=[some[1].pk])
    assert browser.get(where).context["beside"] is None
    came = {"Referer": f"http://testserver{reverse('tasks')}?order=due"}
    beside = browser.get(where, headers=came).context["beside"]
    assert beside.before.startswith(reverse("task", args=[some[0].pk]))
    assert beside.after.startswith(reverse("task", args=[some[2].pk]))
    last = browser.get(beside.after).context["beside"]
    assert last.list_url == f"{reverse('tasks')}?order=due"
    narrow = browser.get(where, {"list": "view=late"}).context["beside"]
    assert narrow.after == ""


def test_a_list_page_of_fifty_asks_little_and_weighs_little(cast, as_, django_assert_max_num_queries):
    for n in range(50):
        factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=n % 5))
    browser = as_(cast.officer)
    browser.get(reverse("tasks"))
    with django_assert_max_num_queries(12):
        answer = browser.get(reverse("tasks"))
    assert len(answer.content) < 40_000


@pytest.mark.parametrize("order", ["list", "worst", "due", "-due"])
@pytest.mark.parametrize("who", ["officer", "liaison"])
def test_pages_follow_one_another_without_a_gap(cast, some, as_, monkeypatch, order, who):
    """Also where the newest list comes first, but its tasks in the order of its document, and where one unit's
    assignments say the order."""
    factories.assign(task=some[-1], unit=cast.bureau)
    person = cast.officer if who == "officer" else cast.liaison
    whole = titles(as_, person, order=order)
    assert len(whole) == 4
    monkeypatch.setattr(
        "tracker.web.tables.table.listing", lambda *given, **more: listing(*given, **more | {"size": 1})
    )
    forth, place = [], {}
    while place is not None:
        found = as_(person).get(reverse("tasks"), {"order": order} | place).context["listing"]
        forth += [row.title for row in found.rows]
        assert found.count == 4
        place = {"after": found.after} if found.after else None
    assert forth == whole
    back, place = [], {"before": found.before}
    while place is not None:
        found = as_(person).get(reverse("tasks"), {"order": order} | place).context["listing"]
        back += [row.title for row in found.rows]
        place = {"before": found.before} if found.before else None
    assert [*reversed(back), whole[-1]] == whole
