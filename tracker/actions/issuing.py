"""A draft begins to run: its groups are frozen, its dates open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.opening import from_next_period, open_periods
from tracker.domain.lifecycle.rounds import open_anew
from tracker.domain.locks import lock_list, lock_task
from tracker.domain.refusal import refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import (
    RUNNING_TASKS,
    Assignment,
    Basis,
    CalendarDay,
    ListState,
    Numbering,
    Obligation,
    ObligationKind,
    ObligationState,
    Schedule,
    Task,
    TaskList,
    TaskState,
    Unit,
    Verb,
)


def why_not_issue(task: Task, *, by: Actor) -> str:
    if task.state != TaskState.DRAFT:
        return _("任务已是“%(state)s”，不需要再下达。") % {"state": task.get_state_display()}
    if task.task_list.state == ListState.CLOSED:
        return _("清单“%(name)s”已归档，其中的任务不能再下达。") % {"name": task.task_list}
    if refusal := why_not_office(task.task_list.office, by=by):
        return refusal
    if Task.objects.without_owner().filter(pk=task.pk).exists():
        return _("没有责任单位的任务不能下达，请先核定责任单位。")
    if not task.task_list.report_cycle and not task.schedules.all():
        return _("没有时限的任务不能下达，请先核定时限，或为清单设定报送周期。")
    return ""


@chronicle()
def issue_task(*, task: Task, by: Actor, chase_past: bool = False) -> None:
    """下达: owners are frozen, dates begin to run. Dates already past are chased only with `chase_past`."""
    lock_list(task.task_list)  # or it could be closed meanwhile
    task = lock_task(task)
    refuse_if(why_not_issue(task, by=by))
    start_running([task], by=by, chase_past=chase_past)


def start_running(tasks: list[Task], *, by: Actor, chase_past: bool) -> None:
    """Freeze groups, give dateless tasks the list's report cycle, open what has begun. Callers check rights."""
    freeze_groups(tasks)
    _give_report_cycle(tasks, by.on)
    Task.objects.filter(pk__in=[t.pk for t in tasks]).update(state=TaskState.ISSUED)
    for task in tasks:
        tell(Verb.TASK_ISSUED, by=by, task=task, task_list=task.task_list)
    schedules = Schedule.objects.filter(task__in=tasks)
    for task_list in {t.task_list for t in tasks}:
        # A yearly date of the list's own year belongs to the list even when it has passed; the monthly and
        # quarterly ones that passed before anybody was told would only be noise.
        new_year = date(min(task_list.year, by.on.year), 1, 1)
        schedules.filter(starts_on=None, rule="yearly", task__task_list=task_list).update(starts_on=new_year)
    schedules.filter(starts_on=None).update(starts_on=by.on)
    open_schedules(schedules, by.on, chase_past=chase_past)
    drafts = TaskList.objects.drafts().filter(tasks__in=tasks).values("pk")
    TaskList.objects.filter(pk__in=drafts).update(
        state=ListState.ISSUED, issued_on=by.on, issued_by=by.person
    )
    ask_to_sign_for(tasks, by=by)
    _tell_supports(tasks, by=by)


def _tell_supports(tasks: list[Task], *, by: Actor) -> None:
    """Who only helps owes nothing and would hear nothing: told once, of all its tasks in the list."""
    owing = Obligation.objects.filter(task__in=tasks).values("unit")
    rows = Assignment.objects.filter(task__in=tasks, unit__isnull=False).exclude(unit__in=owing)
    named: dict[tuple[TaskList, Unit], list[str]] = {}
    for row in rows.select_related("task__task_list", "unit").order_by("unit", "task__order", "task"):
        if row.unit:
            named.setdefault((row.task.task_list, row.unit), []).append(str(row.task))
    for (task_list, unit), titles in named.items():
        note = _("配合%(n)s项：%(titles)s") % {"n": len(titles), "titles": "；".join(titles)}
        tell(Verb.SUPPORT_NAMED, by=by, task_list=task_list, unit=unit, note=note)


