"""Quantified statements of a report (行政复议受理 556 件, 2024), and the figures that units are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.lists import Cycle
from tracker.models.people import Unit, User
from tracker.models.progress import Progress, ProgressState
from tracker.models.sources import Passage
from tracker.models.tasks import Task
from tracker.punctuation import spelt
from tracker.rules.figure_periods import period_words

if TYPE_CHECKING:
    from tracker.domain.actor import Actor

ASKED_CYCLES = (Cycle.YEARLY, Cycle.HALF_YEARLY, Cycle.QUARTERLY)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, actor: Actor) -> Self:
        """The office and its leaders see all of it, a unit what it is asked for. What an import brought before it was known
        whose it is belongs to every office."""
        own = Q(office__in=actor.offices | actor.offices_led)
        if actor.is_office:
            own |= Q(office=None)
        return self.filter(own | Q(unit__in=actor.served))

    def asked_of(self, unit: Unit | int) -> Self:
        return self.filter(unit=unit, period__in=ASKED_CYCLES)


class Indicator(models.Model):
    name = models.CharField(_("指标"), max_length=200)
    measure = models.CharField(_("计量单位"), max_length=32, blank=True)
    definition = models.TextField(_("口径"), blank=True)
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("督办机构")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators_owned",
        verbose_name=_("报送单位"),
    )
    period = models.CharField(_("报送周期"), max_length=16, choices=Cycle, blank=True, default=Cycle.NONE)
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="indicators", verbose_name=_("所属任务")
    )
    reason_above = models.PositiveSmallIntegerField(
        _("变动说明线（%）"), default=20, help_text=_("与上年同期相比，变动超过这个比例时要说明原因")
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "measure"], condition=Q(office=None), name="indicator_once"
            ),
            models.UniqueConstraint(
                fields=["office", "name", "measure"],
                condition=Q(office__isnull=False),
                name="indicator_once_an_office",
            ),
            models.CheckConstraint(
                condition=Q(period__in=["", *ASKED_CYCLES]), name="indicator_period_known"
            ),
            models.CheckConstraint(
                condition=Q(unit=None, period="")
                | (Q(unit__isnull=False, office__isnull=False) & ~Q(period="")),
                name="indicator_asked_of_someone",
            ),
            models.CheckConstraint(condition=Q(reason_above__range=(1, 1000)), name="indicator_share_sane"),
        ]

    def __str__(self) -> str:
        return self.name


class Qualifier(models.TextChoices):
    EXACT = "", _("恰好")
    OVER = "over", _("余")
    NEARLY = "nearly", _("近")
    AT_LEAST = "at_least", _("达")
    AT_MOST = "at_most", _("不超过")


class FigureQuerySet(models.QuerySet["Figure"]):
    def given(self) -> Self:
        """By a unit or the office, not read from a document."""
        return self.filter(passage=None)

    def readable_by(self, units: Iterable[int]) -> Self:
        """What goes along with a report that is only begun belongs, like its words, to the unit that writes it."""
        return self.filter(~Q(progress__state=ProgressState.DRAFT) | Q(indicator__unit__in=units))


class Figure(models.Model):
    """`period`: 0 for the whole year as a document states it; else the year from its beginning to the end of the period,
    1 for the first."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures", verbose_name=_("指标"))
    year = models.PositiveSmallIntegerField(_("年度"))
    period = models.PositiveSmallIntegerField(_("期"), default=0)
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6)
    qualifier = models.CharField(_("限定"), max_length=8, choices=Qualifier, blank=True)
    wording = models.CharField(_("原文写法"), max_length=200)
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="figures", verbose_name=_("原文条款")
    )
    progress = models.ForeignKey(
        Progress, models.PROTECT, null=True, blank=True, related_name="figures", verbose_name=_("随同报送")
    )
    reason = models.CharField(_("变动原因"), max_length=300, blank=True)
    given_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("填报人")
    )
    given_on = models.DateField(_("填报日期"), null=True, blank=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("数值")
        verbose_name_plural = _("数值")
        ordering = ["-year", "-period", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year", "passage"], name="figure_once"),
            models.UniqueConstraint(
                fields=["indicator", "year", "period"],
                condition=Q(passage=None),
                name="figure_given_once",
                violation_error_message=_("这一期的数值已经填报"),
            ),
            models.CheckConstraint(
                condition=Q(qualifier__in=Qualifier.values), name="figure_qualifier_known"
            ),
            models.CheckConstraint(condition=Q(year__range=(1949, 2200)), name="figure_year_sane"),
            models.CheckConstraint(
                condition=Q(passage__isnull=False, period=0, given_by=None, given_on=None)
                | Q(passage=None, period__range=(1, 4), given_by__isnull=False, given_on__isnull=False),
                name="figure_read_or_given",
            ),
        ]

    def __str__(self) -> str:
        return spelt("{} {}（{}）", self.indicator, self.wording, self.year)

    @property
    def words(self) -> str:
        """上半年, 全年: of what part of the year."""
        return period_words(self.indicator.period, self.period) if self.period else ""

    @property
    def number(self) -> str:
        """Without superfluous zeros: 556, 97.9."""
        return plain_number(self.value)


def plain_number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
