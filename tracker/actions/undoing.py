"""What was pressed by mistake is taken back: an acceptance, a return or an extension on the same day, a unit's own request
until it is decided."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.actions.deciding import is_by
from tracker.actions.replies import counted_as, no_longer_count
from tracker.actions.requests import is_asked_by
from tracker.domain.actor import Actor
from tracker.domain.digests import of_report
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.rounds import hand_in
from tracker.domain.lifecycle.undoing import move_back, take_up, uncancel, unsettle
from tracker.domain.locks import lock_list, lock_obligation, lock_progress, lock_request, lock_task
from tracker.domain.refusal import need, refuse_if
from tracker.domain.rights import why_not_for_others, why_not_head, why_not_office, why_not_unit
from tracker.models import (
    RUNNING_TASKS,
    UNSETTLED,
    Event,
    Extension,
    ListState,
    Notice,
    Objection,
    Obligation,
    ObligationState,
    Progress,
    ProgressState,
    Task,
    TaskState,
    Verb,
)


def why_not_undo(progress: Progress, *, by: Actor) -> str:
    """Who decided may take it back, and the head of office; once the day is over, others have built on it."""
    if progress.state != ProgressState.ACCEPTED:
        return _("没有可以撤销的认可。")
    if progress.decided_on != by.on:
        return _("认可只能在当天撤销；以后发现未办好的，请重新办理任务。")
    for said in filter(None, (progress, counted_as(progress))):
        if refusal := _is_built_on(said):
            return refusal
    return _why_not_decide_anew(progress, by=by)


def _is_built_on(progress: Progress) -> str:
    obligation, task = progress.obligation, progress.obligation.task
    if task and task.task_list.state == ListState.CLOSED:
        return _("清单已归档，认可不能再撤销。")
    if task and task.state not in (*RUNNING_TASKS, TaskState.DONE):
        return _("任务已是“%(state)s”，认可不能再撤销。") % {"state": task.get_state_display()}
    last = max((p.pk for p in obligation.progress.all() if p.state != ProgressState.DRAFT), default=0)
    if obligation.state not in (ObligationState.MET, ObligationState.OPEN) or last != progress.pk:
        return _("此后又有新的报送，认可不能再撤销。")
    return ""


def _why_not_decide_anew(progress: Progress, *, by: Actor) -> str:
    """Whoever may not decide on a report does not undo what others decided on it."""
    if is_by(progress, by=by):
        return _("本人或所代办的同事填报、报送的进展，须由他人撤销决定。")
    obligation = progress.obligation
    if obligation.unit_id != obligation.office_id and (refusal := why_not_for_others(obligation.unit, by=by)):
        return refusal
    if by.person_id == progress.decided_by_id:
        return why_not_office(obligation.office, by=by)
    return why_not_head(obligation.office, by=by)


@chronicle()
def undo_acceptance(*, progress: Progress, reason: str, by: Actor) -> None:
    """The report is with the office again, and a reply that counted for its matter counts no more; letters that closed
    with it, replies, waits and the task's other dates are as they were. News that has not left is withdrawn."""
    counted = counted_as(progress)
    task = counted.obligation.task if counted else progress.obligation.task
    if task:
        lock_list(task.task_list)  # or it could be closed meanwhile
        task = lock_task(task)
    behind = lock_obligation(counted.obligation) if counted else None
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_undo(progress, by=by))
    reason = need(reason, _("请写明撤销的理由。"))
    progress.state, progress.found, progress.found_percent = ProgressState.RELEASED, "", None
    progress.decided_by = progress.decided_on = progress.decided_at = None
    progress.save()
    if task and task.state == TaskState.DONE:
        take_up(task, by.on)
    if counted and behind:
        counted.obligation = behind
        no_longer_count(counted, by=by)
        _withdraw_news(Verb.PROGRESS_ACCEPTED, behind, by)
        tell(Verb.PROGRESS_UNACCEPTED, by=by, about=behind, obligation=behind.pk, note=reason)
        obligation = lock_obligation(obligation)
    unsettle(obligation, by.on)
    _withdraw_news(Verb.PROGRESS_ACCEPTED, obligation, by)
    tell(
        Verb.PROGRESS_UNACCEPTED,
        by=by,
        about=obligation,
        note=reason,
        obligation=obligation.pk,
        **of_report(progress.pk),
    )


