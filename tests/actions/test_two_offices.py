"""Two offices in one installation: the county's rules and chooses only within its own realm."""

import pytest

from tests import factories
from tests.actions.conftest import refused
from tests.factories import TODAY
from tests.factories import by as at
from tracker.actions import (
    calendar,
    dispatches,
    figures,
    issuing,
    merging,
    owners_and_dates,
    rungs,
    signing,
    tasks,
)
from tracker.desk.forms.dispatches import NewDispatch
from tracker.desk.forms.tasks import DecideOwners, NewTask, Reassign
from tracker.importing.matching import Register
from tracker.models import CalendarDay, ImportRun, Numbering, Obligation, Rung, Source, UnitGroup
from tracker.reading.proposed import ProposedOwner
from tracker.rules.workdays import Day

OUTSIDE = "不在区督办室的督办范围内"


@pytest.fixture
def county(cast):
    """昌江区 with its office, an officer, a head, and one bureau; below the city, whose office sees it too."""
    district = factories.unit(name="昌江区", kind="county", parent=cast.city)
    office = factories.unit(name="区督办室", parent=district, is_office=True)
    factories.numbering(office=cast.office)
    factories.numbering(office=office)
    factories.ladder()
    return {
        "office": office,
        "bureau": factories.unit(name="区财政局", parent=district),
        "head": at(factories.person(name="区主任", unit=office, role="office_head")),
        "officer": at(factories.person(name="区督办员", unit=office, role="officer")),
    }


# --- Rules -----------------------------------------------------------------------------------------
def test_the_county_s_head_changes_neither_the_shared_ladder_nor_the_holidays(cast, county):
    rung = Rung.objects.get(code="remind-20")
    with refused("不在您的督办范围内"):
        rungs.revise_rung(rung=rung, by=county["head"], offset=-60, live_from_on=TODAY)
    with refused("不在您的督办范围内"):
        rungs.retire_rung(rung=rung, by=county["head"])
    holiday = Day(TODAY, False, "区庆", True)
    with refused("不在您的督办范围内"):
        calendar.apply_calendar_days(days=[holiday], by=county["head"])
    with refused("不在您的督办范围内"):
        calendar.apply_calendar_days(
            days=[], removed=[CalendarDay.objects.first().falls_on], by=county["head"]
        )
    # The city's realm holds both offices.
    assert (
        rungs.revise_rung(rung=rung, by=factories.two(cast.head), offset=-19, live_from_on=TODAY).version == 2
    )


def test_numbers_belong_to_the_office_that_gives_them(cast, county):
    asked = {"kind": "order", "prefix": "昌督", "reply_within": 1}
    with refused("只有市司法局的办主任"):
        rungs.set_numbering(office=cast.office, by=county["head"], **asked)
    with refused("只有区督办室的办主任"):
        rungs.set_numbering(office=county["office"], by=at(cast.head), **asked)
    rungs.set_numbering(office=county["office"], by=county["head"], **asked)
    assert Numbering.objects.get(office=cast.office, kind="order").prefix != "昌督"


# --- Letters and tasks -----------------------------------------------------------------------------
def test_no_letter_goes_to_a_unit_of_another_office(cast, county):
    letter = {
        "kind": "order",
        "office": county["office"],
        "title": "督办",
        "matter": "逾期。",
        "demand": "请回复。",
    }
    with refused(OUTSIDE):
        dispatches.draft_dispatch(units=[county["bureau"], cast.bureau], by=county["officer"], **letter)
    assert dispatches.draft_dispatch(units=[county["bureau"]], by=county["officer"], **letter)


