"""Export -> wipe -> import gives the same tasks; the blank template takes what people write into it."""

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests import factories
from tests.importing.support import TODAY, draft_list, item, register
from tracker import importing
from tracker.domain.actor import Actor
from tracker.importing.facts import facts_of_task
from tracker.models import Assignment, Schedule, Task, Unit, UnitAlias, UnitGroup
from tracker.reading.proposal import propose
from tracker.reading.proposed import ProposedDate
from tracker.reading.tables.template import COLUMNS
from tracker.reading.tables.template_file import table_file

SEEDS = Path(__file__).parents[2] / "seeds"
HOSTILE = [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'=1+1", "甲\t=1", "＝1＋1", "<script>alert(1)</script>",
    "第一行\n第二行没有句号\n第三行", "“引号”；分号，逗号、顿号", "序号", "合计", "注：不是注", "一、像标题",
    "（一）推进", "2025-12-31", "0012", "𠮷野家", "任务",
]  # fmt: skip


def held(task_list):
    """Everything an import may write; the explanation of a date tells where it was read, so it may differ."""
    rows = []
    for task in task_list.tasks.order_by("order").prefetch_related("assignments", "schedules"):
        plain = facts_of_task(task).to_plain()
        for day in plain["dates"]:
            del day["explanation"]
        rows.append(plain)
    return rows


def there_and_back(task_list) -> bytes:
    content = importing.export_list(task_list)
    Task.objects.all().delete()
    bring(propose(content, "导出.xlsx").items, task_list)
    return content


def bring(items, task_list):
    return importing.apply(items=items, source=None, task_list=task_list, by=Actor.system(TODAY))


def rows_of(name):
    return csv.DictReader(io.StringIO((SEEDS / name).read_text("utf-8-sig")))


def seeded_units():
    for row in rows_of("units.csv"):
        parent = Unit.objects.filter(name=row["parent"]).first()
        unit = factories.unit(name=row["name"], short_name=row["short_name"], kind=row["kind"], parent=parent)
        UnitAlias.objects.bulk_create(
            UnitAlias(unit=unit, name=name) for name in row["aliases"].split("；") if name
        )
    for row in rows_of("unit-groups.csv"):
        kinds = [member.removeprefix("kind:") for member in row["members"].split("；")]
        UnitGroup.objects.create(name=row["name"], aliases=row["aliases"].split("；"), kinds=kinds)


@pytest.mark.django_db
def test_the_seeded_list_comes_back_as_it_was():
    seeded_units()
    task_list = draft_list(Unit.objects.get(name="市司法局"), name="法治政府建设责任清单")
    original = propose((SEEDS / "responsibility-list.csv").read_bytes(), "responsibility-list.csv", year=2025)
    bring(original.items, task_list)
    before = held(task_list)
    assert len(before) == 42
    there_and_back(task_list)
    assert held(task_list) == before
    assert {c.outcome for c in importing.diff(items=original.items, task_list=task_list)} == {"unchanged"}


@pytest.mark.django_db
def test_the_commitments_of_the_seeded_report_come_back_as_they_were():
    cast = register()
    report = propose((SEEDS / "report-2024.txt").read_bytes(), "report-2024.txt", year=2025)
    for name, items in (("2025年工作安排", report.tasks), ("2025年问题整改", report.problems)):
        task_list = draft_list(cast.office, name=name)
        bring(items, task_list)
        before = held(task_list)
        assert len(before) == {"2025年工作安排": 8, "2025年问题整改": 4}[name]
        again = propose(there_and_back(task_list), "导出.xlsx").items
        assert held(task_list) == before
        assert {c.outcome for c in importing.diff(items=again, task_list=task_list)} == {"unchanged"}


@pytest.mark.django_db
def test_a_hostile_list_comes_back_and_nothing_in_the_file_can_run():
    cast = register()
    task_list = draft_list(cast.office, name="2025年恶意清单")
    items = [
        item(text, number=f"{n}", lead=[f"{text[:20]}局", "市司法局"], path=[text, "章 / 节"])
        for n, text in enumerate(HOSTILE, 1)
    ]
    for one in items:
        one.notes = {"备注": one.text, "=列名": "=值", "完成标准": one.text}
        one.title = one.text.replace("\n", "")
    bring(items, task_list)
    before = held(task_list)
    there_and_back_file = there_and_back(task_list)
    assert held(task_list) == before
    archive = zipfile.ZipFile(io.BytesIO(there_and_back_file))
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "<f " not in sheet
    # Excel keeps a cell with this mark as text even when somebody edits it.
    assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()
    cells = openpyxl.load_workbook(io.BytesIO(there_and_back_file))["任务清单"]
    risky = [
        c for row in cells.iter_rows() for c in row if str(c.value or "").startswith(("=", "+", "-", "@"))
    ]
    assert risky and all(c.quotePrefix and c.data_type == "s" for c in risky)


