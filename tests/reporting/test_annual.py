"""The next report is made of what was done: each sentence with its evidence, no promise forgotten, no edit lost; and it
can be read again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from tests import factories
from tests.reporting.years import CLOSED_ON, FOUND, begun, closed, played
from tracker.actions import annual, statements
from tracker.desk.action import find
from tracker.desk.annual import REPORT, STATEMENT, assemble_again, start_and_assemble
from tracker.domain.annual import full_width
from tracker.domain.refusal import Refused
from tracker.models import Event, Figure, Notice, Obligation, Part, Task
from tracker.papers.annual_report import UNPROVED, report_document
from tracker.papers.as_docx import as_docx
from tracker.reading.proposal import propose
from tracker.reporting.annual import fates_of
from tracker.reporting.annual.comparing import compare
from tracker.reporting.annual.promises import forgotten
from tracker.reporting.annual.results import without_enclosures

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """Played once; what a test does with it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        year = begun()
        played(year)
        closed(year)
        yield year
        transaction.set_rollback(True)


@pytest.fixture
def report(year):
    return start_and_assemble(office=year.cast.office, year=2025, by=year.officer())


def said(report, part):
    return [row.text for row in report.statements.said().filter(part=part)]


def test_the_round_trip(year, report):
    """Report in, a year, report out, and in again: the same commitments, problems and figures as the system holds, and
    nothing that was done comes back as something to do."""
    statements.add_statement(
        report=report, part=Part.DUTY, text="主要负责同志专题研究法治建设。", by=year.officer()
    )
    statements.add_statement(
        report=report, part=Part.OTHER, text="本年度没有其他需要报告的情况。", by=year.officer()
    )
    approve(year, report)
    assert propose(as_docx(report_document(report, today=CLOSED_ON)), "报告.docx").title == report.title
    printed = {"number": "景府〔2026〕1号", "signer": "签发的人", "copies": "市人大常委会办公室"}
    annual.set_printed(report=report, by=year.officer(), **printed)
    report.refresh_from_db()
    proposal = propose(as_docx(report_document(report, today=CLOSED_ON)), "报告.docx")
    carried = Task.objects.filter(task_list__year=2026, task_list__kind="work_plan")
    standing = Task.objects.filter(task_list__year=2026, task_list__kind="rectification")
    assert proposal.kind == "report" and proposal.report_year == 2025
    assert proposal.number == printed["number"]
    assert proposal.title == report.title  # without the red head above it
    assert len(proposal.tasks) == 2 and len(proposal.problems) == 2
    assert {item.text for item in proposal.tasks} == {full_width(task.requirement) for task in carried}
    assert {item.text.rstrip("。") for item in proposal.problems} == {task.title for task in standing}
    assert figures_read(proposal) == figures_held(2025) | figures_held(2024, given=2025)
    done = {fate.text for fate in proposal.fates if fate.fate == "result"}
    assert FOUND in done
    assert not [fate.text for fate in proposal.fates if fate.fate == "offered"]


def test_a_report_refers_to_no_enclosure_of_its_units():
    assert without_enclosures("印发文件并组织自查，有关材料附后。") == "印发文件并组织自查。"
    assert without_enclosures("清理文件12件（详见附件）。共计3项。") == "清理文件12件（详见附件）。共计3项。"
    assert without_enclosures("材料附后。") == "材料附后。"  # nothing else was said


def figures_read(proposal):
    return {(one.name, one.unit, one.year, Decimal(str(one.value))) for one in proposal.figures}


def figures_held(year, *, given=None):
    """Of the indicators that have a figure in the year `given`."""
    rows = Figure.objects.filter(
        year=year, indicator__figures__in=Figure.objects.given().filter(year=given or year)
    )
    return {(row.indicator.name, row.indicator.measure, row.year, row.value) for row in rows}


def test_every_promise_of_the_last_report_is_answered(year, report):
    fates = fates_of(year.cast.office, 2025)
    assert len(fates) == 8 and not forgotten(fates)
    assert [len(fate.tasks) for fate in fates] == [1] * 8
    outcomes = {fate.passage.address: fate.outcome for fate in fates}
    assert outcomes["四/(一)/句1"] == "转下年（2026年法治政府建设工作安排）"
    assert outcomes["四/(二)/句1"] == "办结销号（2025-12-19）"
    first = fates[2].statements[0]
    statements.drop_statement(statement=first, by=year.officer())
    left = forgotten(fates_of(year.cast.office, 2025))
    assert [fate.passage.address for fate in left] == ["四/(二)/句1"]


