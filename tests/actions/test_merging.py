"""Two units become one: everything that is owed moves, nothing is lost, old names stay in old papers."""

from datetime import date

import pytest

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY, by
from tracker.actions import (
    deciding,
    dispatches,
    merging,
    owners_and_dates,
    pauses,
    progress,
    serving,
    signing,
)
from tracker.actions.units import move_unit
from tracker.desk.forms.people import Dissolve
from tracker.importing.matching import Register, plain
from tracker.models import (
    CalendarDay,
    Indicator,
    Notice,
    Obligation,
    PersonalNotice,
    Receipt,
    Task,
    Waiting,
)

DUE = date(2025, 12, 31)


@pytest.fixture
def merged(cast, system):
    return lambda: merging.merge(unit=cast.college, into=cast.bureau, by=by(system))


def test_what_is_owed_moves_with_its_draft_and_what_was_done_stays(cast, merged):
    owed = factories.obligation(unit=cast.college, due_on=DUE)
    draft = progress.save_draft(obligation=owed, text="写了一半", percent=40, by=by(cast.college_liaison))
    done = factories.obligation(unit=cast.college, due_on=DUE, state="met", met_on=TODAY, next_on=None)
    Task.objects.filter(pk=done.task_id).update(state="done", done_on=TODAY)
    assert "移交未办结事项1项" in merged()
    assert (again(owed).unit, again(draft).obligation_id) == (cast.bureau, owed.pk)
    assert (
        owed.task.assignments.get().unit == cast.bureau and owed.task.assignments.get().written == "市教体局"
    )
    assert again(done).unit == cast.college
    assert done in Obligation.objects.visible_to(by(cast.liaison))  # read below the new unit
    told = Notice.objects.decisions().exclude(unit=cast.office).get(rung_code="unit.merged")
    assert told.unit == cast.bureau
    assert not again(cast.college).is_active


def test_who_owed_the_same_owes_it_once_and_leads_if_either_led(cast, merged):
    task = factories.task(office=cast.office, duty_override="each")
    theirs = factories.obligation(unit=cast.college, task=task, due_on=DUE)
    factories.assign(task=task, unit=cast.bureau, role="support")
    mine = Obligation.objects.create(
        unit=cast.bureau, deadline=theirs.deadline, task=task, office=cast.office, kind="finish", opened_on=TODAY,
        due_on=DUE, next_on=TODAY,
    )  # fmt: skip
    merged()
    assert (again(theirs).state, again(mine).state) == ("waived", "open")
    assert [(a.unit, a.role) for a in task.assignments.all()] == [(cast.bureau, "lead")]


def ordered(cast):
    factories.numbering(office=cast.office)
    order = dispatches.draft_dispatch(
        kind="order", office=cast.office, units=[cast.college], title="限期办结", matter="逾期。", demand="请回复。",
        by=by(cast.officer),
    )  # fmt: skip
    signing.sign(dispatch=order, by=by(cast.head))
    return order


def test_letters_on_their_way_and_replies_go_to_the_new_unit(cast, merged):
    order = ordered(cast)
    merged()
    assert order.receipts.get().unit == cast.bureau


def test_documents_that_write_the_old_name_find_the_new_unit(cast, merged):
    child = factories.unit(name="市电教馆", parent=cast.college)
    merged()
    register = Register.load(cast.office)
    assert register.others[plain("市教体局")] == cast.bureau
    assert again(child).parent == cast.bureau


def test_offices_units_below_and_strangers_are_refused(cast, system, merged):
    with refused("督办机构"):
        merging.merge(unit=cast.office, into=cast.bureau, by=by(system))
    below = factories.unit(name="市电教馆", parent=cast.college)
    with refused("下级"):
        merging.merge(unit=cast.college, into=below, by=by(system))
    with refused("系统管理员"):
        merging.merge(unit=cast.college, into=cast.bureau, by=by(cast.head))
    merged()
    with refused("已停用"):
        merged()


