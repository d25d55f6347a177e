"""The files of an import: what comes back, and to whom."""

import io

import openpyxl
import pytest
from django.urls import reverse

from tests import factories
from tests.web.conftest import PLAN, page
from tests.web.import_support import url
from tracker.models import ImportRun

pytestmark = pytest.mark.usefixtures("eager")


def test_template_and_export_can_be_downloaded(cast, as_):
    browser = as_(cast.officer)
    assert openpyxl.load_workbook(io.BytesIO(browser.get(reverse("import_template")).content))
    task = factories.task(office=cast.office, title="推进政务公开")
    content = browser.get(reverse("list_export", args=[task.task_list_id])).content
    values = [c.value for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows() for c in row]
    assert task.requirement in values


def test_the_file_leaves_as_an_attachment_with_a_safe_type(upload):
    browser, _answer = upload(
        ("页.html", "<h1>2025年工作安排</h1><p>一、推进政务公开。</p><script>alert(1)</script>")
    )
    answer = browser.get(url("import_file", ImportRun.objects.get()))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


def test_words_of_a_document_are_never_run_in_the_page(upload):
    browser, _answer = upload(("页.txt", PLAN.replace("推进政务公开", "推进<script>alert(1)</script>公开")))
    assert "<script>alert" not in page(browser.get(url("import_run", ImportRun.objects.get())))


def test_another_office_and_a_unit_see_no_import(plan, as_):
    _browser, run = plan
    other = factories.person(
        name="外人", unit=factories.unit(name="县司法局", is_office=True), role="officer"
    )
    for name in (
        "import_run",
        "import_status",
        "import_file",
        "import_diff",
        "import_target",
        "import_result",
    ):
        assert as_(other).get(url(name, run)).status_code == 404
    for name in ("import_bulk", "import_apply", "import_undo", "import_discard", "import_map"):
        assert as_(other).post(url(name, run)).status_code == 404
    assert "安排.txt" not in page(as_(other).get(reverse("imports")))


def test_units_and_leaders_may_not_import(plan, cast, as_):
    _browser, run = plan
    for person in (cast.liaison, cast.chief, cast.leader):
        assert as_(person).get(reverse("imports")).status_code == 403
        assert as_(person).get(url("import_run", run)).status_code == 403
