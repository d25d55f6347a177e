"""Importing on the pages: upload, wait, correct, compare, one button, undo. And who may see any of it."""

import io
import itertools
import re

import openpyxl
import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import PLAN, page
from tests.web.import_support import items, land, messages, url
from tracker import jobs
from tracker.actions import names
from tracker.domain.actor import Actor
from tracker.importing import runs
from tracker.models import Event, ImportRun, Source, Task, TaskList, UnitAlias, WrittenName

pytestmark = pytest.mark.usefixtures("eager")


# --- Upload ----------------------------------------------------------------------------------------
def test_the_upload_page_says_that_only_open_material_is_wanted(cast, as_):
    assert "仅限公开材料，禁止上传涉密文件" in page(as_(cast.officer).get(reverse("imports")))


def test_an_uploaded_document_becomes_a_proposal_and_nothing_else(plan):
    browser, run = plan
    assert (run.state, run.started_by.name, len(items(run))) == ("proposed", "周敏", 3)
    text = page(browser.get(url("import_run", run) + "?show=all"))
    assert 'id="i1"' in text and "推进政务公开" in text
    assert (Task.objects.count(), Source.objects.count(), TaskList.objects.count()) == (0, 0, 0)
    assert not Event.objects.exists()


def test_several_files_at_once_and_a_bad_one_does_not_stop_the_others(upload):
    _browser, answer = upload(("甲.txt", PLAN), ("空.txt", ""), ("乙.txt", PLAN + "（四）普法。\n"))
    assert "“空.txt”是空文件" in messages(answer)
    assert sorted(ImportRun.objects.values_list("filename", "state")) == [
        ("乙.txt", "proposed"),
        ("甲.txt", "proposed"),
    ]


def test_pasted_words_are_read_as_a_file(upload):
    browser, _answer = upload(text="1、市司法局修订目录，年底前公布。\n2、市发改委开展培训。")
    run = ImportRun.objects.get()
    assert (run.state, run.filename) == ("proposed", "1 市司法局修订目录 年底前公布 2 市发改委开.txt")
    shown = page(browser.get(url("import_item", run, 1)))
    assert "从句内拆开" in shown and shown.count('name="at"') == 1
    _browser, answer = upload()
    assert (answer.status_code, "或者粘贴文字" in str(answer.context["form"].errors)) == (422, True)


def test_too_large_a_file_is_refused_before_it_is_kept(upload, settings):
    settings.UPLOAD_MAX_BYTES = 100
    _browser, answer = upload(("甲.txt", PLAN))
    assert "超过" in messages(answer)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("通知.txt", "机密★1年\n\n关于某事的通知\n", "密"),
        ("表.xlsx", b"not a workbook", "xlsx|Excel|压缩"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "另存为"),
    ],
)
def test_what_the_readers_refuse_is_told_in_one_sentence_and_not_kept(upload, name, content, said):
    browser, _answer = upload((name, content))
    run = ImportRun.objects.get()
    assert (run.state, bool(run.file)) == ("failed", False)
    assert re.search(said, run.error)
    assert run.error in page(browser.get(url("import_run", run)))
    assert "Traceback" not in run.error


def test_a_file_name_with_a_path_keeps_only_its_last_part(upload):
    upload(("../../etc/安排.txt", PLAN))
    run = ImportRun.objects.get()
    assert run.filename == "安排.txt"
    assert re.fullmatch(r"sources/[0-9a-f]{2}/[0-9a-f]{64}", run.file.name)


def test_while_it_is_read_the_page_waits_and_survives_being_closed(cast, as_):
    run = runs.start(
        content=PLAN.encode(), filename="安排.txt", office=cast.office, by=Actor.of(cast.officer, TODAY)
    )
    browser = as_(cast.officer)
    text = page(browser.get(url("import_run", run)))
    assert f'data-status="{url("import_status", run)}"' in text and "<progress" in text
    assert browser.get(url("import_status", run)).json()["state"] == "reading"
    assert jobs.read_import(run.pk) == 3  # the worker, some time later
    assert browser.get(url("import_status", run)).json()["state"] == "proposed"
    assert "核对提议" in page(as_(cast.head).get(url("import_run", run)))


@pytest.mark.parametrize("name", ["import_target", "import_diff", "import_item"])
def test_pages_of_a_proposal_wait_until_there_is_one(cast, as_, name):
    run = runs.start(
        content=PLAN.encode(), filename="安排.txt", office=cast.office, by=Actor.of(cast.officer, TODAY)
    )
    more = (1,) if name == "import_item" else ()
    answer = as_(cast.officer).get(url(name, run, *more))
    assert (answer.status_code, answer.url) == (302, url("import_run", run))
    as_(cast.officer).post(url("import_bulk", run), {"id": "1", "action": "drop"})
    assert ImportRun.objects.get().proposal == {}


