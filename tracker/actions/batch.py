"""What the office does to many matters that it ticks in a list, as verbs of one of them: urged by hand, decided where the
date had passed at issue, and accepted as reported. Each is done, or refused with its reason, by itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.actions.chasing import chase
from tracker.actions.deciding import accept, why_not_decide
from tracker.actions.tasks import finish_if_all_met, waive_one
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import settle
from tracker.domain.locks import lock_obligation, lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_for_others, why_not_office
from tracker.models import Notice, NoticeKind, NoticeState, Obligation, ObligationState, Progress, Verb
from tracker.models.progress import ProgressState


class Past:
    """What the office decides about a date that had passed when its list was issued."""

    DONE, CHASE, WAIVE = "done", "chase", "waive"


# --- Dates that had passed at issue ------------------------------------------------------------------
def why_not_decide_past(obligation: Obligation, *, by: Actor) -> str:
    if obligation.is_chased or obligation.state != ObligationState.OPEN:
        return _("只能选择下达时已过期、尚未启动的事项。")
    return why_not_office(obligation.office, by=by)


@chronicle()
def decide_past(*, obligation: Obligation, choice: str, by: Actor, reason: str = "") -> None:
    """Done before (`Past.DONE`), chased from today, or waived (by the head)."""
    if obligation.task is not None:
        lock_task(obligation.task)
    obligation = lock_obligation(obligation)
    refuse_if(why_not_decide_past(obligation, by=by))
    if choice == Past.CHASE:
        chase(obligations=[obligation], by=by)
        return
    end = {Past.DONE: _done_before, Past.WAIVE: _waive}.get(choice)
    if end is None:
        raise Refused(_("请选择下达前已办结、启动催办或免除。"))
    reason = need(reason, _("请写明依据或理由。"))
    end(obligation, reason, by=by)


def _waive(obligation: Obligation, reason: str, *, by: Actor) -> None:
    waive_one(obligation=obligation, reason=reason, by=by)


def _done_before(obligation: Obligation, reason: str, *, by: Actor) -> None:
    """It was met before anybody could report it here: on the office's word, with what it rests on."""
    refuse_if(why_not_for_others(obligation.unit, by=by))
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


# --- Urged by hand ------------------------------------------------------------------------------------
def why_not_urge(obligation: Obligation, *, by: Actor) -> str:
    if obligation.state != ObligationState.OPEN or not obligation.is_chased:
        return _("只有在办的事项可以催办。")
    return why_not_office(obligation.office, by=by)


@chronicle()
def urge(*, obligation: Obligation, by: Actor, words: str = "") -> None:
    """催办 by hand, beside the ladder: in the digest of this day, once a day."""
    words = words.strip()
    obligation = lock_obligation(obligation)
    refuse_if(why_not_urge(obligation, by=by))
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


# --- Accepted as reported -------------------------------------------------------------------------------
def waiting_report(obligation: Obligation) -> Progress | None:
    """What waits for a decision; of rows whose `progress` was fetched with them, without a query."""
    return next((p for p in obligation.progress.all() if p.state == ProgressState.RELEASED), None)


def why_not_accept_waiting(obligation: Obligation, *, by: Actor) -> str:
    said = waiting_report(obligation)
    if said is None:
        return _("没有待审核的进展。")
    said.obligation = obligation
    return why_not_decide(said, by=by)


@chronicle()
def accept_waiting(*, obligation: Obligation, by: Actor, found: str = "", seen: str = "") -> str:
    """认可 what waits for it. `seen`: the digest of what was shown. Returns what has come of it, in words."""
    said = waiting_report(obligation)
    if said is None:
        raise Refused(_("没有待审核的进展。"))
    return accept(progress=said, found=found, by=by, seen=seen)