# --- Dissolved -------------------------------------------------------------------------------------
def test_a_dissolved_units_tasks_go_to_their_heirs_and_the_rest_to_one(cast, system):
    third = factories.unit(name="市财政局", parent=cast.city)
    late = factories.obligation(unit=cast.college, due_on=date(2025, 11, 1))
    other = factories.obligation(unit=cast.college, due_on=DUE)
    done = factories.obligation(unit=cast.college, due_on=DUE, state="met", met_on=TODAY, next_on=None)
    listed = factories.sign_for(unit=cast.college, task_list=late.task.task_list)
    asked = Dissolve(
        subject=cast.college,
        actor=by(system),
        data={"into": cast.bureau.pk, f"task-{late.task_id}": third.pk},
    )
    assert asked.is_valid(), asked.errors
    assert len(asked.shown()[0].lines) == 3, "what is owed is listed before anything moves"
    said = merging.dissolve(unit=cast.college, by=by(system), **asked.answers())
    assert "移交未办结事项3项" in said
    assert (again(late).unit, again(late).due_on) == (third, CalendarDay.objects.calendar().limit(TODAY, 5))
    assert (again(other).unit, again(listed).unit, again(done).unit) == (
        cast.bureau,
        cast.bureau,
        cast.college,
    )
    assert late.task.assignments.get().unit == third and other.task.assignments.get().unit == cast.bureau
    told = Notice.objects.filter(rung_code="unit.merged")
    assert {n.unit for n in told} == {cast.office, cast.bureau, third}
    assert not Obligation.objects.unsettled().filter(unit=cast.college).exists()


def test_no_heir_is_the_dissolved_unit_itself_or_closed(cast, system):
    owed = factories.obligation(unit=cast.college, due_on=DUE)
    closed = factories.unit(name="市旧局", parent=cast.city, is_active=False)
    for heir, why in ((cast.college, "不能是它自己"), (closed, "已停用")):
        with refused(why):
            merging.dissolve(unit=cast.college, rest=cast.bureau, heirs={owed.task_id: heir}, by=by(system))


def test_business_goes_to_no_unit_of_another_city_and_the_auditors_are_told(cast, system):
    auditor = factories.person(name="审计", unit=cast.city, role="auditor")
    far = factories.unit(name="邻市财政局", parent=factories.unit(name="邻市", kind="city", parent=None))
    owed = factories.obligation(unit=cast.college, due_on=DUE)
    for attempt in (
        lambda: merging.merge(unit=cast.college, into=far, by=by(system)),
        lambda: merging.dissolve(
            unit=cast.college, rest=cast.bureau, heirs={owed.task_id: far}, by=by(system)
        ),
    ):
        with refused("不在市司法局的督办范围内"):
            attempt()
    merging.merge(unit=cast.college, into=cast.bureau, by=by(system))
    move_unit(unit=cast.bureau, parent=far, by=by(system))
    told = PersonalNotice.objects.filter(person=auditor).values_list("text", flat=True)
    assert any("并入" in text for text in told) and any("移到邻市财政局之下" in text for text in told)


def test_what_had_been_handed_in_before_it_was_let_off_waits_for_its_decision_again(cast, system):
    """The owner is another, and then goes into the first: its report of before can be decided, or the pair is stuck."""
    owed = factories.obligation(unit=cast.bureau, due_on=DUE)
    report = progress.report(obligation=owed, text="已办。", percent=100, hand_in=True, by=by(cast.chief))
    officer = by(cast.officer)
    owners_and_dates.decide_owners(task=owed.task, leads=[cast.college], supports=[], by=officer)
    assert again(owed).state == "waived"
    merging.merge(unit=cast.college, into=cast.bureau, by=by(system))
    assert again(owed).state == "submitted"
    deciding.accept(progress=report, by=officer)
    assert again(owed).state == "met"


