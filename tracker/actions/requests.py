"""The right of reply, and the two pauses of a clock."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.locks import lock_obligation
from tracker.actions.refusal import Refused, refuse_if
from tracker.actions.roles import holds, why_not_head, why_not_office, why_not_unit
from tracker.actions.settling import WAIT_RELATED, end_waits, waive
from tracker.models import (
    OFFICE_ROLES,
    Decision,
    Dispatch,
    Extension,
    Membership,
    Mute,
    Objection,
    ObjectionKind,
    Obligation,
    ObligationState,
    Role,
    Unit,
    User,
    Verb,
    Waiting,
    chronicle,
    tell,
)


def _why_not_open(obligation: Obligation) -> str:
    if obligation.state != ObligationState.OPEN:
        return _("这一事项%(state)s。") % {"state": obligation.get_state_display()}
    return ""


# --- 延期 -------------------------------------------------------------------------------------------
def why_not_ask_extension(obligation: Obligation, *, by: User, today: date) -> str:
    if obligation.kind == "sign_for":
        return _("签收不能申请延期。")
    if today > obligation.due_on:
        return _("已过应办日期（%(due)s），不能再申请延期；如时限有误，请提出异议。") % {
            "due": obligation.due_on
        }
    if obligation.extensions.undecided().exists():
        return _("已有一份延期申请待决定。")
    return _why_not_open(obligation) or why_not_unit(obligation.unit, by=by, today=today)


@chronicle()
def ask_extension(
    *, obligation: Obligation, reason: str, progress_so_far: str, expected_on: date, by: User, today: date
) -> Extension:
    """Asked before the date, with reason, progress and the date the unit expects. The clock runs on meanwhile."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_ask_extension(obligation, by=by, today=today))
    if not reason.strip() or not progress_so_far.strip():
        raise Refused(_("请写明延期理由和目前进展。"))
    if expected_on <= obligation.due_on:
        raise Refused(_("预计完成日期应晚于原应办日期 %(due)s。") % {"due": obligation.due_on})
    extension = Extension.objects.create(
        obligation=obligation,
        reason=reason.strip(),
        progress_so_far=progress_so_far.strip(),
        expected_on=expected_on,
        due_before_on=obligation.due_on,
        asked_by=by,
        asked_on=today,
    )
    tell(
        Verb.EXTENSION_ASKED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=_("拟延至%(day)s：%(reason)s") % {"day": expected_on, "reason": reason},
    )
    return extension


def why_not_decide_extension(extension: Extension, *, by: User, today: date) -> str:
    if extension.decision:
        return _("这份申请已经决定。")
    if by.pk == extension.asked_by_id:
        return _("申请人不能自己决定。")
    return why_not_head(extension.obligation.office, by=by, today=today)


@chronicle()
def decide_extension(
    *,
    extension: Extension,
    granted: bool,
    by: User,
    today: date,
    reason: str = "",
    new_due_on: date | None = None,
) -> None:
    """同意 names the new date and starts a new round; 不同意 leaves everything as it was, with a reason."""
    extension = Extension.objects.select_for_update(of=("self",)).get(pk=extension.pk)
    obligation = lock_obligation(extension.obligation)
    refuse_if(why_not_decide_extension(extension, by=by, today=today))
    if granted and (new_due_on is None or new_due_on <= extension.due_before_on):
        raise Refused(_("请写明晚于 %(due)s 的新日期。") % {"due": extension.due_before_on})
    if not granted and not reason.strip():
        raise Refused(_("请写明不同意的理由。"))
    extension.new_due_on = new_due_on if granted else None
    _write_decision(extension, granted=granted, reason=reason, decided_by=by, today=today)
    if granted and obligation.state in (ObligationState.OPEN, ObligationState.SUBMITTED):
        obligation.move_to(new_due_on, today)
    answer = _("同意延至%(day)s。%(reason)s") % {"day": new_due_on, "reason": reason}
    tell(
        Verb.EXTENSION_DECIDED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=answer if granted else _("不同意：%(reason)s") % {"reason": reason},
    )


def _write_decision(
    row: Extension | Objection, *, granted: bool, reason: str, decided_by: User, today: date
) -> None:
    row.decision = Decision.GRANTED if granted else Decision.REFUSED
    row.decision_reason, row.decided_by, row.decided_on = reason.strip(), decided_by, today
    row.save()


# --- 异议 -------------------------------------------------------------------------------------------
def why_not_object(obligation: Obligation, *, by: User, today: date) -> str:
    if obligation.objections.undecided().exists():
        return _("已有一份异议待决定。")
    return _why_not_open(obligation) or why_not_unit(obligation.unit, by=by, today=today)


