"""全部任务: filters that refuse nonsense, one queryset for page and export, the same cost for any length."""

import csv
import io
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.desk.downloads import made
from tracker.domain.search import rebuild
from tracker.models import Task, Urgency
from tracker.papers.sheets import defused


@pytest.fixture
def three(cast):
    """The bureau is late with the first, near with the second; the college has time for the third."""
    a = factories.task(office=cast.office, title="健全合法性审查机制", number="1")
    b = factories.task(office=cast.office, title="推进综合查一次", number="2")
    c = factories.task(office=cast.office, title="开展普法宣传", number="3")
    factories.obligation(unit=cast.bureau, task=a, due_on=TODAY - timedelta(days=2))
    factories.obligation(unit=cast.bureau, task=b, due_on=TODAY + timedelta(days=5))
    factories.obligation(unit=cast.college, task=c, due_on=TODAY + timedelta(days=90))
    factories.assign(task=c, unit=cast.bureau, role="support")
    rebuild()
    return a, b, c


def titles(response) -> list[str]:
    return [t.title for t in response.context["listing"].rows]


def look(as_, person, **query):
    return as_(person).get(reverse("tasks"), query)


def test_worst_first_with_a_word_for_each_colour(cast, three, as_):
    response = look(as_, cast.officer)
    assert titles(response) == ["健全合法性审查机制", "推进综合查一次", "开展普法宣传"]
    text = page(response)
    assert text.index("逾期</span>") < text.index("临近</span>") < text.index("正常</span>")
    assert "共3项" in text


def test_tasks_without_a_date_stand_last(cast, three, as_):
    factories.task(office=cast.office, title="没有日期")
    assert titles(look(as_, cast.officer, order="due"))[-1] == "没有日期"
    assert titles(look(as_, cast.officer))[-1] == "没有日期"


def test_a_unit_finds_only_its_own_tasks(cast, three, as_):
    assert titles(look(as_, cast.college_liaison)) == ["开展普法宣传"]
    assert len(titles(look(as_, cast.liaison))) == 3


def test_drafts_are_the_office_s_own(cast, three, as_):
    draft = factories.task(office=cast.office, title="拟办事项", state="draft")
    factories.assign(task=draft, unit=cast.bureau)
    assert "拟办事项" in titles(look(as_, cast.officer))
    assert "拟办事项" not in titles(look(as_, cast.liaison))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "综合"}, ["推进综合查一次"]),
        ({"text": "机制 审查"}, ["健全合法性审查机制"]),
        ({"text": "市教体局 普法"}, ["开展普法宣传"]),
        ({"colour": "4"}, ["健全合法性审查机制"]),
        ({"state": "issued", "order": "list"}, ["健全合法性审查机制", "推进综合查一次", "开展普法宣传"]),
        ({"state": "done"}, []),
        ({"due_from": "2025-12-03", "due_until": "2025-12-31"}, ["推进综合查一次"]),
        ({"due_until": "2025-12-03"}, ["健全合法性审查机制"]),
    ],
)
def test_filters_find_what_they_say(cast, three, as_, query, found):
    assert titles(look(as_, cast.officer, **query)) == found


def test_unit_and_role_speak_of_the_same_owner(cast, three, as_):
    unit = str(cast.bureau.pk)
    assert titles(look(as_, cast.officer, unit=unit, role="lead")) == ["健全合法性审查机制", "推进综合查一次"]
    assert titles(look(as_, cast.officer, unit=unit, role="support")) == ["开展普法宣传"]
    # Without a unit chosen, a liaison's role is the role of the liaison's own unit.
    assert titles(look(as_, cast.liaison, role="support")) == ["开展普法宣传"]


def test_a_date_range_asks_for_the_dates_of_the_chosen_unit(cast, three, as_):
    query = {"due_from": "2025-12-01", "due_until": "2025-12-31", "unit": str(cast.college.pk)}
    assert titles(look(as_, cast.officer, **query)) == []


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"colur": "4"}, "没有“colur”这个筛选条件"),
        ({"colour": "9"}, "筛选条件“情形”的值不对"),
        ({"unit": "999999"}, "筛选条件“单位”的值不对"),
        ({"due_from": "tomorrow"}, "筛选条件“时限自”的值不对"),
        ({"state": ["issued", "done"]}, "筛选条件“状态”只能选一个值"),
        ({"page": "2"}, "没有“page”这个筛选条件"),
        ({"after": "4~夏天~1"}, "翻页位置“4~夏天~1”不对"),
        ({"after": "4"}, "翻页位置“4”不对"),
        ({"export": "pdf"}, "只能导出 csv 或 xlsx"),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_an_empty_list(cast, three, as_, query, complaint):
    response = look(as_, cast.officer, **query)
    assert response.status_code == 400
    assert titles(response) == []
    assert complaint in response.content.decode()


