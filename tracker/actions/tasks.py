"""One commitment: made by hand, its owner and date confirmed, issued, halted, handed on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.actions.refusal import Refused, refuse_if
from tracker.actions.roles import why_not_head, why_not_office
from tracker.models import (
    Assignment,
    AssignmentRole,
    Basis,
    CalendarDay,
    Deadline,
    ListState,
    Obligation,
    ObligationState,
    Schedule,
    Task,
    TaskList,
    TaskOrigin,
    TaskState,
    Unit,
    User,
    Verb,
    chronicle,
    tell,
)
from tracker.models.opening import open_periods, owing_units

CONFIRMABLE = (TaskState.DRAFT, TaskState.ISSUED, TaskState.SUSPENDED)


def lock(task: Task) -> Task:
    """The row as it is now, held until the transaction ends: two people may press at once."""
    return Task.objects.select_for_update(of=("self",)).select_related("task_list__office").get(pk=task.pk)


# --- By hand ---------------------------------------------------------------------------------------
@chronicle()
def create_task(
    *,
    task_list: TaskList,
    title: str,
    requirement: str,
    by: User,
    today: date,
    origin: str = TaskOrigin.INSTRUCTION,
    origin_note: str = "",
    leads: Iterable[Unit] = (),
    supports: Iterable[Unit] = (),
    due_on: date | None = None,
    date_wording: str = "",
    number: str = "",
    standard: str = "",
    chapter: str = "",
) -> Task:
    """A leader's instruction or a meeting's decision becomes a draft; owners and date count as 核定."""
    refuse_if(why_not_office(task_list.office, by=by, today=today))
    if task_list.state == ListState.CLOSED:
        raise Refused(_("清单“%(name)s”已归档，不能再加任务。") % {"name": task_list})
    title = title.strip()
    if not title or not requirement.strip():
        raise Refused(_("请写明任务名称和任务要求。"))
    if number and task_list.tasks.filter(number=number).exists():
        raise Refused(_("清单中已有编号“%(number)s”，请换一个编号。") % {"number": number})
    task = Task.objects.create(
        task_list=task_list,
        title=title[:200],
        requirement=requirement.strip(),
        origin=origin,
        origin_note=origin_note,
        number=number,
        standard=standard,
        chapter=chapter,
        created_by=by,
        date_wording=date_wording,
        order=task_list.tasks.count() + 1,
    )
    _write_owners(task, leads, supports)
    if due_on:
        _write_date(task, due_on, date_wording)
    tell(
        Verb.TASK_CREATED,
        by=by,
        on=today,
        task=task,
        task_list=task_list,
        note=origin_note or task.get_origin_display(),
    )
    return task


# --- Owner and date --------------------------------------------------------------------------------
def why_not_decide(task: Task, *, by: User, today: date) -> str:
    if task.state not in CONFIRMABLE:
        return _("任务已是“%(state)s”，不能再改责任单位或时限。") % {"state": task.get_state_display()}
    return why_not_office(task.task_list.office, by=by, today=today)


@chronicle()
def decide_owners(
    *, task: Task, leads: Iterable[Unit], supports: Iterable[Unit], by: User, today: date, reason: str = ""
) -> None:
    """核定责任单位: from now on the owners are the office's decision. In a running task the units that
    fall out owe nothing more, and the new ones owe every date still open."""
    task = lock(task)
    refuse_if(why_not_decide(task, by=by, today=today))
    leads, supports = list(leads), list(supports)
    if not leads:
        raise Refused(_("请至少指定一个牵头单位。"))
    before, owed_by = _owners_in_words(task), owing_units(task)
    _write_owners(task, leads, supports)
    if task.state != TaskState.DRAFT:
        _shift_obligations(task, today, reason or _("责任单位已重新核定"), before=owed_by)
    note = _("由“%(before)s”核定为“%(after)s”。%(reason)s") % {
        "before": before,
        "after": _owners_in_words(task),
        "reason": reason,
    }
    tell(Verb.TASK_OWNER_DECIDED, by=by, on=today, task=task, note=note)


@chronicle()
def reassign(*, task: Task, from_unit: Unit, to_unit: Unit, reason: str, by: User, today: date) -> None:
    """改派: one unit takes another's place, with a reason; its dates are the same."""
    task = lock(task)
    refuse_if(why_not_decide(task, by=by, today=today))
    if not reason.strip():
        raise Refused(_("请写明改派的理由。"))
    if from_unit.pk == to_unit.pk:
        raise Refused(_("请改派给另一个单位。"))
    owed_by = owing_units(task)
    row = task.assignments.filter(unit=from_unit).first()
    if row is None:
        raise Refused(_("“%(unit)s”不在此任务的责任分工中。") % {"unit": from_unit})
    if task.assignments.filter(unit=to_unit).exclude(role=AssignmentRole.SUPPORT).exists():
        raise Refused(_("“%(unit)s”已是此任务的牵头单位。") % {"unit": to_unit})
    task.assignments.filter(unit=to_unit).delete()
    row.unit, row.basis, row.via_group = to_unit, Basis.DECIDED, ""
    row.save(update_fields=["unit", "basis", "via_group"])
    why = _("改派至%(unit)s：%(reason)s") % {"unit": to_unit, "reason": reason}
    _shift_obligations(task, today, why, before=owed_by)
    tell(
        Verb.TASK_REASSIGNED,
        by=by,
        on=today,
        task=task,
        unit=to_unit,
        note=_("由%(old)s改派至%(new)s：%(reason)s") % {"old": from_unit, "new": to_unit, "reason": reason},
    )


