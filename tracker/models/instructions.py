"""批示: what a city leader wrote, what became of it, and what he was told in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit, User
from tracker.models.states import TaskState
from tracker.models.tasks import Task
from tracker.punctuation import spelt

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class InstructionQuerySet(models.QuerySet["Instruction"]):
    def visible_to(self, actor: Actor) -> Self:
        """The leader sees his own, the office those that were given to it."""
        if actor.person is None:
            return self.none()
        return self.filter(
            Q(office__in=actor.offices) | Q(given_by=actor.person, office__in=actor.offices_led)
        )

    def waiting(self) -> Self:
        """For the office: nothing has become of it yet, or its task has ended and the leader does not know."""
        ended = (TaskState.DONE, TaskState.CANCELLED)
        return self.filter(Q(task=None) | Q(task__state__in=ended), reported_on=None)


class Instruction(models.Model):
    given_by = models.ForeignKey(
        User, models.PROTECT, related_name="instructions", verbose_name=_("批示领导")
    )
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("督办机构"))
    text = models.TextField(_("批示内容"))
    on_what = models.CharField(_("批示件"), max_length=200, blank=True)
    given_on = models.DateField(_("批示日期"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("登记人")
    )  # the leader himself, or the office that writes down what he wrote
    recorded_on = models.DateField(_("登记日期"))
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="instructions", verbose_name=_("任务")
    )
    outcome = models.TextField(_("办理结果"), blank=True)
    reported_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("反馈人")
    )
    reported_on = models.DateField(_("反馈日期"), null=True, blank=True)

    objects = InstructionQuerySet.as_manager()

    class Meta:
        verbose_name = _("领导批示")
        verbose_name_plural = _("领导批示")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="instruction_has_text"),
            models.CheckConstraint(
                condition=Q(outcome="", reported_by=None, reported_on=None)
                | ~Q(outcome="") & Q(reported_by__isnull=False, reported_on__isnull=False),
                name="instruction_reported_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return spelt("{} {}：{}", self.given_by, self.given_on, self.text[:40])
