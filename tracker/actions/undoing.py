"""撤销认可: a report accepted by mistake waits for its decision again, if it is noticed on the same day."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.digests import of_report
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.undoing import take_up, unsettle
from tracker.domain.locks import lock_list, lock_obligation, lock_progress, lock_task
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_head, why_not_office
from tracker.models import (
    ListState,
    Notice,
    ObligationState,
    Progress,
    ProgressState,
    TaskState,
    Verb,
)


def why_not_undo(progress: Progress, *, by: Actor) -> str:
    """Who decided may take it back, and the head of office; once the day is over, others have built on it."""
    obligation = progress.obligation
    if progress.state != ProgressState.ACCEPTED:
        return _("没有可以撤销的认可。")
    if progress.decided_on != by.on:
        return _("认可只能在当天撤销；以后发现未办好的，请重新办理任务。")
    task = obligation.task
    if task and task.task_list.state == ListState.CLOSED:
        return _("清单已归档，认可不能再撤销。")
    if task and task.state not in (TaskState.ISSUED, TaskState.SUSPENDED, TaskState.DONE):
        return _("任务已是“%(state)s”，认可不能再撤销。") % {"state": task.get_state_display()}
    last = max((p.pk for p in obligation.progress.all() if p.state != ProgressState.DRAFT), default=0)
    if obligation.state not in (ObligationState.MET, ObligationState.OPEN) or last != progress.pk:
        return _("此后又有新的报送，认可不能再撤销。")
    if by.person_id == progress.decided_by_id:
        return why_not_office(obligation.office, by=by)
    return why_not_head(obligation.office, by=by)


@chronicle()
def undo_acceptance(*, progress: Progress, reason: str, by: Actor) -> None:
    """The report is with the office again; letters that closed with it, replies, waits and the task's other dates are
    as they were. News of the acceptance that has not left is withdrawn."""
    task = progress.obligation.task
    if task:
        lock_list(task.task_list)  # or it could be closed meanwhile
        task = lock_task(task)
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_undo(progress, by=by))
    if not reason.strip():
        raise Refused(_("请写明撤销的理由。"))
    progress.state, progress.found, progress.found_percent = ProgressState.RELEASED, "", None
    progress.decided_by = progress.decided_on = progress.decided_at = None
    progress.save()
    if task and task.state == TaskState.DONE:
        take_up(task, by.on)
    unsettle(obligation, by.on)
    told = Notice.objects.decisions().filter(rung_code=Verb.PROGRESS_ACCEPTED.value, unit=obligation.unit)
    told.filter(task=task, about_dispatch=obligation.dispatch, owed_on=by.on).drop(by.on)
    tell(
        Verb.PROGRESS_UNACCEPTED,
        by=by,
        task=task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=reason.strip(),
        obligation=obligation.pk,
        **of_report(progress.pk),
    )