@chronicle()
def decide_date(
    *, task: Task, due_on: date, by: User, today: date, schedule: Schedule | None = None, reason: str = ""
) -> None:
    """核定时限. Without `schedule` a draft gets its one date; a running date moves and its ladder starts anew."""
    task = lock(task)
    refuse_if(why_not_decide(task, by=by, today=today))
    schedule = schedule or task.schedules.filter(rule="once").first()
    if schedule is None:
        schedule = _write_date(task, due_on, "")
        if task.state != TaskState.DRAFT:  # a suspended task's date waits with the others for its resuming
            _open([schedule], today, chase_past=False)
    else:
        _move_date(schedule, due_on, today)
    tell(
        Verb.TASK_DATE_DECIDED,
        by=by,
        on=today,
        task=task,
        note=_("核定为%(due)s。%(reason)s") % {"due": due_on.isoformat(), "reason": reason},
        due=due_on.isoformat(),
    )


@chronicle()
def confirm_facts(*, task: Task, by: User, today: date) -> int:
    """The office takes the inferred owners and dates as its own: 推断 becomes 核定. Returns how many."""
    task = lock(task)
    refuse_if(why_not_decide(task, by=by, today=today))
    inferred = {"basis": Basis.INFERRED}
    owners = task.assignments.filter(**inferred).update(basis=Basis.DECIDED)
    dates = task.schedules.filter(**inferred).update(basis=Basis.DECIDED)
    Deadline.objects.filter(task=task, **inferred).update(basis=Basis.DECIDED)
    if owners:
        tell(
            Verb.TASK_OWNER_DECIDED,
            by=by,
            on=today,
            task=task,
            note=_("确认责任单位：") + _owners_in_words(task),
        )
    if dates:
        tell(Verb.TASK_DATE_DECIDED, by=by, on=today, task=task, note=_("确认时限"))
    return owners + dates


def _write_owners(task: Task, leads: Iterable[Unit], supports: Iterable[Unit]) -> None:
    """Replace the owners. Lead wins where a unit is named twice. The document's words stay: beside a unit that
    it named, and on rows of their own for a group or a name that stood for nobody; those owe nothing."""
    roles = dict.fromkeys(supports, AssignmentRole.SUPPORT) | dict.fromkeys(leads, AssignmentRole.LEAD)
    kept = {a.unit_id: a for a in task.assignments.all() if a.unit_id}
    task.assignments.of_units().delete()
    if (
        task.state == TaskState.DRAFT
    ):  # decided units take the group's place: it must not be expanded on issue
        task.assignments.groups_to_freeze().update(group=None)
    Assignment.objects.bulk_create(
        Assignment(
            task=task,
            unit=unit,
            role=role,
            basis=Basis.DECIDED,
            order=order,
            written=kept[unit.pk].written if unit.pk in kept else unit.name,
        )
        for order, (unit, role) in enumerate(roles.items())
    )


def _owners_in_words(task: Task) -> str:
    rows = task.assignments.filter(via_group="").order_by("role", "order")
    return "、".join(str(a) for a in rows) or _("无责任单位")


