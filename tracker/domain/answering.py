"""Whether a unit's word on a task is taken: asked of a file that is shown, and again when it is written down."""

from __future__ import annotations

from collections.abc import Container

from django.utils.translation import gettext as _

from tracker.models import RUNNING_TASKS, Task, Unit


def why_not_answer(task: Task, unit: Unit, taking_part: Container[int]) -> str:
    """`taking_part`: ids of the tasks that the unit leads or supports."""
    if task.pk not in taking_part:
        return _("“%(unit)s”不是此任务的责任单位。") % {"unit": unit}
    if task.state not in RUNNING_TASKS:
        return _("任务%(state)s，不再收进展。") % {"state": task.get_state_display()}
    return ""
