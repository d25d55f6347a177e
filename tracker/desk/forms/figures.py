"""Indicators, and the figures that a report asks for beside its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.figures import why_reason
from tracker.desk.forms.base import LongText, Questions
from tracker.domain.figures import AskedFigure, asks_reason, figures_by_place, same_time_last_year
from tracker.domain.realm import units_of, units_of_offices
from tracker.models import ASKED_CYCLES, Cycle, Figure, Indicator, Task, TaskList, Unit
from tracker.punctuation import spelt
from tracker.rules.figure_periods import asked_period, last_period, period_words

DIGITS, PLACES = 18, 6


def value_field(label: str, help_text: str, *, required: bool) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=DIGITS, decimal_places=PLACES, required=required, help_text=help_text
    )


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("变动原因"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("与上年同期相比变动较大的才需说明。"),
    )


class AskedFields:
    """The fields that a form gains for the figures that are due; each has one for its reason."""

    def __init__(self, form: Questions, asked: list[AskedFigure]) -> None:
        self.asked = asked
        for one in asked:
            form.fields[f"figure_{one.indicator.pk}"] = value_field(
                spelt("{}（{}，{}）", one.indicator, one.words, one.indicator.measure),
                _help(one),
                required=False,
            )
            reason = reason_field()
            reason.label = spelt("{}：{}", reason.label, one.indicator)
            form.fields[f"reason_{one.indicator.pk}"] = reason

    def clean(self, form: Questions) -> None:
        for one in self.asked:
            value = form.cleaned_data.get(f"figure_{one.indicator.pk}")
            name = f"reason_{one.indicator.pk}"
            if value is None or form.cleaned_data.get(name, "").strip():
                continue
            if asks_reason(one.indicator, value, one.last):
                form.add_error(name, why_reason(one.indicator, one.last))

    def answers(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        """Arguments of `give_figure`, for what was filled in."""
        return [
            {
                "indicator": one.indicator,
                "year": one.year,
                "period": one.period,
                "value": given[f"figure_{one.indicator.pk}"],
                "reason": given[f"reason_{one.indicator.pk}"],
            }
            for one in self.asked
            if given[f"figure_{one.indicator.pk}"] is not None
        ]


def _help(one: AskedFigure) -> str:
    words = [one.indicator.definition, _("填本年累计数，只在这里填一次，其他报送不再要。")]
    if one.last:
        last = {"last": one.last.number, "measure": one.indicator.measure}
        words.append(_("上年同期%(last)s%(measure)s。") % last)
    return "　".join(word for word in words if word)


class Define(Questions):
    definition = LongText(
        label=gettext_lazy("口径"), rows=3, required=False, help_text=gettext_lazy("统计什么、不统计什么。")
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("报送单位"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("（不要数）"),
    )
    period = forms.ChoiceField(label=gettext_lazy("报送周期"), required=False)
    reason_above = forms.IntegerField(
        label=gettext_lazy("变动说明线（%）"),
        min_value=1,
        max_value=1000,
        initial=20,
        help_text=gettext_lazy("与上年同期相比，变动超过这个比例时要说明原因。"),
    )
    task = forms.ModelChoiceField(
        label=gettext_lazy("所属任务"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("（不属于某一任务）"),
        help_text=gettext_lazy("年度报告里，数值写在这项任务所在的章节。"),
    )

    def prepare(self) -> None:
        self.fields["period"].choices = [("", _("（不要数）"))] + [
            (value, label) for value, label in Cycle.choices if value in ASKED_CYCLES
        ]
        office = self.subject.office if isinstance(self.subject, Indicator) else None
        self.fields["unit"].queryset = units_of(office) if office else units_of_offices(self.actor)
        lists = TaskList.objects.filter(office__in=self.actor.offices, closed_on=None)
        self.fields["task"].queryset = Task.objects.filter(task_list__in=lists).order_by("task_list", "order")
        if isinstance(self.subject, Indicator):
            names = ("definition", "unit", "period", "reason_above", "task")
            self.initial |= {name: getattr(self.subject, name) for name in names}


class NewIndicator(Define):
    office = forms.ModelChoiceField(label=gettext_lazy("督办机构"), queryset=None, empty_label=None)
    name = forms.CharField(label=gettext_lazy("指标"), max_length=200)
    measure = forms.CharField(label=gettext_lazy("计量单位"), max_length=32, required=False)
    field_order = ("name", "measure", "office")

    def prepare(self) -> None:
        super().prepare()
        self.fields["office"].queryset = Unit.objects.filter(pk__in=self.actor.offices)


class Give(Questions):
    """One figure, outside of any report: the one that is due, or another of this year or the last."""

    place = forms.ChoiceField(label=gettext_lazy("哪一期"))
    value = value_field(gettext_lazy("数值"), gettext_lazy("填本年累计数。"), required=True)
    reason = reason_field()

    def prepare(self) -> None:
        indicator: Indicator = self.subject
        year = self.actor.on.year
        places = [(y, p) for y in (year, year - 1) for p in range(1, last_period(indicator.period) + 1)]
        self.fields["place"].choices = [
            (f"{y}-{p}", f"{y}年{period_words(indicator.period, p)}") for y, p in places
        ]
        if due := asked_period(indicator.period, self.actor.on):
            self.initial["place"] = f"{due[0]}-{due[1]}"
        self.fields["value"].label = spelt("{}（{}）", indicator, indicator.measure)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "place" in given and given.get("value") is not None and not given.get("reason", "").strip():
            last = self._last(given["place"])
            if asks_reason(self.subject, given["value"], last):
                self.add_error("reason", why_reason(self.subject, last))
        return given

    def _last(self, place: str) -> Figure | None:
        year, period = map(int, place.split("-"))
        return same_time_last_year(
            figures_by_place([self.subject], served=self.actor.served), self.subject, year, period
        )

    def answers(self) -> dict[str, Any]:
        year, period = map(int, self.cleaned_data["place"].split("-"))
        return {
            "year": year,
            "period": period,
            "value": self.cleaned_data["value"],
            "reason": self.cleaned_data["reason"],
        }