def _write_date(task: Task, due_on: date, wording: str) -> Schedule:
    return Schedule.objects.create(
        task=task,
        rule="once",
        due_on=due_on,
        basis=Basis.DECIDED,
        order=task.schedules.count(),
        wording=wording or due_on.isoformat(),
        explanation=_("由督办机构核定"),
    )


def _move_date(schedule: Schedule, due_on: date, today: date) -> None:
    if schedule.rule != "once":
        raise Refused(_("“%(wording)s”是周期性时限，不能改成一个日期。") % {"wording": schedule.wording})
    schedule.due_on, schedule.basis = due_on, Basis.DECIDED
    schedule.explanation = _("由督办机构核定")
    schedule.save(update_fields=["due_on", "basis", "explanation"])
    for deadline in schedule.deadlines.all():
        deadline.opens_on = min(deadline.opens_on, due_on)
        deadline.due_on, deadline.basis, deadline.explanation = due_on, Basis.DECIDED, schedule.explanation
        deadline.save(update_fields=["opens_on", "due_on", "basis", "explanation"])
        for obligation in deadline.obligations.unsettled():
            obligation.move_to(due_on, today)


def _shift_obligations(task: Task, today: date, reason: str, *, before: list[int]) -> None:
    """After a change of owners: who owes no more is released, who owes now gets every date still open; a unit
    that had been released from one owes it again. `before`: ids of the units that owed until now."""
    owing = set(owing_units(task))
    gone = task.obligations.unsettled().exclude(unit__in=owing)
    open_deadlines = Deadline.objects.filter(
        Q(obligations__in=gone) | Q(obligations__in=task.obligations.unsettled())
    ).distinct()
    back = task.obligations.filter(unit__in=owing.difference(before), state=ObligationState.WAIVED)
    again = list(back.filter(deadline__in=open_deadlines).select_related("deadline"))
    fresh = [
        Obligation(
            unit_id=unit_id,
            office=task.task_list.office,
            kind=deadline.schedule.kind,
            deadline=deadline,
            task=task,
            opened_on=today,
            due_on=deadline.due_on,
            next_on=today,
        )
        for deadline in open_deadlines.select_related("schedule")
        for unit_id in owing
    ]
    gone.waive(reason, today)
    for obligation in again:
        obligation.opened_on, obligation.due_on = today, obligation.deadline.due_on
        obligation.waived_reason = ""
        obligation.start_round(today)
    Obligation.objects.bulk_create(fresh, ignore_conflicts=True)


# --- Issue, halt, end ------------------------------------------------------------------------------
def why_not_issue(task: Task, *, by: User, today: date) -> str:
    if task.state != TaskState.DRAFT:
        return _("任务已是“%(state)s”，不需要再下达。") % {"state": task.get_state_display()}
    if not Task.objects.filter(pk=task.pk).exclude(pk__in=Task.objects.without_owner()).exists():
        return _("没有责任单位的任务不能下达，请先核定责任单位。")
    if not task.task_list.report_cycle and not task.schedules.exists():
        return _("没有时限的任务不能下达，请先核定时限，或为清单设定报送周期。")
    return why_not_office(task.task_list.office, by=by, today=today)


@chronicle()
def issue_task(*, task: Task, by: User, today: date, chase_past: bool = False) -> None:
    """下达: owners are frozen, dates begin to run. Dates already past are chased only with `chase_past`."""
    task = lock(task)
    refuse_if(why_not_issue(task, by=by, today=today))
    start_running([task], by=by, today=today, chase_past=chase_past)


def start_running(tasks: list[Task], *, by: User, today: date, chase_past: bool) -> None:
    """Freeze groups, give dateless tasks the list's report cycle, open what has begun. Callers check rights."""
    freeze_groups(tasks)
    _give_report_cycle(tasks, today)
    Task.objects.filter(pk__in=[t.pk for t in tasks]).update(state=TaskState.ISSUED)
    for task in tasks:
        tell(Verb.TASK_ISSUED, by=by, on=today, task=task, task_list=task.task_list)
    schedules = Schedule.objects.filter(task__in=tasks)
    for task_list in {t.task_list for t in tasks}:
        # A yearly date of the list's own year belongs to the list even when it has passed; the monthly and
        # quarterly ones that passed before anybody was told would only be noise.
        new_year = date(min(task_list.year, today.year), 1, 1)
        schedules.filter(starts_on=None, rule="yearly", task__task_list=task_list).update(starts_on=new_year)
    schedules.filter(starts_on=None).update(starts_on=today)
    _open(schedules, today, chase_past=chase_past)