@chronicle()
def raise_objection(
    *, obligation: Obligation, kind: str, reason: str, by: User, today: date, dispatch: Dispatch | None = None
) -> Objection:
    """Wrong addressee, wrong date, already done: the ladder halts until somebody else has decided."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_object(obligation, by=by, today=today))
    if kind not in ObjectionKind.values:
        raise Refused(_("请选择异议类型。"))
    if not reason.strip():
        raise Refused(_("请写明异议的理由。"))
    objection = Objection.objects.create(
        obligation=obligation,
        kind=kind,
        reason=reason.strip(),
        asked_by=by,
        asked_on=today,
        dispatch=dispatch or obligation.dispatch,
    )
    Obligation.objects.filter(pk=obligation.pk).look_again(today)
    tell(
        Verb.OBJECTION_RAISED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=objection.dispatch,
        note=f"{objection.get_kind_display()}：{reason}",
    )
    return objection


def letter_authors(objection: Objection) -> set[int]:
    """Drafters and signers of the formal letters in question: they do not judge the objection to them."""
    letters = Dispatch.objects.filter(notices__obligation=objection.obligation)
    if objection.dispatch_id:
        letters = letters | Dispatch.objects.filter(pk=objection.dispatch_id)
    return {pk for pair in letters.values_list("drafted_by", "signed_by") for pk in pair if pk}


def why_not_decide_objection(objection: Objection, *, by: User, today: date) -> str:
    if objection.decision:
        return _("这份异议已经决定。")
    if by.pk == objection.asked_by_id:
        return _("提出人不能自己决定。")
    if by.pk in letter_authors(objection):
        return _("起草、签发该函件的人不能决定对它的异议，请换人决定，或登记领导的决定。")
    return why_not_office(objection.obligation.office, by=by, today=today)


def why_not_record_leaders_decision(objection: Objection, *, by: User, today: date) -> str:
    """With nobody left in the office who may decide, the leader's decision is recorded."""
    if objection.decision:
        return _("这份异议已经决定。")
    barred = letter_authors(objection) | {objection.asked_by_id}
    office = objection.obligation.office
    others = (
        Membership.objects.current(today).filter(unit=office, role__in=OFFICE_ROLES).exclude(user__in=barred)
    )
    if others.exists():
        return _("%(name)s可以决定，不需要登记领导的决定。") % {"name": others.first().user}
    return why_not_office(office, by=by, today=today)


@chronicle()
def decide_objection(
    *,
    objection: Objection,
    upheld: bool,
    by: User,
    today: date,
    reason: str,
    new_due_on: date | None = None,
    leader: User | None = None,
) -> None:
    """成立: the obligation is waived, or gets the right date; 不成立: the clock runs again, in the same round.
    `leader` is the city leader whose decision `by` records."""
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    obligation = lock_obligation(objection.obligation)
    guard = why_not_record_leaders_decision if leader else why_not_decide_objection
    refuse_if(guard(objection, by=by, today=today))
    if not reason.strip():
        raise Refused(_("请写明决定的理由。"))
    if leader and not Membership.objects.current(today).filter(user=leader, role=Role.LEADER).exists():
        raise Refused(_("%(name)s不是市领导。") % {"name": leader})
    _write_decision(objection, granted=upheld, reason=reason, decided_by=leader or by, today=today)
    if upheld:
        _uphold(objection, obligation, reason, new_due_on, by=by, today=today)
    else:
        Obligation.objects.filter(pk=obligation.pk).look_again(today)
    answer = _("成立") if upheld else _("不成立")
    on_behalf = _("（%(name)s决定）") % {"name": leader} if leader else ""
    tell(
        Verb.OBJECTION_DECIDED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=objection.dispatch,
        note=f"{answer}{on_behalf}：{reason}",
    )


def _uphold(
    objection: Objection,
    obligation: Obligation,
    reason: str,
    new_due_on: date | None,
    *,
    by: User,
    today: date,
) -> None:
    if objection.kind == ObjectionKind.WRONG_DATE:
        if new_due_on is None:
            raise Refused(_("时限有误的异议成立时，请写明正确的日期。"))
        if new_due_on == obligation.due_on:
            raise Refused(_("正确的日期应与原日期 %(due)s 不同。") % {"due": obligation.due_on})
        obligation.move_to(new_due_on, today)
        return
    why = _("异议成立（%(kind)s）：%(reason)s") % {"kind": objection.get_kind_display(), "reason": reason}
    waive(obligations=Obligation.objects.filter(pk=obligation.pk), reason=why, by=by, today=today)