# --- What a year with a reform has shown ------------------------------------------------------------
def test_whoever_takes_over_reads_what_and_the_administrator_whose_roles_are_left(cast, system, merged):
    keeper = factories.person(unit=cast.city, role="security_admin")
    owed = factories.obligation(unit=cast.college, due_on=DUE)
    same = factories.obligation(unit=cast.college, due_on=DUE)
    Obligation.objects.create(
        unit=cast.bureau, deadline=same.deadline, task=same.task, office=cast.office, kind="finish", opened_on=TODAY,
        due_on=DUE, next_on=TODAY,
    )  # fmt: skip
    merged()
    told = Notice.objects.decisions().get(rung_code="unit.merged", unit=cast.bureau).reason
    assert f"接办1项：{owed.task.title}（12月31日前）" in told and "1项市发改委本已承担" in told
    assert str(cast.college_liaison) in PersonalNotice.objects.get(person=keeper).text
    assert Notice.objects.decisions().get(rung_code="unit.merged", to_roles=["officer"]).reason == told


def test_figures_and_accounts_are_asked_of_the_new_unit(cast, system, merged):
    rate = Indicator.objects.create(
        name="出庭率", measure="%", office=cast.office, unit=cast.college, period="yearly"
    )
    merged()
    assert again(rate).unit == cast.bureau


def test_a_letter_that_had_come_is_signed_for_by_whoever_serves_the_new_unit(cast, system, merged):
    receipt = ordered(cast).receipts.get()
    serving.serve(receipt=receipt, via="paper", witness="王五", by=by(cast.officer))
    with refused("只有市教体局"):
        serving.sign_for_dispatch(receipt=receipt, name="", by=by(cast.liaison))
    merged()
    mine = by(cast.liaison)
    assert list(Receipt.objects.to_sign_for().answered_by(mine)) == [receipt]
    serving.sign_for_dispatch(receipt=receipt, name="", by=mine)
    assert (again(receipt).unit, again(receipt).signed_for_by) == (cast.college, cast.liaison)


def test_the_clocks_drafts_are_written_down_anew_beside_what_the_new_unit_has(cast, system, merged):
    """One order a month: drafts of both would be two."""
    drafts = []
    for unit in (cast.college, cast.bureau):
        late = factories.obligation(unit=unit, due_on=date(2025, 11, 1))
        draft = factories.dispatch(office=cast.office, units=(unit,), drafted_by=None)
        factories.notice(obligation=late, kind="order", is_formal=True, dispatch=draft)
        drafts.append((draft, late))
    merged()
    (gone, late), (kept, _) = drafts
    assert not type(gone).objects.filter(pk=gone.pk).exists() and again(kept)
    assert not late.notices.exists() and again(late).next_on == TODAY


def test_what_the_other_was_only_asked_for_becomes_the_matter_itself(cast, system, merged):
    """The lead waited for its support unit, and both become one: somebody still has to finish the task."""
    owed = factories.obligation(unit=cast.college, due_on=DUE)
    factories.assign(task=owed.task, unit=cast.bureau, role="support")
    pauses.wait_for(obligation=owed, unit=cast.bureau, reason="等待数据", by=by(cast.college_liaison))
    merged()
    assert [(o.kind, o.due_on) for o in Obligation.objects.unsettled().filter(unit=cast.bureau)] == [
        ("finish", DUE)
    ]
    assert not Waiting.objects.in_force().exists()


def test_a_unit_that_is_closed_gets_no_work_and_signs_for_nothing_any_more(cast, system, merged):
    """Both had owed the task: who owes nothing of it any more is not asked when the owners are decided once more."""
    owed = factories.obligation(unit=cast.college, due_on=DUE)
    Obligation.objects.create(
        unit=cast.bureau, deadline=owed.deadline, task=owed.task, office=cast.office, kind="finish", opened_on=TODAY,
        due_on=DUE, next_on=TODAY,
    )  # fmt: skip
    merged()
    new = factories.unit(name="市数据局", parent=cast.city)
    decided = {"task": owed.task, "leads": [cast.bureau], "by": by(cast.officer)}
    owners_and_dates.decide_owners(supports=[new], **decided)
    assert not Obligation.objects.unsettled().filter(unit=cast.college).exists()
    assert not Obligation.objects.filter(unit=cast.college, kind="sign_for").exists()
    with refused("市教体局已停用"):
        owners_and_dates.decide_owners(supports=[again(cast.college)], **decided)
