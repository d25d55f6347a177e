"""Items become drafts: what is new, changed, the same or gone, and what a person decided stays."""

from datetime import date

import pytest

from tests import factories
from tests.importing.support import TODAY, YEAR_END, draft_list, item, register
from tracker import importing
from tracker.domain.actor import Actor
from tracker.importing.matching import Register
from tracker.models import Event, Task, UnitAlias, UnitGroup
from tracker.reading.proposed import ProposedDate, ProposedOwner

pytestmark = pytest.mark.django_db


def bring(items, task_list, **options):
    return importing.apply(items=items, source=None, task_list=task_list, by=Actor.system(TODAY), **options)


def outcomes(changes):
    return [change.outcome for change in changes]


# --- New -------------------------------------------------------------------------------------------
def test_a_new_item_becomes_a_draft_with_its_owners_and_date():
    cast = register()
    task_list = draft_list(cast.office)
    [change] = bring(
        [item("推进政务公开", number="1", lead=["市司法局"], co=["市发改委"], due=YEAR_END)], task_list
    )
    task = change.task
    assert (task.state, task.number, task.requirement) == ("draft", "1", "推进政务公开")
    owners = [(a.role, a.unit, a.basis) for a in task.assignments.order_by("order")]
    assert owners == [("lead", cast.office, "stated"), ("support", cast.bureau, "stated")]
    assert [s.due_on for s in task.schedules.all()] == [YEAR_END]
    assert Event.objects.filter(task=task, verb="task.imported").exists()


def test_the_first_of_several_responsible_units_leads_and_that_is_an_inference():
    cast = register()
    [change] = bring([item("推进政务公开", co=["市司法局", "市发改委"])], draft_list(cast.office))
    assert [(a.role, a.basis) for a in change.task.assignments.order_by("order")] == [
        ("lead", "inferred"),
        ("support", "stated"),
    ]


def test_an_unknown_owner_is_kept_as_written_and_reported():
    cast = register()
    [change] = bring([item("听取意见", lead=["各起草部门"])], draft_list(cast.office))
    row = change.task.assignments.get()
    assert (row.unit, row.group, row.written) == (None, None, "各起草部门")
    assert "各起草部门" in change.as_row()["reason"]


def test_a_unit_named_twice_owes_once_as_lead():
    cast = register()
    task_list = draft_list(cast.office)
    bring([item("推进政务公开", lead=["市司法局"], co=["市司法局", "市发改委"])], task_list)
    assert task_list.tasks.get().assignments.filter(unit=cast.office).count() == 1
    again = [item("推进政务公开", lead=["市司法局"], co=["市司法局", "市发改委"])]
    assert outcomes(bring(again, task_list)) == ["unchanged"]


def test_a_group_keeps_its_name_and_a_listed_group_gives_its_members():
    cast = register()
    zone, other = (factories.unit(name=name, parent=cast.city) for name in ("昌南新区管委会", "高新区管委会"))
    listed = ProposedOwner(
        "昌南新区、高新区管委会", is_group=True, members=["昌南新区管委会", "高新区管委会"]
    )
    one = item("落实责任", lead=["各县（市、区）政府"])
    one.co = [listed]
    task_list = draft_list(cast.office)
    [change] = bring([one], task_list)
    assert change.task.assignments.get(role="lead").group == UnitGroup.objects.get()
    assert {a.unit for a in change.task.assignments.filter(role="support")} == {zone, other}
    assert outcomes(bring([one], task_list)) == ["unchanged"]


def test_a_double_number_is_kept_by_the_first_and_the_second_says_why():
    cast = register()
    first, second = bring(
        [item("推进政务公开", number="1"), item("加强执法监督", number="1")], draft_list(cast.office)
    )
    assert (first.task.number, second.task.number) == ("1", "")
    assert "重复" in second.as_row()["reason"]


def test_dates_that_cannot_run_leave_their_words_only():
    cast = register()
    one = item("常态开展普法", lead=["市司法局"])
    one.dates = [
        ProposedDate("持续推进", rule="ongoing"),
        ProposedDate("收到通知后10个工作日内", relative=True, relative_days=10),
        ProposedDate("每年", rule="yearly"),
        ProposedDate("每月3月", rule="monthly", month=3, day=40),
    ]
    [change] = bring([one], draft_list(cast.office))
    assert change.task.is_standing
    assert change.task.date_wording == "持续推进；收到通知后10个工作日内；每年；每月3月"
    assert [(s.rule, s.month, s.day) for s in change.task.schedules.all()] == [("monthly", None, None)]


# --- Again -----------------------------------------------------------------------------------------
def test_the_same_items_again_change_nothing():
    cast = register()
    task_list = draft_list(cast.office)
    items = [item(f"完成第{n}项改革", number=str(n), lead=["市司法局"], due=YEAR_END) for n in range(1, 6)]
    bring(items, task_list)
    told = Event.objects.count()
    assert outcomes(bring(items, task_list)) == ["unchanged"] * 5
    assert (task_list.tasks.count(), Event.objects.count()) == (5, told)


def test_an_edited_item_updates_its_task_by_number():
    cast = register()
    task_list = draft_list(cast.office)
    [before] = bring([item("推进政务公开", number="1", lead=["市司法局"], due=YEAR_END)], task_list)
    fresh = item("全面推进基层政务公开标准化", number="1", lead=["市发改委"], due=date(2025, 6, 30))
    [change] = bring([fresh], task_list)
    task = task_list.tasks.get()
    assert (change.outcome, task.pk) == ("changed", before.task.pk)
    assert task.requirement == "全面推进基层政务公开标准化"
    assert [a.unit for a in task.assignments.all()] == [cast.bureau]
    assert [s.due_on for s in task.schedules.all()] == [date(2025, 6, 30)]
    assert ("责任单位", "牵头：市司法局（原文）", "牵头：市发改委（原文）") in change.pairs()


