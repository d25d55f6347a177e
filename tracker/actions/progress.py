"""What a unit says it has done; what the office makes of it stands in deciding.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.evidence import attach, carry_over, detach
from tracker.actions.figures import give_figure
from tracker.actions.replies import why_not_count
from tracker.domain.actor import Actor
from tracker.domain.digests import of_report, was_changed
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.rounds import go_on, hand_in
from tracker.domain.locks import lock_obligation, lock_progress
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_office, why_not_unit
from tracker.domain.told import drop_drafted
from tracker.models import (
    RUNNING_TASKS,
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
    Verb,
)

WRITTEN = ("text", "percent", "problems", "next_steps", "measures", "expected_on", "counts_for_task")


# --- The unit's side -------------------------------------------------------------------------------
def why_not_report(obligation: Obligation, *, by: Actor) -> str:
    return _why_not_answerable(obligation) or why_not_unit(obligation.unit, by=by)


def _why_not_answerable(obligation: Obligation) -> str:
    if obligation.kind == ObligationKind.SIGN_FOR:
        return _("签收事项只需点“签收”。")
    if obligation.state != ObligationState.OPEN:
        return _("这一事项%(state)s，不需要再报送。") % {"state": obligation.get_state_display()}
    if obligation.task and obligation.task.state not in RUNNING_TASKS:
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
    tell(Verb.PROGRESS_DRAFTED, by=by, about=obligation, note=f"{percent}%", obligation=obligation.pk)
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
def release(*, progress: Progress, by: Actor, seen: str = "") -> None:
    """报送: the report is with the office. On time is judged by this day. `seen`: the digest of what was read; nobody
    hands in what a colleague has changed since."""
    obligation = lock_obligation(progress.obligation)
    progress = lock_progress(progress)
    refuse_if(why_not_release(progress, by=by))
    if was_changed(progress.pk, seen):
        raise Refused(_("您打开之后，草稿或材料有了改动，没有报送：请重新看过，再报送。"))
    _hand_in(progress, obligation, by=by)
    tell(
        Verb.PROGRESS_RELEASED,
        by=by,
        about=obligation,
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
    seen: str = "",
) -> Progress:
    """填报进展: save the draft, attach `evidence` (arguments of `attach`, one mapping for each piece), take pieces out
    (`without`, ids), give the `figures` that were asked for with it (arguments of `give_figure`), and hand it in if
    wanted. Each step is a verb of its own: what was saved stays saved when a later one is refused, because
    an hour of writing is worth more than a clean page. Who hands in a colleague's words unchanged did not write
    them: the draft keeps its author. `seen`: the digest of the draft as it was shown; what a colleague has changed since is
    handed in by nobody."""
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
    is_other = bool(progress and was_changed(progress.pk, seen))
    if progress is None or not hand_in or _said(progress) != said:
        progress = save_draft(obligation=obligation, **said, by=by)
    for piece in evidence:
        attach(progress=progress, **piece, by=by)
    if without := list(without):
        detach(progress=progress, pieces=without, by=by)
    for figure in figures:
        give_figure(progress=progress, **figure, by=by)
    if hand_in and is_other:
        raise Refused(
            _("您填写的内容已保存，但没有报送：您打开之后，同事改动过这份草稿或材料，请核对后再报送。")
        )
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
        about=obligation,
        obligation=obligation.pk,
        **of_report(progress.pk, withdrawn=True),
    )


def _hand_in(progress: Progress, obligation: Obligation, *, by: Actor) -> None:
    progress.state, progress.round = ProgressState.RELEASED, obligation.round
    progress.released_by, progress.released_on, progress.released_at = by.person, by.on, timezone.now()
    progress.save()
    hand_in(obligation, by.on)
    drop_drafted(obligation, by.on)


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
    document_numbers: Iterable[str] = (),
) -> Progress:
    """A unit answered by phone, paper or mail: the officer writes it down, somebody else decides on it. What the unit
    has drafted stays with it, and is in its hands again if the answer is returned."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_record(obligation, by=by) or _why_not_text(text, percent))
    if channel not in (Channel.PHONE, Channel.PAPER, Channel.MAIL):
        raise Refused(_("请选择对方的答复方式：电话、纸质或邮件。"))
    witness = need(witness, _("请写明对方的答复人。"))
    progress = Progress(
        obligation=obligation,
        text=text.strip(),
        percent=percent,
        channel=channel,
        witness=witness,
        drafted_by=by.user,
    )
    _hand_in(progress, obligation, by=by)
    for number in (document_number, *document_numbers):
        if number.strip():
            Evidence.objects.create(
                progress=progress,
                kind=EvidenceKind.DOCUMENT_NUMBER,
                document_number=number.strip(),
                uploaded_by=by.user,
            )
    tell(
        Verb.PROGRESS_RECORDED,
        by=by,
        about=obligation,
        obligation=obligation.pk,
        **of_report(progress.pk),
        note=_("%(channel)s答复，答复人%(witness)s")
        % {"channel": progress.get_channel_display(), "witness": witness},
    )
    return progress
