"""What the office makes of a report: 认可 or 退回."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.replies import count_as_progress, hold_grounds, keep_promise
from tracker.actions.tasks import finish_if_all_met
from tracker.domain.actor import Actor
from tracker.domain.digests import of_report, was_changed
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import settle
from tracker.domain.lifecycle.rounds import give_back, go_on
from tracker.domain.locks import lock_obligation, lock_progress, lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_for_others, why_not_head, why_not_office
from tracker.models import (
    OFFICE_ROLES,
    UNIT_ROLES,
    CalendarDay,
    Channel,
    Installation,
    ObligationKind,
    ObligationState,
    Progress,
    ProgressState,
    Role,
    Verb,
)


def why_not_decide(progress: Progress, *, by: Actor) -> str:
    obligation = progress.obligation
    if progress.state != ProgressState.RELEASED:
        return _("没有待审核的进展。")
    if (
        obligation.state != ObligationState.SUBMITTED
    ):  # waived meanwhile: a decision would bring it to life again
        return _("这一事项%(state)s，不再审核。") % {"state": obligation.get_state_display()}
    if by.person_id in (progress.released_by_id, progress.drafted_by_id):
        return _("本人填报或报送的进展，须由他人审核。")
    if obligation.unit_id == obligation.office_id:
        refusal = why_not_head(obligation.office, by=by)
    else:
        refusal = why_not_office(obligation.office, by=by) or why_not_for_others(obligation.unit, by=by)
    if not refusal and _is_of_a_colleague(progress, by=by):
        return _("您代办的同事、或代您办理的同事填报或报送的进展，须由他人审核。")
    return refusal


def is_by(progress: Progress, *, by: Actor) -> bool:
    """Written or handed in by the actor, or by somebody on the same side."""
    mine = by.person_id in (progress.released_by_id, progress.drafted_by_id)
    return mine or _is_of_a_colleague(progress, by=by)


def _is_of_a_colleague(progress: Progress, *, by: Actor) -> bool:
    obligation = progress.obligation
    handed_in_on = progress.released_on or by.on  # what is to be decided has been handed in
    ids = {progress.released_by_id, progress.drafted_by_id}
    if not ids & by.acts_for and not by.was_away(handed_in_on):
        return False
    people = {progress.released_by, progress.drafted_by}
    authors = [Actor.then(person, handed_in_on) for person in people if person]
    roles: tuple[str, ...] = UNIT_ROLES
    unit = obligation.unit_id
    if progress.channel != Channel.WEB:
        roles, unit = OFFICE_ROLES, obligation.office_id
    elif any(a.person == progress.released_by and a.acted_for(Role.UNIT_LEADER, unit=unit) for a in authors):
        roles = (Role.UNIT_LEADER,)
    return any(by.is_same_side(author, *roles, unit=unit) for author in authors)


@chronicle()
def accept(
    *, progress: Progress, by: Actor, found: str = "", found_percent: int | None = None, seen: str = ""
) -> str:
    """认可. `seen`: the digest of what was read; nobody accepts words that were changed since.

    The obligation is met; when it was the last, the task is done, and its orders are closed. What is to be
    finished and is so in part only stays owed by the same date. Returns what has come of it, in words."""
    if progress.obligation.task:  # task before obligation, as every verb of tasks locks them
        lock_task(progress.obligation.task)
    hold_grounds(progress.obligation)
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_decide(progress, by=by))
    if was_changed(progress.pk, seen):
        raise Refused(_("您打开之后，单位撤回又重新报送过，没有认可：请返回重新看过，再认可。"))
    _decide(progress, ProgressState.ACCEPTED, found, found_percent, by=by)
    if in_part := obligation.kind == ObligationKind.FINISH and progress.share < 100:
        go_on(obligation, by.on)
    else:
        settle(obligation=obligation, by=by)
    tell(
        Verb.PROGRESS_ACCEPTED,
        by=by,
        about=obligation,
        note=f"{_stage(progress)}　{found}".strip() if in_part else found,
        obligation=obligation.pk,
        **of_report(progress.pk),
    )
    count_as_progress(progress, by=by)
    if in_part or obligation.dispatch_id:
        keep_promise(progress, by=by)
    if in_part:
        return _("%(stage)s，仍在办，时限照常计算。") % {"stage": _stage(progress)}
    if obligation.task and obligation.kind == ObligationKind.FINISH:
        finish_if_all_met(lock_task(obligation.task), by=by)
    return _("已认可。")


def _stage(progress: Progress) -> str:
    return _("已认可阶段进展%(share)s%%") % {"share": progress.share}


@chronicle()
def return_for_rework(*, progress: Progress, reason: str, by: Actor, found: str = "") -> None:
    """退回 with a reason: the obligation is open again, in a new round, with time to put it right."""
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_decide(progress, by=by))
    reason = need(reason, _("请写明退回的理由，让对方知道还差什么。"))
    progress.return_reason = reason
    _decide(progress, ProgressState.RETURNED, found, None, by=by)
    within = Installation.objects.current().return_within
    give_back(obligation, by.on, CalendarDay.objects.calendar().limit(by.on, within))
    tell(
        Verb.PROGRESS_RETURNED,
        by=by,
        about=obligation,
        note=reason,
        obligation=obligation.pk,
        **of_report(progress.pk),
    )


def _decide(progress: Progress, state: str, found: str, found_percent: int | None, *, by: Actor) -> None:
    if found_percent is not None and not 0 <= found_percent <= 100:
        raise Refused(_("核定比例应在0到100之间。"))
    progress.state, progress.found, progress.found_percent = state, found, found_percent
    progress.decided_by, progress.decided_on, progress.decided_at = by.person, by.on, timezone.now()
    progress.save()
