"""The right of reply: extensions and objections, and who decides on them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from tracker.actions.tasks import finish_if_all_met
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import lift_letters, waive
from tracker.domain.lifecycle.rounds import move_to
from tracker.domain.locks import lock_obligation, lock_request, lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_for_others, why_not_head, why_not_office, why_not_unit
from tracker.models import (
    OFFICE_ROLES,
    UNIT_ROLES,
    UNSETTLED,
    Absence,
    Decision,
    Dispatch,
    Extension,
    Membership,
    Objection,
    ObjectionKind,
    Obligation,
    ObligationState,
    Role,
    User,
    Verb,
)


def why_not_open(obligation: Obligation) -> str:
    if obligation.state != ObligationState.OPEN:
        return _("这一事项%(state)s。") % {"state": obligation.get_state_display()}
    return ""


def is_asked_by(request: Extension | Objection, *, by: Actor) -> bool:
    """By the actor, or by somebody on the same side."""
    return by.person_id == request.asked_by_id or _is_of_a_colleague(request, by=by)


def _is_of_a_colleague(request: Extension | Objection, *, by: Actor) -> bool:
    owed = request.obligation
    if request.asked_by_id not in by.acts_for and not by.was_away(request.asked_on):
        return False
    author = Actor.then(request.asked_by, request.asked_on)
    return by.is_same_side(author, *UNIT_ROLES, unit=owed.unit_id)


# --- 延期 -------------------------------------------------------------------------------------------
def why_not_ask_extension(obligation: Obligation, *, by: Actor) -> str:
    if obligation.kind == "sign_for":
        return _("签收不能申请延期。")
    if by.on > obligation.due_on:
        return _("已过应办日期（%(due)s），不能再申请延期；如时限有误，请提出异议。") % {
            "due": obligation.due_on
        }
    refusal = why_not_open(obligation) or why_not_unit(obligation.unit, by=by)
    if not refusal and any(not extension.decision for extension in obligation.extensions.all()):
        return _("已有一份延期申请待决定。")
    return refusal


@chronicle()
def ask_extension(
    *, obligation: Obligation, reason: str, progress_so_far: str, expected_on: date, by: Actor
) -> Extension:
    """Asked before the date, with reason, progress and the date the unit expects. The clock runs on meanwhile."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_ask_extension(obligation, by=by))
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
        asked_by=by.user,
        asked_on=by.on,
    )
    tell(
        Verb.EXTENSION_ASKED,
        by=by,
        about=obligation,
        note=_("拟延至%(day)s：%(reason)s") % {"day": expected_on, "reason": reason},
    )
    return extension


def why_not_decide_extension(extension: Extension, *, by: Actor) -> str:
    if extension.decision:
        return _("这份申请已经决定。")
    if by.person_id == extension.asked_by_id:
        return _("申请人不能自己决定。")
    refusal = why_not_head(extension.obligation.office, by=by)
    if not refusal and _is_of_a_colleague(extension, by=by):
        return _("您代办的同事、或代您办理的同事提出的申请，须由他人决定。")
    return refusal or why_not_for_others(extension.obligation.unit, by=by)


@chronicle()
def decide_extension(
    *, extension: Extension, granted: bool, by: Actor, reason: str = "", new_due_on: date | None = None
) -> Extension:
    """同意 names the new date and starts a new round; 不同意 leaves everything as it was, with a reason.
    Returns it as it was decided."""
    obligation = lock_obligation(extension.obligation)
    extension = lock_request(extension)
    refuse_if(why_not_decide_extension(extension, by=by))
    due_on = max(extension.due_before_on, obligation.due_on)  # which may have been moved since it was asked
    if granted and (new_due_on is None or new_due_on <= due_on):
        raise Refused(_("请写明晚于 %(due)s 的新日期。") % {"due": due_on})
    if not granted and not reason.strip():
        raise Refused(_("请写明不同意的理由。"))
    extension.new_due_on = new_due_on if granted else None
    _write_decision(extension, granted=granted, reason=reason, by=by)
    if granted and new_due_on and obligation.state in UNSETTLED:
        move_to(obligation, new_due_on, by.on)
        lift_letters(obligation=obligation, by=by)
    elif obligation.state == ObligationState.OPEN:
        Obligation.objects.filter(pk=obligation.pk).recheck(by.on)  # a formal step was held back meanwhile
    answer = _("同意延至%(day)s。%(reason)s") % {"day": new_due_on, "reason": reason}
    tell(
        Verb.EXTENSION_DECIDED,
        by=by,
        about=obligation,
        note=answer if granted else _("不同意：%(reason)s") % {"reason": reason},
    )
    return extension


