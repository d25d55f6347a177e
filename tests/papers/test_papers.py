"""What comes out besides the formal letters: described once, written as docx, xlsx, html, pdf and zip, from a page and from
a command, with the numbers of the pages."""

import hashlib
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from docx import Document as read_docx
from docx.oxml.ns import qn
from lxml import etree

from tests import factories
from tests.factories import TODAY
from tracker.actions.registers import freeze_register, note_in_register
from tracker.actions.wordings import set_wording
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import AccessRecord, FrozenRegister, Installation, User
from tracker.papers import stand_ins
from tracker.papers.documents import written
from tracker.papers.docx_parts import STAND_INS
from tracker.papers.fitting import lines_on_a_page
from tracker.papers.kinds import KINDS, paper
from tracker.papers.model import Column, Document, Form, Table, Text
from tracker.papers.wanted import Wanted

LATE = TODAY - timedelta(days=10)


@pytest.fixture
def cast(db):
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": TODAY})
    return factories.people()


@pytest.fixture
def plan(cast):
    """A list with two chapters, something late, something reported with evidence, and an order."""
    plan = factories.task_list(office=cast.office, name="工作安排")
    first = factories.task(task_list=plan, chapter="一、依法行政", number="1")
    second = factories.task(task_list=plan, chapter="一、依法行政", number="2")
    third = factories.task(task_list=plan, chapter="二、执法", number="3")
    late = factories.obligation(unit=cast.bureau, due_on=LATE, task=first)
    done = factories.obligation(
        unit=cast.college, due_on=LATE, task=second, first_handed_in_on=LATE, first_due_on=LATE
    )
    factories.obligation(unit=cast.college, due_on=TODAY + timedelta(days=5), task=third)
    said = factories.progress(
        obligation=done, drafted_by=cast.college_liaison, state="released", released_by=cast.college_chief,
        released_on=LATE, released_at="2025-11-23T08:00+08:00", text="=已印发方案",
    )  # fmt: skip
    said.evidence.create(
        kind="document_number", document_number="景教〔2025〕8号", uploaded_by=cast.college_liaison
    )
    order = signed(cast, title="关于限期办结的督办单")
    factories.notice(
        obligation=late, kind="order", is_formal=True, dispatch=order, sent_on=LATE + timedelta(days=3)
    )
    return plan


def signed(cast, **fields):
    return factories.dispatch(
        office=cast.office, units=(cast.bureau,), state="signed", number="景法督〔2025〕3号", number_year=2025, number_seq=3,
        signed_by=cast.head, signed_on=LATE + timedelta(days=3), signed_at="2025-11-26T08:00+08:00", **fields,
    )  # fmt: skip


def wanted(cast, **fields):
    return Wanted(**({"by": Actor.of(cast.head, TODAY), "as_of": TODAY} | fields))


def opened(content):
    return read_docx(BytesIO(content))


def words(content):
    docx = opened(content)
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in docx.paragraphs), *cells])


# --- The kinds -------------------------------------------------------------------------------------
def test_the_register_prints_as_offices_print_it(cast, plan):
    sheet = openpyxl.load_workbook(BytesIO(paper(KINDS["register"], wanted(cast), "xlsx").content)).active
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")  # A3
    assert sheet.print_title_rows == "$3:$3" and sheet.auto_filter.ref == "A3:L6"
    assert "督办台账" in sheet.oddHeader.right.text and "&P" in sheet.oddFooter.center.text
    heads = [cell.value for cell in sheet[3]]
    assert heads[:4] == ["序号", "事项", "来源依据", "牵头单位"] and heads[-1] == "备注"
    first, second = ({h: c.value or "" for h, c in zip(heads, sheet[row], strict=True)} for row in (4, 5))
    assert (first["牵头单位"], first["责任人"]) == ("市发改委", "郑强")
    assert "督办单：景法督〔2025〕3号" in first["督办情况"]
    assert second["佐证"] == "景教〔2025〕8号" and "已印发方案" in second["进展"]
    section = opened(paper(KINDS["register"], wanted(cast), "docx").content).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (420, 297)


