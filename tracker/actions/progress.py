"""What a unit says it has done, and what the office makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.evidence import attach, carry_over, detach
from tracker.actions.figures import give_figure
from tracker.actions.replies import count_as_progress, hold_grounds, keep_promise, why_not_count
from tracker.actions.tasks import finish_if_all_met
from tracker.domain.actor import Actor
from tracker.domain.digests import of_report, seen_of_reports
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import settle
from tracker.domain.lifecycle.rounds import give_back, go_on, hand_in
from tracker.domain.locks import lock_obligation, lock_progress, lock_task
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_head, why_not_office, why_not_unit
from tracker.models import (
    OFFICE_ROLES,
    UNIT_ROLES,
    CalendarDay,
    Channel,
    Evidence,
    EvidenceKind,
    Installation,
    Membership,
    Obligation,
    ObligationKind,
    ObligationState,
    Progress,
    ProgressState,
    Role,
    TaskState,
    Verb,
)

WRITTEN = ("text", "percent", "problems", "next_steps", "measures", "expected_on", "counts_for_task")
RUNNING = (TaskState.ISSUED, TaskState.SUSPENDED)


# --- 签收 -------------------------------------------------------------------------------------------
def why_not_sign_for(obligation: Obligation, *, by: Actor) -> str:
    if obligation.kind != ObligationKind.SIGN_FOR or obligation.state != ObligationState.OPEN:
        return _("没有需要签收的事项。")
    return why_not_unit(obligation.unit, by=by)


@chronicle()
def sign_for(*, obligation: Obligation, by: Actor) -> None:
    obligation = lock_obligation(obligation)
    refuse_if(why_not_sign_for(obligation, by=by))
    settle(obligation=obligation, by=by)
    tell(
        Verb.OBLIGATION_SIGNED_FOR,
        by=by,
        task_list=obligation.task_list,
        unit=obligation.unit,
    )


# --- The unit's side -------------------------------------------------------------------------------
def why_not_report(obligation: Obligation, *, by: Actor) -> str:
    return _why_not_answerable(obligation) or why_not_unit(obligation.unit, by=by)


def _why_not_answerable(obligation: Obligation) -> str:
    if obligation.kind == ObligationKind.SIGN_FOR:
        return _("签收事项只需点“签收”。")
    if obligation.state != ObligationState.OPEN:
        return _("这一事项%(state)s，不需要再报送。") % {"state": obligation.get_state_display()}
    if obligation.task and obligation.task.state not in RUNNING:
        return _("任务已是“%(state)s”，不需要再报送。") % {"state": obligation.task.get_state_display()}
    return ""


@chronicle()
def save_draft(
    *,
    obligation: Obligation,
    text: str,
    percent: int,
    by: Actor,
    problems: str = "",
    next_steps: str = "",
    measures: str = "",
    expected_on: date | None = None,
    counts_for_task: bool = False,
) -> Progress:
    """Write or rewrite the report in hand. Nothing is sent to the office yet."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_report(obligation, by=by) or _why_not_text(text, percent))
    if counts_for_task:
        refuse_if(why_not_count(obligation))
    progress, created = Progress.objects.update_or_create(
        obligation=obligation,
        state=ProgressState.DRAFT,
        defaults={
            "text": text.strip(),
            "percent": percent,
            "problems": problems,
            "next_steps": next_steps,
            "measures": measures,
            "expected_on": expected_on,
            "counts_for_task": counts_for_task,
            "round": obligation.round,
            "drafted_by": by.user,
        },
    )
    if created:
        carry_over(progress)
    tell(
        Verb.PROGRESS_DRAFTED,
        by=by,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=f"{percent}%",
        obligation=obligation.pk,
    )
    return progress


def _why_not_text(text: str, percent: int) -> str:
    if not text.strip():
        return _("请填写进展情况。")
    if not 0 <= percent <= 100:
        return _("完成比例应在0到100之间。")
    return ""


