"""The two sides of a proposal: fates in the margin, any sentence a task, sections cut anew, figures, known documents."""

import re

import pytest
from django.urls import reverse

from tests.web.conftest import page
from tests.web.import_support import items, land, messages, url
from tracker.models import Figure, ImportRun, Indicator, Source, Task, TaskList

REPORT = """某市2024年度法治政府建设情况报告
一、主要工作
（一）强化监督。全年办理行政复议案件120件。开展案卷评查3次，评查案卷500卷。
二、存在的问题
执法培训不够深入。
三、2025年工作安排
加强执法培训。推进行政复议体制改革。
"""


RULES = """某县招商办法
第一条 为了招商，制定本办法。
第二条 县商务局应当于6月底前制定目录。
第三条 各乡镇要做好服务。
第四条 本办法自公布之日起施行。
"""


def place_of(text: str, words: str) -> str:
    part = text.partition(words)[2].partition("</div>")[0]
    return re.search(r'name="make"\s+value="([\d.]+)"', part)[1]


def test_every_sentence_shows_its_fate_and_one_press_makes_it_a_task(plan):
    browser, run = plan
    text = page(browser.get(url("import_run", run) + "?show=all"))
    words = re.sub(r"\s", "", re.sub("<[^>]+>", "", text))
    assert "标题一、依法行政" in words and "任务年底前开展案卷评查；完善监督制度。" in words
    browser.post(url("import_document", run), {"make": place_of(text, "一、依法行政")})
    assert len(items(run)) == 4 and items(run)[0][3]["text"] == "依法行政"


def test_a_section_is_cut_and_everything_below_a_heading_is_taken(plan):
    browser, run = plan
    browser.post(url("import_document", run), {"cut": "sentence", "section": "0"})
    assert len(items(run)) == 3  # of one sentence each: its title goes with it
    browser.post(url("import_document", run), {"cut": "clause", "section": "0"})
    assert len(items(run)) > 3
    said = messages(browser.post(url("import_document", run), {"below": "1", "section": "0"}, follow=True))
    assert "列为任务" in said
    assert "划分" in messages(browser.post(url("import_document", run), {"cut": "word"}, follow=True))


def test_one_press_cuts_an_item_at_its_sentences(plan):
    browser, run = plan
    browser.post(url("import_item_action", run, 2, "sentences"))
    assert len(items(run)) == 4
    browser.post(url("import_item_action", run, 1, "sentences"))
    assert len(items(run)) == 4  # one sentence, which cannot be cut


def test_sentences_that_promise_and_have_no_task_are_found(upload):
    browser, _answer = upload(
        (
            "办法.txt",
            "某县招商办法\n第一条 为了招商，制定本办法。\n第二条 县商务局应当于6月底前制定目录。\n第三条 各乡镇要做好服务。\n第四条 本办法自公布之日起施行。\n",
        )
    )
    run = ImportRun.objects.get()
    text = page(browser.get(url("import_run", run) + "?show=promises"))
    assert "县商务局应当于6月底前制定目录" in text
    browser.post(url("import_document", run), {"make": place_of(text, "县商务局应当于6月底前制定目录")})
    assert [row[3]["text"] for row in items(run)] == ["县商务局应当于6月底前制定目录。"]


def test_figures_are_named_or_left_out_before_they_land(upload):
    browser, _answer = upload(("报告.txt", REPORT))
    run = ImportRun.objects.get()
    names = [f["name"] for f in run.proposal["figures"]]
    assert not any(
        f.get("ticked", True) for f in run.proposal["figures"]
    )  # the office follows none of them yet
    shown = page(browser.get(url("import_run", run) + "?show=figures"))
    assert "办理行政复议案件" in shown
    whole = re.search(r'name="whole" value="([\d,]+)"', shown)[1]
    browser.post(url("import_figures", run), {"at": whole.split(","), "whole": whole} | {
        f"name{n}": names[int(n)] for n in whole.split(",")
    })  # fmt: skip
    run.refresh_from_db()
    ticked = [n for n, f in enumerate(run.proposal["figures"]) if f.get("ticked", True)]
    assert ticked == [int(n) for n in whole.split(",")]
    at = [str(n) for n in range(len(names))]
    fields = {"at": at, "keep": at[:-1], **{f"name{n}": name for n, name in enumerate(names)}}
    browser.post(url("import_figures", run), fields | {"name0": "办结行政复议案件"})
    refused = browser.post(url("import_figures", run), fields | {"name0": " "}, follow=True)
    assert "请写明指标名称" in messages(refused)
    land(browser, run, **{"problem-where": "none"})
    assert Indicator.objects.filter(name="办结行政复议案件", measure="件").exists()
    assert Figure.objects.count() == len(names) - 1


def test_a_known_document_offers_its_list_by_bytes_and_by_words(plan, upload):
    browser, run = plan
    land(browser, run)
    before = Task.objects.count()
    upload(("换个名.txt", Source.objects.get().file.read()))
    again = ImportRun.objects.get(filename="换个名.txt")
    text = page(browser.get(url("import_run", again)))
    assert "这份文件已经导入过" in text and "要更新它吗" in text
    answer = browser.post(url("import_update_known", again), follow=True)
    assert answer.redirect_chain[-1][0] == url("import_diff", again)
    browser.post(url("import_apply", again))
    assert (Task.objects.count(), Source.objects.count()) == (before, 1)


def test_a_document_that_came_without_an_import_is_known_by_its_lists(plan, upload):
    """As the seeds of the demo do."""
    browser, run = plan
    land(browser, run)
    content = Source.objects.get().file.read()
    made = TaskList.objects.get(source=Source.objects.get())
    ImportRun.objects.all().delete()
    upload(("再来.txt", content))
    again = ImportRun.objects.get()
    text = page(browser.get(url("import_run", again)))
    assert "这份文件已经导入过" in text and reverse("source", args=[made.source_id]) in text
    browser.post(url("import_update_known", again))
    again.refresh_from_db()
    assert again.proposal["target"]["task"] == {"list": made.pk}


def test_the_same_words_in_another_form_are_the_same_document(plan, upload):
    browser, run = plan
    land(browser, run)
    text = Source.objects.get().file.read().decode()
    upload(("另存.txt", text.replace("\n", "\r\n\r\n")))
    again = ImportRun.objects.get(filename="另存.txt")
    assert again.sha256 != run.sha256
    assert "同样文字的文件" in page(browser.get(url("import_run", again)))
    upload(("别的.txt", text + "（四）普法。\n"))
    other = ImportRun.objects.get(filename="别的.txt")
    assert "导入过：" not in page(browser.get(url("import_run", other)))
    assert "已归档或已删除" in messages(browser.post(url("import_update_known", other), follow=True))


@pytest.mark.parametrize("name", ["import_document", "import_figures", "import_update_known"])
def test_changes_of_a_proposal_are_the_affair_of_its_office(plan, cast, as_, name):
    _browser, run = plan
    assert as_(cast.liaison).post(reverse(name, args=[run.pk])).status_code in (403, 404)
