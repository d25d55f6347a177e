"""Quantified statements of a report: 行政复议受理 556 件, 2024."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.models.sources import Passage


class Indicator(models.Model):
    name = models.CharField(_("指标"), max_length=200)
    measure = models.CharField(_("计量单位"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("指标")
        verbose_name_plural = _("指标")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name", "measure"], name="indicator_once")]

    def __str__(self) -> str:
        return self.name


class Qualifier(models.TextChoices):
    EXACT = "", _("恰好")
    OVER = "over", _("余")
    NEARLY = "nearly", _("近")
    AT_LEAST = "at_least", _("达")
    AT_MOST = "at_most", _("不超过")


class Figure(models.Model):
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="figures", verbose_name=_("指标"))
    year = models.PositiveSmallIntegerField(_("年度"))
    value = models.DecimalField(_("数值"), max_digits=24, decimal_places=6)
    qualifier = models.CharField(_("限定"), max_length=8, choices=Qualifier, blank=True)
    wording = models.CharField(_("原文写法"), max_length=200)
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="figures", verbose_name=_("原文条款"))

    class Meta:
        verbose_name = _("数值")
        verbose_name_plural = _("数值")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year", "passage"], name="figure_once"),
            models.CheckConstraint(
                condition=Q(qualifier__in=Qualifier.values), name="figure_qualifier_known"
            ),
            models.CheckConstraint(condition=Q(year__range=(1949, 2200)), name="figure_year_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.wording}（{self.year}）"
