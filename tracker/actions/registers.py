"""What the office writes into its register, and closing it for the year."""

from __future__ import annotations

import hashlib
import json

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import FrozenRegister, ListState, RegisterNote, Task, TaskList, Verb


def why_not_note_in_register(task: Task, *, by: Actor) -> str:
    refusal = why_not_office(task.task_list.office, by=by)
    if refusal:
        return refusal
    if FrozenRegister.objects.filter(task_list=task.task_list_id).exists():
        return _("这份清单的台账已经封存，不能再改备注。")
    return ""


@chronicle()
def note_in_register(*, task: Task, text: str, by: Actor) -> RegisterNote:
    """The last column of the register for this task, from today on. Empty takes it away. Its event points at no task:
    units read the history of theirs."""
    refuse_if(why_not_note_in_register(task, by=by))
    row = RegisterNote.objects.create(task=task, text=text.strip(), noted_by=by.user, noted_on=by.on)
    tell(Verb.REGISTER_NOTED, by=by, note=f"{task}：{row.text or _('清空')}", register_note=row.pk)
    return row


def why_not_freeze_register(task_list: TaskList, *, by: Actor) -> str:
    refusal = why_not_office(task_list.office, by=by)
    if refusal:
        return refusal
    if task_list.state == ListState.DRAFT:
        return _("清单还没有下达，没有台账可以封存。")
    if by.on.year <= task_list.year and task_list.state != ListState.CLOSED:
        return _("%(year)d年还没有过完，清单也没有归档，台账还会变化；年终或归档后再封存。") % {
            "year": task_list.year
        }
    if FrozenRegister.objects.filter(task_list=task_list).exists():
        return _("这份清单的台账已经封存。")
    return ""


@chronicle()
def freeze_register(*, task_list: TaskList, rows: list[list[str | int]], by: Actor) -> FrozenRegister:
    """`rows`: the register as it stands (`reporting.register`), kept from now on whatever is corrected later."""
    refuse_if(why_not_freeze_register(task_list, by=by))
    canonical = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    frozen = FrozenRegister.objects.create(
        task_list=task_list, rows=rows, sha256=digest, frozen_on=by.on, frozen_by=by.user
    )
    tell(Verb.REGISTER_FROZEN, by=by, task_list=task_list, note=_("SHA-256 %(digest)s") % {"digest": digest})
    return frozen
