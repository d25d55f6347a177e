"""What a lower office answered for its unit: written down by an officer, decided on by somebody else like any report."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tracker.actions.contributions import new_contribution
from tracker.actions.progress import record_for_unit
from tracker.domain.actor import Actor
from tracker.domain.answering import why_not_answer
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.opening import owing_units
from tracker.domain.locks import lock_task
from tracker.domain.refusal import refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import Assignment, Channel, Contribution, Obligation, Progress, Task, TaskList, Unit, Verb


def why_not_take_answers(task_list: TaskList, *, by: Actor) -> str:
    if task_list.issued_on is None:
        return _("清单还没有下达，没有可以答复的任务。")
    return why_not_office(task_list.office, by=by)


@chronicle()
def take_answer(
    *,
    task: Task,
    unit: Unit,
    office: str,
    text: str,
    percent: int,
    by: Actor,
    numbers: Sequence[str] = (),
    obligation: Obligation | None = None,
) -> Progress | Contribution:
    """For what the unit owes it is a report that waits for a decision; from a unit that only supports the task it is what
    that unit contributes, and the leads are told."""
    refuse_if(why_not_take_answers(task.task_list, by=by))
    if obligation:
        return record_for_unit(
            obligation=obligation,
            text=text,
            percent=percent,
            channel=Channel.MAIL,
            witness=office,
            document_numbers=numbers,
            by=by,
        )
    task = lock_task(task)
    part = Assignment.objects.filter(task=task, unit=unit).values_list("task", flat=True)
    refuse_if(why_not_answer(task, unit, set(part)))
    row = new_contribution(task, unit, text, "；".join(numbers)[:100], by=by)
    tell(Verb.CONTRIBUTED, by=by, task=task, unit=unit, also=owing_units(task), note=text.strip()[:200])
    return row
