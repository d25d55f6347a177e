"""A proposal of many rows is written by a job: asked for, looked at, and what goes wrong with it."""

import pytest
from kombu.exceptions import OperationalError

from tests import factories
from tests.factories import TODAY
from tests.web.conftest import page
from tests.web.import_support import items, messages, url
from tracker import jobs
from tracker.celery import app
from tracker.importing import runs
from tracker.models import Event, ImportRun, Membership, Source, Task, TaskList

pytestmark = pytest.mark.usefixtures("eager")


def ask(browser, run, **target):
    """Press the button while no worker runs."""
    app.conf.task_always_eager = False
    fields = {"task-where": "new", "task-name": "工作安排", "task-year": 2025, "task-list_kind": "work_plan"}
    browser.post(
        url("import_target", run), fields | {"task-duty": "lead", "task-report_cycle": "quarterly"} | target
    )
    return browser.post(url("import_apply", run), follow=True)


@pytest.fixture
def asked(plan, monkeypatch):
    """A browser and an import whose button was pressed; its job waits in the queue, which is the returned list."""
    queue = []
    monkeypatch.setattr(jobs.apply_import, "apply_async", lambda job, **_options: queue.append(job))
    browser, run = plan
    return browser, run, ask(browser, run), queue


def test_while_it_is_written_the_page_waits_and_survives_being_closed(asked, as_, cast):
    browser, run, answer, queue = asked
    assert 'data-state="applying"' in page(answer) and "<progress" in page(answer)
    assert browser.get(url("import_status", run)).json()["label"] == "正在写入"
    assert (Task.objects.count(), TaskList.objects.count(), Source.objects.count()) == (0, 0, 0)
    assert jobs.apply_import(*queue[0]) == 3  # the worker, some time later
    assert browser.get(url("import_status", run)).json()["state"] == "applied"
    assert "导入结果" in page(as_(cast.head).get(url("import_run", run)))
    assert (Task.objects.count(), TaskList.objects.get().name) == (3, "工作安排")
    assert ImportRun.objects.get().applied_by == cast.officer


def test_a_writing_job_that_runs_twice_writes_once(asked):
    _browser, _run, _answer, queue = asked
    assert [jobs.apply_import(*queue[0]), jobs.apply_import(*queue[0])] == [3, 0]
    assert (Task.objects.count(), TaskList.objects.count()) == (3, 1)


def test_while_it_is_written_nobody_edits_discards_or_presses_again(asked):
    browser, run, _answer, queue = asked
    browser.post(url("import_item_action", run, 1, "drop"))
    browser.post(url("import_apply", run))
    assert "正在写入" in messages(browser.post(url("import_discard", run), follow=True))
    assert len(queue) == 1
    assert jobs.apply_import(*queue[0]) == 3


def test_a_writing_job_that_got_lost_is_asked_for_again_or_taken_back(asked):
    browser, run, _answer, queue = asked
    browser.post(url("import_retry", run))
    assert len(queue) == 2
    assert "核对提议" in page(browser.post(url("import_take_back", run), follow=True))
    assert jobs.apply_import(*queue[0]) == 0
    assert not Task.objects.exists()


def test_what_cannot_be_written_any_more_goes_back_with_a_sentence(asked, cast):
    browser, run, _answer, queue = asked
    factories.task_list(office=cast.office, name="工作安排", year=2025)
    assert jobs.apply_import(*queue[0]) == 0
    assert "工作安排" in ImportRun.objects.get().error
    assert ImportRun.objects.get().error in page(browser.get(url("import_run", run)))
    assert not Task.objects.exists()


def test_a_writing_job_that_breaks_leaves_nothing_and_says_so(asked, monkeypatch):
    browser, run, _answer, queue = asked

    def broken(**_options):
        raise RuntimeError

    monkeypatch.setattr(runs, "write_figures", broken)
    with pytest.raises(RuntimeError):
        jobs.apply_import(*queue[0])
    assert "RuntimeError" in page(browser.get(url("import_run", run)))
    assert (Task.objects.count(), TaskList.objects.count(), Source.objects.count()) == (0, 0, 0)


def test_without_a_queue_the_proposal_stays_open(plan, monkeypatch):
    def down(*_job, **_options):
        raise OperationalError

    monkeypatch.setattr(jobs.apply_import, "apply_async", down)
    browser, run = plan
    assert "什么也没有写入" in messages(ask(browser, run))
    assert ImportRun.objects.get().state == "proposed"


def test_the_proposal_page_asks_the_database_little(plan, django_assert_max_num_queries):
    browser, run = plan
    with django_assert_max_num_queries(20):
        browser.get(url("import_run", run))


def test_a_rectification_plan_is_offered_a_list_of_rectifications(upload):
    text = "某市巡察反馈意见整改方案\n一、整改任务\n（一）巡河不到位。（牵头单位：市水利局，2025年6月底前完成）\n（二）公开不及时。（牵头单位：市司法局，2025年7月底前完成）"
    browser, _answer = upload(("整改.txt", text))
    run = ImportRun.objects.get()
    forms = browser.get(url("import_target", run)).context["forms"]
    assert {form.initial["list_kind"] for _kind, _count, form in forms} == {"rectification"}


def test_what_heads_answer_for_is_offered_a_list_of_their_own(upload):
    text = "市政府部门主要负责人履行推进法治建设第一责任人职责清单\n一、听取法治建设工作汇报。（责任人：市发改委主要负责人）\n"
    browser, _answer = upload(("职责.txt", text))
    run = ImportRun.objects.get()
    ((_kind, _count, form),) = browser.get(url("import_target", run)).context["forms"]
    offered = form.initial["list_kind"], form.initial["duty"], form.initial["report_cycle"]
    assert offered == ("head_duties", "each", "yearly")
    assert "市发改委主要负责人" in str(items(run))


# --- What others can write ---------------------------------------------------------------------------
def test_a_forged_message_in_the_queue_is_in_nobodys_name(asked, cast):
    """It once named the person: whoever could write into Redis imported as anybody."""
    _browser, run, _answer, _queue = asked
    assert jobs.apply_import(run.pk, cast.liaison.pk, "2024-01-01") == 3
    assert ImportRun.objects.get().applied_by == cast.officer
    told = Event.objects.filter(verb="import.applied").get()
    assert (told.actor, told.happened_on) == (cast.officer, TODAY)


def test_who_has_left_the_office_meanwhile_writes_nothing(asked, cast):
    _browser, run, _answer, _queue = asked
    Membership.objects.filter(user=cast.officer).delete()
    assert jobs.apply_import(run.pk) == 0
    assert ImportRun.objects.get().state == "proposed" and not Task.objects.exists()
