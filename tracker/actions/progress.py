"""What a unit says it has done, and what the office makes of it."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.refusal import Refused, refuse_if
from tracker.actions.roles import acting_as, holds, stands_for, why_not_head, why_not_office, why_not_unit
from tracker.actions.tasks import finish_if_all_met, lock
from tracker.models import (
    Channel,
    Evidence,
    EvidenceKind,
    Membership,
    Obligation,
    ObligationKind,
    ObligationState,
    Progress,
    ProgressState,
    Role,
    TaskState,
    User,
    Verb,
    Waiting,
    chronicle,
    tell,
)
from tracker.models.files import store

RUNNING = (TaskState.ISSUED, TaskState.SUSPENDED)
EVIDENCE_MAX_BYTES = 50 * 1024 * 1024


def lock_obligation(obligation: Obligation) -> Obligation:
    """The row as it is now, held until the transaction ends."""
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("unit", "office", "task")
        .get(pk=obligation.pk)
    )


# --- 签收 -------------------------------------------------------------------------------------------
def why_not_sign_for(obligation: Obligation, *, by: User, today: date) -> str:
    if obligation.kind != ObligationKind.SIGN_FOR or obligation.state != ObligationState.OPEN:
        return _("没有需要签收的事项。")
    return why_not_unit(obligation.unit, by=by, today=today)


@chronicle()
def sign_for(*, obligation: Obligation, by: User, today: date) -> None:
    obligation = lock_obligation(obligation)
    refuse_if(why_not_sign_for(obligation, by=by, today=today))
    obligation.settle(today)
    note = stands_for(by, Role.LIAISON, Role.UNIT_LEADER, unit=obligation.unit, on=today)
    tell(
        Verb.OBLIGATION_SIGNED_FOR,
        by=by,
        on=today,
        task_list=obligation.task_list,
        unit=obligation.unit,
        note=note,
    )


# --- The unit's side -------------------------------------------------------------------------------
def why_not_report(obligation: Obligation, *, by: User, today: date) -> str:
    return _why_not_answerable(obligation) or why_not_unit(obligation.unit, by=by, today=today)


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
    by: User,
    today: date,
    problems: str = "",
    next_steps: str = "",
) -> Progress:
    """Write or rewrite the report in hand. Nothing is sent to the office yet."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_report(obligation, by=by, today=today) or _why_not_text(text, percent))
    progress, _created = Progress.objects.update_or_create(
        obligation=obligation,
        state=ProgressState.DRAFT,
        defaults={
            "text": text.strip(),
            "percent": percent,
            "problems": problems,
            "next_steps": next_steps,
            "round": obligation.round,
            "drafted_by": by,
        },
    )
    tell(
        Verb.PROGRESS_DRAFTED,
        by=by,
        on=today,
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


@chronicle()
def attach(
    *,
    progress: Progress,
    kind: str,
    by: User,
    today: date,
    upload: UploadedFile | None = None,
    document_number: str = "",
) -> Evidence:
    """Evidence for a report in hand: a file, a seal scan, or just a document number. A file of the same name
    becomes the next version."""
    progress = _lock_progress(progress)  # or it could be handed in meanwhile, or a version be taken twice
    refuse_if(why_not_unit(progress.obligation.unit, by=by, today=today))
    if progress.state != ProgressState.DRAFT:
        raise Refused(_("材料只能加在尚未报送的进展上。"))
    if kind == EvidenceKind.DOCUMENT_NUMBER:
        if not document_number.strip():
            raise Refused(_("请填写文号。"))
        return Evidence.objects.create(
            progress=progress, kind=kind, document_number=document_number.strip(), uploaded_by=by
        )
    if upload is None or not upload.size:
        raise Refused(_("请选择文件，且文件不能是空的。"))
    if upload.size > EVIDENCE_MAX_BYTES:
        raise Refused(_("文件“%(name)s”超过50 MB，请压缩或拆分后再传。") % {"name": upload.name})
    kept = store("evidence", upload.name, upload.read())
    return Evidence.objects.create(
        progress=progress,
        kind=kind,
        file=kept.name,
        filename=kept.filename,
        sha256=kept.sha256,
        size=kept.size,
        version=progress.evidence.filter(filename=kept.filename).count() + 1,
        uploaded_by=by,
    )


def why_not_release(progress: Progress, *, by: User, today: date) -> str:
    """The unit leader releases; the liaison may where the unit has no leader's account and the leader's
    consent is proved by a seal scan or a document number."""
    obligation = progress.obligation
    if progress.state != ProgressState.DRAFT:
        return _("这份进展已经报送。")
    refusal = _why_not_answerable(obligation)
    if refusal:
        return refusal
    if holds(by, Role.UNIT_LEADER, unit=obligation.unit, on=today):
        return ""
    if not holds(by, Role.LIAISON, unit=obligation.unit, on=today):
        return why_not_unit(obligation.unit, by=by, today=today)
    leaders = Membership.objects.current(today).filter(unit=obligation.unit, role=Role.UNIT_LEADER)
    if leaders.exists():
        return _("请%(unit)s负责人（%(names)s）审签后报送。") % {
            "unit": obligation.unit,
            "names": "、".join(str(m.user) for m in leaders.select_related("user")),
        }
    if not progress.evidence.exclude(kind=EvidenceKind.FILE).exists():
        return _("本单位没有负责人账号：请先上传盖章扫描件或填写文号，再报送。")
    return ""


@chronicle()
def release(*, progress: Progress, by: User, today: date) -> None:
    """报送: the report is with the office. On time is judged by this day."""
    obligation = lock_obligation(progress.obligation)
    progress = _lock_progress(progress)
    refuse_if(why_not_release(progress, by=by, today=today))
    _hand_in(progress, obligation, by=by, today=today)
    # A liaison who stands in for the leader releases with the leader's right: the record names the leader.
    right = Role.UNIT_LEADER if holds(by, Role.UNIT_LEADER, unit=obligation.unit, on=today) else Role.LIAISON
    note = stands_for(by, right, unit=obligation.unit, on=today)
    tell(
        Verb.PROGRESS_RELEASED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=f"{progress.percent}%　{note}".strip(),
        obligation=obligation.pk,
    )


def _hand_in(progress: Progress, obligation: Obligation, *, by: User, today: date) -> None:
    progress.state = ProgressState.RELEASED
    progress.released_by, progress.released_on, progress.released_at = by, today, timezone.now()
    progress.save()
    obligation.notices.drop(today)
    obligation.state, obligation.next_on = ObligationState.SUBMITTED, None
    obligation.forget_stuck()
    obligation.save()


def _lock_progress(progress: Progress) -> Progress:
    rows = Progress.objects.select_for_update(of=("self",)).select_related(
        "obligation__unit", "obligation__office"
    )
    return rows.get(pk=progress.pk)


def why_not_record(obligation: Obligation, *, by: User, today: date) -> str:
    return _why_not_answerable(obligation) or why_not_office(obligation.office, by=by, today=today)


@chronicle()
def record_for_unit(
    *,
    obligation: Obligation,
    text: str,
    percent: int,
    channel: str,
    witness: str,
    by: User,
    today: date,
    document_number: str = "",
) -> Progress:
    """A unit answered by phone, paper or mail: the officer writes it down, somebody else decides on it."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_record(obligation, by=by, today=today) or _why_not_text(text, percent))
    if channel not in (Channel.PHONE, Channel.PAPER, Channel.MAIL):
        raise Refused(_("请选择对方的答复方式：电话、纸质或邮件。"))
    if not witness.strip():
        raise Refused(_("请写明对方的答复人。"))
    Progress.objects.filter(obligation=obligation, state=ProgressState.DRAFT).delete()
    progress = Progress(
        obligation=obligation,
        round=obligation.round,
        text=text.strip(),
        percent=percent,
        channel=channel,
        witness=witness.strip(),
        drafted_by=by,
    )
    _hand_in(progress, obligation, by=by, today=today)
    if document_number.strip():
        Evidence.objects.create(
            progress=progress,
            kind=EvidenceKind.DOCUMENT_NUMBER,
            document_number=document_number.strip(),
            uploaded_by=by,
        )
    tell(
        Verb.PROGRESS_RECORDED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        obligation=obligation.pk,
        note=_("%(channel)s答复，答复人%(witness)s")
        % {"channel": progress.get_channel_display(), "witness": witness},
    )
    return progress


# --- The office's side -----------------------------------------------------------------------------
def why_not_decide(progress: Progress, *, by: User, today: date) -> str:
    obligation = progress.obligation
    if progress.state != ProgressState.RELEASED:
        return _("没有待审核的进展。")
    if by.pk in (progress.released_by_id, progress.drafted_by_id):
        return _("本人填报或报送的进展，须由他人审核。")
    if {progress.released_by_id, progress.drafted_by_id} & set(acting_as(by, today)):
        return _("您代办的同事填报或报送的进展，须由他人审核。")
    if obligation.unit_id == obligation.office_id:
        return why_not_head(obligation.office, by=by, today=today)
    return why_not_office(obligation.office, by=by, today=today)


@chronicle()
def accept(
    *, progress: Progress, by: User, today: date, found: str = "", found_percent: int | None = None
) -> None:
    """认可. The obligation is met; when it was the last, the task is done, and its orders are closed."""
    if progress.obligation.task:  # task before obligation, as every verb of tasks locks them
        lock(progress.obligation.task)
    obligation = lock_obligation(progress.obligation)
    progress = _lock_progress(progress)
    refuse_if(why_not_decide(progress, by=by, today=today))
    _decide(progress, ProgressState.ACCEPTED, found, found_percent, by=by, today=today)
    obligation.settle(today)
    tell(
        Verb.PROGRESS_ACCEPTED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=found,
        obligation=obligation.pk,
    )
    _close_orders(obligation, by=by, today=today)
    _end_waits(obligation, by=by, today=today)
    if obligation.task_id and obligation.kind == ObligationKind.FINISH:
        finish_if_all_met(lock(obligation.task), by=by, today=today)


@chronicle()
def return_for_rework(*, progress: Progress, reason: str, by: User, today: date, found: str = "") -> None:
    """退回 with a reason: the obligation is open again, in a new round."""
    obligation = lock_obligation(progress.obligation)
    progress = _lock_progress(progress)
    refuse_if(why_not_decide(progress, by=by, today=today))
    if not reason.strip():
        raise Refused(_("请写明退回的理由，让对方知道还差什么。"))
    progress.return_reason = reason.strip()
    _decide(progress, ProgressState.RETURNED, found, None, by=by, today=today)
    obligation.start_round(today)
    tell(
        Verb.PROGRESS_RETURNED,
        by=by,
        on=today,
        task=obligation.task,
        unit=obligation.unit,
        dispatch=obligation.dispatch,
        note=reason,
        obligation=obligation.pk,
    )


def _decide(
    progress: Progress, state: str, found: str, found_percent: int | None, *, by: User, today: date
) -> None:
    if found_percent is not None and not 0 <= found_percent <= 100:
        raise Refused(_("核定比例应在0到100之间。"))
    progress.state, progress.found, progress.found_percent = state, found, found_percent
    progress.decided_by, progress.decided_on, progress.decided_at = by, today, timezone.now()
    progress.save()


def _close_orders(obligation: Obligation, *, by: User, today: date) -> None:
    """An order closes when every obligation that caused it is settled; its reply is then owed no more."""
    for dispatch in {
        n.dispatch for n in obligation.notices.exclude(dispatch=None).select_related("dispatch")
    }:
        causes = Obligation.objects.filter(notices__dispatch=dispatch)
        if dispatch.state != "signed" or dispatch.closed_on or causes.unsettled().exists():
            continue
        dispatch.closed_on = today
        dispatch.save(update_fields=["closed_on"])
        dispatch.obligations.waive(_("督办事项已办结"), today)
        tell(Verb.DISPATCH_CLOSED, by=by, on=today, dispatch=dispatch, task=obligation.task)


def _end_waits(obligation: Obligation, *, by: User, today: date) -> None:
    """Who waited for this may go on: their clocks run again."""
    for wait in (
        Waiting.objects.in_force().filter(on_obligation=obligation).select_related("obligation__task")
    ):
        wait.ended_on = today
        wait.save(update_fields=["ended_on"])
        Obligation.objects.filter(pk=wait.obligation_id).look_again(today)
        tell(Verb.WAITING_ENDED, by=by, on=today, task=wait.obligation.task, unit=wait.obligation.unit)
