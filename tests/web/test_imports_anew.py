"""The import page after a fresh clerk used it: cutting and going back, the year, names, one choice, the last look."""

import pytest

from tests.factories import TODAY
from tests.web.conftest import PLAN, page
from tests.web.import_support import items, land, messages, url
from tracker import jobs
from tracker.domain.actor import Actor
from tracker.importing import runs
from tracker.models import ImportRun, TaskList

pytestmark = pytest.mark.usefixtures("eager")


def test_a_file_that_waits_to_be_confirmed_is_not_read_a_second_time(upload):
    upload(("甲.txt", PLAN))
    run = ImportRun.objects.get()
    _browser, answer = upload(("乙.txt", PLAN))
    assert ImportRun.objects.get() == run and run.started_on == TODAY
    assert answer.redirect_chain[-1][0] == url("import_run", run) and "已在核对" in messages(answer)


def test_the_last_look_shows_owners_and_dates_and_days_outside_the_year(plan):
    browser, run = plan
    browser.post(
        url("import_bulk", run), {"id": "1", "action": "set", "lead": "市审计局", "dates": "2023-04-10"}
    )
    shown, _answer = land(browser, run)
    assert "牵头：市审计局（核定）" in shown and "2023-04-10" in shown
    assert "1条的时限不在清单的2025年内，最早的是2023-04-10" in shown
    run.refresh_from_db()
    assert run.applied_on == TODAY


def test_another_year_in_a_proposal_that_was_worked_on_keeps_what_was_set(plan):
    browser, run = plan
    browser.post(url("import_bulk", run), {"id": "1", "action": "set", "dates": "2025-05-05"})
    answer = browser.post(url("import_year", run), {"year": "2026"}, follow=True)
    assert "文件年份已改为2026" in messages(answer)
    run.refresh_from_db()
    days = [
        d["due_on"] for _n, _d, _e, item, *_hand in items(run) for d in item.get("dates", ()) if "due_on" in d
    ]
    assert run.state == "proposed" and run.year == 2026 and "2025-05-05" in days
    assert all(day == "2025-05-05" or day.startswith("2026") for day in days)


def test_going_back_asks_when_somebody_has_typed_and_does_not_otherwise(plan):
    browser, run = plan
    before = items(run)
    browser.post(url("import_document", run), {"section": "0", "cut": "sentence"})
    browser.post(url("import_document", run), {"section": "0", "first": "1"})
    assert items(run) == before
    browser.post(url("import_bulk", run), {"id": "1", "action": "set", "lead": "市司法局"})
    asked = browser.post(url("import_document", run), {"section": "0", "first": "1"})
    assert asked.url.startswith(url("import_first", run))
    assert "您改过的1条，可以保留" in page(browser.get(asked.url))
    browser.post(url("import_first", run), {"section": "0", "keep": "0"})
    assert items(run) == before


def test_names_without_a_unit_stay_as_written_with_one_press(upload):
    browser, _answer = upload(("甲.txt", "某市2025年工作安排\n一、修订目录。（市天文局牵头，6月底前完成）\n"))
    run = ImportRun.objects.get()
    assert "没有对应单位的名称1个" in page(browser.get(url("import_run", run)))
    browser.post(url("import_map", run), {"as_written": "1"})
    text = page(browser.get(url("import_run", run) + "?show=all"))
    assert "没有对应单位的名称1个" not in text and "按原文保留" in text
    browser.post(url("import_map", run), {"as_written": "0"})
    assert "没有对应单位的名称1个" in page(browser.get(url("import_run", run)))


def test_problems_and_the_tasks_that_mend_them_go_to_one_list_by_one_choice(upload):
    text = "某市巡察整改方案\n一、关于巡河不到位的问题\n整改措施：完善考核办法。\n牵头单位：市水利局\n整改时限：2025年6月底前"
    browser, _answer = upload(("整改.txt", text))
    run = ImportRun.objects.get()
    assert browser.get(url("import_target", run)).context["both"].initial["how"] == "together"
    where = {
        "where": "new",
        "name": "整改",
        "year": 2025,
        "list_kind": "rectification",
        "duty": "lead",
        "report_cycle": "quarterly",
    }
    answer = browser.post(
        url("import_target", run), {"how": "together", **{f"problem-{k}": v for k, v in where.items()}}
    )
    assert answer.url == url("import_diff", run)
    browser.post(url("import_apply", run), follow=True)
    assert TaskList.objects.get().tasks.count() == 2
    again = runs.start(
        content=b"\n" + text.encode(),
        filename="again.txt",
        office=run.office,
        by=Actor.of(run.started_by, TODAY),
    )
    jobs.read_import(again.pk)
    browser.post(url("import_update_known", again))
    again.refresh_from_db()
    assert again.proposal["target"] == {
        "problem": {"list": TaskList.objects.get().pk},
        "task": {"with": "problem"},
    }


def test_the_form_of_one_item_shows_the_source_around_it(plan):
    browser, run = plan
    text = page(browser.get(url("import_item", run, 2)))
    assert "原文及上下文" in text and 'class="para para-heading' in text and " mine" in text
