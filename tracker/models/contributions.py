"""What a support unit says and proves for a task that another unit leads, and what it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.obligations import Obligation
from tracker.models.people import Unit, User
from tracker.models.tasks import Task
from tracker.punctuation import spelt

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_to(self, actor: Actor) -> Self:
        """Whoever sees the task: the lead reads what the others did."""
        return self.filter(task__in=Task.objects.visible_to(actor))


class Contribution(models.Model):
    """协办情况: filed once and for all; a later one stands beside it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="contributions", verbose_name=_("任务"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("配合单位"))
    text = models.TextField(_("协办情况"))
    document_number = models.CharField(_("佐证文号"), max_length=100, blank=True)
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("填报人"))
    filed_on = models.DateField(_("填报日期"))
    filed_at = models.DateTimeField(_("填报时间"), auto_now_add=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("协办情况")
        verbose_name_plural = _("协办情况")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="contribution_has_text")]

    def __str__(self) -> str:
        return spelt("{}：{}", self.unit, self.task)


class ContributionFile(models.Model):
    """佐证材料 of a contribution: what it speaks of, as it was sent."""

    contribution = models.ForeignKey(
        Contribution, models.PROTECT, related_name="files", verbose_name=_("协办情况")
    )
    file = models.FileField(_("文件"), upload_to="contributions/")
    filename = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveBigIntegerField(_("字节数"))
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("协办材料")
        verbose_name_plural = _("协办材料")
        ordering = ["contribution", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "filename"], name="contribution_file_name_once"),
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(filename="") & ~Q(sha256=""), name="contribution_file_is_there"
            ),
        ]

    def __str__(self) -> str:
        return self.filename


class ContributionRequestQuerySet(models.QuerySet["ContributionRequest"]):
    def open(self) -> Self:
        """Of somebody else: two units may have become one since."""
        return self.filter(obligation__state="open").exclude(by_unit=F("obligation__unit"))

    def by_unit_for(self, unit: int, deadline: int) -> Self:
        """What a unit asked of others by one of its dates; what was dropped meanwhile is asked no more."""
        rows = self.filter(by_unit=unit, obligation__deadline=deadline).exclude(obligation__state="waived")
        return rows.select_related("obligation__unit").order_by("pk")


class ContributionRequest(models.Model):
    """征询: the lead asks a support unit for something by a day. The unit owes it, and its own words go into the
    reminder; the lead's clock runs on."""

    obligation = models.OneToOneField(
        Obligation, models.PROTECT, related_name="contribution_request", verbose_name=_("应办事项")
    )
    by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("请求单位"))
    what = models.CharField(_("所请事项"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("请求人"))
    asked_on = models.DateField(_("请求日期"))

    objects = ContributionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("征询协办")
        verbose_name_plural = _("征询协办")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="contribution_request_has_words")]

    def __str__(self) -> str:
        return f"{self.by_unit} → {self.obligation.unit}"