def why_not_undo_return(progress: Progress, *, by: Actor) -> str:
    """On the day itself, and as long as the unit has not set about it again."""
    obligation = progress.obligation
    if progress.state != ProgressState.RETURNED:
        return _("没有可以撤销的退回。")
    if progress.decided_on != by.on:
        return _("退回只能在当天撤销。")
    if (
        obligation.state != ObligationState.OPEN
        or max(p.pk for p in obligation.progress.all()) != progress.pk
    ):
        return _("单位已在重新填报，退回不能再撤销。")
    return _why_not_decide_anew(progress, by=by)


@chronicle()
def undo_return(*, progress: Progress, by: Actor) -> None:
    """The report waits for its decision again. Where more than one return had moved the date, the later one stays: time
    once given is not taken away."""
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_undo_return(progress, by=by))
    progress.state, progress.return_reason, progress.found = ProgressState.RELEASED, "", ""
    progress.decided_by = progress.decided_on = progress.decided_at = None
    progress.save()
    returned_once = not obligation.progress.filter(state=ProgressState.RETURNED).exists()
    if obligation.returned_on == by.on and obligation.first_due_on and returned_once:
        obligation.due_on, obligation.returned_on = obligation.first_due_on, None
    hand_in(obligation, by.on)
    _withdraw_news(Verb.PROGRESS_RETURNED, obligation, by)
    tell(
        Verb.PROGRESS_UNRETURNED, by=by, about=obligation, obligation=obligation.pk, **of_report(progress.pk)
    )


def _withdraw_news(verb: Verb, obligation: Obligation, by: Actor) -> None:
    """What has not left yet need not leave; what was told of another unit does."""
    told = Notice.objects.decisions().filter(rung_code=verb.value, unit=obligation.unit, owed_on=by.on)
    told.filter(task=obligation.task, about_dispatch=obligation.dispatch).drop(by.on)


def why_not_take_back_extension(obligation: Obligation, *, by: Actor) -> str:
    if not any(not asked.decision for asked in obligation.extensions.all()):
        return _("没有待决定的延期申请。")
    return why_not_unit(obligation.unit, by=by)


@chronicle()
def take_back_extension(*, obligation: Obligation, by: Actor) -> None:
    """撤回延期申请: it was never decided, so nothing follows from it; the history keeps that it was asked."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_take_back_extension(obligation, by=by))
    _taken_back(obligation.extensions.undecided().get(), Verb.EXTENSION_ASKED, Verb.EXTENSION_WITHDRAWN, by)


def why_not_undo_extension(extension: Extension, *, by: Actor) -> str:
    """On the day itself, and as long as nobody has gone by the new date."""
    obligation = extension.obligation
    if not extension.decision:
        return _("这份延期申请还没有决定。")
    if extension.decided_on != by.on:
        return _("延期的决定只能在当天撤销；以后要改时限的，请核定时限。")
    if obligation.state not in UNSETTLED:
        return _("这一事项%(state)s。") % {"state": obligation.get_state_display()}
    if any(not asked.decision for asked in obligation.extensions.all()):
        return _("单位又提出了延期申请，请先决定。")
    if extension.new_due_on and _goes_by(extension.new_due_on, obligation, by):
        return _("已按新的时限办理或发函，延期不能再撤销；要改时限的，请核定时限。")
    if is_asked_by(extension, by=by):
        return _("本人或所代办的同事提出的申请，须由他人撤销决定。")
    return why_not_head(obligation.office, by=by) or why_not_for_others(obligation.unit, by=by)


def _goes_by(due_on: date, obligation: Obligation, by: Actor) -> bool:
    """Said, reported or closed by this date; or another has taken its place."""
    round_begun = obligation.state == ObligationState.OPEN
    said = obligation.notices.filter(round=obligation.round) if round_begun else obligation.notices.none()
    today = Q(released_on=by.on) | Q(decided_on=by.on)
    moved_from = set(obligation.date_moves.filter(moved_on=by.on).values_list("due_before_on", flat=True))
    return (
        obligation.due_on != due_on
        or not moved_from
        or due_on in moved_from  # away and back again: what it was before is for whoever moved it
        or said.exists()
        or obligation.notices.filter(lifted_on=by.on).exists()
        or obligation.progress.filter(today).exists()
    )


@chronicle()
def undo_extension(*, extension: Extension, by: Actor) -> None:
    """撤销延期决定: the request waits for its decision again, and the date is what it was."""
    obligation = lock_obligation(extension.obligation)
    extension = lock_request(extension)
    extension.obligation = obligation
    refuse_if(why_not_undo_extension(extension, by=by))
    if extension.new_due_on:
        move_back(obligation, by.on)
    extension.decision, extension.decision_reason, extension.new_due_on = "", "", None
    extension.decided_by = extension.decided_on = None
    extension.save()
    _withdraw_news(Verb.EXTENSION_DECIDED, obligation, by)
    tell(
        Verb.EXTENSION_UNDECIDED,
        by=by,
        about=obligation,
        note=_("时限仍为%(day)s") % {"day": obligation.due_on},
    )


def why_not_take_back_objection(obligation: Obligation, *, by: Actor) -> str:
    if not any(not raised.decision for raised in obligation.objections.all()):
        return _("没有待决定的异议。")
    return why_not_unit(obligation.unit, by=by)


@chronicle()
def take_back_objection(*, obligation: Obligation, by: Actor) -> None:
    """撤回异议: the ladder, which had halted for it, goes on."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_take_back_objection(obligation, by=by))
    _taken_back(obligation.objections.undecided().get(), Verb.OBJECTION_RAISED, Verb.OBJECTION_WITHDRAWN, by)
    Obligation.objects.filter(pk=obligation.pk).recheck(by.on)