def test_without_numbers_an_edited_item_is_found_by_likeness():
    cast = register()
    task_list = draft_list(cast.office)
    [before, _other] = bring(
        [item("加强行政执法监督，每季度开展一次案卷评查"), item("推动法治宣传教育进机关进学校")], task_list
    )
    changes = bring([item("加强行政执法监督，每半年开展一次案卷评查")], task_list)
    assert outcomes(changes) == ["changed", "gone"]
    assert changes[0].task.pk == before.task.pk


def test_an_inserted_item_does_not_shift_the_tasks_that_follow():
    cast = register()
    task_list = draft_list(cast.office)
    texts = ["推进政务公开", "加强执法监督", "做好行政复议"]
    ids = [c.task.pk for c in bring([item(t, number=str(n)) for n, t in enumerate(texts, 1)], task_list)]
    texts.insert(1, "清理证明事项")
    changes = bring([item(t, number=str(n)) for n, t in enumerate(texts, 1)], task_list)
    assert outcomes(changes) == ["unchanged", "new", "changed", "changed"]
    assert [task_list.tasks.get(number=n).pk for n in "134"] == ids


def test_a_task_that_disappeared_is_shown_and_kept():
    cast = register()
    task_list = draft_list(cast.office)
    bring([item("推进政务公开", number="1"), item("加强执法监督", number="2")], task_list)
    changes = bring([item("推进政务公开", number="1")], task_list)
    assert outcomes(changes) == ["unchanged", "gone"]
    assert "任务保留" in changes[1].as_row()["reason"]
    assert task_list.tasks.count() == 2


def test_a_task_made_by_hand_is_never_missing_from_a_document():
    cast = register()
    task_list = draft_list(cast.office)
    factories.task(task_list=task_list, origin="instruction", requirement="市长批示事项")
    assert outcomes(bring([item("推进政务公开")], task_list)) == ["new"]


def test_owners_and_dates_that_a_person_decided_are_not_undone():
    cast = register()
    task_list = draft_list(cast.office)
    [change] = bring([item("推进政务公开", number="1", lead=["市司法局"], due=YEAR_END)], task_list)
    change.task.assignments.update(unit=cast.college, written="市教体局", basis="decided")
    change.task.schedules.update(due_on=date(2025, 9, 30), basis="decided")
    again = [item("推进政务公开", number="1", lead=["市司法局"], due=YEAR_END)]
    assert outcomes(bring(again, task_list)) == ["unchanged"]
    assert change.task.assignments.get().unit == cast.college
    assert change.task.schedules.get().due_on == date(2025, 9, 30)


def test_a_running_task_takes_new_words_but_keeps_state_owners_and_dates():
    cast = register()
    task_list = draft_list(cast.office)
    [change] = bring([item("推进政务公开", number="1", lead=["市司法局"], due=YEAR_END)], task_list)
    Task.objects.filter(pk=change.task.pk).update(state="issued")
    edited = item("推进政务公开工作", number="1", lead=["市发改委"], due=date(2025, 6, 30))
    [again] = bring([edited], task_list)
    task = task_list.tasks.get()
    assert (task.state, task.requirement) == ("issued", "推进政务公开工作")
    assert (task.assignments.get().unit, task.schedules.get().due_on) == (cast.office, YEAR_END)
    assert "任务页核定" in again.as_row()["reason"]
    assert outcomes(bring([edited], task_list)) == ["unchanged"]


def test_a_list_that_was_edited_everywhere_is_paired_without_comparing_all_with_all(monkeypatch):
    from tracker.importing import pairing

    looks = []
    real = pairing.likeness
    monkeypatch.setattr(pairing, "likeness", lambda one, other: looks.append(1) or real(one, other))
    cast = register()
    task_list = draft_list(cast.office)
    bring([item(f"完成第{n * 7919}号重点项目前期工作并报送材料") for n in range(300)], task_list)
    fresh = [item(f"按期完成第{n * 7919}号重点项目前期工作并报送材料") for n in range(300)]
    changes = importing.diff(items=fresh, task_list=task_list)
    assert outcomes(changes) == ["changed"] * 300
    assert len(looks) <= 300 * pairing.CLOSE_LOOKS


# --- Names -----------------------------------------------------------------------------------------
def test_a_full_name_goes_before_an_alias_of_another_unit():
    cast = register()
    namesake = factories.unit(name="市教育局", parent=cast.city)
    UnitAlias.objects.create(unit=cast.bureau, name="市教育局 ")
    cast.office.short_name = "市教育局"
    cast.office.save()
    assert Register.load(cast.office).find(ProposedOwner("市教育局")) == namesake


def test_a_short_name_that_two_units_share_names_neither():
    cast = register()
    factories.unit(name="昌江区司法局", short_name="司法局", parent=cast.city)
    factories.unit(name="珠山区司法局", short_name="司法局", parent=cast.city)
    assert Register.load(cast.office).find(ProposedOwner("司法局")) is None


def test_the_citys_own_name_before_an_organ_says_nothing():
    cast = register()
    assert Register.load(cast.office).find(ProposedOwner("景德镇市司法局")) == cast.office


def test_a_mapping_holds_for_one_import_only():
    cast = register()
    mapping = {"各起草部门": f"unit:{cast.bureau.pk}"}
    assert Register.load(cast.office, mapping).find(ProposedOwner("各起草部门")) == cast.bureau
    assert Register.load(cast.office).find(ProposedOwner("各起草部门")) is None
