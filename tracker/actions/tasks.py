"""One commitment: made by hand, halted, ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.owners_and_dates import write_date, write_owners
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.lifecycle.ending import lay_letters_aside, waive
from tracker.domain.lifecycle.rounds import move_to, open_anew
from tracker.domain.locks import lock_list, lock_obligation, lock_task
from tracker.domain.realm import why_not_within
from tracker.domain.refusal import Refused, need, refuse_if, refuse_unknown
from tracker.domain.rights import why_not_for_others, why_not_head, why_not_of_own_units, why_not_office
from tracker.models import (
    OPEN_TASKS,
    RUNNING_TASKS,
    UNSETTLED,
    CalendarDay,
    Installation,
    ListState,
    Obligation,
    ObligationState,
    Passage,
    Priority,
    Task,
    TaskList,
    TaskOrigin,
    TaskState,
    Unit,
    Verb,
)


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
    passage: Passage | None = None,
    priority: str = Priority.NORMAL,
) -> Task:
    """A leader's instruction, a meeting's decision, or a sentence of a document (`passage`) that no import has made a
    task of, becomes a draft; owners and date count as 核定."""
    task_list = lock_list(task_list)  # or it could be closed meanwhile
    refuse_if(why_not_office(task_list.office, by=by))
    if task_list.state == ListState.CLOSED:
        raise Refused(_("清单“%(name)s”已归档，不能再加任务。") % {"name": task_list})
    leads, supports = list(leads), list(supports)
    refuse_if(why_not_within(task_list.office, [*leads, *supports]))
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
        origin=TaskOrigin.DOCUMENT if passage else origin,
        passage=passage,
        origin_note=origin_note,
        number=number,
        standard=standard,
        chapter=chapter,
        priority=priority,
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
    return why_not_office(task.task_list.office, by=by) or why_not_own(task, by=by)


def why_not_own(task: Task, *, by: Actor) -> str:
    """Nobody lays aside or ends what he owes himself for another unit: as with a waiver or more time."""
    return why_not_of_own_units(Obligation.objects.unsettled().filter(task=task), by=by)


@chronicle()
def suspend(*, task: Task, reason: str, review_on: date, by: Actor) -> None:
    """暂缓, until somebody looks at it again on a day that is named: nothing sleeps for ever."""
    task = lock_task(task)
    refuse_if(why_not_suspend(task, by=by))
    reason = need(reason, _("请写明暂缓的理由。"))[:300]
    if review_on <= by.on:
        raise Refused(_("复核日期应晚于今天。"))
    task.suspended_on, task.review_on = by.on, review_on
    _change_state(task, TaskState.SUSPENDED, reason)
    note = _("%(reason)s（%(day)s复核）") % {"reason": reason, "day": review_on}
    tell(Verb.TASK_SUSPENDED, by=by, task=task, note=note)
    lay_letters_aside(task=task, by=by)
    task.obligations.unsettled().recheck(by.on)


def why_not_resume(task: Task, *, by: Actor) -> str:
    if task.state != TaskState.SUSPENDED:
        return _("任务没有暂缓。")
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def resume(*, task: Task, by: Actor) -> None:
    task = lock_task(task)
    refuse_if(why_not_resume(task, by=by))
    since = task.suspended_on
    _change_state(task, TaskState.ISSUED, "")
    moved = _give_time(task, since, by.on) if since else None
    # Periods that went by meanwhile stay closed; the one that runs now opens.
    task.schedules.exclude(rule="once").filter(opens_next_on__lte=by.on).update(starts_on=by.on)
    note = _("暂缓期间到期的%(n)s项，补办期限%(day)s") % {"n": moved[0], "day": moved[1]} if moved else ""
    tell(Verb.TASK_RESUMED, by=by, task=task, note=note)
    task.obligations.unsettled().chased().recheck(by.on)


def _give_time(task: Task, since: date, on: date) -> tuple[int, date] | None:
    """What fell due while the task slept has the limit of a returned report: one decision, and no urge for the past."""
    within = Installation.objects.current().return_within
    limit = CalendarDay.objects.calendar().limit(on, within)
    slept = task.obligations.open().chased().filter(due_on__gte=since, due_on__lt=limit)
    rows = list(slept.order_by("pk").select_for_update(of=("self",), no_key=True))
    for row in rows:
        move_to(row, limit, on)
    return (len(rows), limit) if rows else None


def why_not_cancel(task: Task, *, by: Actor) -> str:
    if task.state not in OPEN_TASKS:
        return _("任务已是“%(state)s”，不能撤销。") % {"state": task.get_state_display()}
    return why_not_head(task.task_list.office, by=by) or why_not_own(task, by=by)


@chronicle()
def cancel(*, task: Task, reason: str, by: Actor) -> None:
    """撤销: only the head of office, with a reason; what was still owed is waived."""
    task = lock_task(task)
    refuse_if(why_not_cancel(task, by=by))
    if task.steps.open().exists():
        raise Refused(_("任务还有在办的步骤，请先撤销或办结它们。"))
    _change_state(task, TaskState.CANCELLED, need(reason, _("请写明撤销的理由。"))[:300])
    why = _("任务已撤销：%(reason)s") % {"reason": reason}
    waive(obligations=task.obligations.all(), reason=why, by=by)
    tell(Verb.TASK_CANCELLED, by=by, task=task, note=reason)


CHANGEABLE = ("title", "requirement", "number", "standard", "chapter", "priority")


def why_not_change_task(task: Task, *, by: Actor) -> str:
    if task.state not in OPEN_TASKS:
        return _("任务已是“%(state)s”，不能再改。") % {"state": task.get_state_display()}
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def change_task(*, task: Task, by: Actor, **changes: str) -> None:
    """Its words, with old and new in the history; a unit that owes it is told."""
    task = lock_task(task)
    refuse_if(why_not_change_task(task, by=by))
    refuse_unknown(changes, CHANGEABLE, _("任务没有这些栏目：%(names)s。"))
    changes = {name: value.strip() for name, value in changes.items() if value.strip() != getattr(task, name)}
    if not changes.get("title", task.title) or not changes.get("requirement", task.requirement):
        raise Refused(_("请写明任务名称和任务要求。"))
    number = changes.get("number")
    if number and task.task_list.tasks.filter(number=number).exclude(pk=task.pk).exists():
        raise Refused(_("清单中已有编号“%(number)s”，请换一个编号。") % {"number": number})
    if changes.get("priority", task.priority) not in Priority.values:
        raise Refused(_("请选择优先级。"))
    if not changes:
        return
    note = "；".join(
        _("%(field)s由“%(old)s”改为“%(new)s”")
        % {
            "field": field_names(Task, [name]),
            "old": _shown(name, getattr(task, name)),
            "new": _shown(name, value),
        }
        for name, value in changes.items()
    )
    for name, value in changes.items():
        setattr(task, name, value)
    task.save(update_fields=list(changes))
    tell(Verb.TASK_CHANGED, by=by, task=task, note=note)


def _shown(name: str, value: str) -> str:
    """A choice by its word."""
    return str(Priority(value).label) if name == "priority" else value


def why_not_waive(obligation: Obligation, *, by: Actor) -> str:
    if obligation.task_id is None or obligation.state not in UNSETTLED:
        return _("只有任务中尚未办结的事项可以免除。")
    return why_not_head(obligation.office, by=by) or why_not_for_others(obligation.unit, by=by)


@chronicle()
def waive_one(*, obligation: Obligation, reason: str, by: Actor) -> None:
    """免除 one period, or one unit's part; when it was the last, the task is done."""
    if obligation.task is None:
        raise Refused(why_not_waive(obligation, by=by))
    task = lock_task(obligation.task)
    obligation = lock_obligation(obligation)
    refuse_if(why_not_waive(obligation, by=by))
    reason = need(reason, _("请写明免除的理由。"))[:300]
    waive(obligations=task.obligations.filter(pk=obligation.pk), reason=reason, by=by)
    note = f"{obligation.get_kind_display()}（{obligation.due_on}）：{reason}"
    tell(Verb.OBLIGATION_WAIVED, by=by, task=task, unit=obligation.unit, note=note)
    finish_if_all_met(task, by=by)