def test_a_sentence_of_ones_own_answers_the_promise_that_it_names(year, report):
    by = year.officer()
    fate = fates_of(year.cast.office, 2025)[2]
    task = fate.tasks[0]
    statements.drop_statement(statement=fate.statements[0], by=by)
    form = find(REPORT, "add").form
    asked = form({"part": "1", "text": "已全部建成。", "task": str(task.pk)}, subject=report, actor=by)
    assert asked.is_valid() and asked.fields["task"].queryset.count() == 8
    own = statements.add_statement(report=report, by=by, **asked.answers())
    assert not forgotten(fates_of(year.cast.office, 2025))
    assemble_again(report=report, by=by)
    own = report.statements.get(key=own.key)
    assert own.task == task
    edit = find(STATEMENT, "edit").form
    left = edit({"text": "建成了。", "chapter": ""}, subject=own, actor=by)
    assert left.is_valid() and "task" not in left.answers()
    statements.edit_statement(statement=own, by=by, text="建成了。", task=None)
    assert len(forgotten(fates_of(year.cast.office, 2025))) == 1
    figure = report.statements.filter(key__startswith="figure:").first()
    statements.edit_statement(statement=figure, by=by, text="数据见上。", task=task)
    assemble_again(report=report, by=by)
    assert not forgotten(fates_of(year.cast.office, 2025))
    assembled = report.statements.filter(key__startswith="task:").first()
    assert "task" not in edit(subject=assembled, actor=by).fields
    with pytest.raises(Refused, match="清单里的任务"):
        statements.add_statement(report=report, part=1, text="别的。", task=factories.task(), by=by)


def test_every_sentence_has_evidence_or_its_mark(year, report):
    rows = list(report.statements.all())
    assert [row.key for row in rows if not row.is_proved] == ["opening"]
    results = [row for row in rows if row.key.startswith("task:")]
    assert all(any(proof["kind"] == "document_number" for proof in row.evidence) for row in results)
    marked = [
        block.text for block in report_document(report, today=CLOSED_ON).blocks if getattr(block, "mark", "")
    ]
    assert marked == [rows[0].text]
    own = statements.add_statement(report=report, part=Part.RESULTS, text="还做了别的。", by=year.officer())
    assert not own.is_proved
    statements.edit_statement(statement=own, text="还做了别的。", proof="司发〔2025〕9号", by=year.officer())
    own.refresh_from_db()
    assert own.is_proved and own.evidence[0]["words"] == "司发〔2025〕9号"
    assert UNPROVED not in "".join(said(report, Part.RESULTS))


def test_edits_survive_the_next_assembly_and_say_when_their_source_has_changed(year, report):
    by = year.officer()
    first, second, third = report.statements.filter(key__startswith="task:").order_by("order")[:3]
    statements.edit_statement(statement=first, text="我们的话。", by=by)
    statements.drop_statement(statement=second, by=by)
    own = statements.add_statement(
        report=report, part=Part.RESULTS, text="新写的话。", chapter=third.chapter, by=by, behind=third
    )
    Obligation.objects.get(task=first.task).progress.update(found="抽查后改写了这一句，事实更加完整。")
    assemble_again(report=report, by=by)
    rows = {row.key: row for row in report.statements.all()}
    assert rows[first.key].text == "我们的话。" and rows[first.key].is_stale
    assert rows[first.key].assembled == "抽查后改写了这一句，事实更加完整。"
    assert rows[second.key].is_dropped
    statements.drop_statement(statement=own, by=by)  # a slip: the words are there, and come back as they were
    own.refresh_from_db()
    assert own.is_dropped and statements.why_not_undrop(own, by=by) == ""
    statements.undrop_statement(statement=own, by=by)
    own.refresh_from_db()
    assert (own.is_dropped, own.text) == (False, "新写的话。")
    order = [row.key for row in report.statements.order_by("order")]
    assert order.index(own.key) == order.index(third.key) + 1
    statements.restore_statement(statement=rows[first.key], by=by)
    assert report.statements.get(key=first.key).text.startswith("抽查后")
    Task.objects.filter(pk=third.task_id).update(state="draft", done_on=None)
    statements.edit_statement(statement=report.statements.get(key=third.key), text="留下来的话。", by=by)
    assemble_again(report=report, by=by)
    kept = report.statements.get(key=third.key)
    assert kept.text == "留下来的话。" and kept.is_stale


def test_two_versions_compare_sentence_by_sentence(year, report):
    row = report.statements.filter(key__startswith="task:").first()
    statements.edit_statement(statement=row, text=row.text.replace("全面", "基本"), by=year.officer())
    own = statements.add_statement(report=report, part=Part.OTHER, text="另有说明。", by=year.officer())
    assemble_again(report=report, by=year.officer())
    new, old = report.versions.all()
    found = compare(old.content, new.content)
    assert [(one.how, one.part) for one in found] == [("changed", row.part), ("added", own.part)]
    assert [(piece.how, piece.text) for piece in found[0].pieces if piece.how != "same"] == [
        ("removed", "全面"), ("added", "基本"),
    ]  # fmt: skip
    assemble_again(report=report, by=year.officer())
    assert report.versions.count() == 2


def approve(year, report):
    annual.submit_report(report=report, by=year.officer())
    annual.agree_to_report(report=report, dated_on=CLOSED_ON, by=year.head())
    annual.approve_report(report=report, by=year.leader())
    report.refresh_from_db()


