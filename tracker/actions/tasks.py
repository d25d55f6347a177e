"""One commitment: made by hand, halted, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.owners_and_dates import CONFIRMABLE, write_date, write_owners
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import waive
from tracker.domain.locks import lock_list, lock_task
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_head, why_not_office
from tracker.models import ListState, ObligationState, Task, TaskList, TaskOrigin, TaskState, Unit, Verb

OPEN_TASKS = (TaskState.ISSUED, TaskState.SUSPENDED)


@chronicle()
def create_task(
    *,
    task_list: TaskList,
    title: str,
    requirement: str,
    by: Actor,
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
    task_list = lock_list(task_list)  # or it could be closed meanwhile
    refuse_if(why_not_office(task_list.office, by=by))
    if task_list.state == ListState.CLOSED:
        raise Refused(_("清单“%(name)s”已归档，不能再加任务。") % {"name": task_list})
    title = title.strip()
    if not title or not requirement.strip():
        raise Refused(_("请写明任务名称和任务要求。"))
    if number and task_list.tasks.filter(number=number).exists():
        raise Refused(_("清单中已有编号“%(number)s”，请换一个编号。") % {"number": number})
    task = Task.objects.create(
        task_list=task_list,
        office_id=task_list.office_id,
        title=title[:200],
        requirement=requirement.strip(),
        origin=origin,
        origin_note=origin_note,
        number=number,
        standard=standard,
        chapter=chapter,
        created_by=by.person,
        date_wording=date_wording,
        order=task_list.tasks.count() + 1,
    )
    write_owners(task, leads, supports)
    if due_on:
        write_date(task, due_on, date_wording)
    tell(
        Verb.TASK_CREATED,
        by=by,
        task=task,
        task_list=task_list,
        note=origin_note or task.get_origin_display(),
    )
    return task


def why_not_suspend(task: Task, *, by: Actor) -> str:
    if task.state != TaskState.ISSUED:
        return _("只有办理中的任务可以暂缓。")
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def suspend(*, task: Task, reason: str, by: Actor) -> None:
    task = lock_task(task)
    refuse_if(why_not_suspend(task, by=by))
    _change_state(task, TaskState.SUSPENDED, _need(reason, _("请写明暂缓的理由。")))
    tell(
        Verb.TASK_SUSPENDED,
        by=by,
        task=task,
        note=reason,
    )
    task.obligations.unsettled().recheck(by.on)


def why_not_resume(task: Task, *, by: Actor) -> str:
    if task.state != TaskState.SUSPENDED:
        return _("任务没有暂缓。")
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def resume(*, task: Task, by: Actor) -> None:
    task = lock_task(task)
    refuse_if(why_not_resume(task, by=by))
    _change_state(task, TaskState.ISSUED, "")
    tell(Verb.TASK_RESUMED, by=by, task=task)
    task.obligations.unsettled().chased().recheck(by.on)


def why_not_cancel(task: Task, *, by: Actor) -> str:
    if task.state not in CONFIRMABLE:
        return _("任务已是“%(state)s”，不能撤销。") % {"state": task.get_state_display()}
    return why_not_head(task.task_list.office, by=by)


@chronicle()
def cancel(*, task: Task, reason: str, by: Actor) -> None:
    """撤销: only the head of office, with a reason; what was still owed is waived."""
    task = lock_task(task)
    refuse_if(why_not_cancel(task, by=by))
    _change_state(task, TaskState.CANCELLED, _need(reason, _("请写明撤销的理由。")))
    why = _("任务已撤销：%(reason)s") % {"reason": reason}
    waive(obligations=task.obligations.all(), reason=why, by=by)
    tell(
        Verb.TASK_CANCELLED,
        by=by,
        task=task,
        note=reason,
    )


def finish_if_all_met(task: Task, *, by: Actor) -> bool:
    """A task is done when every `finish` Obligation is settled, one at least met, and no further one can open.
    A standing task (常态) ends with its list only, a cancelled one has ended."""
    if task.is_standing or task.state not in OPEN_TASKS:
        return False
    finish = task.obligations.filter(kind="finish")
    more_to_come = task.schedules.filter(kind="finish", opens_next_on__isnull=False).exists()
    if more_to_come or finish.unsettled().exists() or not finish.filter(state=ObligationState.MET).exists():
        return False
    task.state, task.done_on = TaskState.DONE, by.on
    task.save(update_fields=["state", "done_on"])
    waive(obligations=task.obligations.all(), reason=_("任务已办结销号"), by=by)
    tell(Verb.TASK_DONE, by=by, task=task)
    return True


def _need(text: str, sentence: str) -> str:
    refuse_if("" if text.strip() else sentence)
    return text.strip()[:300]


def _change_state(task: Task, state: str, reason: str) -> None:
    task.state, task.state_reason = state, reason
    task.save(update_fields=["state", "state_reason"])
