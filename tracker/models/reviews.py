"""述法: reporting-on-law meetings and paper rounds, the heads who report, and the problems found there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.dispatches import Dispatch, DispatchState
from tracker.models.lists import TaskList
from tracker.models.people import Unit, User
from tracker.models.states import TaskState
from tracker.models.tasks import Task

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


TO_FILL = "请填写"  # what a draft leaves for the head to write stands in brackets behind it


class ReviewKind(models.TextChoices):
    MEETING = "meeting", _("现场述法")
    WRITTEN = "written", _("书面述法")


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> Self:
        """The office and its leaders see it whole; of a unit's heads see `Account`."""
        return self.filter(office__in=actor.offices | actor.offices_led)


class Review(models.Model):
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("形式"), max_length=8, choices=ReviewKind)
    title = models.CharField(_("名称"), max_length=200)
    held_on = models.DateField(_("日期"), null=True, blank=True)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name=_("组织单位"))
    task_list = models.ForeignKey(
        TaskList, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("述法任务")
    )
    circular = models.ForeignKey(
        Dispatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("共性问题通报"),
    )
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("结束人")
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("述法")
        verbose_name_plural = _("述法")
        ordering = ["-year", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "title"],
                name="review_once_a_year",
                violation_error_message=_("该年度已有同名述法"),
            ),
            models.CheckConstraint(condition=Q(kind__in=ReviewKind.values), name="review_kind_known"),
            models.CheckConstraint(condition=Q(year__range=(1949, 2200)), name="review_year_sane"),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_by=None)
                | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="review_closed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, actor: Actor) -> Self:
        """A unit's own; the office and the leaders see all of it."""
        offices = actor.offices | actor.offices_led
        return self.filter(Q(review__office__in=offices) | Q(unit__in=actor.served))

    def handed_in(self) -> Self:
        return self.filter(handed_in_on__isnull=False)


class Account(models.Model):
    """述法报告: one head on the roll of a review, and what that head says of a year."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="accounts", verbose_name=_("述法"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="accounts", verbose_name=_("单位"))
    head = models.CharField(_("主要负责人"), max_length=64, blank=True)
    text = models.TextField(_("述法报告"), blank=True)
    spoke_on = models.DateField(_("现场述法日期"), null=True, blank=True)
    handed_in_on = models.DateField(_("报送日期"), null=True, blank=True)
    handed_in_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("报送人")
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("述法报告")
        verbose_name_plural = _("述法报告")
        ordering = ["review", "unit__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "unit"], name="account_once_a_unit"),
            models.CheckConstraint(
                condition=Q(handed_in_on=None, handed_in_by=None)
                | (Q(handed_in_on__isnull=False, handed_in_by__isnull=False) & ~Q(text="")),
                name="account_handed_in_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}　{self.known_head}" if self.known_head else str(self.unit)

    @property
    def known_head(self) -> str:
        """Until it is handed in, whom the unit has written down is its own business, like the words."""
        return self.head if self.handed_in_on else ""

    def is_readable(self, actor: Actor) -> bool:
        """What a unit has only begun to write is for that unit alone."""
        return bool(self.handed_in_on) or self.unit_id in actor.served


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

    @property
    def is_closed(self) -> bool:
        """A unit's own is closed when its task is done; a common one when the circular that tells of it is signed."""
        if self.unit_id:
            return bool(self.task and self.task.state == TaskState.DONE)
        circular = self.review.circular
        return bool(circular and circular.state == DispatchState.SIGNED)
