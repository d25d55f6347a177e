"""述法: reporting-on-law meetings and paper rounds, and the problems found there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit
from tracker.models.tasks import Task


class ReviewKind(models.TextChoices):
    MEETING = "meeting", _("现场述法")
    WRITTEN = "written", _("书面述法")


class Review(models.Model):
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("形式"), max_length=8, choices=ReviewKind)
    title = models.CharField(_("名称"), max_length=200)
    held_on = models.DateField(_("日期"), null=True, blank=True)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name=_("组织单位"))

    class Meta:
        verbose_name = _("述法")
        verbose_name_plural = _("述法")
        ordering = ["-year", "title"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year", "title"], name="review_once_a_year"),
            models.CheckConstraint(condition=Q(kind__in=ReviewKind.values), name="review_kind_known"),
            models.CheckConstraint(condition=Q(year__range=(1949, 2200)), name="review_year_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class Finding(models.Model):
    review = models.ForeignKey(Review, models.PROTECT, related_name="findings", verbose_name=_("述法"))
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("单位"),
        help_text=_("空表示共性问题"),
    )
    text = models.TextField(_("点评问题"))
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name=_("整改任务")
    )

    class Meta:
        verbose_name = _("点评问题")
        verbose_name_plural = _("点评问题")
        ordering = ["review", "order"]
        constraints = [
            models.UniqueConstraint(fields=["review", "order"], name="finding_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="finding_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