def test_nonsense_in_an_export_gives_no_file(cast, three, as_):
    response = look(as_, cast.officer, export="csv", colur="4")
    assert response.status_code == 400
    assert "Content-Disposition" not in response


def test_only_the_office_may_ask_for_gaps(cast, three, as_):
    factories.task(office=cast.office, title="无主任务", state="draft")
    assert titles(look(as_, cast.officer, gap="owner")) == ["无主任务"]
    assert look(as_, cast.liaison, gap="owner").status_code == 400


def test_pages_keep_the_filter(cast, as_):
    for _ in range(55):
        factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=60))
    first = look(as_, cast.officer, state="issued")
    after = first.context["listing"].after
    assert f"?state=issued&amp;after={quote(after)}" in page(first)
    second = look(as_, cast.officer, state="issued", after=after)
    assert len(titles(second)) == 5
    assert not second.context["listing"].after
    back = look(as_, cast.officer, state="issued", before=second.context["listing"].before)
    assert titles(back) == titles(first)


@pytest.mark.parametrize("order", ["worst", "due", "list"])
@pytest.mark.parametrize("who", ["officer", "liaison", "chief"])
def test_every_task_stands_on_exactly_one_page(cast, as_, who, order):
    """Many share a colour and a day, some have neither: the key of the last row still parts the pages."""
    for days in [*range(-3, 3), *range(-3, 3), 29, 29, 90]:
        for _twin in range(4):
            factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=days))
    for _n in range(9):
        factories.assign(task=factories.task(office=cast.office), unit=cast.bureau)
    seen, after = [], ""
    while True:
        shown = look(as_, getattr(cast, who), order=order, **({"after": after} if after else {}))
        seen += [t.pk for t in shown.context["listing"].rows]
        after = shown.context["listing"].after
        if not after:
            break
    assert sorted(seen) == sorted(Task.objects.values_list("pk", flat=True))
    assert len(seen) == 69


def test_a_count_beyond_the_bound_is_not_counted_on(cast, as_, monkeypatch):
    monkeypatch.setattr("tracker.domain.counting.COUNTED", 20)
    for _n in range(30):
        factories.obligation(unit=cast.bureau, due_on=TODAY)
    assert "共20+项" in page(look(as_, cast.officer))


def test_a_page_that_comes_before_the_roll_of_the_day_shows_today(cast, as_):
    """The summaries say what yesterday's obligations said; what is shown is compared with today, and nothing is written."""
    late = factories.obligation(unit=cast.bureau, due_on=TODAY - timedelta(days=1)).task
    factories.touch([late.pk], TODAY - timedelta(days=2))
    late.refresh_from_db()
    assert late.urgency != Urgency.RED
    (shown,) = look(as_, cast.officer).context["listing"].rows
    assert (shown.urgency, shown.late_count) == (Urgency.RED, 1)
    late.refresh_from_db()
    assert late.urgency != Urgency.RED


# --- Exports ---------------------------------------------------------------------------------------
def csv_rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_export_holds_what_the_page_shows_and_prints_its_filter(cast, three, as_):
    rows = csv_rows(look(as_, cast.officer, export="csv", colour="4"))
    assert "共1条" in rows[0][0]
    assert rows[1] == ["筛选条件：情形＝逾期"]
    assert rows[2] == ["情形", "任务", "牵头单位", "最近时限", "进展", "下次督办"]
    assert rows[3:] == [["逾期", "健全合法性审查机制", "市发改委", "2025-12-01", "", "2024-01-01"]]


def test_columns_are_chosen_for_page_and_export_alike(cast, three, as_):
    chosen = {"column": ["number", "title", "owner_basis", "requirement"]}
    text = page(look(as_, cast.officer, **chosen))
    assert "单位依据</th>" in text
    assert "最近时限</a>" not in text
    rows = csv_rows(look(as_, cast.officer, export="csv", **chosen))
    assert rows[2] == ["任务", "序号", "任务要求", "单位依据"]
    assert rows[3][3] == "原文"


def test_what_the_ladder_will_say_is_the_office_s_own_column(cast, three, as_):
    assert "下次督办" in page(look(as_, cast.officer))
    assert "下次督办" not in page(look(as_, cast.liaison))
    assert look(as_, cast.liaison, column="next").status_code == 400