def why_not_extend(obligation: Obligation, *, by: Actor) -> str:
    if obligation.kind == "sign_for":
        return _("签收不能延期。")
    refusal = why_not_open(obligation) or why_not_head(obligation.office, by=by)
    if not refusal and any(not extension.decision for extension in obligation.extensions.all()):
        return _("有一份延期申请待决定，请先决定。")
    return refusal or why_not_for_others(obligation.unit, by=by)


@chronicle()
def extend(*, obligation: Obligation, new_due_on: date, reason: str, by: Actor) -> None:
    """延长时限 without being asked: the same as an extension that is granted, for this unit alone."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_extend(obligation, by=by))
    if new_due_on <= max(obligation.due_on, by.on):
        raise Refused(_("请写明晚于 %(due)s 的新日期。") % {"due": max(obligation.due_on, by.on)})
    reason = need(reason, _("请写明延期的理由。"))
    move_to(obligation, new_due_on, by.on)
    lift_letters(obligation=obligation, by=by)
    tell(
        Verb.EXTENSION_DECIDED,
        by=by,
        about=obligation,
        note=_("由办主任延至%(day)s：%(reason)s") % {"day": new_due_on, "reason": reason},
    )


def _write_decision(
    row: Extension | Objection, *, granted: bool, reason: str, by: Actor, leader: User | None = None
) -> None:
    row.decision = Decision.GRANTED if granted else Decision.REFUSED
    row.decision_reason, row.decided_by, row.decided_on = reason.strip(), leader or by.person, by.on
    row.save()


# --- 异议 -------------------------------------------------------------------------------------------
def why_not_object(obligation: Obligation, *, by: Actor) -> str:
    refusal = why_not_open(obligation) or why_not_unit(obligation.unit, by=by)
    if not refusal and any(not objection.decision for objection in obligation.objections.all()):
        return _("已有一份异议待决定。")
    return refusal


@chronicle()
def raise_objection(
    *, obligation: Obligation, kind: str, reason: str, by: Actor, dispatch: Dispatch | None = None
) -> Objection:
    """Wrong addressee, wrong date, already done: the ladder halts until somebody else has decided."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_object(obligation, by=by))
    if kind not in ObjectionKind.values:
        raise Refused(_("请选择异议类型。"))
    reason = need(reason, _("请写明异议的理由。"))
    objection = Objection.objects.create(
        obligation=obligation,
        kind=kind,
        reason=reason,
        asked_by=by.user,
        asked_on=by.on,
        dispatch=dispatch or obligation.dispatch,
    )
    Obligation.objects.filter(pk=obligation.pk).recheck(by.on)
    tell(
        Verb.OBJECTION_RAISED,
        by=by,
        task=obligation.task,
        task_list=obligation.task_list,
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
    authors: set[int | None] = set()
    for letter in letters.select_related("signed_by").distinct():
        authors |= {letter.drafted_by_id, letter.signed_by_id}
        if letter.signed_by and letter.signed_on:  # and the head in whose name a substitute signed
            signer = Actor.then(letter.signed_by, letter.signed_on)
            authors |= {h.holder for h in signer.acted_for(Role.OFFICE_HEAD, unit=letter.office_id)}
    return {author for author in authors if author}


def why_not_decide_objection(objection: Objection, *, by: Actor) -> str:
    if objection.decision:
        return _("这份异议已经决定。")
    if by.person_id == objection.asked_by_id:
        return _("提出人不能自己决定。")
    if refusal := why_not_office(objection.obligation.office, by=by):
        return refusal
    if _is_of_a_colleague(objection, by=by):
        return _("您代办的同事、或代您办理的同事提出的异议，须由他人决定。")
    if letter_authors(objection) & by.acts_for:
        return _("起草、签发该函件的人及其代办人不能决定对它的异议，请换人决定，或登记领导的决定。")
    return why_not_for_others(objection.obligation.unit, by=by)


def why_not_record_leaders_decision(objection: Objection, *, by: Actor) -> str:
    """With nobody left in the office who may decide, the leader's decision is recorded."""
    if objection.decision:
        return _("这份异议已经决定。")
    office = objection.obligation.office
    if refusal := why_not_office(office, by=by):
        return refusal
    current = Membership.objects.current(by.on)
    speaking = current.filter(unit=objection.obligation.unit_id, role__in=UNIT_ROLES)
    barred = Q(pk__in=letter_authors(objection) | {objection.asked_by_id}) | Q(pk__in=speaking.values("user"))
    barred_people = User.objects.filter(barred).values("pk")
    standing_in = Absence.objects.current(by.on).filter(person__in=barred_people).values("substitute")
    held = current.filter(unit=office, role__in=OFFICE_ROLES)
    others = held.exclude(user__in=barred_people).exclude(user__in=standing_in)
    if other := others.select_related("user").first():
        return _("%(name)s可以决定，不需要登记领导的决定。") % {"name": other.user}
    return ""


@chronicle()
def decide_objection(
    *,
    objection: Objection,
    upheld: bool,
    by: Actor,
    reason: str,
    new_due_on: date | None = None,
    leader: User | None = None,
) -> Objection:
    """成立: the obligation is waived, or gets the right date; 不成立: the clock runs again, in the same round.
    `leader` is the city leader whose decision `by` records. Returns it as it was decided."""
    if objection.obligation.task:
        lock_task(objection.obligation.task)
    obligation = lock_obligation(objection.obligation)
    objection = lock_request(objection)
    guard = why_not_record_leaders_decision if leader else why_not_decide_objection
    refuse_if(guard(objection, by=by))
    need(reason, _("请写明决定的理由。"))
    if leader and not User.objects.leading(obligation.office, on=by.on).contains(leader):
        raise Refused(_("%(name)s不是%(office)s的上级领导。") % {"name": leader, "office": obligation.office})
    _write_decision(objection, granted=upheld, reason=reason, by=by, leader=leader)
    if upheld:
        _uphold(objection, obligation, reason, new_due_on, by=by)
    else:
        Obligation.objects.filter(pk=obligation.pk).recheck(by.on)
    answer = _("成立") if upheld else _("不成立")
    on_behalf = _("（%(name)s决定）") % {"name": leader} if leader else ""
    tell(
        Verb.OBJECTION_DECIDED,
        by=by,
        task=obligation.task,
        task_list=obligation.task_list,
        unit=obligation.unit,
        dispatch=objection.dispatch,
        note=f"{answer}{on_behalf}：{reason}",
    )
    return objection


def _uphold(
    objection: Objection, obligation: Obligation, reason: str, new_due_on: date | None, *, by: Actor
) -> None:
    if objection.kind == ObjectionKind.WRONG_DATE:
        if new_due_on is None:
            raise Refused(_("时限有误的异议成立时，请写明正确的日期。"))
        if new_due_on == obligation.due_on:
            raise Refused(_("正确的日期应与原日期 %(due)s 不同。") % {"due": obligation.due_on})
        move_to(obligation, new_due_on, by.on)
        if new_due_on >= by.on:
            lift_letters(obligation=obligation, by=by)
        return
    why = _("异议成立（%(kind)s）：%(reason)s") % {"kind": objection.get_kind_display(), "reason": reason}
    waive(obligations=Obligation.objects.filter(pk=obligation.pk), reason=why, by=by)
    if obligation.task:  # the others may all have finished: then the task is done
        finish_if_all_met(lock_task(obligation.task), by=by)