def _open(schedules, today: date, *, chase_past: bool) -> None:
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
    members: dict[int, list[Unit]] = {}
    groups = Assignment.objects.filter(task__in=tasks).groups_to_freeze().select_related("group")
    for row in groups.order_by("role", "order"):
        if row.group_id not in members:
            members[row.group_id] = list(row.group.current_members())
        rows += [
            Assignment(
                task_id=row.task_id,
                unit=unit,
                role=row.role,
                basis=row.basis,
                written=row.written,
                via_group=row.group.name,
                order=row.order,
            )
            for unit in members[row.group_id]
        ]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _give_report_cycle(tasks: list[Task], today: date) -> None:
    dateless = Task.objects.filter(pk__in=[t.pk for t in tasks]).without_date().select_related("task_list")
    Schedule.objects.bulk_create(
        [
            Schedule(
                task=task,
                kind="report",
                label=_("报送进展"),
                rule=task.task_list.report_cycle,
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


def why_not_suspend(task: Task, *, by: User, today: date) -> str:
    if task.state != TaskState.ISSUED:
        return _("只有办理中的任务可以暂缓。")
    return why_not_office(task.task_list.office, by=by, today=today)


@chronicle()
def suspend(*, task: Task, reason: str, by: User, today: date) -> None:
    task = lock(task)
    refuse_if(why_not_suspend(task, by=by, today=today))
    _change_state(task, TaskState.SUSPENDED, _need(reason, _("请写明暂缓的理由。")))
    tell(Verb.TASK_SUSPENDED, by=by, on=today, task=task, note=reason)
    task.obligations.unsettled().look_again(today)


def why_not_resume(task: Task, *, by: User, today: date) -> str:
    if task.state != TaskState.SUSPENDED:
        return _("任务没有暂缓。")
    return why_not_office(task.task_list.office, by=by, today=today)


@chronicle()
def resume(*, task: Task, by: User, today: date) -> None:
    task = lock(task)
    refuse_if(why_not_resume(task, by=by, today=today))
    _change_state(task, TaskState.ISSUED, "")
    tell(Verb.TASK_RESUMED, by=by, on=today, task=task)
    task.obligations.unsettled().chased().look_again(today)


def why_not_cancel(task: Task, *, by: User, today: date) -> str:
    if task.state not in CONFIRMABLE:
        return _("任务已是“%(state)s”，不能撤销。") % {"state": task.get_state_display()}
    return why_not_head(task.task_list.office, by=by, today=today)


@chronicle()
def cancel(*, task: Task, reason: str, by: User, today: date) -> None:
    """撤销: only the head of office, with a reason; what was still owed is waived."""
    task = lock(task)
    refuse_if(why_not_cancel(task, by=by, today=today))
    _change_state(task, TaskState.CANCELLED, _need(reason, _("请写明撤销的理由。")))
    task.obligations.waive(_("任务已撤销：%(reason)s") % {"reason": reason}, today)
    tell(Verb.TASK_CANCELLED, by=by, on=today, task=task, note=reason)


def finish_if_all_met(task: Task, *, by: User, today: date) -> bool:
    """A task is done when every `finish` Obligation is settled, one at least met, and no further one can open."""
    finish = task.obligations.filter(kind="finish")
    more_to_come = task.schedules.filter(kind="finish", opens_next_on__isnull=False).exists()
    if more_to_come or finish.unsettled().exists() or not finish.filter(state=ObligationState.MET).exists():
        return False
    task.state, task.done_on = TaskState.DONE, today
    task.save(update_fields=["state", "done_on"])
    task.obligations.waive(_("任务已办结销号"), today)
    tell(Verb.TASK_DONE, by=by, on=today, task=task)
    return True


def _need(text: str, sentence: str) -> str:
    refuse_if("" if text.strip() else sentence)
    return text.strip()[:300]


def _change_state(task: Task, state: str, reason: str) -> None:
    task.state, task.state_reason = state, reason
    task.save(update_fields=["state", "state_reason"])
