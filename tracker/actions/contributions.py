"""协办情况: what a support unit did for a task of another, told to the lead; and asked for by a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from tracker.actions.evidence import why_not_keep
from tracker.actions.requests import why_not_open
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.files import store
from tracker.domain.lifecycle.ending import settle
from tracker.domain.lifecycle.opening import owing_units
from tracker.domain.lifecycle.rounds import open_anew
from tracker.domain.locks import lock_obligation, lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_unit
from tracker.models import (
    OFFICE_ROLES,
    RUNNING_TASKS,
    UNSETTLED,
    Assignment,
    AssignmentRole,
    Contribution,
    ContributionFile,
    ContributionRequest,
    Obligation,
    ObligationKind,
    ObligationState,
    Task,
    Unit,
    Verb,
    Waiting,
)


def helping(task: Task, *, by: Actor) -> list[Unit]:
    """Units that only support the task, and for which the actor may speak."""
    mine = [a for a in task.assignments.all() if a.unit_id in by.served and a.role == AssignmentRole.SUPPORT]
    owing = set(owing_units(task)) if mine else set()
    return [a.unit for a in mine if a.unit and a.unit_id not in owing]


def why_not_contribute(task: Task, *, by: Actor) -> str:
    if task.state not in RUNNING_TASKS:
        return _("任务已是“%(state)s”，不需要填报协办情况。") % {"state": task.get_state_display()}
    return "" if helping(task, by=by) else _("只有此任务的配合单位可以填报协办情况。")


@chronicle()
def contribute(
    *,
    task: Task,
    unit: Unit,
    text: str,
    by: Actor,
    document_number: str = "",
    files: Iterable[UploadedFile] = (),
) -> Contribution:
    """The leads are told. What the unit had been asked for is met with it, and waits for nobody's decision."""
    task = lock_task(task)
    refuse_if(why_not_contribute(task, by=by) or why_not_unit(unit, by=by))
    if unit not in helping(task, by=by):
        raise Refused(_("“%(unit)s”不是此任务的配合单位。") % {"unit": unit})
    text = need(text, _("请填写协办情况。"))
    row = new_contribution(task, unit, text, document_number, by=by)
    kept = [_keep(row, upload) for upload in files]
    for owed in task.obligations.open().filter(unit=unit, contribution_request__isnull=False).order_by("pk"):
        settle(obligation=lock_obligation(owed), by=by)
    files_kept = [[piece.filename, piece.sha256] for piece in kept]
    note, leads = text[:200], owing_units(task)
    tell(Verb.CONTRIBUTED, by=by, task=task, unit=unit, also=leads, note=note, files=files_kept)
    return row


def new_contribution(task: Task, unit: Unit, text: str, document_number: str, *, by: Actor) -> Contribution:
    """The row alone: whoever files it has asked whether it may be, and tells of it."""
    return Contribution.objects.create(
        task=task,
        unit=unit,
        text=text.strip(),
        document_number=document_number.strip(),
        filed_by=by.user,
        filed_on=by.on,
    )


def _keep(row: Contribution, upload: UploadedFile) -> ContributionFile:
    """Under its digest; the same limits as for a report."""
    refuse_if(why_not_keep(row.unit, upload))
    kept = store("contributions", upload.name or "", upload.read())
    if row.files.filter(filename=kept.filename).exists():
        raise Refused(_("“%(name)s”选了两次，请改名后再传。") % {"name": kept.filename})
    return ContributionFile.objects.create(
        contribution=row, file=kept.name, filename=kept.filename, sha256=kept.sha256, size=kept.size
    )


def why_not_ask(obligation: Obligation, *, by: Actor) -> str:
    if obligation.deadline_id is None:
        return _("只有任务的时限可以请配合单位提供情况。")
    if refusal := why_not_open(obligation):
        return refusal
    return "" if by.holds(*OFFICE_ROLES, unit=obligation.office) else why_not_unit(obligation.unit, by=by)


@chronicle()
def ask(*, obligation: Obligation, unit: Unit, what: str, due_on: date, by: Actor) -> Obligation:
    """征询: the support unit owes an answer by its own day, told in the words of whoever asks; the asking unit's clock
    runs on. (`pauses.wait_for` is for who cannot go on without it.) Returns what is owed now."""
    obligation = lock_obligation(obligation)
    refuse_if(why_not_ask(obligation, by=by))
    if (
        unit.pk == obligation.unit_id
        or not Assignment.objects.filter(task=obligation.task_id, unit=unit).exists()
    ):
        raise Refused(_("“%(unit)s”不是此任务的配合单位。") % {"unit": unit})
    what = need(what, _("请写明需要对方提供什么。"))
    if due_on <= by.on:
        raise Refused(_("请对方答复的日期应晚于今天。"))
    owed = _owed_by(unit, obligation, due_on, by.on)
    ContributionRequest.objects.update_or_create(
        obligation=owed,
        defaults={"by_unit": obligation.unit, "what": what[:300], "asked_by": by.user, "asked_on": by.on},
    )
    note = _("%(unit)s请于%(day)s前提供：%(what)s") % {"unit": obligation.unit, "day": due_on, "what": what}
    tell(Verb.CONTRIBUTION_ASKED, by=by, task=obligation.task, unit=unit, note=note)
    return owed


def _owed_by(unit: Unit, obligation: Obligation, due_on: date, on: date) -> Obligation:
    owed = Obligation.objects.filter(unit=unit, deadline=obligation.deadline_id).first()
    if owed is None:
        return Obligation.objects.create(
            unit=unit,
            deadline=obligation.deadline,
            office=obligation.office,
            kind=ObligationKind.STAGE,
            task=obligation.task,
            opened_on=on,
            due_on=due_on,
            next_on=on,
        )
    if owed.state in UNSETTLED:
        raise Refused(_("“%(unit)s”在此时限内已有待办事项，不需要再请。") % {"unit": unit})
    if _is_a_favour(owed):
        open_anew(lock_obligation(owed), due_on=due_on, on=on)
        return Obligation.objects.get(pk=owed.pk)
    if owed.state == ObligationState.WAIVED:
        raise Refused(_("“%(unit)s”在此时限内的责任已经免除，不能因请其提供情况而恢复。") % {"unit": unit})
    raise Refused(_("“%(unit)s”在此时限内的事项已经办结。") % {"unit": unit})


def _is_a_favour(owed: Obligation) -> bool:
    """It began with another unit that asked or waited, and is of a unit that only helps. What the office itself had asked
    of the unit, and ended, nobody begins anew by asking."""
    if owed.task is None or owed.kind != ObligationKind.STAGE or owed.unit_id in owing_units(owed.task):
        return False
    if ContributionRequest.objects.filter(obligation=owed).exists():
        return True
    return Waiting.objects.filter(on_obligation=owed, since_on=owed.opened_on).exists()