def _taken_back(request: Extension | Objection, asked: Verb, withdrawn: Verb, by: Actor) -> None:
    obligation = request.obligation
    _withdraw_news(asked, obligation, by)
    reason = request.reason
    request.delete()
    tell(withdrawn, by=by, about=obligation, note=reason[:200])


def why_not_restore_task(task: Task, *, by: Actor) -> str:
    """On the day of the cancelling. A task that slept would need its date of review again: it is made anew instead."""
    if task.state != TaskState.CANCELLED:
        return _("任务没有撤销。")
    if task.task_list.state == ListState.CLOSED:
        return _("清单已归档，任务不能再恢复。")
    if refusal := why_not_head(task.task_list.office, by=by):
        return refusal
    cancelled, before = _how_cancelled(task)
    if cancelled is None or cancelled.happened_on != by.on:
        return _("撤销的任务只能在当天恢复；以后仍要办理的，请新建任务。")
    if before == Verb.TASK_SUSPENDED:
        return _("任务撤销前正在暂缓，不能直接恢复；仍要办理的，请新建任务。")
    return ""


_LED_HERE = (
    Verb.TASK_ISSUED,
    Verb.TASK_ADDED,
    Verb.TASK_REOPENED,
    Verb.TASK_RESUMED,
    Verb.TASK_RESTORED,
    Verb.TASK_SUSPENDED,
    Verb.TASK_CANCELLED,
)


def _how_cancelled(task: Task) -> tuple[Event | None, str]:
    """The last cancelling, and what the task had come to before: nothing if it was still being prepared."""
    led = Event.objects.filter(task=task, verb__in=[verb.value for verb in _LED_HERE]).order_by("-seq")
    last = list(led[:2])
    if not last or last[0].verb != Verb.TASK_CANCELLED:
        return None, ""
    return last[0], last[1].verb if len(last) > 1 else ""


@chronicle()
def restore_task(*, task: Task, by: Actor) -> None:
    """恢复任务: what was waived with it is owed again, as `undo_acceptance` does for a task that was done by mistake."""
    lock_list(task.task_list)  # or it could be closed meanwhile
    task = lock_task(task)
    refuse_if(why_not_restore_task(task, by=by))
    was_issued = bool(_how_cancelled(task)[1]) or task.obligations.exists()
    why = _("任务已撤销：%(reason)s") % {"reason": task.state_reason}
    uncancel(task, TaskState.ISSUED if was_issued else TaskState.DRAFT, why[:300], by.on)
    told = Notice.objects.decisions().filter(rung_code=Verb.TASK_CANCELLED.value, task=task, owed_on=by.on)
    told.drop(by.on)
    tell(Verb.TASK_RESTORED if was_issued else Verb.TASK_PREPARED_AGAIN, by=by, task=task)
