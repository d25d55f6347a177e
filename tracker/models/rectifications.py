"""整改: why a problem is there, what is done about it, and which commitment answers it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.tasks import Task


class Rectification(models.Model):
    """What the office knows of one problem beside its task. `answers`: commitments that a person has named."""

    task = models.OneToOneField(
        Task, models.CASCADE, related_name="rectification", verbose_name=_("整改任务")
    )
    cause = models.TextField(_("原因"), blank=True)
    measures = models.TextField(_("整改措施"), blank=True)
    answers = models.ManyToManyField(
        Task, related_name="problems_answered", blank=True, verbose_name=_("回应的承诺")
    )

    class Meta:
        verbose_name = _("整改情况")
        verbose_name_plural = _("整改情况")

    def __str__(self) -> str:
        return str(self.task)
