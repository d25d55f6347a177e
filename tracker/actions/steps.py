"""拆解: a task in steps, each a task of its own with its unit and its date, in the same list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.issuing import start_running
from tracker.actions.tasks import create_task
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock_list, lock_task
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import Task, TaskState, Unit, Verb, Withholding

TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    unit: Unit
    due_on: date


def why_not_break_down(task: Task, *, by: Actor) -> str:
    if task.state not in (TaskState.DRAFT, TaskState.ISSUED):
        return _("任务已是“%(state)s”，不能拆解。") % {"state": task.get_state_display()}
    if task.parent_id:
        return _("这项任务本身是拆解出的步骤，不能再拆。")
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def break_down(*, task: Task, steps: Iterable[Step] = (), by: Actor) -> list[Task]:
    """Steps of a running task run at once; those of a draft are drafts. The task itself stays owed as it is."""
    lock_list(task.task_list)
    task = lock_task(task)
    refuse_if(why_not_break_down(task, by=by))
    wanted = list(steps)
    if not wanted:
        raise Refused(_("请至少填写一个步骤。"))
    latest = max((s.due_on for s in task.schedules.all() if s.due_on), default=None)
    made = [_step(task, step, latest, by=by) for step in wanted]
    if task.state == TaskState.ISSUED:
        start_running(made, by=by, chase_past=False)
    note = "；".join(f"{s.title}（{s.unit}，{s.due_on}）" for s in wanted)
    tell(Verb.TASK_BROKEN_DOWN, by=by, task=task, note=note, steps=[step.pk for step in made])
    return made


def _step(task: Task, step: Step, latest: date | None, *, by: Actor) -> Task:
    if step.due_on < by.on and task.state == TaskState.ISSUED:
        raise Refused(_("步骤“%(title)s”的日期已过。") % {"title": step.title})
    if latest and step.due_on > latest:
        raise Refused(
            _("步骤“%(title)s”的日期晚于任务的时限%(day)s。") % {"title": step.title, "day": latest}
        )
    made = create_task(
        task_list=task.task_list,
        title=step.title[:TITLE_LENGTH],
        requirement=_("%(step)s（“%(task)s”的步骤）") % {"step": step.title, "task": task.title},
        origin=task.origin,
        origin_note=task.origin_note,
        chapter=task.chapter,
        leads=[step.unit],
        due_on=step.due_on,
        by=by,
    )
    made.parent, made.passage = task, task.passage
    made.save(update_fields=["parent", "passage"])
    Withholding.objects.follow(task, made)
    return made