def test_a_reading_that_got_lost_can_be_asked_for_again(cast, as_):
    run = runs.start(
        content=PLAN.encode(), filename="安排.txt", office=cast.office, by=Actor.of(cast.officer, TODAY)
    )
    as_(cast.officer).post(url("import_retry", run))
    run.refresh_from_db()
    assert run.state == "proposed"


# --- The proposal ----------------------------------------------------------------------------------
def test_a_document_without_a_year_is_read_again_with_the_one_the_officer_names(upload):
    browser, _answer = upload(("表.txt", "一、依法行政\n（一）开展案卷评查。（市司法局牵头，6月底前完成）\n"))
    run = ImportRun.objects.get()
    assert url("import_year", run) in page(browser.get(url("import_run", run)))
    assert "请填写" in messages(browser.post(url("import_year", run), {"year": "去年"}, follow=True))
    text = page(browser.post(url("import_year", run), {"year": "2024"}, follow=True))
    assert "2024-06-30" in text and 'value="2024"' in text


def test_what_was_applied_is_not_read_again(plan):
    browser, run = plan
    land(browser, run)
    browser.post(url("import_year", run), {"year": "2024"})
    assert ImportRun.objects.get().state == "applied"


def test_document_and_items_are_linked_both_ways(plan):
    browser, run = plan
    text = page(browser.get(url("import_run", run) + "?show=all"))
    passage = next(part for part in text.split('<div class="para ') if "推进政务公开" in part)
    order, number = re.search(r'id="p(\d+)"', passage)[1], re.search(r'href="#i(\d+)"', passage)[1]
    item = text.partition(f'id="i{number}"')[2].partition("</article>")[0]
    assert "推进政务公开" in item and f'href="#p{order}"' in item


def test_unknown_units_and_missing_owners_come_first(plan):
    browser, run = plan
    text = page(browser.get(url("import_run", run)))
    assert text.index("没有对应单位的名称1个") < text.index('class="sides"')
    assert "1条没有责任单位" in text
    assert 'id="i1"' not in text and 'id="i2"' in text and 'id="i3"' in text  # what is sure comes later


def test_an_unknown_name_is_mapped_to_a_unit_without_touching_the_register(plan, cast):
    browser, run = plan
    code = f"unit:{cast.college.pk}"
    browser.post(url("import_map", run), {"name": "各起草部门", "owner": code})
    assert "没有对应单位的名称" not in page(browser.get(url("import_run", run)))
    land(browser, run)
    assert Task.objects.get(title__startswith="加强执法监督").assignments.get().unit == cast.college
    assert not UnitAlias.objects.filter(name="各起草部门").exists()


def test_the_next_import_proposes_what_the_office_chose_and_waits_for_a_press(plan, cast, upload):
    browser, run = plan
    browser.post(url("import_map", run), {"name": "各起草部门", "owner": f"unit:{cast.college.pk}"})
    land(browser, run)
    upload(("再来.txt", PLAN + "（四）普法。\n"))
    again = ImportRun.objects.get(filename="再来.txt")
    text = page(browser.get(url("import_run", again)))
    assert f'value="{cast.college}"' in text.partition('name="owner"')[2].partition(">")[0]
    assert "1个以前对应过，全部照旧" in text
    assert again.proposal["mapping"] == {}
    browser.post(url("import_map_as_before", again))
    assert ImportRun.objects.get(pk=again.pk).proposal["mapping"] == {"各起草部门": f"unit:{cast.college.pk}"}


def test_what_an_office_chose_is_not_proposed_once_the_unit_has_gone(plan, cast):
    browser, run = plan
    WrittenName.objects.create(office=cast.office, name="各起草部门", unit=cast.college)
    type(cast.college).objects.filter(pk=cast.college.pk).update(is_active=False)
    assert "以前对应过" not in page(browser.get(url("import_run", run)))
    assert "以前的导入没有对应过" in messages(browser.post(url("import_map_as_before", run), follow=True))


