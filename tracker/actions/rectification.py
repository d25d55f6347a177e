"""整改: the cause of a problem, the measures, and the commitments that answer it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock_task
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_office
from tracker.models import ListKind, Rectification, Task, Verb


def why_not_describe(task: Task, *, by: Actor) -> str:
    if task.task_list.kind != ListKind.RECTIFICATION:
        return _("只有整改清单里的问题才登记整改情况。")
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def describe_problem(
    *, task: Task, by: Actor, cause: str = "", measures: str = "", answers: Iterable[Task] = ()
) -> Rectification:
    """What is known of the problem; `answers` are commitments of the same office that put it right."""
    task = lock_task(task)
    refuse_if(why_not_describe(task, by=by))
    answers = list(answers)
    for one in answers:
        if one.office_id != task.office_id or one.task_list.kind == ListKind.RECTIFICATION:
            raise Refused(_("“%(task)s”不是本机构的承诺，不能用来回应这个问题。") % {"task": one})
    row, _made = Rectification.objects.update_or_create(
        task=task, defaults={"cause": cause.strip(), "measures": measures.strip()}
    )
    row.answers.set(answers)
    named = "；".join(str(one) for one in answers) or _("没有承诺回应")
    tell(Verb.PROBLEM_DESCRIBED, by=by, task=task, note=named, answers=[one.pk for one in answers])
    return row