def test_the_head_agrees_then_the_leader_approves_and_nobody_edits_meanwhile(year, report):
    with pytest.raises(Refused, match="还缺“其他需要报告的工作情况"):
        annual.submit_report(report=report, by=year.officer())
    statements.add_statement(report=report, part=Part.OTHER, text="没有其他情况。", by=year.officer())
    with pytest.raises(Refused, match="没有待领导审定"):
        annual.approve_report(report=report, by=year.leader())
    with pytest.raises(Refused, match="由督办员送审"):
        annual.submit_report(report=report, by=year.head())
    factories.person(name="副主任", unit=year.cast.office, role="office_head")
    annual.submit_report(report=report, by=year.head())
    with pytest.raises(Refused, match="须由他人审核"):
        annual.agree_to_report(report=report, dated_on=CLOSED_ON, by=year.head())
    annual.return_report(report=report, reason="请补充数据", by=year.head())
    report.refresh_from_db()
    assert (report.state, report.return_reason) == ("draft", "请补充数据")
    assert find(REPORT, "approve").needs_proof
    approve(year, report)
    assert report.state == "approved" and report.return_reason == ""
    with pytest.raises(Refused, match="已审定"):
        statements.edit_statement(statement=report.statements.first(), text="改。", by=year.officer())
    told = Notice.objects.decisions().filter(rung_code__startswith="annual.").order_by("pk")
    assert [(notice.rung_code, notice.to_roles) for notice in told] == [
        ("annual.submitted", ["office_head"]), ("annual.returned", ["officer"]), ("annual.submitted", ["office_head"]),
        ("annual.agreed", ["leader"]), ("annual.approved", ["officer"]),
    ]  # fmt: skip


def test_an_approved_report_is_opened_again_by_its_leader(year, report):
    statements.add_statement(report=report, part=Part.OTHER, text="没有其他情况。", by=year.officer())
    with pytest.raises(Refused, match="请打开它继续修改"):
        start_and_assemble(office=year.cast.office, year=2025, by=year.officer())
    approve(year, report)
    with pytest.raises(Refused, match="已审定，不另起草；需要改正的，请分管领导撤回审定"):
        start_and_assemble(office=year.cast.office, year=2025, by=year.officer())
    assert "撤回审定" in annual.why_not_return(report, by=year.head())
    assert find(REPORT, "unapprove").needs_proof
    with pytest.raises(Refused, match="只有分管"):
        annual.unapprove_report(report=report, reason="数字有误", by=year.head())
    with pytest.raises(Refused, match="请写明"):
        annual.unapprove_report(report=report, reason=" ", by=year.leader())
    annual.unapprove_report(report=report, reason="数字有误", by=year.leader())
    report.refresh_from_db()
    assert (report.state, report.approved_by, report.return_reason) == ("draft", None, "数字有误")
    event = Event.objects.get(verb="annual.unapproved")
    assert event.facts["approved_by"] == year.cast.leader.pk and event.facts["seen"]
    told = Notice.objects.get(rung_code="annual.unapproved")
    assert set(told.to_roles) == {"officer", "office_head"}
    own = report.statements.get(is_own=True)
    statements.edit_statement(statement=own, text="没有别的情况。", by=year.officer())
    approve(year, report)
    old, new = report.versions.order_by("number")[1:]
    assert [row[3] for row in old.content if row[0] == own.key] == ["没有其他情况。"]
    assert [row[3] for row in new.content if row[0] == own.key] == ["没有别的情况。"]


def test_only_the_newest_approved_report_is_opened_again(year, report):
    statements.add_statement(report=report, part=Part.OTHER, text="没有其他情况。", by=year.officer())
    approve(year, report)
    given = {f"{step}_{end}": getattr(report, f"{step}_{end}") for step in ("submitted", "agreed", "approved")
             for end in ("by", "on")}  # fmt: skip
    factories.annual_report(office=year.cast.office, year=2026, state="approved", **given)
    with pytest.raises(Refused, match="2026年的报告已经审定"):
        annual.unapprove_report(report=report, reason="数字有误", by=year.leader())


def test_comments_are_made_and_settled(year, report):
    row = report.statements.first()
    statements.comment(statement=row, text="出处？", by=year.head())
    with pytest.raises(Refused, match="请写出"):
        statements.comment(statement=row, text=" ", by=year.head())
    row = report.statements.get(pk=row.pk)
    assert statements.resolve_comments(statement=row, by=year.officer()) == 1
    assert "没有待处理的批注" in statements.why_not_resolve(
        report.statements.get(pk=row.pk), by=year.officer()
    )


def test_the_dates_of_the_rules_are_tasks_of_the_office(year, report):
    owed = Obligation.objects.filter(task__task_list=report.task_list).order_by("due_on")
    assert [(one.due_on.isoformat(), one.unit) for one in owed] == [
        ("2026-03-01", year.cast.office), ("2026-04-01", year.cast.office),
    ]  # fmt: skip
    with pytest.raises(Refused, match="已经起草"):
        start_and_assemble(office=year.cast.office, year=2025, by=year.officer())
    with pytest.raises(Refused, match="还没有开始"):
        annual.start_report(office=year.cast.office, year=2026, by=year.officer())
    later = year.officer(CLOSED_ON + timedelta(days=1))
    assert annual.start_report(office=year.cast.office, year=2026, by=later).title.startswith(
        "景德镇市2026年"
    )
    assert Event.objects.filter(verb="annual.started").count() == 2
