"""Many at once: confirmed, accepted, urged, extended, reassigned, and what to do about dates that had passed at issue.

Each is its single verb for every one chosen, in one transaction: all of them, or none and the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from tracker.actions.chasing import chase
from tracker.actions.owners_and_dates import confirm_facts, reassign
from tracker.actions.progress import accept
from tracker.actions.requests import extend
from tracker.actions.tasks import finish_if_all_met, waive_one
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import settle
from tracker.domain.locks import hold_tasks, lock_obligation, lock_task
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_head, why_not_office
from tracker.models import (
    ListState,
    Notice,
    NoticeKind,
    NoticeState,
    Obligation,
    ObligationState,
    Progress,
    Task,
    TaskList,
    Unit,
    Verb,
)


class Past:
    """What the office decides about a date that had passed when its list was issued."""

    DONE, CHASE, WAIVE = "done", "chase", "waive"


def why_not_batch(task_list: TaskList, *, by: Actor) -> str:
    if task_list.state == ListState.CLOSED:
        return _("清单已归档，不能再改。")
    return why_not_office(task_list.office, by=by)


def why_not_extend_many(task_list: TaskList, *, by: Actor) -> str:
    return why_not_batch(task_list, by=by) or why_not_head(task_list.office, by=by)


def _each(rows: Sequence[Any], verb: Callable[[Any], object]) -> int:
    """A refusal names the one that it is about."""
    if not rows:
        raise Refused(_("请至少选择一项。"))
    for row in rows:
        try:
            verb(row)
        except Refused as no:
            raise Refused(_("“%(what)s”：%(why)s") % {"what": row, "why": no}) from no
    return len(rows)


def _in_order(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.pk)


def _belong(rows: Iterable[Model], task_list: TaskList, of: Callable[[Any], int | None]) -> None:
    """Only what was offered: a hand-made request may name anything."""
    if any(of(row) != task_list.pk for row in rows):
        raise Refused(_("所选事项不在清单“%(name)s”中。") % {"name": task_list})


def _owed_in(rows: Iterable[Obligation], task_list: TaskList) -> list[Obligation]:
    owed = _in_order(rows)
    _belong(owed, task_list, lambda row: row.task.task_list_id if row.task else None)
    hold_tasks(row.task_id for row in owed)
    return owed


@chronicle()
def confirm_many(*, task_list: TaskList, tasks: Iterable[Task], by: Actor) -> int:
    """Inferred owners and dates become the office's decision. Returns how many tasks."""
    refuse_if(why_not_batch(task_list, by=by))
    chosen = _in_order(tasks)
    _belong(chosen, task_list, lambda task: task.task_list_id)
    hold_tasks(task.pk for task in chosen)
    return _each(chosen, lambda task: confirm_facts(task=task, by=by))


@chronicle()
def accept_many(*, task_list: TaskList, reports: Iterable[Progress], by: Actor, found: str = "") -> int:
    refuse_if(why_not_batch(task_list, by=by))
    chosen = _in_order(reports)
    _belong(chosen, task_list, lambda row: row.obligation.task.task_list_id if row.obligation.task else None)
    hold_tasks(row.obligation.task_id for row in chosen)

    return _each(chosen, lambda row: accept(progress=row, found=found, by=by))


@chronicle()
def decide_past(
    *, task_list: TaskList, obligations: Iterable[Obligation], choice: str, by: Actor, reason: str = ""
) -> int:
    """Dates that had passed at issue: done before (`Past.DONE`), chased from today, or waived (by the head)."""
    refuse_if(why_not_batch(task_list, by=by))
    owed = _owed_in(obligations, task_list)
    if any(row.is_chased or row.state != ObligationState.OPEN for row in owed):
        raise Refused(_("只能选择下达时已过期、尚未启动的事项。"))
    if choice == Past.CHASE:
        return _each(owed, lambda row: chase(obligations=[row], by=by))
    end = {Past.DONE: _done_before, Past.WAIVE: _waive}.get(choice)
    if end is None:
        raise Refused(_("请选择下达前已办结、启动催办或免除。"))
    if not reason.strip():
        raise Refused(_("请写明依据或理由。"))
    return _each(owed, lambda row: end(row, reason.strip(), by=by))


def _waive(obligation: Obligation, reason: str, *, by: Actor) -> None:
    if lock_obligation(obligation).state == ObligationState.OPEN:  # the one before may have ended the task
        waive_one(obligation=obligation, reason=reason, by=by)


def _done_before(obligation: Obligation, reason: str, *, by: Actor) -> None:
    """It was met before anybody could report it here: on the office's word, with what it rests on."""
    obligation = lock_obligation(obligation)
    if obligation.state != ObligationState.OPEN:
        return
    settle(obligation=obligation, by=by)
    tell(
        Verb.OBLIGATION_DONE_BEFORE,
        by=by,
        task=obligation.task,
        task_list=obligation.task_list,
        unit=obligation.unit,
        note=f"{obligation.due_on}：{reason}",
    )
    if obligation.task:
        finish_if_all_met(lock_task(obligation.task), by=by)


@chronicle()
def urge_many(*, task_list: TaskList, obligations: Iterable[Obligation], by: Actor, words: str = "") -> int:
    """催办 by hand, beside the ladder: in the digest of this day, once a day."""
    refuse_if(why_not_batch(task_list, by=by))
    return _each(_owed_in(obligations, task_list), lambda row: _urge(row, words.strip(), by=by))


def _urge(obligation: Obligation, words: str, *, by: Actor) -> None:
    obligation = lock_obligation(obligation)
    if obligation.state != ObligationState.OPEN or not obligation.is_chased:
        raise Refused(_("只有在办的事项可以催办。"))
    told = obligation.notices.filter(owed_on=by.on).exclude(state=NoticeState.DROPPED)
    if told.exclude(is_formal=True).exists():
        raise Refused(_("今天已有提醒或催办。"))
    is_late = obligation.due_on < by.on
    Notice.objects.create(
        obligation=obligation,
        rung_code=f"hand@{by.on.isoformat()}",
        round=obligation.round,
        kind=NoticeKind.URGE if is_late else NoticeKind.REMINDER,
        owed_on=by.on,
        reason=words[:300] or _("督办机构催办，应办日期%(day)s") % {"day": obligation.due_on},
    )
    tell(Verb.OBLIGATION_URGED, by=by, task=obligation.task, unit=obligation.unit, note=words)


@chronicle()
def extend_many(
    *, task_list: TaskList, obligations: Iterable[Obligation], new_due_on: date, reason: str, by: Actor
) -> int:
    refuse_if(why_not_extend_many(task_list, by=by))
    owed = _owed_in(obligations, task_list)
    return _each(owed, lambda row: extend(obligation=row, new_due_on=new_due_on, reason=reason, by=by))


@chronicle()
def reassign_many(
    *, task_list: TaskList, tasks: Iterable[Task], from_unit: Unit, to_unit: Unit, reason: str, by: Actor
) -> int:
    refuse_if(why_not_batch(task_list, by=by))
    chosen = _in_order(tasks)
    _belong(chosen, task_list, lambda task: task.task_list_id)
    hold_tasks(task.pk for task in chosen)

    def hand_over(task: Task) -> None:
        reassign(task=task, from_unit=from_unit, to_unit=to_unit, reason=reason, by=by)

    return _each(chosen, hand_over)
