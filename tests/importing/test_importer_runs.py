"""An import from upload to undo: nothing is written before the button, and nothing half."""

import pytest
from django.core.files.storage import default_storage

from tests import factories
from tests.importing.support import TODAY, draft_list, register
from tracker import importing
from tracker.actions.owners_and_dates import decide_owners
from tracker.actions.registers import note_in_register
from tracker.actions.remarks import remark
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.importing import editing, runs
from tracker.models import (
    Event,
    Figure,
    ImportRun,
    Indicator,
    Passage,
    RegisterNote,
    Remark,
    Source,
    Task,
    TaskList,
    Unit,
    UnitGroup,
    WrittenName,
)

pytestmark = pytest.mark.django_db

PLAN = """2025年法治政府建设工作安排

一、依法行政
（一）推进政务公开。（市司法局牵头，市发改委配合，2025年6月底前完成）
（二）加强执法监督，年底前开展案卷评查。（牵头单位：市司法局；责任单位：各起草部门）
"""


@pytest.fixture
def cast():
    return register()


def started(cast, text=PLAN, filename="安排.txt") -> ImportRun:
    return runs.start(
        content=text.encode(), filename=filename, office=cast.office, by=Actor.of(cast.officer, TODAY)
    )


def proposed(cast, text=PLAN) -> ImportRun:
    run = started(cast, text)
    runs.read(run_id=run.pk)
    return fresh(run)


def fresh(run) -> ImportRun:
    return ImportRun.objects.get(pk=run.pk)


def apply(run, task_list, cast, **options):
    return runs.apply_run(
        run=run, task_lists={"task": task_list}, by=Actor.of(cast.officer, TODAY), **options
    )


def counts():
    return [model.objects.count() for model in (Source, Passage, Task, TaskList, Unit, Figure, Event)]


def test_reading_makes_a_proposal_and_writes_nothing_else(cast):
    before = counts()
    run = proposed(cast)
    assert (run.state, run.progress, len(runs.edition_of(run).items)) == ("proposed", 100, 2)
    assert counts() == before


def test_reading_twice_is_reading_once(cast):
    run = started(cast)
    assert (runs.read(run_id=run.pk), runs.read(run_id=run.pk)) == (2, 0)


def test_a_refused_file_says_why_and_is_not_kept(cast):
    run = started(cast, "机密★\n\n关于某事的通知\n")
    name = run.file.name
    assert default_storage.exists(name)
    runs.read(run_id=run.pk)
    run = fresh(run)
    assert run.state == "failed"
    assert "密" in run.error
    assert not default_storage.exists(name)
    assert Source.objects.count() == 0


def test_a_reader_that_breaks_leaves_a_sentence_and_tells_the_log(cast, monkeypatch):
    monkeypatch.setattr(runs, "propose_blocks", lambda *a, **k: 1 / 0)
    run = started(cast)
    with pytest.raises(ZeroDivisionError):
        runs.read(run_id=run.pk)
    assert (fresh(run).state, "系统管理员" in fresh(run).error) == ("failed", True)


def test_an_edited_proposal_is_what_is_applied(cast):
    run = proposed(cast)
    with runs.editing(run) as edition:
        editing.set_owners([edition.entries[0]], lead="市教体局", co="")
        edition.mapping["各起草部门"] = f"unit:{cast.bureau.pk}"
    apply(fresh(run), draft_list(cast.office), cast)
    first, second = Task.objects.order_by("order")
    assert [(a.unit, a.basis) for a in first.assignments.all()] == [(cast.college, "decided")]
    assert {a.unit for a in second.assignments.all()} == {cast.office, cast.bureau}
    assert first.passage.text.startswith("（一）推进政务公开")


def test_a_dropped_item_is_not_written_and_the_result_says_so(cast):
    run = proposed(cast)
    with runs.editing(run) as edition:
        editing.drop([edition.entries[1]])
    apply(fresh(run), draft_list(cast.office), cast)
    assert Task.objects.count() == 1
    [left_out] = fresh(run).outcome["left_out"]
    assert (left_out["reason"], "执法监督" in left_out["title"]) == ("督办员选择不导入", True)