def test_the_register_as_of_a_day_knows_nothing_of_later_ones(cast, plan):
    note_in_register(task=plan.tasks.first(), text="已核对", by=Actor.of(cast.officer, TODAY))
    today = words(paper(KINDS["register"], wanted(cast), "docx").content)
    before = words(paper(KINDS["register"], wanted(cast, as_of=LATE - timedelta(days=1)), "docx").content)
    assert "已核对" in today and "景法督〔2025〕3号" in today and "已印发方案" in today
    assert not any(later in before for later in ("已核对", "景法督〔2025〕3号", "已印发方案"))


def test_a_frozen_register_stays_as_it_was(cast, plan):
    head = Actor.of(cast.head, date(2026, 1, 5))
    task = plan.tasks.first()
    note_in_register(task=task, text="年终已核对", by=head)
    from tracker.desk.lists import _freeze

    with pytest.raises(Refused, match="还没有过完"):
        freeze_register(task_list=plan, rows=[], by=Actor.of(cast.head, TODAY))
    _freeze(task_list=plan, by=head)
    task.title = "改了名称"
    task.save()
    text = words(
        paper(
            KINDS["register"], wanted(cast, by=head, task_list=plan, as_of=date(2026, 2, 1)), "docx"
        ).content
    )
    assert "年终已核对" in text and "改了名称" not in text and "已于2026年1月5日封存" in text
    for verb, about in (
        (note_in_register, {"task": task, "text": "晚了"}),
        (freeze_register, {"task_list": plan, "rows": []}),
    ):
        with pytest.raises(Refused, match="已经封存"):
            verb(**about, by=head)
    assert FrozenRegister.objects.count() == 1


def test_units_neither_note_in_the_register_nor_freeze_it(cast, plan):
    with pytest.raises(Refused, match="督办员或办主任"):
        note_in_register(task=plan.tasks.first(), text="我们办好了", by=Actor.of(cast.liaison, TODAY))


def test_the_list_has_one_cell_for_each_chapter(cast, plan):
    table = opened(paper(KINDS["task_list"], wanted(cast), "docx").content).tables[0]
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    assert table.cell(3, 0).text == "二、执法"


def test_the_book_of_letters_keeps_void_ones_with_their_reasons(cast, plan):
    plan.office.dispatches.update(state="void", voided_by=cast.head, voided_on=TODAY, reason="单位写错")
    today = words(paper(KINDS["letters"], wanted(cast), "docx").content)
    assert "作废：单位写错" in today and "其中作废1件" in today
    assert "作废：" not in words(
        paper(KINDS["letters"], wanted(cast, as_of=TODAY - timedelta(days=1)), "docx").content
    )


def test_the_leaders_page_and_the_months_circular_say_the_same_numbers(cast, plan):
    brief = words(paper(KINDS["brief"], wanted(cast), "docx").content)
    circular = words(paper(KINDS["circular"], wanted(cast), "docx").content)
    for said in ("到期应报2件，按期", "逾期未报1件"):
        assert said in brief and said in circular
    assert "已发督办单仍未报送的1件，涉及市发改委" in brief
    assert "三、个性问题" in circular and "二、共性问题" in circular and "（待签发）" in circular


def test_what_has_no_chapter_is_common_under_the_name_of_its_list(cast):
    task = factories.task(task_list=factories.task_list(office=cast.office, name="述法会议"), chapter="")
    for unit in (cast.bureau, cast.college):
        factories.obligation(unit=unit, due_on=LATE, task=task)
    circular = words(paper(KINDS["circular"], wanted(cast), "docx").content)
    assert "“述法会议”方面2个单位" in circular


def test_an_order_asks_back_by_a_form(cast, plan):
    order = plan.office.dispatches.get()
    text = words(paper(KINDS["order"], wanted(cast, pk=order.pk), "docx").content)
    assert "景法督〔2025〕3号回执" in text and "已采取的措施" in text and "单位（盖章）：" in text


def test_a_reminder_in_print_says_what_the_unit_owes(cast, plan):
    owed = plan.tasks.first().obligations.get()
    text = words(paper(KINDS["reminder"], wanted(cast, pk=owed.pk), "docx").content)
    assert "的提醒函" in text and "市发改委：" in text and "已逾期" in text
    for part, own in (("title", "请{单位}办理"), ("opening", "现提醒如下："), ("demand", "请速办。")):
        set_wording(
            office=cast.office, kind="reminder", part=part, text=own, by=Actor.of(cast.officer, TODAY)
        )
    text = words(paper(KINDS["reminder"], wanted(cast, pk=owed.pk), "docx").content)
    assert (
        "请市发改委办理" in text
        and "现提醒如下：" in text
        and "请速办。" in text
        and "书面申请延期" not in text
    )