def why_not_release(progress: Progress, *, by: Actor) -> str:
    """The unit leader releases; the liaison may where the unit has no leader's account and the leader's
    consent is proved by a seal scan or a document number."""
    obligation = progress.obligation
    if progress.state != ProgressState.DRAFT:
        return _("这份进展已经报送。")
    refusal = _why_not_answerable(obligation)
    if refusal:
        return refusal
    if by.holds(Role.UNIT_LEADER, unit=obligation.unit):
        return ""
    if not by.holds(Role.LIAISON, unit=obligation.unit):
        return why_not_unit(obligation.unit, by=by)
    leaders = Membership.objects.current(by.on).filter(unit=obligation.unit, role=Role.UNIT_LEADER)
    if names := "、".join(str(m.user) for m in leaders.select_related("user")):
        return _("请%(unit)s负责人（%(names)s）审签后报送。") % {"unit": obligation.unit, "names": names}
    if not progress.evidence.proofs_of(progress).exists():
        return _("本单位没有负责人账号：请先上传盖章扫描件或填写文号，再报送。")
    return ""


@chronicle()
def release(*, progress: Progress, by: Actor) -> None:
    """报送: the report is with the office. On time is judged by this day."""
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_release(progress, by=by))
    _hand_in(progress, obligation, by=by)
    tell(
        Verb.PROGRESS_RELEASED,
        by=by,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=f"{progress.percent}%",
        obligation=obligation.pk,
        **of_report(progress.pk),
    )


def report(
    *,
    obligation: Obligation,
    text: str,
    percent: int,
    by: Actor,
    problems: str = "",
    next_steps: str = "",
    measures: str = "",
    expected_on: date | None = None,
    counts_for_task: bool = False,
    evidence: Iterable[Mapping[str, Any]] = (),
    without: Iterable[int] = (),
    figures: Iterable[Mapping[str, Any]] = (),
    hand_in: bool = False,
) -> Progress:
    """填报进展: save the draft, attach `evidence` (arguments of `attach`, one mapping for each piece), take pieces out
    (`without`, ids), give the `figures` that were asked for with it (arguments of `give_figure`), and hand it in if
    wanted. Each step is a verb of its own: what was saved stays saved when a later one is refused, because
    an hour of writing is worth more than a clean page. Who hands in a colleague's words unchanged did not write
    them: the draft keeps its author."""
    said: dict[str, Any] = {
        "text": text,
        "percent": percent,
        "problems": problems,
        "next_steps": next_steps,
        "measures": measures,
        "expected_on": expected_on,
        "counts_for_task": counts_for_task,
    }
    progress = obligation.progress.drafts().first()
    if progress is None or not hand_in or _said(progress) != said:
        progress = save_draft(obligation=obligation, **said, by=by)
    for piece in evidence:
        attach(progress=progress, **piece, by=by)
    if without := list(without):
        detach(progress=progress, pieces=without, by=by)
    for figure in figures:
        give_figure(progress=progress, **figure, by=by)
    if hand_in:
        release(progress=progress, by=by)
    return Progress.objects.get(pk=progress.pk)


def _said(progress: Progress) -> dict[str, Any]:
    return {name: getattr(progress, name) for name in WRITTEN}


def why_not_withdraw(progress: Progress, *, by: Actor) -> str:
    if progress.state != ProgressState.RELEASED or progress.obligation.state != ObligationState.SUBMITTED:
        return _("没有待审核的报送可以撤回。")
    if progress.channel != Channel.WEB:
        return _("代录的答复由督办员退回。")
    refusal = why_not_unit(progress.obligation.unit, by=by)
    if not refusal and any(p.state == ProgressState.DRAFT for p in progress.obligation.progress.all()):
        return _("本事项已有一份草稿，不能再撤回。")
    return refusal


@chronicle()
def withdraw(*, progress: Progress, by: Actor) -> None:
    """撤回: as long as nobody has decided, the unit may take its report back, to put it right."""
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_withdraw(progress, by=by))
    progress.state = ProgressState.DRAFT
    progress.released_by = progress.released_on = progress.released_at = None
    progress.save()
    if not obligation.progress.handed_in().exists():
        obligation.first_handed_in_on = obligation.first_due_on = None
        obligation.save(update_fields=["first_handed_in_on", "first_due_on"])
    go_on(obligation, by.on)
    tell(
        Verb.PROGRESS_WITHDRAWN,
        by=by,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        obligation=obligation.pk,
        **of_report(progress.pk, withdrawn=True),
    )


