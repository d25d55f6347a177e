"""The installation itself: whose it is, whether it is a demo, and which days are working days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.core.validators import MinValueValidator
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.rules.workdays import Calendar, Day


class InstallationManager(models.Manager["Installation"]):
    def current(self) -> Installation:
        """The one row; a fresh database gets it on first asking."""
        office, _created = self.get_or_create(pk=1)
        return office


class Installation(models.Model):
    name = models.CharField(_("系统名称"), max_length=100, default="督办平台")
    contact = models.CharField(_("联系人"), max_length=64, blank=True)
    phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    return_within = models.PositiveSmallIntegerField(
        _("退回后的补正期限（工作日）"),
        default=5,
        validators=[MinValueValidator(1)],
        help_text=_("报送被退回的，自退回次日起算，期满前不算逾期"),
    )
    is_demo = models.BooleanField(_("演示库"), default=False, editable=False)
    demo_on = models.DateField(_("演示日期"), null=True, blank=True, editable=False)

    objects = InstallationManager()

    class Meta:
        verbose_name = _("系统设置")
        verbose_name_plural = _("系统设置")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="installation_single"),
            models.CheckConstraint(condition=Q(return_within__gte=1), name="installation_return_within"),
            models.CheckConstraint(
                condition=Q(is_demo=True) | Q(demo_on=None), name="installation_demo_clock_in_demo"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def contact_line(self) -> str:
        """联系人：…，电话：…; empty where neither is set."""
        parts = [self.contact and f"联系人：{self.contact}", self.phone and f"电话：{self.phone}"]
        return "，".join(part for part in parts if part)

    def business_date(self) -> date:
        """Today as the business counts it: the demo clock in a demo, the calendar otherwise."""
        return self.demo_on or timezone.localdate()


def business_date() -> date:
    """For doors only; rooms are given `today`."""
    return Installation.objects.current().business_date()


class CalendarDayQuerySet(models.QuerySet["CalendarDay"]):
    def calendar(self) -> Calendar:
        """The value that the rules reckon with, of all days; load it once per run."""
        with connection.cursor() as cursor:
            cursor.execute(_all_days(connection.vendor))
            return _reckoned(tuple(cursor.fetchall()))


@lru_cache(maxsize=2)
def _all_days(vendor: str) -> str:
    """Asked some four times for each day that passes: put together once. It has no values, and its columns come as they are."""
    rows = CalendarDay.objects.values_list("falls_on", "is_working", "name", "is_official")
    sql: str = rows.query.sql_with_params()[0]
    return sql


@lru_cache(maxsize=8)
def _reckoned(rows: tuple[tuple[date, bool, str, bool], ...]) -> Calendar:
    """Asked by most verbs, and changed once a year."""
    return Calendar.of(Day(*row) for row in rows)


class CalendarDay(models.Model):
    falls_on = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=64)
    is_official = models.BooleanField(_("国务院办公厅已公布"), default=False)

    objects = CalendarDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("工作日安排")
        verbose_name_plural = _("工作日安排")
        ordering = ["falls_on"]

    def __str__(self) -> str:
        return f"{self.falls_on} {self.name}"