def test_the_spreadsheet_says_the_same_as_the_csv(cast, three, as_):
    book = load_workbook(io.BytesIO(look(as_, cast.officer, export="xlsx").content))
    sheet = [["" if c is None else c for c in row] for row in book.active.iter_rows(values_only=True)]
    assert sheet[2:] == csv_rows(look(as_, cast.officer, export="csv"))[2:]


def test_a_unit_exports_only_its_own(cast, three, as_):
    assert [row[1] for row in csv_rows(look(as_, cast.college_liaison, export="csv"))[3:]] == ["开展普法宣传"]


@pytest.mark.parametrize("evil", ["=1+1", "+86 10", "-5", "@SUM(A1)", "\t=1", "＝1", "\u3000=1"])
def test_no_cell_of_an_export_is_run_as_a_formula(cast, as_, evil):
    assert defused(evil).startswith("'") and defused(f" {evil}").startswith("'")
    task = factories.task(office=cast.office, title=f"{evil}求和")
    factories.obligation(unit=cast.bureau, task=task, due_on=TODAY)
    assert csv_rows(look(as_, cast.officer, export="csv"))[3][1].startswith("'")
    cell = load_workbook(io.BytesIO(look(as_, cast.officer, export="xlsx").content)).active["B4"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@pytest.mark.parametrize("title", ["养老机构/", "/", "..\\..", "a:b?", "x\r\nSet-Cookie: y"])
def test_a_file_is_called_by_any_title(title):
    """A stroke at the end of a title was an error for everybody who followed it, without a log-in."""
    answer = made(b"x", f"{title}.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert not set(unquote(answer["Content-Disposition"])) & set("/\\:?\r\n")


# --- By hand ---------------------------------------------------------------------------------------
def test_what_was_left_empty_is_asked_for_by_name(cast, as_):
    answer = as_(cast.officer).post(reverse("task_new"), {"title": " "})
    assert answer.status_code == 422
    text = answer.content.decode()
    for wanted in ("请选择“归入清单”。", "请填写“任务名称”。", "请填写“任务要求”。"):
        assert wanted in text
    assert "---------" not in text


# --- Cost ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["officer", "liaison", "leader"])
def test_the_list_costs_the_same_for_any_length(cast, three, as_, role, django_assert_max_num_queries):
    for _ in range(40):
        factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=30))
    browser = as_(getattr(cast, role))
    with django_assert_max_num_queries(24):
        browser.get(reverse("tasks"))


def test_an_export_costs_the_same_for_any_length(cast, three, as_, django_assert_max_num_queries):
    for _ in range(40):
        factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=30))
    browser = as_(cast.officer)
    with django_assert_max_num_queries(20):
        browser.get(reverse("tasks"), {"export": "xlsx"})


# --- Numbers told by what is cheaper to read ----------------------------------------------------------
@pytest.mark.parametrize("offices", [1, 2])
def test_numbers_are_those_of_the_rows(cast, three, as_, offices):
    """Counted by assignments, by the search and by all notices where there is one office, looked up where there are two."""
    factories.task(office=cast.office, title="普法进校园", state="draft")
    draft = Task.objects.get(title="普法进校园")
    factories.assign(task=draft, unit=cast.bureau)
    factories.notice(obligation=three[0].obligations.get())
    if offices == 2:
        elsewhere = factories.unit(name="邻市", kind="city", parent=None)
        other = factories.unit(name="邻市司法局", parent=elsewhere, is_office=True)
        theirs = factories.task(office=other, title="开展普法宣传")
        factories.notice(obligation=factories.obligation(unit=cast.bureau, task=theirs, due_on=TODAY))
    rebuild()
    for person, query in (
        (cast.officer, {"unit": cast.bureau.pk}),
        (cast.liaison, {}),
        (cast.officer, {"text": "普法"}),
        (cast.officer, {"text": "法"}),
    ):
        found = look(as_, person, **query).context["listing"]
        assert found.count == len(found.rows) > 0, query
    notices = as_(cast.officer).get(reverse("notices")).context["listing"]
    assert notices.count == len(notices.rows) == 1


def test_words_that_very_many_tasks_hold_find_the_same(cast, three, as_, monkeypatch):
    few = titles(look(as_, cast.officer, text="推进"))
    monkeypatch.setattr("tracker.web.filters.COUNTED", 0)
    assert titles(look(as_, cast.officer, text="推进")) == few == ["推进综合查一次"]
