"""The lists that tasks stand in, and the words that lists and tasks share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import Unit, User
from tracker.models.seen import task_seen
from tracker.models.sources import Source

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


class Basis(models.TextChoices):
    """How we know an owner or a date. Only stated and decided facts may stand under a formal letter."""

    STATED = "stated", _("原文")
    INFERRED = "inferred", _("推断")
    DECIDED = "decided", _("核定")


class Duty(models.TextChoices):
    LEAD = "lead", _("牵头单位")
    EACH = "each", _("各单位分别")


class ListKind(models.TextChoices):
    DUTY_LIST = "duty_list", _("责任清单")
    HEAD_DUTIES = "head_duties", _("主要负责人职责清单")
    WORK_PLAN = "work_plan", _("工作安排")
    RECTIFICATION = "rectification", _("整改清单")
    INSTRUCTION = "instruction", _("批示与会议事项")
    OTHER = "other", _("其他清单")


class ListState(models.TextChoices):
    DRAFT = "draft", _("拟办")
    ISSUED = "issued", _("已下达")
    CLOSED = "closed", _("已归档")


class Cycle(models.TextChoices):
    NONE = "", _("不另行报送")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")


class TaskListQuerySet(models.QuerySet["TaskList"]):
    def visible_to(self, actor: Actor) -> Self:
        """The lists of one's office, and those that hold a task one may see."""
        seen = task_seen(actor, "tasks__", Q(tasks__assignments__unit__in=actor.units_seen))
        shown = Exists(TaskList.objects.filter(seen, pk=OuterRef("pk"), tasks__isnull=False))
        return self.filter(Q(office__in=actor.offices) | shown)

    def drafts(self) -> Self:
        return self.filter(state=ListState.DRAFT)

    def of_heads(self) -> Self:
        """What the principal heads answer for themselves; their units owe it as they owe any task."""
        return self.filter(kind=ListKind.HEAD_DUTIES)


class TaskList(models.Model):
    name = models.CharField(_("清单名称"), max_length=200)
    year = models.PositiveSmallIntegerField(_("年度"))
    kind = models.CharField(_("种类"), max_length=16, choices=ListKind, default=ListKind.OTHER)
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="lists_supervised", verbose_name=_("督办机构")
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="lists", verbose_name=_("来源文件")
    )
    duty = models.CharField(
        _("承担方式"),
        max_length=8,
        choices=Duty,
        default=Duty.LEAD,
        help_text=_("牵头单位：只由牵头单位报送办结；各单位分别：每个责任单位各自报送办结"),
    )
    report_cycle = models.CharField(
        _("报送周期"), max_length=16, choices=Cycle, blank=True, default=Cycle.NONE
    )
    report_cycle_note = models.CharField(_("报送周期说明"), max_length=100, blank=True)
    one_matter_one_order = models.BooleanField(
        _("一事一单"), default=False, help_text=_("不勾选时，一个单位的逾期事项合并为一份督办单")
    )
    guidance = models.TextField(_("工作指引"), blank=True, help_text=_("下达时随指引发给各单位：怎样算办好"))
    state = models.CharField(_("状态"), max_length=8, choices=ListState, default=ListState.DRAFT)
    is_public = models.BooleanField(_("已公开"), default=False)
    issued_on = models.DateField(_("下达日期"), null=True, blank=True)
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("下达人")
    )
    closed_on = models.DateField(_("归档日期"), null=True, blank=True)

    objects = TaskListQuerySet.as_manager()

    class Meta:
        verbose_name = _("清单")
        verbose_name_plural = _("清单")
        ordering = ["-year", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "year", "name"],
                name="list_name_once_a_year",
                violation_error_message=_("该年度已有同名清单"),
            ),
            models.CheckConstraint(condition=Q(kind__in=ListKind.values), name="list_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ListState.values), name="list_state_known"),
            models.CheckConstraint(condition=Q(duty__in=Duty.values), name="list_duty_known"),
            models.CheckConstraint(condition=Q(report_cycle__in=Cycle.values), name="list_cycle_known"),
            models.CheckConstraint(condition=Q(year__range=(1949, 2200)), name="list_year_sane"),
            models.CheckConstraint(
                condition=Q(state=ListState.DRAFT) | Q(issued_on__isnull=False), name="list_issued_when"
            ),
        ]

    def __str__(self) -> str:
        return self.name
