"""督办台账: what the office notes in it beside what it computes, and the register of a year as it was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.lists import TaskList
from tracker.models.people import User
from tracker.models.tasks import Task

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class RegisterNote(models.Model):
    """What stands in the last column for one task, from a day on: each change is a row, so that the register as of a past
    day shows the note of that day. Empty: the note was taken away."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="register_notes", verbose_name=_("任务"))
    text = models.TextField(_("台账备注"), blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填写人"))
    noted_on = models.DateField(_("填写日期"))
    noted_at = models.DateTimeField(_("填写时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("台账备注")
        verbose_name_plural = _("台账备注")
        ordering = ["task", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class FrozenRegisterQuerySet(models.QuerySet["FrozenRegister"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(task_list__office__in=actor.offices | actor.offices_led)


class FrozenRegister(models.Model):
    """The register of a list as it stood when the office closed it for the year: kept as it was, whatever is corrected
    afterwards. `rows` are the texts of the cells."""

    task_list = models.OneToOneField(
        TaskList, models.PROTECT, related_name="frozen_register", verbose_name=_("清单")
    )
    frozen_on = models.DateField(_("封存日期"))
    frozen_at = models.DateTimeField(_("封存时间"), auto_now_add=True)
    frozen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("封存人"))
    rows = models.JSONField(_("台账内容"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    objects = FrozenRegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("封存台账")
        verbose_name_plural = _("封存台账")
        constraints = [models.CheckConstraint(condition=~Q(sha256=""), name="frozen_register_has_hash")]

    def __str__(self) -> str:
        return f"{self.task_list}（{self.frozen_on}封存）"
