"""What was pressed in haste is taken back while nobody has built on it: a waiver, acceptances of a whole list, an instruction,
and what one unit asked of another."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.actions.undoing import undo_acceptance, why_not_undo
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import waive
from tracker.domain.lifecycle.undoing import take_up, unwaive
from tracker.domain.locks import lock, lock_list, lock_obligation, lock_task
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import (
    why_not_for_others,
    why_not_head,
    why_not_let_off,
    why_not_office,
    why_not_unit,
)
from tracker.models import (
    OFFICE_ROLES,
    ContributionRequest,
    Event,
    Instruction,
    ListState,
    Notice,
    Obligation,
    ObligationState,
    Progress,
    ProgressState,
    TaskState,
    Verb,
)


# --- 免除 --------------------------------------------------------------------------------------------
def why_not_unwaive(obligation: Obligation, *, by: Actor) -> str:
    """On the day itself, by the head; what ended with its task, or was asked no more, was never waived by itself."""
    task = obligation.task
    if obligation.state != ObligationState.WAIVED or task is None:
        return _("没有可以撤销的免除。")
    if refusal := why_not_head(obligation.office, by=by) or why_not_for_others(obligation.unit, by=by):
        return refusal
    if obligation.waived_on != by.on:
        return _("免除只能在当天撤销。")
    if task.state not in (TaskState.ISSUED, TaskState.DONE) or task.task_list.state == ListState.CLOSED:
        return _("任务已不在办，免除不能再撤销。")
    waived = Event.objects.filter(task=task, unit=obligation.unit_id, verb=Verb.OBLIGATION_WAIVED.value)
    said = f"（{obligation.due_on}）：{obligation.waived_reason}"
    if not waived.filter(happened_on=by.on, note__endswith=said).exists():
        return _("这一事项是随其他决定免除的，不能单独撤销。")
    if not task.assignments.filter(unit=obligation.unit_id, unit__is_active=True).exists():
        return _("%(unit)s已不承担这项任务，免除不能再撤销。") % {"unit": obligation.unit}
    return ""


@chronicle()
def unwaive_one(*, obligation: Obligation, by: Actor) -> None:
    """撤销免除: owed as before, by the same date; a task that was done with it runs again."""
    if obligation.task is None:
        raise Refused(why_not_unwaive(obligation, by=by))
    lock_list(obligation.task.task_list)  # or it could be closed meanwhile
    task = lock_task(obligation.task)
    obligation = lock_obligation(obligation)
    refuse_if(why_not_unwaive(obligation, by=by))
    if task.state == TaskState.DONE:
        take_up(task, by.on)
    unwaive(task.obligations.filter(pk=obligation.pk), by.on)
    told = Notice.objects.decisions().filter(rung_code=Verb.OBLIGATION_WAIVED.value, unit=obligation.unit)
    told.filter(task=task, owed_on=by.on, reason__contains=f"（{obligation.due_on}）").drop(by.on)
    note = f"{obligation.get_kind_display()}（{obligation.due_on}）"
    tell(Verb.OBLIGATION_UNWAIVED, by=by, task=task, unit=obligation.unit, note=note)


# --- Acceptances of a whole list -----------------------------------------------------------------------
def _last_accepted(obligation: Obligation) -> Progress | None:
    accepted = [p for p in obligation.progress.all() if p.state == ProgressState.ACCEPTED]
    said = max(accepted, key=lambda p: p.pk, default=None)
    if said:
        said.obligation = obligation
    return said


def why_not_undo_accepted(obligation: Obligation, *, by: Actor) -> str:
    said = _last_accepted(obligation)
    return why_not_undo(said, by=by) if said else _("没有可以撤销的认可。")


@chronicle()
def undo_accepted(*, obligation: Obligation, reason: str, by: Actor) -> None:
    """撤销认可 of what was accepted last of it."""
    said = _last_accepted(obligation)
    if said is None:
        raise Refused(_("没有可以撤销的认可。"))
    undo_acceptance(progress=said, reason=reason, by=by)


# --- 批示 --------------------------------------------------------------------------------------------
def why_not_withdraw_instruction(instruction: Instruction, *, by: Actor) -> str:
    """By whoever wrote it down, until the office has done something with it."""
    if instruction.reported_on or instruction.task_id:
        return _("批示已在办理，不能撤回。")
    if by.person_id not in (instruction.given_by_id, instruction.recorded_by_id):
        return _("批示由写的人或登记的人撤回。")
    if by.person_id == instruction.given_by_id:
        return "" if instruction.office_id in by.offices_led else _("批示由写的人或登记的人撤回。")
    return why_not_office(instruction.office, by=by)


@chronicle()
def withdraw_instruction(*, instruction: Instruction, by: Actor) -> None:
    """撤回批示: no row any more; the history keeps what it said. An office that has read of it is told."""
    row = lock(instruction, "office", "given_by")
    refuse_if(why_not_withdraw_instruction(row, by=by))
    note = f"{row.given_by}：{row.text}"
    told = Notice.objects.decisions().filter(rung_code=Verb.INSTRUCTION_GIVEN.value, unit=row.office)
    told.filter(owed_on=row.recorded_on, reason__endswith=note[:200]).drop(by.on)
    tell(Verb.INSTRUCTION_WITHDRAWN, by=by, office=row.office, note=note, instruction=row.pk)
    row.delete()


# --- What one unit asked of another -----------------------------------------------------------------------
def asked_by(obligation: Obligation) -> list[ContributionRequest]:
    """What its unit asked of others by this date, and nobody has answered yet."""
    if obligation.deadline_id is None:
        return []
    asked = ContributionRequest.objects.by_unit_for(obligation.unit_id, obligation.deadline_id)
    return list(asked.filter(obligation__state=ObligationState.OPEN))


def why_not_take_back_request(obligation: Obligation, *, by: Actor) -> str:
    is_office = by.holds(*OFFICE_ROLES, unit=obligation.office)
    if refusal := "" if is_office else why_not_unit(obligation.unit, by=by):
        return refusal
    has_asked = getattr(obligation, "has_asked", True)  # read with the row, where a page shows it
    return "" if has_asked and asked_by(obligation) else _("没有尚未答复的请求。")


@chronicle()
def take_back_request(*, obligation: Obligation, request: ContributionRequest, by: Actor) -> None:
    """撤回请求: the other unit owes no answer any more, and is told so if it has read of the request."""
    owed = lock_obligation(request.obligation)
    refuse_if(why_not_take_back_request(obligation, by=by))
    if request not in asked_by(obligation):
        raise Refused(_("没有尚未答复的请求。"))
    refuse_if(why_not_let_off(owed.unit, obligation.unit, by=by))
    waive(obligations=Obligation.objects.filter(pk=owed.pk), reason=_("请求已撤回"), by=by)
    told = Notice.objects.decisions().filter(rung_code=Verb.CONTRIBUTION_ASKED.value, unit=owed.unit)
    told.filter(task=owed.task, reason__contains=request.what[:200]).drop(by.on)
    note = _("%(unit)s不再需要：%(what)s") % {"unit": request.by_unit, "what": request.what}
    tell(Verb.CONTRIBUTION_UNASKED, by=by, task=owed.task, unit=owed.unit, note=note)