def test_no_task_is_given_to_a_unit_of_another_office(cast, county):
    task_list = factories.task_list(office=county["office"])
    words = {"task_list": task_list, "title": "任务", "requirement": "按期完成。", "by": county["officer"]}
    for owners in ({"leads": [cast.bureau]}, {"leads": [county["bureau"]], "supports": [cast.bureau]}):
        with refused(OUTSIDE):
            tasks.create_task(**words, **owners)
    task = tasks.create_task(**words, leads=[county["bureau"]], due_on=TODAY)
    with refused(OUTSIDE):
        owners_and_dates.decide_owners(task=task, leads=[cast.bureau], supports=[], by=county["officer"])
    with refused(OUTSIDE):
        owners_and_dates.reassign(
            task=task, from_unit=county["bureau"], to_unit=cast.bureau, reason="改派", by=county["officer"]
        )
    issuing.issue_task(task=task, by=county["officer"])
    assert set(Obligation.objects.values_list("unit__name", flat=True)) == {"区财政局"}


def test_a_group_stands_for_its_members_within_the_realm_only(cast, county):
    departments = UnitGroup.objects.create(name="各部门", kinds=["department"])
    task = factories.task(office=county["office"], state="draft")
    task.assignments.create(group=departments, role="lead", basis="stated", written="各部门")
    issuing.freeze_groups([task])
    assert {row.unit.name for row in task.assignments.of_units()} == {"区督办室", "区财政局"}


def test_the_forms_offer_the_realm_only(cast, county):
    task = factories.task(office=county["office"])
    forms = [
        (NewDispatch(subject=None, actor=county["officer"]), ["units"]),
        (NewTask(subject=None, actor=county["officer"]), ["leads", "supports"]),
        (DecideOwners(subject=task, actor=county["officer"]), ["leads", "supports"]),
        (Reassign(subject=task, actor=county["officer"]), ["to_unit"]),
    ]
    for form, names in forms:
        for name in names:
            assert {u.name for u in form.fields[name].queryset} == {"昌江区", "区督办室", "区财政局"}


def test_an_import_knows_only_the_names_of_the_realm(cast, county):
    mapping = {"各起草部门": f"unit:{cast.bureau.pk}"}
    register = Register.load(county["office"], mapping)
    assert register.find(ProposedOwner("市发改委")) is None
    assert register.find(ProposedOwner("各起草部门")) is None  # also where somebody posts the id
    assert register.find(ProposedOwner("区财政局")) == county["bureau"]


# --- Sources ---------------------------------------------------------------------------------------
def test_each_office_reads_its_own_sources(cast, county):
    mine, theirs = (factories.passage(text=text).source for text in ("市里的。", "区里的。"))
    factories.task(office=cast.office, passage=mine.passages.get())
    ImportRun.objects.create(
        office=county["office"], source=theirs, filename="x.docx", sha256="1", size=1, state="undone"
    )
    assert list(Source.objects.visible_to(county["officer"])) == [theirs]
    assert list(Source.objects.visible_to(at(cast.officer))) == [mine]
    assert set(Source.objects.visible_to(at(cast.leader))) == {mine, theirs}
    assert not Source.objects.visible_to(at(factories.person(unit=cast.city, role="auditor"))).exists()


def test_a_merger_carries_no_letter_and_no_figure_out_of_the_realm(cast, county):
    """What had not been owed yet went along: a signed letter of the county to a unit of its neighbour."""
    system = at(factories.person(unit=cast.city, role="system_admin"))
    other = factories.unit(
        name="邻区财政局", parent=factories.unit(name="邻区", kind="county", parent=cast.city)
    )
    said = {"kind": "order", "title": "限期办结", "matter": "逾期。", "demand": "请回复。"}
    order = dispatches.draft_dispatch(
        office=county["office"], units=[county["bureau"]], by=county["officer"], **said
    )
    signing.sign(dispatch=order, by=county["head"])
    with refused("邻区财政局" + OUTSIDE):
        merging.merge(unit=county["bureau"], into=other, by=system)
    signing.void(dispatch=order, reason="发错", by=county["head"])
    asked = {"office": county["office"], "name": "复议", "measure": "件", "period": "quarterly"}
    figures.create_indicator(unit=county["bureau"], by=county["officer"], **asked)
    with refused("邻区财政局" + OUTSIDE):
        merging.merge(unit=county["bureau"], into=other, by=system)