def test_applying_is_one_transaction(cast, monkeypatch):
    run, before = proposed(cast), counts()
    task_list = draft_list(cast.office)
    monkeypatch.setattr(runs, "write_figures", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        apply(run, task_list, cast)
    after = counts()
    assert after[3] == before[3] + 1  # only the list that the test itself made
    assert after[:3] + after[4:] == before[:3] + before[4:]
    assert fresh(run).state == "proposed"


def test_an_import_is_applied_once(cast):
    run, task_list = proposed(cast), draft_list(cast.office)
    apply(run, task_list, cast)
    with pytest.raises(Refused, match="已导入"):
        apply(run, task_list, cast)
    assert Task.objects.count() == 2


def test_the_same_file_again_changes_nothing(cast):
    task_list = draft_list(cast.office)
    apply(proposed(cast), task_list, cast)
    before = counts()
    changes = apply(proposed(cast), task_list, cast)
    assert [c.outcome for c in changes] == ["unchanged"] * 2
    assert counts() == before


# --- Undo ------------------------------------------------------------------------------------------
def test_undo_removes_what_the_import_brought(cast):
    before = counts()[:-1]
    run = proposed(cast)
    task_list = draft_list(cast.office)
    apply(run, task_list, cast, made_lists=[task_list])
    assert importing.why_not_undo(fresh(run)) == ""
    assert importing.undo(run=fresh(run), by=Actor.of(cast.officer, TODAY)) == 2
    assert counts()[:-1] == before
    assert fresh(run).state == "undone"


def test_undo_gives_changed_tasks_their_old_words_owners_and_dates_back(cast):
    task_list = draft_list(cast.office)
    apply(proposed(cast), task_list, cast)
    before = [(t.requirement, [str(a) for a in t.assignments.all()]) for t in Task.objects.all()]
    second = proposed(
        cast, PLAN.replace("2025年6月底前", "2025年9月底前").replace("市发改委配合", "市教体局配合")
    )
    changes = apply(second, task_list, cast)
    assert "changed" in [c.outcome for c in changes]
    importing.undo(run=fresh(second), by=Actor.of(cast.officer, TODAY))
    assert [(t.requirement, [str(a) for a in t.assignments.all()]) for t in Task.objects.all()] == before
    assert str(Task.objects.first().schedules.get().due_on) == "2025-06-30"
    assert Source.objects.count() == 1


def test_no_undo_once_somebody_worked_on_a_task(cast):
    run = proposed(cast)
    apply(run, draft_list(cast.office), cast)
    task = Task.objects.first()
    decide_owners(task=task, leads=[cast.bureau], supports=[], by=Actor.of(cast.officer, TODAY))
    assert "已有人处理（核定责任单位）" in importing.why_not_undo(fresh(run))


@pytest.mark.parametrize("how", ["remark", "register"])
def test_no_undo_takes_what_somebody_wrote_about_a_task(cast, how):
    """Its event names no task, and the note went with the draft."""
    run = proposed(cast)
    apply(run, draft_list(cast.office), cast)
    task, by = Task.objects.first(), Actor.of(cast.officer, TODAY)
    if how == "remark":
        remark(about=task, text="已电话核对", by=by)
    else:
        note_in_register(task=task, text="已电话核对", by=by)
    with pytest.raises(Refused, match="备注"):
        importing.undo(run=fresh(run), by=by)
    assert (Remark if how == "remark" else RegisterNote).objects.get().text == "已电话核对"


def test_undo_takes_no_indicator_that_another_document_or_office_has_brought(cast):
    elsewhere = factories.unit(name="邻区督办室", is_office=True)
    made = [Indicator.objects.create(office=office, name="复议") for office in (cast.office, elsewhere)]
    run = proposed(cast)
    apply(run, draft_list(cast.office), cast)
    importing.undo(run=fresh(run), by=Actor.of(cast.officer, TODAY))
    assert set(Indicator.objects.all()) == set(made)


def test_no_undo_once_a_task_was_issued(cast):
    run = proposed(cast)
    apply(run, draft_list(cast.office), cast)
    Task.objects.update(state="issued")
    assert "已下达" in importing.why_not_undo(fresh(run))


def test_an_import_is_undone_once_however_many_press(cast):
    run = proposed(cast)
    apply(run, draft_list(cast.office), cast)
    seen_by_both = fresh(run)
    importing.undo(run=fresh(run), by=Actor.of(cast.officer, TODAY))
    with pytest.raises(Refused, match="不需要撤回"):
        importing.undo(run=seen_by_both, by=Actor.of(cast.head, TODAY))
    assert Event.objects.filter(verb="import.undone").count() == 1


def test_what_was_undone_can_be_opened_and_applied_again(cast):
    run, task_list = proposed(cast), draft_list(cast.office)
    apply(run, task_list, cast)
    importing.undo(run=fresh(run), by=Actor.of(cast.officer, TODAY))
    runs.reopen(run=fresh(run))
    apply(fresh(run), task_list, cast)
    assert Task.objects.count() == 2


def test_a_discarded_import_takes_its_file_along_unless_it_is_needed(cast):
    apply(proposed(cast), draft_list(cast.office), cast)
    same = proposed(cast)
    name = same.file.name
    runs.discard(run=same)
    assert default_storage.exists(name)
    other = proposed(cast, PLAN + "（三）做好行政复议。\n")
    runs.discard(run=other)
    assert not default_storage.exists(other.file.name)


def test_tasks_and_problems_go_to_lists_of_their_own(cast):
    run = proposed(cast)
    with runs.editing(run) as edition:
        editing.set_kind([edition.entries[1]], "problem")
    lists = {"task": draft_list(cast.office), "problem": draft_list(cast.office, name="整改清单")}
    runs.apply_run(run=fresh(run), task_lists=lists, by=Actor.of(cast.officer, TODAY))
    assert [t.task_list.name for t in Task.objects.order_by("task_list__name")] == [
        "2025年责任清单",
        "整改清单",
    ]
    assert importing.undo(run=fresh(run), by=Actor.of(cast.officer, TODAY)) == 2


def test_only_the_office_that_started_an_import_sees_it(cast):
    run = proposed(cast)
    stranger = factories.person(
        name="外人", unit=factories.unit(name="县司法局", is_office=True), role="officer"
    )
    seen = ImportRun.objects.visible_to
    assert list(seen(Actor.of(cast.officer, TODAY))) == list(seen(Actor.of(cast.head, TODAY))) == [run]
    assert not seen(Actor.of(stranger, TODAY)).exists()
    assert not seen(Actor.of(cast.liaison, TODAY)).exists()


def test_a_group_that_was_chosen_once_is_meant_again_while_a_unit_is_asked_for(cast):
    group = UnitGroup.objects.create(name="起草部门组")
    WrittenName.objects.create(office=cast.office, name="各起草部门", group=group)
    assert runs.edition_of(proposed(cast)).mapping == {"各起草部门": f"group:{group.pk}"}
    WrittenName.objects.update(group=None, unit=cast.bureau)
    assert runs.edition_of(proposed(cast)).mapping == {}
