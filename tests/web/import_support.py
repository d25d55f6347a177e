"""The ways through the pages of an import."""

from django.urls import reverse

from tests.web.conftest import page
from tracker.models import ImportRun


def url(name, run, *more):
    return reverse(name, args=[run.pk, *more])


def items(run):
    return ImportRun.objects.get(pk=run.pk).proposal["entries"]


def messages(answer) -> str:
    return "\n".join(str(m) for m in answer.context["messages"])


def land(browser, run, **target):
    """Choose a new list, look at the diff, press the button."""
    fields = {
        "task-where": "new",
        "task-name": "工作安排",
        "task-year": 2025,
        "task-list_kind": "work_plan",
        "task-duty": "lead",
        "task-report_cycle": "quarterly",
    }
    answer = browser.post(url("import_target", run), fields | target)
    assert answer.status_code == 302, answer.context["forms"][0][2].errors
    shown = page(browser.get(url("import_diff", run)))
    return shown, browser.post(url("import_apply", run), follow=True)