def test_a_reminder_asks_what_fits_its_matter_and_none_is_written_of_what_is_met(cast, plan):
    list_owed = factories.sign_for(unit=cast.bureau, task_list=plan)
    text = words(paper(KINDS["reminder"], wanted(cast, pk=list_owed.pk), "docx").content)
    assert "请尽快阅知并签收" in text and "申请延期" not in text
    late = plan.tasks.get(number="1").obligations.get()
    text = words(paper(KINDS["reminder"], wanted(cast, pk=late.pk), "docx").content)
    assert "说明未按期完成的原因" in text and "时限前" not in text
    type(late).objects.filter(pk=late.pk).update(state="met", met_on=TODAY)
    with pytest.raises(Refused, match="不需要再提醒"):
        paper(KINDS["reminder"], wanted(cast, pk=late.pk), "docx")


def test_no_seal_stands_on_a_page_without_text_and_no_table_hangs_out_of_it():
    table = Table((Column("单位", 78.0), Column("件", 78.0)), [("甲", "1")])
    paper = Document(
        title="函", made_on=TODAY, blocks=[table, Text("一段。\n最后一段。")], agency="办", signed_on=TODAY
    )
    page = read_docx(BytesIO(written(paper, "docx").content))
    kept = [p.text for p in page.paragraphs if p.paragraph_format.keep_with_next]
    assert kept[-4:] == ["一段。", "最后一段。", "", "办"]  # one line alone would be too little
    assert page.tables[0]._tbl.tblPr.find(qn("w:tblInd")).get(qn("w:w")) == "108"
    normal = page.styles["Normal"].element.pPr
    assert normal.find(qn("w:overflowPunct")).get(qn("w:val")) == "1"  # or LibreOffice loses stops


@pytest.mark.parametrize(("paragraphs", "lines"), [(8, 22), (9, 23), (10, 24), (11, 22), (16, 22)])
def test_lines_stand_closer_where_only_the_seal_would_not_fit(paragraphs, lines):
    """7.3.5.4: rather than a page of two lines and the seal; and no closer where it would not help."""
    text = Text("\n".join(["字" * 20] * paragraphs))
    letter = Document(
        title="关于办结的函", made_on=TODAY, form=Form.LETTER, mark="市司法局", addressee="市发改委", blocks=[text],
        agency="市司法局", signed_on=TODAY,
    )  # fmt: skip
    assert lines_on_a_page(letter) == lines
    grid = read_docx(BytesIO(written(letter, "docx").content)).sections[0]._sectPr.find(qn("w:docGrid"))
    assert int(grid.get(qn("w:linePitch"))) == int(int(225 / 22 * 1440 / 25.4) * 22 / lines)
    many = replace(letter, blocks=[text, Table((Column("单位", 78.0),), [("甲",)])])
    assert lines_on_a_page(many) == 22


def test_what_leads_to_the_next_paragraph_goes_with_it():
    paper = Document(title="函", made_on=TODAY, blocks=[Text("现提出以下要求："), Text("一、办结。")])
    page = read_docx(BytesIO(written(paper, "docx").content))
    kept = [p.text for p in page.paragraphs if p.paragraph_format.keep_with_next]
    assert "现提出以下要求：" in kept and "一、办结。" not in kept


def test_each_sheet_of_a_register_says_what_it_is(cast, plan):
    section = opened(paper(KINDS["register"], wanted(cast), "docx").content).sections[0]
    heads = {section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text}
    assert heads == {"2025年工作安排督办台账"}


def test_libreoffice_is_told_the_free_stand_ins(tmp_path):
    told = etree.fromstring(stand_ins.configuration().encode())
    families = {alias.findtext("family"): alias.findtext("accept/family") for alias in told.iter("alias")}
    assert set(families) == set(STAND_INS) and all(families.values())


