"""The two pauses of a clock: waiting for another unit, whose clock runs meanwhile, and a mute."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.requests import why_not_open
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import end_waits
from tracker.domain.locks import lock_obligation
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_for_others, why_not_head, why_not_let_off, why_not_unit
from tracker.models import (
    OFFICE_ROLES,
    UNSETTLED,
    Assignment,
    Mute,
    Obligation,
    Unit,
    Verb,
    Waiting,
)


# --- 等待其他单位 ------------------------------------------------------------------------------------
def why_not_wait(obligation: Obligation, *, by: Actor) -> str:
    if obligation.deadline_id is None:
        return _("只有任务的时限可以等待其他单位。")
    refusal = why_not_open(obligation)
    if not refusal and not by.holds(*OFFICE_ROLES, unit=obligation.office):
        refusal = why_not_unit(obligation.unit, by=by)
    if not refusal and any(wait.ended_on is None for wait in obligation.waits.all()):
        return _("已在等待其他单位。")
    return refusal


@chronicle()
def wait_for(*, obligation: Obligation, unit: Unit, reason: str, by: Actor) -> Waiting:
    """The clock moves to the unit that is waited for: it owes the same date from now on, visibly."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_wait(obligation, by=by))
    if unit.pk == obligation.unit_id:
        raise Refused(_("不能等待本单位。"))
    if not Assignment.objects.filter(task=obligation.task_id, unit=unit).exists():
        raise Refused(_("“%(unit)s”不在此任务的责任分工中，请先改派或核定。") % {"unit": unit})
    reason = need(reason, _("请写明等待什么。"))
    theirs, _created = Obligation.objects.get_or_create(
        unit=unit,
        deadline=obligation.deadline,
        defaults={
            "office": obligation.office,
            "kind": "stage",
            "task": obligation.task,
            "opened_on": by.on,
            "due_on": max(obligation.due_on, by.on),
            "next_on": by.on,
        },
    )
    if _waits_for(theirs, obligation):
        raise Refused(_("“%(unit)s”正在等待本单位，不能互相等待。") % {"unit": unit})
    if theirs.state not in UNSETTLED:
        raise Refused(_("“%(unit)s”的事项已经办结，不需要等待。") % {"unit": unit})
    if not theirs.is_chased:  # a date that had passed unnoticed: now its clock runs, or neither would
        Obligation.objects.filter(pk=theirs.pk).update(is_chased=True, next_on=by.on)
    waiting = Waiting.objects.create(
        obligation=obligation, on_obligation=theirs, reason=reason[:300], since_on=by.on, recorded_by=by.user
    )
    Obligation.objects.filter(pk=obligation.pk).recheck(by.on)
    tell(
        Verb.WAITING_STARTED,
        by=by,
        task=obligation.task,
        unit=obligation.unit,
        also=[unit.pk],
        note=_("等待%(unit)s：%(reason)s") % {"unit": unit, "reason": reason},
    )
    return waiting


def _waits_for(one: Obligation, other: Obligation) -> bool:
    """Directly or through others: in a ring every clock would stand still."""
    seen = {one.pk}
    while wait := one.waits.in_force().select_related("on_obligation").first():
        one = wait.on_obligation
        if one.pk == other.pk:
            return True
        if one.pk in seen:
            return False
        seen.add(one.pk)
    return False


def why_not_end_wait(waiting: Waiting, *, by: Actor) -> str:
    if waiting.ended_on:
        return _("等待已经结束。")
    if not by.holds(*OFFICE_ROLES, unit=waiting.obligation.office):
        return why_not_unit(waiting.obligation.unit, by=by)
    if not by.served:  # who speaks for no unit lets off none of his own
        return ""
    return why_not_let_off(waiting.on_obligation.unit, waiting.obligation.unit, by=by)


@chronicle()
def end_wait(*, waiting: Waiting, by: Actor) -> None:
    lock_obligation(waiting.obligation)
    mine = ("obligation__office", "obligation__unit", "obligation__task__task_list")
    theirs = ("on_obligation__unit", "on_obligation__task__task_list")
    waiting = Waiting.objects.select_related(*mine, *theirs).get(pk=waiting.pk)
    refuse_if(why_not_end_wait(waiting, by=by))
    end_waits(waits=[waiting], by=by)


# --- 暂停提醒 ---------------------------------------------------------------------------------------
def why_not_mute(obligation: Obligation, *, by: Actor) -> str:
    refusal = why_not_open(obligation) or why_not_head(obligation.office, by=by)
    refusal = refusal or why_not_for_others(obligation.unit, by=by)
    if not refusal and any(mute.is_in_force(by.on) for mute in obligation.mutes.all()):
        return _("已暂停提醒。")
    return refusal


@chronicle()
def mute(*, obligation: Obligation, reason: str, until_on: date, by: Actor) -> Mute:
    """No letters until a date, with a reason and the name of who allowed it."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_mute(obligation, by=by))
    reason = need(reason, _("请写明暂停提醒的原因。"))
    if until_on < by.on:
        raise Refused(_("暂停提醒的截止日期不能早于今天。"))
    row = Mute.objects.create(
        obligation=obligation, reason=reason[:300], from_on=by.on, until_on=until_on, approved_by=by.user
    )
    Obligation.objects.filter(pk=obligation.pk).recheck(by.on)
    tell(
        Verb.MUTED,
        by=by,
        about=obligation,
        note=_("至%(day)s：%(reason)s") % {"day": until_on, "reason": reason},
    )
    return row


def why_not_unmute(mute: Mute, *, by: Actor) -> str:
    if mute.lifted_on or mute.until_on < by.on:
        return _("提醒已经恢复。")
    return why_not_head(mute.obligation.office, by=by)


@chronicle()
def unmute(*, mute: Mute, by: Actor) -> None:
    lock_obligation(mute.obligation)
    mute = Mute.objects.select_related("obligation__office", "obligation__task", "obligation__unit").get(
        pk=mute.pk
    )
    refuse_if(why_not_unmute(mute, by=by))
    mute.lifted_on = by.on
    mute.save(update_fields=["lifted_on"])
    Obligation.objects.filter(pk=mute.obligation_id).recheck(by.on)
    tell(Verb.UNMUTED, by=by, about=mute.obligation)