def _hand_in(progress: Progress, obligation: Obligation, *, by: Actor) -> None:
    progress.state, progress.round = ProgressState.RELEASED, obligation.round
    progress.released_by, progress.released_on, progress.released_at = by.person, by.on, timezone.now()
    progress.save()
    hand_in(obligation, by.on)


def why_not_record(obligation: Obligation, *, by: Actor) -> str:
    return _why_not_answerable(obligation) or why_not_office(obligation.office, by=by)


@chronicle()
def record_for_unit(
    *,
    obligation: Obligation,
    text: str,
    percent: int,
    channel: str,
    witness: str,
    by: Actor,
    document_number: str = "",
) -> Progress:
    """A unit answered by phone, paper or mail: the officer writes it down, somebody else decides on it. What the unit
    has drafted stays with it, and is in its hands again if the answer is returned."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_record(obligation, by=by) or _why_not_text(text, percent))
    if channel not in (Channel.PHONE, Channel.PAPER, Channel.MAIL):
        raise Refused(_("请选择对方的答复方式：电话、纸质或邮件。"))
    if not witness.strip():
        raise Refused(_("请写明对方的答复人。"))
    progress = Progress(
        obligation=obligation,
        text=text.strip(),
        percent=percent,
        channel=channel,
        witness=witness.strip(),
        drafted_by=by.user,
    )
    _hand_in(progress, obligation, by=by)
    if document_number.strip():
        Evidence.objects.create(
            progress=progress,
            kind=EvidenceKind.DOCUMENT_NUMBER,
            document_number=document_number.strip(),
            uploaded_by=by.user,
        )
    tell(
        Verb.PROGRESS_RECORDED,
        by=by,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        obligation=obligation.pk,
        **of_report(progress.pk),
        note=_("%(channel)s答复，答复人%(witness)s")
        % {"channel": progress.get_channel_display(), "witness": witness},
    )
    return progress


# --- The office's side -----------------------------------------------------------------------------
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
    decides = why_not_head if obligation.unit_id == obligation.office_id else why_not_office
    refusal = decides(obligation.office, by=by)
    if not refusal and _is_of_a_colleague(progress, by=by):
        return _("您代办的同事、或代您办理的同事填报或报送的进展，须由他人审核。")
    return refusal


def _is_of_a_colleague(progress: Progress, *, by: Actor) -> bool:
    obligation = progress.obligation
    handed_in_on = progress.released_on or by.on  # what is to be decided has been handed in
    ids = {progress.released_by_id, progress.drafted_by_id}
    if not ids & by.acts_for and not by.was_away(handed_in_on):
        return False
    people = {progress.released_by, progress.drafted_by}
    authors = [Actor.of(person, handed_in_on) for person in people if person]
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
    """认可. `seen`: the digest of what was read; nobody accepts words that were changed since. The obligation is met; when it was the last, the task is done, and its orders are closed. What is to be
    finished and is so in part only stays owed by the same date. Returns what has come of it, in words."""
    if progress.obligation.task:  # task before obligation, as every verb of tasks locks them
        lock_task(progress.obligation.task)
    hold_grounds(progress.obligation)
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_decide(progress, by=by))
    if seen and seen != seen_of_reports([progress.pk])[progress.pk]:
        raise Refused(_("您打开之后，单位撤回又重新报送过，没有认可：请返回重新看过，再认可。"))
    _decide(progress, ProgressState.ACCEPTED, found, found_percent, by=by)
    if in_part := obligation.kind == ObligationKind.FINISH and progress.share < 100:
        go_on(obligation, by.on)
    else:
        settle(obligation=obligation, by=by)
    tell(
        Verb.PROGRESS_ACCEPTED,
        by=by,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
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
    if not reason.strip():
        raise Refused(_("请写明退回的理由，让对方知道还差什么。"))
    progress.return_reason = reason.strip()
    _decide(progress, ProgressState.RETURNED, found, None, by=by)
    within = Installation.objects.current().return_within
    give_back(obligation, by.on, CalendarDay.objects.calendar().limit(by.on, within))
    tell(
        Verb.PROGRESS_RETURNED,
        by=by,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
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
