"""The rules that the dates of a task follow, and the dates that come of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.lists import Basis
from tracker.models.tasks import Task
from tracker.punctuation import spelt
from tracker.rules.periods import Anchor


class DateRule(models.TextChoices):
    ONCE = "once", _("一次")
    WEEKLY = "weekly", _("每周")
    MONTHLY = "monthly", _("每月")
    QUARTERLY = "quarterly", _("每季度")
    HALF_YEARLY = "half_yearly", _("每半年")
    YEARLY = "yearly", _("每年")


class ScheduleKind(models.TextChoices):
    """Which kind of Obligation the dates of a Schedule open."""

    FINISH = "finish", _("办结")
    STAGE = "stage", _("节点")
    REPORT = "report", _("报送")


class Schedule(models.Model):
    task = models.ForeignKey(Task, models.CASCADE, related_name="schedules", verbose_name=_("任务"))
    kind = models.CharField(_("种类"), max_length=8, choices=ScheduleKind, default=ScheduleKind.FINISH)
    label = models.CharField(_("事项"), max_length=32, blank=True)
    rule = models.CharField(_("周期"), max_length=16, choices=DateRule)
    month = models.PositiveSmallIntegerField(_("月"), null=True, blank=True)
    day = models.PositiveSmallIntegerField(_("日"), null=True, blank=True)
    counts_workdays = models.BooleanField(_("按工作日数"), default=False)
    falls_after = models.BooleanField(_("在期后"), default=False, help_text=_("如“季度结束后10日内”"))
    due_on = models.DateField(_("日期（一次）"), null=True, blank=True)
    starts_on = models.DateField(_("自"), null=True, blank=True)
    until_on = models.DateField(_("至"), null=True, blank=True)
    wording = models.CharField(_("原文写法"), max_length=200)
    explanation = models.CharField(_("说明"), max_length=300, blank=True)
    basis = models.CharField(_("依据"), max_length=8, choices=Basis)
    is_list_cycle = models.BooleanField(_("清单的报送周期"), default=False)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    # The day on which the next period opens; the daily recurrence reads only this. Null: nothing more to open.
    opens_next_on = models.DateField(_("下期开始"), null=True, blank=True)

    class Meta:
        verbose_name = _("周期")
        verbose_name_plural = _("周期")
        ordering = ["task", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "order"], name="schedule_order_once"),
            models.CheckConstraint(condition=Q(kind__in=ScheduleKind.values), name="schedule_kind_known"),
            models.CheckConstraint(condition=Q(rule__in=DateRule.values), name="schedule_rule_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="schedule_basis_known"),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__range=(1, 12)), name="schedule_month_sane"
            ),
            models.CheckConstraint(condition=Q(day=None) | Q(day__range=(1, 31)), name="schedule_day_sane"),
            models.CheckConstraint(
                condition=Q(rule=DateRule.ONCE, due_on__isnull=False)
                | (~Q(rule=DateRule.ONCE) & Q(due_on=None)),
                name="schedule_once_has_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["opens_next_on"], condition=Q(opens_next_on__isnull=False), name="schedule_opening"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}{self.wording}"

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.due_on, self.month, self.day, self.counts_workdays, self.falls_after)


class Deadline(models.Model):
    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="deadlines", verbose_name=_("周期"))
    task = models.ForeignKey(Task, models.PROTECT, related_name="deadlines", verbose_name=_("任务"))
    period = models.CharField(_("期次"), max_length=16)
    opens_on = models.DateField(_("开始日期"))
    due_on = models.DateField(_("截止日期"))
    wording = models.CharField(_("原文写法"), max_length=200)
    explanation = models.CharField(_("说明"), max_length=300)
    basis = models.CharField(_("依据"), max_length=8, choices=Basis)

    class Meta:
        verbose_name = _("时限")
        verbose_name_plural = _("时限")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "period"], name="deadline_once_a_period"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="deadline_after_opening"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="deadline_basis_known"),
        ]

    def __str__(self) -> str:
        return spelt("{}（{}）", self.wording, self.due_on)