def test_the_archive_of_a_task_is_whole_and_its_hashes_right(cast, plan):
    said = plan.tasks.get(number="2").obligations.get().progress.get()
    said.evidence.create(
        kind="file",
        filename="方案.pdf",
        file="evidence/gone",
        sha256="0" * 64,
        uploaded_by=cast.college_liaison,
    )
    made = paper(KINDS["archive"], wanted(cast, pk=plan.tasks.get(number="1").pk), "zip")
    with zipfile.ZipFile(BytesIO(made.content)) as package:
        names = package.namelist()
        sums = package.read("SHA256SUMS.txt").decode().splitlines()
        assert {line.partition("  ")[2]: line.partition("  ")[0] for line in sums} == {
            name: hashlib.sha256(package.read(name)).hexdigest() for name in names if name != "SHA256SUMS.txt"
        }
    assert any(name.startswith("函件/景法督〔2025〕3号") for name in names) and "履历/履历.csv" in names
    second = plan.tasks.get(number="2")
    factories.task(task_list=plan, title="分两步走", parent=second)
    second.contributions.create(
        unit=cast.bureau,
        text="已提供数据。",
        filed_by=cast.liaison,
        filed_on=LATE,
        document_number="景发改〔2025〕1号",
    )
    other = paper(KINDS["archive"], wanted(cast, pk=second.pk), "zip")
    with zipfile.ZipFile(BytesIO(other.content)) as package:
        index = package.read("目录.html").decode()
        helped = package.read(f"协办/{LATE}市发改委协办.html").decode()
    assert "分两步走" in index and "已提供数据。" in helped and "景发改〔2025〕1号" in helped
    assert "文件已不在服务器上" in index and "报送/" in index


@pytest.mark.parametrize("code", ["order", "reminder", "archive"])
def test_what_is_another_offices_is_not_there(cast, plan, code):
    elsewhere = factories.unit(name="邻市", kind="city", parent=None)
    office = factories.unit(name="邻市司法局", parent=elsewhere, is_office=True)
    other = factories.person(unit=office, role="office_head")
    ids = {
        "order": plan.office.dispatches.get().pk,
        "reminder": plan.tasks.first().obligations.get().pk,
        "archive": plan.tasks.first().pk,
    }
    with pytest.raises(Refused, match="不归本机构"):
        KINDS[code].build(wanted(cast, by=Actor.of(other, TODAY), pk=ids[code]))


def test_spreadsheets_run_nothing_that_a_unit_wrote(cast, plan):
    sheet = openpyxl.load_workbook(BytesIO(paper(KINDS["register"], wanted(cast), "xlsx").content)).active
    assert not any(cell.data_type == "f" for row in sheet.rows for cell in row)


# --- The command -----------------------------------------------------------------------------------
def run(*arguments):
    out = StringIO()
    call_command("paper", *map(str, arguments), stdout=out, skip_checks=True)
    return out.getvalue()


def test_the_command_writes_what_the_ending_says_and_the_log_keeps_it(cast, plan, tmp_path):
    for ending, begins in (("docx", b"PK"), ("xlsx", b"PK"), ("html", b"<!DOCTYPE html>")):
        out = tmp_path / f"台账.{ending}"
        assert "督办台账已写到" in run(
            "register", "--list", "工作安排", "--as-of", "2025-12-01", "--out", out
        )
        assert out.read_bytes().startswith(begins)
    last = AccessRecord.objects.first()
    assert (last.kind, last.username, last.path) == ("exported", "服务器命令", "manage.py paper register")
    assert not User.objects.filter(username="服务器命令").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("register", "--out", "x.zip"), "“督办台账”不能存成 zip 文件，可以用：xlsx、docx、pdf、html"),
        (("archive", "--id", "1", "--out", "x.docx"), "“归档包”不能存成 docx 文件，可以用：zip"),
        (("register", "--out", "x"), "文件名没有后缀"),
        (("poem", "--out", "x.docx"), "没有“poem”这种文件，可以用："),
        (("order", "--out", "x.docx"), "请写明是哪一份督办单"),
        (("register", "--list", "没有的", "--out", "x.docx"), "没有“没有的”这份清单"),
        (("brief", "--as-of", "2026-01-01", "--out", "x.docx"), "晚于今天"),
        (("brief", "--office", "没有的", "--out", "x.docx"), "没有叫“没有的”的督办机构"),
    ],
)
def test_what_cannot_be_had_is_a_clear_sentence(cast, plan, arguments, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)
    assert not list(tmp_path.iterdir())