def ask_to_sign_for(tasks: list[Task], *, by: Actor, besides: Iterable[int] = ()) -> None:
    """Every unit that owes any of these is guided and signs for its list, once. Of a task that comes later it is told
    by itself: one more never re-opens a whole list. `besides`: ids of units that owed them before."""
    today = by.on
    calendar = CalendarDay.objects.calendar()
    owing: dict[TaskList, set[int]] = {}
    lists = {task.task_list_id: task.task_list for task in tasks}
    owed = Obligation.objects.filter(task__in=tasks).unsettled().exclude(unit__in=list(besides))
    told = owed.values_list("task__task_list", "unit").distinct()
    for key, unit in told.order_by("task__task_list", "unit"):
        owing.setdefault(lists[key], set()).add(unit)
    for task_list, units in owing.items():
        due_on = calendar.limit(today, Numbering.objects.sign_for_within(task_list.office))
        asked = task_list.obligations.filter(kind=ObligationKind.SIGN_FOR, unit__in=units).order_by("pk")
        for row in asked.select_related("unit").select_for_update(of=("self",), no_key=True):
            units.remove(row.unit_id)
            if row.state == ObligationState.WAIVED:
                open_anew(row, due_on=due_on, on=today)
            elif row.opened_on != today:
                _tell_of_added(tasks, task_list, row.unit, by=by)
        Obligation.objects.bulk_create(
            Obligation(
                unit_id=unit,
                office_id=task_list.office_id,
                kind=ObligationKind.SIGN_FOR,
                task_list=task_list,
                opened_on=today,
                due_on=due_on,
                next_on=today,
            )
            for unit in sorted(units)
        )


def _tell_of_added(tasks: list[Task], task_list: TaskList, unit: Unit, *, by: Actor) -> None:
    owed = Obligation.objects.filter(task__in=tasks, task__task_list=task_list, unit=unit).unsettled()
    for task in Task.objects.filter(pk__in=owed.values("task")).select_related("task_list"):
        dates = owed.filter(task=task).order_by("due_on").values_list("due_on", flat=True)
        note = _("请办理，时限%(day)s") % {"day": dates[0]}
        tell(Verb.TASK_ADDED, by=by, task=task, task_list=task_list, unit=unit, note=note)


def open_schedules(schedules: Iterable[Schedule], today: date, *, chase_past: bool) -> None:
    ids = [s.pk for s in schedules]
    ready = (
        Schedule.objects.filter(pk__in=ids)
        .select_related("task__task_list")
        .prefetch_related("task__assignments")
    )
    open_periods(ready, today=today, calendar=CalendarDay.objects.calendar(), chase_past=chase_past)


def freeze_groups(tasks: list[Task]) -> None:
    """各县（市、区）政府 becomes its members of today. A unit already named keeps its own, stronger row."""
    rows = []
    members: dict[tuple[int, int], list[Unit]] = {}
    groups = (
        Assignment.objects.filter(task__in=tasks)
        .groups_to_freeze()
        .select_related("group", "task__task_list__office__parent")
    )
    for row in groups.order_by("role", "order"):
        group = row.group
        if group is None:  # `groups_to_freeze` are rows with a group
            continue
        office = row.task.task_list.office
        key = group.pk, office.pk
        if key not in members:  # another office's counties are not meant
            members[key] = list(group.current_members().within(office.realm_path))
        rows += [
            Assignment(
                task_id=row.task_id,
                unit=unit,
                role=row.role,
                basis=row.basis,
                written=row.written,
                via_group=group.name,
                order=row.order,
            )
            for unit in members[key]
        ]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def change_cycle(task_list: TaskList, today: date) -> None:
    """A running list reports in another rhythm: what is open stays as it is, the next period is of the new one."""
    given = Schedule.objects.filter(
        task__task_list=task_list, task__state__in=RUNNING_TASKS, is_list_cycle=True
    )
    if not task_list.report_cycle:
        given.update(opens_next_on=None)
        return
    calendar = CalendarDay.objects.calendar()
    for schedule in given.select_related("task__task_list"):
        schedule.rule = task_list.report_cycle
        schedule.wording = task_list.get_report_cycle_display() + _("报送进展")
        from_next_period(schedule, today, calendar)
        schedule.save()


def _give_report_cycle(tasks: list[Task], today: date) -> None:
    dateless = Task.objects.filter(pk__in=[t.pk for t in tasks]).without_date().select_related("task_list")
    Schedule.objects.bulk_create(
        [
            Schedule(
                task=task,
                kind="report",
                label=_("报送进展"),
                rule=task.task_list.report_cycle,
                is_list_cycle=True,
                starts_on=today,
                basis=Basis.DECIDED,
                wording=task.task_list.get_report_cycle_display() + _("报送进展"),
                explanation=_("原文没有写明日期，按清单的报送周期（%(cycle)s）报送%(note)s")
                % {
                    "cycle": task.task_list.get_report_cycle_display(),
                    "note": f"（{task.task_list.report_cycle_note}）"
                    if task.task_list.report_cycle_note
                    else "",
                },
            )
            for task in dateless
            if task.task_list.report_cycle
        ]
    )
