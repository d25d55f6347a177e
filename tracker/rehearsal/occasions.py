"""What happens once in the year. Each occasion is tried on its day, or on the next working day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tracker.actions import (
    absences,
    dispatches,
    issuing,
    owners_and_dates,
    pauses,
    people,
    signing,
    tasks,
    units,
)
from tracker.models import (
    AssignmentRole,
    Dispatch,
    DispatchKind,
    ListKind,
    Membership,
    Obligation,
    ObligationKind,
    Role,
    Task,
    TaskList,
    Unit,
    UnitGroup,
    User,
)
from tracker.rehearsal import heads, reform, yearly
from tracker.rehearsal import units as work_of_units
from tracker.rehearsal.reform import standing
from tracker.rehearsal.town import Town

UNREACHABLE, LEAVING, RENAMED, LEADERS_DESK = ("市信访局", "市税务局"), "市发改委", "市工信局", "市政务局"
Occasion = Callable[[Town], None]


def of_the_year(year: int) -> dict[date, Occasion]:
    return {
        date(year, 2, 21): yearly.guide,
        date(year, 2, 24): lose_address,
        date(year, 3, 3): heads.bring_lists,
        date(year, 3, 10): yearly.ask,
        date(year, 3, 12): yearly.describe_problems,
        date(year, 4, 8): yearly.give,
        date(year, 4, 10): reform.merge,
        date(year, 4, 15): suspend,
        date(year, 5, 12): leave,
        date(year, 5, 16): replace,
        date(year, 6, 3): gain_a_member,
        date(year, 6, 16): go_away,
        date(year, 7, 1): rename,
        date(year, 7, 8): yearly.give,
        date(year, 7, 10): instruct,
        date(year, 9, 1): resume,
        date(year, 9, 9): void,
        date(year, 9, 15): wait,
        date(year, 10, 10): yearly.give,
        date(year, 10, 13): heads.call_meeting,
        date(year, 10, 15): mute,
        date(year, 10, 17): heads.hand_in,
        date(year, 11, 3): reassign,
        date(year, 11, 14): heads.hold_meeting,
        date(year, 11, 20): heads.report_duties,
        date(year, 12, 1): end_the_year,
        date(year, 12, 2): leave_work_for_everybody,
    }


def end_the_year(town: Town) -> None:
    heads.call_paper_round(town)
    yearly.end_the_year(town)


def _officer(town: Town):
    return town.officers()[0]


# --- People and units ----------------------------------------------------------------------------------
def lose_address(town: Town) -> None:
    by = town.administrator(Role.SYSTEM_ADMIN)
    for unit in Unit.objects.filter(name__in=UNREACHABLE).order_by("order"):
        for user in town.holders(Role.LIAISON, unit):
            town.press(people.change_person, person=user, email="", by=by)


def leave(town: Town) -> None:
    """The liaison of a unit leaves; for some days nobody has followed."""
    by = town.administrator(Role.SECURITY_ADMIN).seconded(town.administrator(Role.SYSTEM_ADMIN))
    held = Membership.objects.current(town.today).filter(unit__name=LEAVING, role=Role.LIAISON)
    for row in held.order_by("pk"):
        yesterday = town.today - timedelta(days=1)
        town.press(people.change_membership, membership=row, from_on=row.from_on, until_on=yesterday, by=by)


def replace(town: Town) -> None:
    _appoint(town, Unit.objects.get(name=LEAVING), "liaison-heir", "示例·新任联络员")


def _appoint(town: Town, unit: Unit, username: str, name: str) -> None:
    user: User | None = town.press(
        people.create_person,
        username=username,
        name=name,
        email=f"{username}@demo.invalid",
        by=town.administrator(Role.SYSTEM_ADMIN),
    )
    if user:
        by = town.administrator(Role.SECURITY_ADMIN).seconded(town.administrator(Role.SYSTEM_ADMIN))
        town.press(people.add_membership, user=user, unit=unit, role=Role.LIAISON, from_on=town.today, by=by)


def gain_a_member(town: Town) -> None:
    """A new bureau: it belongs to the group of all departments, and the office takes it into one running task."""
    by = town.administrator(Role.SYSTEM_ADMIN)
    parent = town.office.parent
    unit = town.press(units.create_unit, name="市数据局", kind="department", parent=parent, order=26, by=by)
    if unit is None:
        return
    _appoint(town, unit, "liaison-data", "示例·数据局联络员")
    groups = set(UnitGroup.objects.values_list("name", flat=True))
    task = Task.objects.issued().filter(assignments__via_group__in=groups).distinct().order_by("pk").first()
    if task:
        rows = list(task.assignments.of_units().select_related("unit"))
        leads = [row.unit for row in rows if row.role == AssignmentRole.LEAD]
        supports = [row.unit for row in rows if row.role == AssignmentRole.SUPPORT]
        town.press(
            owners_and_dates.decide_owners, task=task, leads=leads, supports=[*supports, unit],
            reason="新组建单位", by=_officer(town),
        )  # fmt: skip


def rename(town: Town) -> None:
    by = town.administrator(Role.SYSTEM_ADMIN)
    unit = Unit.objects.get(name=RENAMED)
    town.press(units.change_unit, unit=unit, name="市工业和信息化局", by=by)


def go_away(town: Town) -> None:
    first, second = town.officers()[:2]
    until = town.calendar.add(town.today, 8)
    town.press(
        absences.record_absence, person=first.person, substitute=second.person, from_on=town.today,
        until_on=until, reason="参加培训", by=first,
    )  # fmt: skip


# --- Tasks -----------------------------------------------------------------------------------------------
def _running(town: Town):
    rows = (
        Task.objects.issued().filter(obligations__state="open").exclude(task_list__kind=ListKind.HEAD_DUTIES)
    )
    return rows.exclude(pk__in=work_of_units.asked_accounts()).distinct().order_by("pk")


def suspend(town: Town) -> None:
    task = _running(town).filter(schedules__rule="quarterly").first()
    if task:
        review_on = date(town.today.year, 9, 1)
        town.press(
            tasks.suspend, task=task, reason="机构改革期间暂缓", review_on=review_on, by=_officer(town)
        )


def resume(town: Town) -> None:
    for task in Task.objects.filter(state="suspended").order_by("pk"):
        town.press(tasks.resume, task=task, by=_officer(town))


def instruct(town: Town) -> None:
    """A leader's instruction becomes a task of a list that runs."""
    due_on = town.calendar.add(town.today, 30)
    named = Unit.objects.filter(name__in=("市司法局", "市市场监管局")).order_by("pk")
    task = town.press(
        tasks.create_task,
        task_list=TaskList.objects.filter(state="issued").order_by("pk").first(),
        title="开展涉企行政检查专项整治",
        requirement="8月底前开展涉企行政检查专项整治，并将结果报市政府。",
        origin_note="市领导2025年7月批示",
        leads=list(dict.fromkeys(standing(unit) for unit in named)),
        due_on=due_on,
        by=_officer(town),
    )
    if task:
        town.press(issuing.issue_task, task=task, by=_officer(town))