def why_not_reopen(task: Task, *, by: Actor) -> str:
    if task.state != TaskState.DONE:
        return _("只有已办结的任务可以重新办理。")
    if task.task_list.state == ListState.CLOSED:
        return _("清单已归档，其中的任务不能再办。")
    return why_not_head(task.task_list.office, by=by)


@chronicle()
def reopen(*, task: Task, reason: str, due_on: date, by: Actor) -> None:
    """重新办理: what was accepted was not so. Whoever finished it owes it again, by a new date."""
    task = lock_task(task)
    refuse_if(why_not_reopen(task, by=by))
    reason = need(reason, _("请写明重新办理的理由。"))[:300]
    if due_on <= by.on:
        raise Refused(_("新的时限应晚于今天。"))
    task.state, task.done_on = TaskState.ISSUED, None
    task.save(update_fields=["state", "done_on"])
    met = task.obligations.filter(kind="finish", state=ObligationState.MET).order_by("pk")
    for row in met.select_for_update(of=("self",), no_key=True):
        open_anew(row, due_on=due_on, on=by.on)
    tell(
        Verb.TASK_REOPENED,
        by=by,
        task=task,
        note=_("%(reason)s，时限%(day)s") % {"reason": reason, "day": due_on},
    )


def finish_if_all_met(task: Task, *, by: Actor) -> bool:
    """A task is done when every `finish` Obligation is settled, one at least met, and no further one can open.
    A standing task (常态) ends with its list only, a cancelled one has ended."""
    if task.is_standing or task.state not in RUNNING_TASKS:
        return False
    finish = task.obligations.filter(kind="finish")
    more_to_come = task.schedules.filter(kind="finish", opens_next_on__isnull=False).exists()
    if more_to_come or finish.unsettled().exists() or not finish.filter(state=ObligationState.MET).exists():
        return False
    task.state, task.done_on = TaskState.DONE, by.on
    task.suspended_on = task.review_on = None
    task.save(update_fields=["state", "done_on", "suspended_on", "review_on"])
    waive(obligations=task.obligations.all(), reason=_("任务已办结销号"), by=by)
    tell(Verb.TASK_DONE, by=by, task=task)
    return True


def _change_state(task: Task, state: str, reason: str) -> None:
    task.state, task.state_reason = state, reason
    if state != TaskState.SUSPENDED:
        task.suspended_on = task.review_on = None
    task.save(update_fields=["state", "state_reason", "suspended_on", "review_on"])