def test_an_unknown_name_is_put_before_the_system_administrator(plan, cast):
    browser, run = plan
    asking = {"name": "各起草部门", "owner": f"unit:{cast.college.pk}"}
    assert "已请系统管理员" in messages(browser.post(url("import_ask_name", run), asking, follow=True))
    assert "还没有答复" in messages(browser.post(url("import_ask_name", run), asking, follow=True))
    assert "已请系统管理员列入名册" in page(browser.get(url("import_run", run)))
    assert not UnitAlias.objects.filter(name="各起草部门").exists()
    keeper = factories.person(name="系统员", unit=cast.city, role="system_admin")
    names.grant_name(
        wanted=WrittenName.objects.get(), by=Actor.of(keeper, factories.TODAY), unit=cast.college
    )
    assert "没有对应单位的名称" not in page(browser.get(url("import_run", run)))


def test_one_item_is_corrected_and_only_what_was_touched_counts_as_decided(plan):
    browser, run = plan
    address = url("import_item", run, 1)
    initial = browser.get(address).context["form"].initial
    answer = browser.post(address, {**initial, "co": "市教体局", "next": url("import_run", run)})
    assert answer.url == url("import_run", run) + "#i1"
    item = items(run)[0][3]
    assert item["co"][0]["basis"] == "decided"
    assert item["lead"][0].get("basis", "stated") == "stated"
    assert item["dates"][0].get("basis", "stated") == "stated"


