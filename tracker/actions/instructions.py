"""批示: written by the leader himself or recorded; it becomes a task or joins one, and its outcome goes back to him."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.tasks import create_task
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock, lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import OPEN_TASKS, Instruction, Task, TaskList, TaskOrigin, Unit, User, Verb


@chronicle()
def give(*, office: Unit, text: str, by: Actor, on_what: str = "") -> Instruction:
    """The leader writes it himself; the office reads it in that day's digest and on its first page."""
    if office.pk not in by.offices_led:
        raise Refused(_("只有%(office)s的上级领导可以批示。") % {"office": office})
    return _write(leader=by.user, office=office, text=text, on_what=on_what, given_on=by.on, by=by)


@chronicle()
def record(
    *, office: Unit, leader: User, text: str, given_on: date, by: Actor, on_what: str = ""
) -> Instruction:
    """What he wrote on paper, said at a meeting or by phone."""
    refuse_if(why_not_office(office, by=by))
    if given_on > by.on:
        raise Refused(_("批示日期不能晚于今天。"))
    if not User.objects.leading(office, on=by.on).contains(leader):
        raise Refused(_("%(name)s不是%(office)s的上级领导。") % {"name": leader, "office": office})
    return _write(leader=leader, office=office, text=text, on_what=on_what, given_on=given_on, by=by)


def _write(*, leader: User, office: Unit, text: str, on_what: str, given_on: date, by: Actor) -> Instruction:
    text = need(text, _("请填写批示内容。"))
    row = Instruction.objects.create(
        given_by=leader,
        office=office,
        text=text,
        on_what=on_what.strip()[:200],
        given_on=given_on,
        recorded_by=by.user,
        recorded_on=by.on,
    )
    tell(Verb.INSTRUCTION_GIVEN, by=by, office=office, note=f"{leader}：{row.text}", instruction=row.pk)
    return row


def why_not_take_up(instruction: Instruction, *, by: Actor) -> str:
    if instruction.reported_on:
        return _("办理结果已反馈。")
    if instruction.task_id:
        return _("已转为任务“%(task)s”。") % {"task": instruction.task}
    return why_not_office(instruction.office, by=by)


@chronicle()
def make_task(
    *,
    instruction: Instruction,
    task_list: TaskList,
    title: str,
    by: Actor,
    requirement: str = "",
    leads: Iterable[Unit] = (),
    supports: Iterable[Unit] = (),
    due_on: date | None = None,
) -> Task:
    """立项: a draft in a list, in the leader's own words; to be issued like any other."""
    instruction = _lock(instruction)
    refuse_if(why_not_take_up(instruction, by=by))
    _check_office(task_list, instruction)
    day = instruction.given_on
    note = _("%(leader)s%(year)s年%(month)s月%(day)s日批示") % {
        "leader": instruction.given_by, "year": day.year, "month": day.month, "day": day.day,
    }  # fmt: skip
    task = create_task(
        task_list=task_list,
        title=title,
        requirement=requirement.strip() or instruction.text,
        origin=TaskOrigin.INSTRUCTION,
        origin_note=note,
        leads=leads,
        supports=supports,
        due_on=due_on,
        by=by,
    )
    instruction.task = task
    instruction.save(update_fields=["task"])
    return task


@chronicle()
def join(*, instruction: Instruction, task: Task, by: Actor) -> None:
    """并入: a task is at it already. Who owes it reads what the leader wrote."""
    instruction, task = _lock(instruction), lock_task(task)
    refuse_if(why_not_take_up(instruction, by=by))
    _check_office(task.task_list, instruction)
    if task.state not in OPEN_TASKS:
        raise Refused(_("任务已是“%(state)s”，不能并入。") % {"state": task.get_state_display()})
    instruction.task = task
    instruction.save(update_fields=["task"])
    note = f"{instruction.given_by}：{instruction.text}"
    tell(Verb.INSTRUCTION_JOINED, by=by, task=task, note=note, instruction=instruction.pk)


def _check_office(task_list: TaskList, instruction: Instruction) -> None:
    if task_list.office_id != instruction.office_id:
        raise Refused(_("请选择%(office)s自己的清单或任务。") % {"office": instruction.office})


def why_not_report_back(instruction: Instruction, *, by: Actor) -> str:
    if instruction.reported_on:
        return _("办理结果已反馈。")
    return why_not_office(instruction.office, by=by)


@chronicle()
def report_back(*, instruction: Instruction, outcome: str, by: Actor) -> None:
    """反馈: the leader, and no other, is told what became of it; also where no task was needed."""
    instruction = _lock(instruction)
    refuse_if(why_not_report_back(instruction, by=by))
    outcome = need(outcome, _("请填写办理结果。"))
    instruction.outcome = outcome
    instruction.reported_by, instruction.reported_on = by.user, by.on
    instruction.save(update_fields=["outcome", "reported_by", "reported_on"])
    tell(
        Verb.INSTRUCTION_REPORTED,
        by=by,
        office=instruction.office,
        only=instruction.given_by,
        note=f"{instruction.text[:80]} → {instruction.outcome}",
        instruction=instruction.pk,
    )


def _lock(instruction: Instruction) -> Instruction:
    return lock(instruction, "office", "given_by", "task")