@pytest.mark.django_db
def test_owners_roles_bases_and_dates_of_every_kind_come_back():
    cast = register()
    task_list = draft_list(cast.office, duty="each")
    one = item("推进政务公开", number="A-1", lead=["市司法局"], co=["各县（市、区）政府", "某未知部门"])
    one.lead[0].basis = "inferred"
    one.duty = "lead"
    one.dates = [
        ProposedDate("每年3月1日前报送", rule="yearly", month=3, day=1, label="报送"),
        ProposedDate("适时推进", rule=""),
        ProposedDate("6月底前", date(2025, 6, 30), basis="inferred"),
        ProposedDate("每季度末", rule="quarterly"),
    ]
    standing = item("常态开展普法", lead=["市司法局"])
    standing.dates = [ProposedDate("持续推进", rule="ongoing")]
    bring([one, standing], task_list)
    task = task_list.tasks.first()
    Assignment.objects.create(
        task=task, unit=cast.college, role="support", basis="decided", written="市教体局", order=9
    )
    Schedule.objects.create(
        task=task, rule="once", due_on=date(2025, 9, 1), wording="2025-09-01", basis="decided", order=9
    )
    before = held(task_list)
    there_and_back(task_list)
    assert held(task_list) == before


@pytest.mark.django_db
def test_an_elided_name_is_exported_so_that_it_leads_back_to_its_unit():
    cast = register()
    task_list = draft_list(cast.office)
    bring([item("推进政务公开", lead=["市司法局"])], task_list)
    Assignment.objects.update(unit=cast.bureau, written="发改委")  # 市…、发改委 in the document
    there_and_back(task_list)
    assert Assignment.objects.get().unit == cast.bureau


def filled(rows, title="2025年任务清单"):
    """The blank template as somebody fills it in."""
    book = openpyxl.load_workbook(io.BytesIO(table_file(title)))
    sheet = book.active
    for values in rows:
        sheet.append([values.get(name) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_blank_template_has_the_columns_of_the_import():
    sheet = openpyxl.load_workbook(io.BytesIO(table_file("2025年任务清单"))).active
    assert [c.value for c in sheet[2]] == list(COLUMNS)
    assert {"序号", "一级指标", "二级指标", "任务", "牵头单位", "责任单位", "承担方式", "完成时限", "清单依据",
            "单位依据", "时限依据", "备注"} <= set(COLUMNS)  # fmt: skip
    assert propose(table_file("2025年任务清单"), "模板.xlsx").items == []


def test_a_template_filled_by_hand_is_read():
    row = {
        "序号": 1, "一级指标": "一、依法行政", "任务": "推进政务公开", "牵头单位": "市司法局",
        "责任单位": "市发改委、市教体局", "承担方式": "各单位分别", "完成时限": "6月底前", "单位依据": "核定",
        "备注": "重点",
    }  # fmt: skip
    [one] = propose(filled([row]), "模板.xlsx").items
    assert (one.number, one.text, one.path, one.duty) == ("1", "推进政务公开", ["一、依法行政"], "each")
    assert [o.name for o in one.lead + one.co] == ["市司法局", "市发改委", "市教体局"]
    assert {o.basis for o in one.lead + one.co} == {"decided"}
    assert (one.due, one.notes) == (date(2025, 6, 30), {"备注": "重点"})


def test_a_changed_deadline_goes_before_a_forgotten_exact_date():
    row = {"序号": 1, "任务": "推进政务公开", "完成时限": "9月底前", "具体日期": "2025-06-30“6月底前”"}
    [one] = propose(filled([row]), "模板.xlsx").items
    assert one.due == date(2025, 9, 30)
    assert any("不一致" in doubt for doubt in one.doubts)


def test_a_wrong_basis_is_told_and_not_taken():
    row = {"序号": 1, "任务": "推进政务公开", "牵头单位": "市司法局", "单位依据": "大概"}
    proposal = propose(filled([row]), "模板.xlsx")
    assert proposal.items[0].lead[0].basis == "stated"
    assert any(re.search("第3行.*大概", warning) for warning in proposal.warnings)