# --- 等待其他单位 ------------------------------------------------------------------------------------
def why_not_wait(obligation: Obligation, *, by: User, today: date) -> str:
    if obligation.deadline_id is None:
        return _("只有任务的时限可以等待其他单位。")
    if obligation.waits.in_force().exists():
        return _("已在等待其他单位。")
    refusal = _why_not_open(obligation)
    if refusal or holds(by, *OFFICE_ROLES, unit=obligation.office, on=today):
        return refusal
    return why_not_unit(obligation.unit, by=by, today=today)


@chronicle()
def wait_for(*, obligation: Obligation, unit: Unit, reason: str, by: User, today: date) -> Waiting:
    """The clock moves to the unit that is waited for: it owes the same date from now on, visibly."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_wait(obligation, by=by, today=today))
    if unit.pk == obligation.unit_id:
        raise Refused(_("不能等待本单位。"))
    if not obligation.task.assignments.filter(unit=unit).exists():
        raise Refused(_("“%(unit)s”不在此任务的责任分工中，请先改派或核定。") % {"unit": unit})
    if not reason.strip():
        raise Refused(_("请写明等待什么。"))
    theirs, _created = Obligation.objects.get_or_create(
        unit=unit,
        deadline=obligation.deadline,
        defaults={
            "office": obligation.office,
            "kind": "stage",
            "task": obligation.task,
            "opened_on": today,
            "due_on": max(obligation.due_on, today),
            "next_on": today,
        },
    )
    if _waits_for(theirs, obligation):
        raise Refused(_("“%(unit)s”正在等待本单位，不能互相等待。") % {"unit": unit})
    if theirs.state not in (ObligationState.OPEN, ObligationState.SUBMITTED):
        raise Refused(_("“%(unit)s”的事项已经办结，不需要等待。") % {"unit": unit})
    waiting = Waiting.objects.create(
        obligation=obligation,
        on_obligation=theirs,
        reason=reason.strip()[:300],
        since_on=today,
        recorded_by=by,
    )
    Obligation.objects.filter(pk=obligation.pk).look_again(today)
    tell(
        Verb.WAITING_STARTED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
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


def why_not_end_wait(waiting: Waiting, *, by: User, today: date) -> str:
    if waiting.ended_on:
        return _("等待已经结束。")
    if holds(by, *OFFICE_ROLES, unit=waiting.obligation.office, on=today):
        return ""
    return why_not_unit(waiting.obligation.unit, by=by, today=today)


@chronicle()
def end_wait(*, waiting: Waiting, by: User, today: date) -> None:
    lock_obligation(waiting.obligation)
    waiting = Waiting.objects.select_related(*WAIT_RELATED, "obligation__office").get(pk=waiting.pk)
    refuse_if(why_not_end_wait(waiting, by=by, today=today))
    end_waits(waits=[waiting], by=by, today=today)


# --- 暂停提醒 ---------------------------------------------------------------------------------------
def why_not_mute(obligation: Obligation, *, by: User, today: date) -> str:
    if obligation.mutes.in_force(today).exists():
        return _("已暂停提醒。")
    return _why_not_open(obligation) or why_not_head(obligation.office, by=by, today=today)


@chronicle()
def mute(*, obligation: Obligation, reason: str, until_on: date, by: User, today: date) -> Mute:
    """No letters until a date, with a reason and the name of who allowed it."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_mute(obligation, by=by, today=today))
    if not reason.strip():
        raise Refused(_("请写明暂停提醒的原因。"))
    if until_on < today:
        raise Refused(_("暂停提醒的截止日期不能早于今天。"))
    row = Mute.objects.create(
        obligation=obligation, reason=reason.strip()[:300], from_on=today, until_on=until_on, approved_by=by
    )
    Obligation.objects.filter(pk=obligation.pk).look_again(today)
    tell(
        Verb.MUTED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        note=_("至%(day)s：%(reason)s") % {"day": until_on, "reason": reason},
    )
    return row


def why_not_unmute(mute: Mute, *, by: User, today: date) -> str:
    if mute.lifted_on or mute.until_on < today:
        return _("提醒已经恢复。")
    return why_not_head(mute.obligation.office, by=by, today=today)


@chronicle()
def unmute(*, mute: Mute, by: User, today: date) -> None:
    lock_obligation(mute.obligation)
    mute = Mute.objects.select_related("obligation__office", "obligation__task", "obligation__unit").get(
        pk=mute.pk
    )
    refuse_if(why_not_unmute(mute, by=by, today=today))
    mute.lifted_on = today
    mute.save(update_fields=["lifted_on"])
    Obligation.objects.filter(pk=mute.obligation_id).look_again(today)
    tell(Verb.UNMUTED, by=by, on=today, task=mute.obligation.task, unit=mute.obligation.unit)