def wait(town: Town) -> None:
    """A lead waits for the data of a unit that supports it."""
    owed = Obligation.objects.open().filter(kind=ObligationKind.FINISH, due_on__gt=town.today)
    for row in owed.filter(task__assignments__role=AssignmentRole.SUPPORT).distinct().order_by("pk"):
        support = (
            row.task.assignments.filter(role=AssignmentRole.SUPPORT, unit__isnull=False)
            .order_by("pk")
            .first()
        )
        by = town.liaison(row.unit)
        if support and by and support.unit_id != row.unit_id:
            town.press(pauses.wait_for, obligation=row, unit=support.unit, reason="等待提供基础数据", by=by)
            return


def mute(town: Town) -> None:
    owed = Obligation.objects.overdue(town.today).order_by("due_on", "pk").first()
    if owed:
        until = town.calendar.add(town.today, 10)
        town.press(pauses.mute, obligation=owed, reason="防汛应急响应期间", until_on=until, by=town.head())


def reassign(town: Town) -> None:
    task = _running(town).filter(is_standing=False).last()
    lead = (
        task and task.assignments.filter(role=AssignmentRole.LEAD, unit__isnull=False).order_by("pk").first()
    )
    if lead:
        heirs = Unit.objects.active().filter(kind="department").exclude(assignments__task=task)
        to = heirs.order_by("pk").first() or Unit.objects.get(name="市民政局")
        town.press(
            owners_and_dates.reassign,
            task=task,
            from_unit=lead.unit,
            to_unit=to,
            reason="机构职能调整",
            by=_officer(town),
        )


def void(town: Town) -> None:
    row = Dispatch.objects.running().filter(kind=DispatchKind.ORDER).order_by("-pk").first()
    if row:
        town.press(signing.void, dispatch=row, reason="引用文件名称有误", by=town.head())


# --- The eve of the demo's day ---------------------------------------------------------------------------
def leave_work_for_everybody(town: Town) -> None:
    """Some are early with the year's end, and one of them has doubts: each desk finds something in the morning."""
    theirs = _due_in_december(town)
    for owed in [owed for owed in theirs if owed.unit.name == LEADERS_DESK][:1]:
        work_of_units.report(town, owed)  # for its leader to release
    others = [owed for owed in theirs if not town.holders(Role.UNIT_LEADER, owed.unit)]
    acts = (work_of_units.report, work_of_units.report, work_of_units.ask_time, work_of_units.object_)
    for owed, act in zip(others, acts, strict=False):
        act(town, owed)
    late = Obligation.objects.overdue(town.today).exclude(task=None).order_by("due_on", "pk").first()
    if late:
        draft_talk(town, late)


def _due_in_december(town: Town) -> list[Obligation]:
    """One for each unit."""
    owed = Obligation.objects.open().filter(task__isnull=False, due_on__month=12, progress=None)
    owed = owed.filter(task__in=_running(town).values("pk"))
    rows = owed.select_related(*work_of_units.RELATED).order_by("-pk")
    return sorted({row.unit_id: row for row in rows}.values(), key=lambda row: row.pk)


def draft_talk(town: Town, late: Obligation) -> None:
    """What letters have not moved is talked over: the officer drafts the invitation, the head signs it or not."""
    town.press(
        dispatches.draft_dispatch,
        kind=DispatchKind.TALK,
        office=town.office,
        units=[late.unit],
        title=f"关于约谈{late.unit.name}的通知",
        matter=f"你单位承担的“{late.task.title}”至今未报送进展。",
        demand="请单位负责人于12月10日到市委依法治市办说明情况。",
        obligations=[late],
        by=_officer(town),
    )
