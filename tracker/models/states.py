"""The states of a task and the sets of them that several places speak of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskState(models.TextChoices):
    DRAFT = "draft", _("拟办")
    ISSUED = "issued", _("办理中")
    DONE = "done", _("办结销号")
    SUSPENDED = "suspended", _("暂缓")
    CANCELLED = "cancelled", _("撤销")
    CARRIED_OVER = "carried_over", _("转下年")

    @property
    def is_ended(self) -> bool:
        return self in ENDED_TASKS


ENDED_TASKS = (TaskState.DONE, TaskState.CANCELLED, TaskState.CARRIED_OVER)
RUNNING_TASKS = (TaskState.ISSUED, TaskState.SUSPENDED)
OPEN_TASKS = (TaskState.DRAFT, *RUNNING_TASKS)  # whose owners and dates may still be decided
KNOWN_TO_UNITS = (*RUNNING_TASKS, *ENDED_TASKS)  # all but drafts