def test_a_date_that_is_none_is_refused_with_the_entries_kept(plan):
    browser, run = plan
    address = url("import_item", run, 1)
    answer = browser.post(address, {**browser.get(address).context["form"].initial, "dates": "2025-02-30"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "日历上没有" in text and "2025-02-30" in text
    assert items(run)[0][3]["due"] == "2025-06-30"


def test_split_merge_drop_and_restore(plan):
    browser, run = plan
    browser.post(url("import_split", run, 2), {"at": ["1"]})
    assert len(items(run)) == 4
    browser.post(url("import_item_action", run, 2, "merge"))
    assert len(items(run)) == 3
    browser.post(url("import_item_action", run, 3, "drop"))
    assert items(run)[2][1] == 1
    browser.post(url("import_item_action", run, 3, "restore"))
    assert items(run)[2][1] == 0
    assert browser.post(url("import_item_action", run, 3, "explode")).status_code == 404


def test_owner_and_date_for_many_at_once(plan):
    browser, run = plan
    fields = {"id": ["2", "3"], "action": "set", "lead": "市司法局", "dates": "2025-11-30"}
    browser.post(url("import_bulk", run), fields)
    for _id, _dropped, _edited, item, _by_hand in items(run)[1:]:
        assert ([o["name"] for o in item["lead"]], item["due"]) == (["市司法局"], "2025-11-30")
    assert items(run)[0][3]["due"] == "2025-06-30"


def test_everything_that_the_filter_shows_at_once(plan):
    browser, run = plan
    fields = {"everything": "1", "show": "attention", "action": "drop"}
    browser.post(url("import_bulk", run), fields)
    assert [dropped for _id, dropped, *_rest in items(run)] == [0, 1, 1]
    browser.post(url("import_bulk", run), fields | {"show": "all", "action": "restore"})
    assert "1条没有时限" in page(browser.get(url("import_run", run)))
    few = {"everything": "1", "show": "dateless", "action": "set", "dates": "2025-11-30"}
    browser.post(url("import_bulk", run), few)
    assert [item["due"] for _id, _dropped, _edited, item, _by in items(run)] == [
        "2025-06-30", "2025-12-31", "2025-11-30",
    ]  # fmt: skip


@pytest.mark.parametrize("fields", [{"action": "set", "lead": "市司法局"}, {"id": "1", "action": "set"}])
def test_setting_nothing_or_for_nobody_is_told(plan, fields):
    browser, run = plan
    before = items(run)
    assert "请" in messages(browser.post(url("import_bulk", run), fields, follow=True))
    assert items(run) == before


def test_a_long_list_comes_in_pages_and_edits_one_item(upload):
    rows = "".join(f"{n},完成第{n}项改革任务,市司法局,年底前\n" for n in range(1, 451))
    browser, _answer = upload(("表.csv", "序号,任务,牵头单位,完成时限\n" + rows), year=2025)
    run = ImportRun.objects.get()
    seen: list[str] = []
    for number in itertools.count(1):
        answer = browser.get(url("import_run", run) + f"?show=all&page={number}")
        text = page(answer)
        assert len(answer.content) < 150_000
        seen += re.findall(r'<article[^>]*\sid="i(\d+)', text)
        if 'rel="next"' not in text:
            break
    assert seen == [str(n) for n in range(1, 451)] and 5 < number < 30
    browser.post(url("import_item_action", run, 420, "drop"))
    assert sum(dropped for _id, dropped, *_rest in items(run)) == 1


def test_nobody_edits_what_has_been_applied(plan):
    browser, run = plan
    land(browser, run)
    answer = browser.post(url("import_item_action", run, 1, "drop"), follow=True)
    assert "已导入" in messages(answer)
    assert "已导入" in messages(browser.post(url("import_apply", run), follow=True))
    assert Task.objects.count() == 3


# --- Landing ---------------------------------------------------------------------------------------
def test_diff_then_one_button_then_the_result_of_every_row(plan, cast):
    browser, run = plan
    shown, answer = land(browser, run)
    assert "新清单“工作安排”（2025）" in shown and "确认导入" in shown
    text = page(answer)
    assert "导入结果" in text and "没有对应的单位，按原文保留" in text
    task_list = TaskList.objects.get()
    assert (task_list.office, task_list.report_cycle, task_list.tasks.draft().count()) == (
        cast.office, "quarterly", 3,
    )  # fmt: skip
    assert Source.objects.get() == task_list.source
    book = openpyxl.load_workbook(io.BytesIO(browser.get(url("import_result", run)).content))
    cells = [[c.value for c in row] for row in book.active.iter_rows()]
    assert [row[0] for row in cells[3:]] == ["新增"] * 3


def test_an_edited_file_shows_what_would_change_field_by_field(plan, upload):
    browser, run = plan
    land(browser, run)
    upload(("新.txt", PLAN.replace("6月底前", "9月底前").replace("（三）做好行政复议。\n", "")))
    second = ImportRun.objects.first()
    where = {"task-where": TaskList.objects.get().pk}
    shown, _answer = land(browser, second, **where)
    assert re.search("时限.*2025年6月底前.*2025年9月底前", shown, re.DOTALL)
    assert "任务保留" in shown
    assert [row["outcome"] for row in ImportRun.objects.get(pk=second.pk).outcome["rows"]] == [
        "changed", "unchanged", "gone",
    ]  # fmt: skip
    assert Task.objects.count() == 3


def test_a_list_name_that_exists_is_refused_and_nothing_is_written(plan, cast):
    factories.task_list(office=cast.office, name="工作安排", year=2025)
    browser, run = plan
    fields = {"task-where": "new", "task-name": "工作安排", "task-year": 2025, "task-list_kind": "work_plan"}
    answer = browser.post(url("import_target", run), fields | {"task-duty": "lead"})
    assert answer.status_code == 422
    assert "已有清单“工作安排”" in answer.content.decode()
    assert not Task.objects.exists()


def test_a_new_list_needs_a_name(plan):
    browser, run = plan
    answer = browser.post(url("import_target", run), {"task-where": "new", "task-year": 2025})
    assert answer.status_code == 422
    assert "请填写新清单的名称" in answer.content.decode()


def test_the_import_is_undone_with_its_list_and_document_and_can_be_opened_again(plan):
    browser, run = plan
    land(browser, run)
    answer = browser.post(url("import_undo", run), follow=True)
    assert "已撤回3项" in messages(answer)
    assert (Task.objects.count(), TaskList.objects.count(), Source.objects.count()) == (0, 0, 0)
    browser.post(url("import_reopen", run))
    assert "核对提议" in page(browser.get(url("import_run", run)))


def test_undo_says_who_was_faster(plan, cast):
    browser, run = plan
    land(browser, run)
    Task.objects.filter(title__startswith="推进").update(state="issued")
    assert "已下达" in page(browser.get(url("import_run", run)))
    assert "已下达" in messages(browser.post(url("import_undo", run), follow=True))
    assert Task.objects.count() == 3


def test_an_import_that_was_given_up_leaves_nothing_and_one_that_was_worked_on_asks_first(plan):
    browser, run = plan
    assert "法治政府建设工作安排" in page(browser.get(reverse("imports")))
    browser.post(url("import_item_action", run, 2, "drop"))
    assert "不能恢复" in page(browser.post(url("import_discard", run)))
    browser.post(url("import_item_action", run, 2, "restore"))
    browser.post(url("import_discard", run), {"sure": 1})
    assert not ImportRun.objects.exists()


def test_what_the_database_does_not_take_is_told_and_waits_for_nobody(plan, monkeypatch):
    """One NUL in another office's file, on PostgreSQL: the import stood at 正在读取 for ever."""
    _browser, run = plan
    ImportRun.objects.update(state="reading")

    def refused(*_args):
        raise ValueError("A string literal cannot contain NUL (0x00) characters.")

    monkeypatch.setattr(runs.codec, "passages_to_plain", refused)
    with pytest.raises(ValueError, match="NUL"):
        runs.read(run_id=run.pk)
    assert ImportRun.objects.get().state == "failed" and "ValueError" in ImportRun.objects.get().error
