"""全部任务: filters that refuse nonsense, one queryset for page and export, the same cost for any length."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tracker.web.exports import TASK_COLUMNS, defused


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
        ({"page": "99"}, "没有第“99”页"),
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
    for _ in range(30):
        factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=60))
    text = page(look(as_, cast.officer, state="issued"))
    assert "第1页，共2页" in text
    assert "?state=issued&amp;page=2" in text
    assert len(titles(look(as_, cast.officer, state="issued", page="2"))) == 5


# --- Exports ---------------------------------------------------------------------------------------
def csv_rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_an_export_holds_what_the_page_shows_and_prints_its_filter(cast, three, as_):
    rows = csv_rows(look(as_, cast.officer, export="csv", colour="4"))
    assert "共1条" in rows[0][0]
    assert rows[1] == ["筛选条件：情形＝逾期"]
    assert tuple(rows[2]) == TASK_COLUMNS
    assert [row[3] for row in rows[3:]] == ["健全合法性审查机制"]
    told = dict(zip(TASK_COLUMNS, rows[3], strict=True))
    assert told["牵头单位"] == "市发改委"
    assert told["情形"] == "逾期"
    assert told["单位依据"] == "原文"


def test_the_spreadsheet_says_the_same_as_the_csv(cast, three, as_):
    book = load_workbook(io.BytesIO(look(as_, cast.officer, export="xlsx").content))
    sheet = [["" if c is None else c for c in row] for row in book.active.iter_rows(values_only=True)]
    assert sheet[2:] == csv_rows(look(as_, cast.officer, export="csv"))[2:]


def test_a_unit_exports_only_its_own(cast, three, as_):
    assert [row[3] for row in csv_rows(look(as_, cast.college_liaison, export="csv"))[3:]] == ["开展普法宣传"]


@pytest.mark.parametrize("evil", ["=1+1", "+86 10", "-5", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_of_an_export_is_run_as_a_formula(cast, as_, evil):
    assert defused(evil).startswith("'")
    task = factories.task(office=cast.office, title=f"{evil}求和")
    factories.obligation(unit=cast.bureau, task=task, due_on=TODAY)
    assert csv_rows(look(as_, cast.officer, export="csv"))[3][3].startswith("'")
    cell = load_workbook(io.BytesIO(look(as_, cast.officer, export="xlsx").content)).active["D4"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


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
